//! The sums of who needs help in person. No id and no single person gets from here to the page.

use gigmatch::Assistance;
use gigmatch_phrases::{figure, need_reason, obstacle, training};

use super::{
    context::{Help, HelpRow, TrainingRow},
    rows::protected,
};
use crate::text::Text;

/// Sums in multiples of the report's threshold; what tells of fewer people is left out.
pub(super) fn help(assistance: &Assistance, threshold: u32) -> Help {
    let told = |count: u64| protected(count, threshold);
    let share = |part: u64, whole: u64| (whole > 0).then(|| (figure(part) / figure(whole)).min(1.0));
    let reasons: Vec<(Text, u64)> = assistance
        .reasons
        .iter()
        .map(|count| (Text::told(|lang| need_reason(count.reason, lang)), told(count.people)))
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
        share: share(people, told(assistance.people)),
        one_change: u64::try_from(with_change).ok().filter(|_| is_whole).map(told),
        reasons: rows(reasons),
        obstacles: rows(obstacles),
        training: training.collect(),
    }
}
