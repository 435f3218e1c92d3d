//! The sums of who needs help in person. No id and no single person gets from here to the page.

use gigmatch::{Assistance, NeedReason, Report};
use gigmatch_phrases::{figure, need_reason, obstacle, training};

use super::{
    context::{Help, HelpRow, TrainingRow},
    rows,
};
use crate::text::Text;

/// How many kinds of training are told.
const MOST_TRAINING: usize = 12;

/// Sums rounded down to multiples of the report's threshold, so that each leaves as many possible values as that; what
/// tells of fewer people is left out.
///
/// A count that the report tells, too, is told as the report does: two roundings of one count would narrow it down.
pub(super) fn help(assistance: &Assistance, report: &Report) -> Help {
    let told = |count: u64| rounded_down(count, report.threshold);
    let total = rows::total(report, 0);
    let (seekers, unserved) = total.map_or((None, None), |total| (total.seekers, total.unserved));
    let share = |part: u64, whole: u64| (whole > 0).then(|| (figure(part) / figure(whole)).min(1.0));
    let reasons: Vec<(Text, u64)> = assistance
        .reasons
        .iter()
        .map(|count| {
            let by_report = unserved.filter(|_| count.reason == NeedReason::NoEligiblePosting);
            let people = by_report.unwrap_or_else(|| told(count.people));
            (Text::told(|lang| need_reason(count.reason, lang)), people)
        })
        .collect();
    let people = reasons.iter().map(|(_, people)| people).sum();
    let rows = |counts: Vec<(Text, u64)>| {
        let told = counts.into_iter().filter(|(_, people)| *people > 0);
        told.map(|(label, count)| HelpRow { label, people: Some(count), share: share(count, people) }).collect()
    };
    // Changes and obstacles are known of the people listed; where others are not listed, they would tell of too few.
    let counted: u64 = assistance.reasons.iter().map(|count| count.people).sum();
    let is_whole = u64::try_from(assistance.needs.len()).is_ok_and(|listed| listed >= counted);
    let with_change = assistance.needs.iter().filter(|need| need.change.is_some()).count();
    let obstacles = assistance.obstacles.iter().filter(|_| is_whole);
    let obstacles =
        obstacles.map(|count| (Text::told(|lang| obstacle(count.rule, lang)), told(count.people))).collect();
    let training = assistance.training.iter().filter(|row| told(row.people) > 0).map(|row| TrainingRow {
        name: Text::told(|lang| training(row, lang)),
        people: Some(told(row.people)),
        seats: Some(row.seats),
        pay: row.median_pay_fen,
    });
    Help {
        people: Some(people),
        share: seekers.and_then(|seekers| share(people, seekers)),
        one_change: u64::try_from(with_change).ok().filter(|_| is_whole).map(|count| told(count).min(people)),
        reasons: rows(reasons),
        obstacles: rows(obstacles),
        training: training.take(MOST_TRAINING).collect(),
    }
}

fn rounded_down(count: u64, threshold: u32) -> u64 {
    let threshold = u64::from(threshold.max(1));
    count / threshold * threshold
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_not_told() {
        let told: Vec<u64> = [0, 4, 5, 9, 104].into_iter().map(|count| rounded_down(count, 5)).collect();
        assert_eq!(told, [0, 0, 5, 5, 100]);
        assert_eq!(rounded_down(3, 1), 3);
    }
}
