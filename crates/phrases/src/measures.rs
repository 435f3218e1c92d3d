//! The figures of reports and service circles: what each is called, how it is written and what it means.

use gigmatch::{CoverageRow, ReportRow};

use crate::{Lang, NumberFormat, number::figure};

/// A figure of a [`Report`](gigmatch::Report) or of its service circles ([`Coverage`](gigmatch::Coverage)).
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, MatchOptions, ReportOptions};
/// use gigmatch_phrases::{Lang, Measure};
///
/// let options = ReportOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()));
/// let report = Engine::in_memory()?.snapshot().report(&options)?;
/// assert_eq!(Measure::Seekers.of_report(&report.rows[0]), Some(0.0));
/// assert_eq!(Measure::JobToSeekerRatio.label(Lang::Zh), "求人倍率");
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Measure {
    /// Active workers.
    Seekers,
    /// Those without an eligible posting.
    Unserved,
    /// Those who are registered as unemployed.
    RegisteredUnemployed,
    /// The share of a group in all who are registered as unemployed.
    RegisteredShare,
    /// The share of a group's seekers who are registered as unemployed.
    RegisteredInGroup,
    /// Postings that take people.
    Postings,
    /// People whom these want.
    Headcount,
    /// Seats left.
    SeatsLeft,
    /// Headcount over seekers.
    JobToSeekerRatio,
    /// Eligible pairs.
    EligiblePairs,
    /// Eligible pairs over seats left.
    PairsPerSeat,
    /// Median hourly pay.
    MedianPay,
    /// Median distance of the best postings.
    MedianDistance,
    /// Placements.
    Filled,
    /// People whose home is known.
    People,
    /// Those of them inside a circle.
    Inside,
    /// The share of those inside a circle.
    InsideShare,
    /// Median distance to the nearest outlet.
    MedianNearest,
    /// Mean accessibility of outlets.
    Accessibility,
    /// Outlets.
    Outlets,
}

impl Measure {
    /// Every measure, in the order in which they are told.
    pub const ALL: [Self; 20] = [
        Self::Seekers,
        Self::Unserved,
        Self::RegisteredUnemployed,
        Self::RegisteredShare,
        Self::RegisteredInGroup,
        Self::Postings,
        Self::Headcount,
        Self::SeatsLeft,
        Self::JobToSeekerRatio,
        Self::EligiblePairs,
        Self::PairsPerSeat,
        Self::MedianPay,
        Self::MedianDistance,
        Self::Filled,
        Self::People,
        Self::Inside,
        Self::InsideShare,
        Self::MedianNearest,
        Self::Accessibility,
        Self::Outlets,
    ];

    /// The name of its field in answers; of those that are no fields, one like it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seekers => "seekers",
            Self::Unserved => "unserved",
            Self::RegisteredUnemployed => "registered_unemployed",
            Self::RegisteredShare => "registered_share",
            Self::RegisteredInGroup => "registered_in_group",
            Self::Postings => "postings",
            Self::Headcount => "headcount",
            Self::SeatsLeft => "seats_left",
            Self::JobToSeekerRatio => "job_to_seeker_ratio",
            Self::EligiblePairs => "eligible_pairs",
            Self::PairsPerSeat => "pairs_per_seat",
            Self::MedianPay => "median_pay_fen",
            Self::MedianDistance => "median_distance_m",
            Self::Filled => "filled",
            Self::People => "people",
            Self::Inside => "inside",
            Self::InsideShare => "share",
            Self::MedianNearest => "median_nearest_m",
            Self::Accessibility => "accessibility",
            Self::Outlets => "outlets",
        }
    }

    /// How its figures are written.
    pub fn format(self) -> NumberFormat {
        match self {
            Self::JobToSeekerRatio | Self::PairsPerSeat | Self::Accessibility => NumberFormat::Ratio,
            Self::RegisteredShare | Self::RegisteredInGroup | Self::InsideShare => NumberFormat::Percent,
            Self::MedianPay => NumberFormat::Yuan,
            Self::MedianDistance | Self::MedianNearest => NumberFormat::Kilometres,
            _ => NumberFormat::Count,
        }
    }

    /// The figure of a report's row; `None` where it is not told, or is no figure of reports.
    pub fn of_report(self, row: &ReportRow) -> Option<f64> {
        match self {
            Self::Seekers => row.seekers.map(figure),
            Self::Unserved => row.unserved.map(figure),
            Self::RegisteredUnemployed => row.registered_unemployed.map(figure),
            Self::RegisteredInGroup => {
                let seekers = row.seekers.filter(|seekers| *seekers > 0)?;
                Some((figure(row.registered_unemployed?) / figure(seekers)).min(1.0))
            }
            Self::Postings => row.postings.map(figure),
            Self::Headcount => row.headcount.map(figure),
            Self::SeatsLeft => row.seats_left.map(figure),
            Self::JobToSeekerRatio => row.job_to_seeker_ratio,
            Self::EligiblePairs => row.eligible_pairs.map(figure),
            Self::PairsPerSeat => row.pairs_per_seat,
            Self::MedianPay => row.median_pay_fen.map(f64::from),
            Self::MedianDistance => row.median_distance_m.map(f64::from),
            Self::Filled => row.filled.map(figure),
            _ => None,
        }
    }

    /// The figure of a row about service circles; `None` where it is not told, or is no figure of them.
    pub fn of_coverage(self, row: &CoverageRow) -> Option<f64> {
        match self {
            Self::People => Some(figure(row.people)),
            Self::Inside => Some(figure(row.inside)),
            Self::InsideShare => row.share,
            Self::MedianNearest => row.median_nearest_m.map(f64::from),
            Self::Accessibility => row.accessibility,
            Self::Outlets => row.outlets.map(figure),
            _ => None,
        }
    }

    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Seekers => lang.pick("求职人数", "Seekers"),
            Self::Unserved => lang.pick("无岗可做的求职者", "Seekers without an eligible posting"),
            Self::RegisteredUnemployed => lang.pick("登记失业人数", "Registered unemployed"),
            Self::RegisteredShare => lang.pick("占登记失业比重", "Share of the registered unemployed"),
            Self::RegisteredInGroup => lang.pick("登记失业占本群体", "Registered unemployed among the group"),
            Self::Postings => lang.pick("在招岗位条数", "Open postings"),
            Self::Headcount => lang.pick("招聘人数", "Headcount wanted"),
            Self::SeatsLeft => lang.pick("剩余名额", "Seats left"),
            Self::JobToSeekerRatio => lang.pick("求人倍率", "Jobs per seeker"),
            Self::EligiblePairs => lang.pick("合格配对数", "Eligible pairs"),
            Self::PairsPerSeat => lang.pick("每个名额的合格人选", "Eligible people for each seat"),
            Self::MedianPay => lang.pick("时薪中位数", "Median hourly pay"),
            Self::MedianDistance => lang.pick("最合适岗位距离中位数", "Median distance to the best posting"),
            Self::Filled => lang.pick("上岗人次", "Placements"),
            Self::People => lang.pick("住处已知的求职者", "Seekers whose home is known"),
            Self::Inside => lang.pick("服务圈内的求职者", "Seekers inside a service circle"),
            Self::InsideShare => lang.pick("服务圈覆盖率", "Share inside a service circle"),
            Self::MedianNearest => lang.pick("最近网点距离中位数", "Median distance to the nearest outlet"),
            Self::Accessibility => lang.pick("网点可达性", "Accessibility of outlets"),
            Self::Outlets => lang.pick("服务网点", "Outlets"),
        }
    }

    /// Its name at the head of a column: at most five characters in Chinese, words of at most nine letters in English.
    pub fn short(self, lang: Lang) -> &'static str {
        match self {
            Self::Seekers => lang.pick("求职人数", "Seekers"),
            Self::Unserved => lang.pick("无岗可做", "None eligible"),
            Self::RegisteredUnemployed => lang.pick("登记失业", "On the register"),
            Self::RegisteredShare => lang.pick("占比", "Share"),
            Self::RegisteredInGroup => lang.pick("占本群体", "Share of group"),
            Self::Postings => lang.pick("岗位条数", "Postings"),
            Self::Headcount => lang.pick("招聘人数", "Headcount"),
            Self::SeatsLeft => lang.pick("剩余名额", "Seats left"),
            Self::JobToSeekerRatio => lang.pick("求人倍率", "Ratio"),
            Self::EligiblePairs => lang.pick("合格配对", "Eligible pairs"),
            Self::PairsPerSeat => lang.pick("名额人选", "Pairs per seat"),
            Self::MedianPay => lang.pick("时薪中位", "Median pay"),
            Self::MedianDistance => lang.pick("距离中位", "Median distance"),
            Self::Filled => lang.pick("上岗", "Filled"),
            Self::People => lang.pick("求职者", "Seekers"),
            Self::Inside => lang.pick("圈内", "Inside"),
            Self::InsideShare => lang.pick("覆盖率", "Inside a circle"),
            Self::MedianNearest => lang.pick("网点距离", "Nearest outlet"),
            Self::Accessibility => lang.pick("可达性", "Access"),
            Self::Outlets => lang.pick("网点", "Outlets"),
        }
    }

    /// The unit of its figures as they are written; `None` for plain numbers.
    pub fn unit(self, lang: Lang) -> Option<&'static str> {
        match self {
            Self::Postings => Some(lang.pick("条", "ads")),
            Self::EligiblePairs => Some(lang.pick("对", "pairs")),
            Self::Outlets => Some(lang.pick("个", "places")),
            Self::Filled => Some(lang.pick("人次", "times")),
            Self::MedianPay => Some(lang.pick("元/小时", "yuan/h")),
            Self::MedianDistance | Self::MedianNearest => Some(lang.pick("公里", "km")),
            _ => (self.format() == NumberFormat::Count).then(|| lang.pick("人", "people")),
        }
    }

    /// What it means.
    pub fn definition(self, lang: Lang) -> &'static str {
        match self {
            Self::Seekers => lang.pick(
                "数据时点正在求职的人，按居住地计。",
                "People who look for work at the time of the data, by where they live.",
            ),
            Self::Unserved => lang.pick(
                "其中按全部硬性条件核对，任何地方都没有岗位可做的人。",
                "Those of them for whom no posting anywhere passes every hard rule.",
            ),
            Self::RegisteredUnemployed => lang.pick(
                "其中带有登记失业标签，或按规则属于登记失业的人。",
                "Those of them who are labelled as registered unemployed, or are so by the rules.",
            ),
            Self::RegisteredShare => lang.pick(
                "本群体的登记失业人数占全部登记失业人数的比重；一人可属多个群体。",
                "The group's share of all registered unemployed; one person may belong to several groups.",
            ),
            Self::RegisteredInGroup => lang.pick(
                "本群体求职者中登记失业者的比重。",
                "The share of the group's seekers who are registered as unemployed.",
            ),
            Self::Postings => lang.pick(
                "数据时点在招且未截止、还有班次未开始的岗位，按工作地计。",
                "Postings that are open and valid at the time of the data and have a shift that has not started, by place \
                 of work.",
            ),
            Self::Headcount => lang.pick(
                "这些岗位尚未开始的班次要招的人数；凡说岗位数都按招聘人数计。",
                "People whom these postings want in shifts that have not started; jobs are always counted so.",
            ),
            Self::SeatsLeft => lang.pick("招聘人数中尚未占用的名额。", "What is not taken of that headcount."),
            Self::JobToSeekerRatio => lang.pick(
                "招聘人数 ÷ 求职人数；大于 1 表示招聘多于求职。",
                "Headcount over seekers; above 1 there are more jobs than seekers.",
            ),
            Self::EligiblePairs => lang.pick(
                "这些岗位与任何地方求职者的合格配对。",
                "Pairs of these postings with people anywhere in which every hard rule holds.",
            ),
            Self::PairsPerSeat => lang.pick("合格配对数 ÷ 剩余名额。", "Eligible pairs over seats left."),
            Self::MedianPay => lang.pick(
                "每小时报酬下限的中位数，按招聘人数加权；日薪、月薪按工时折算，计件和面议不计。",
                "Median of the lower end of hourly pay, each posting counted as often as it wants people; pay by day or \
                 month is converted by hours, piece pay and negotiable pay are left out.",
            ),
            Self::MedianDistance => lang.pick(
                "求职者住处到其得分最高的岗位的直线距离的中位数；无岗可做者不计。",
                "Median straight line from the seekers' homes to the posting that suits each best; people with none are left out.",
            ),
            Self::Filled => lang.pick(
                "开工在回看各周（含本周）内、占用名额（已录用或已上岗）的人次，按工作地计。",
                "Placements that hold a seat and start in the weeks looked back on, the present one included, by place of work.",
            ),
            Self::People => lang.pick(
                "正在求职且住处位置已知的人。",
                "People who look for work and whose home is known.",
            ),
            Self::Inside => lang.pick(
                "其中住在至少一个网点服务圈内的人。",
                "Those of them who live inside the circle of at least one outlet.",
            ),
            Self::InsideShare => lang.pick(
                "服务圈内的求职者 ÷ 住处已知的求职者。",
                "Those inside the circle of at least one outlet over all whose home is known.",
            ),
            Self::MedianNearest => lang.pick(
                "求职者住处到最近网点的直线距离的中位数。",
                "Median straight line from the seekers' homes to the nearest outlet.",
            ),
            Self::Accessibility => lang.pick(
                "两步移动搜索法：每千名求职者每天可得的网点接待量，与所有能来的人分享后取平均。",
                "Two-step floating catchment area: places at outlets a day for each thousand people, shared with all who \
                 could come, on average.",
            ),
            Self::Outlets => lang.pick("位于该地的服务网点。", "Outlets that are there."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_columns_are_short_and_names_are_unique() {
        let mut names: Vec<&str> = Measure::ALL.iter().map(|measure| measure.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Measure::ALL.len());
        for measure in Measure::ALL {
            assert!(measure.short(Lang::Zh).chars().count() <= 5, "{measure:?}");
            assert!(measure.short(Lang::En).split(' ').all(|word| word.len() <= 9), "{measure:?}");
        }
    }
}
