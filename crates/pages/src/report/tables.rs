//! The breakdowns of a report as tables.

use gigmatch::{
    Dimension, Report, ReportRow,
    record::{JobLocationType, KeyGroup, Vocabulary},
};
use gigmatch_phrases::{Measure, figure, key_group, pay_band, work_mode};

use super::{
    context::{Row, Table},
    rows,
};
use crate::text::Text;

/// How many occupations are told one by one.
const MOST_OCCUPATIONS: usize = 12;

/// The tables of the reported place, those without rows left out.
pub(super) fn breakdowns(report: &Report) -> Vec<Table> {
    let tables = [occupations(report), pay_bands(report), key_groups(report), work_modes(report)];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// Who is registered as unemployed, by key group; `None` where no group is told of.
pub(super) fn unemployment(report: &Report) -> Option<Table> {
    let all = rows::total(report, 0)?.registered_unemployed?;
    let title = Text::of("登记失业人员，按重点群体", "Registered unemployed by key group");
    let columns =
        [Measure::RegisteredUnemployed, Measure::RegisteredShare, Measure::Seekers, Measure::RegisteredInGroup];
    let mut table = Table::new(title, Text::of("群体", "Group"), &columns);
    let values = |table: &Table, row: &ReportRow| {
        table.values(|measure| match measure {
            Measure::RegisteredShare if all > 0 => Some((figure(row.registered_unemployed?) / figure(all)).min(1.0)),
            measure => measure.of_report(row),
        })
    };
    for row in rows::of(report, 0, Dimension::KeyGroup) {
        let group = row.value.as_deref().and_then(KeyGroup::from_word);
        if let Some(group) = group.filter(|group| *group != KeyGroup::RegisteredUnemployed) {
            let values = values(&table, row);
            table.rows.push(Row { label: Text::told(|lang| key_group(group, lang)), values });
        }
    }
    table.total = rows::total(report, 0).map(|total| values(&table, total));
    (!table.rows.is_empty()).then_some(table)
}

/// Occupations that most people look for or are wanted in; the others in one row.
fn occupations(report: &Report) -> Table {
    let title = Text::of("按职业", "By occupation");
    let columns = [Measure::Seekers, Measure::Headcount, Measure::JobToSeekerRatio, Measure::MedianPay];
    let mut table = Table::new(title, Text::of("职业", "Occupation"), &columns);
    let (known, unknown): (Vec<&ReportRow>, Vec<&ReportRow>) =
        rows::of(report, 0, Dimension::Occupation).iter().partition(|row| row.value.is_some());
    let mut known = known;
    known.sort_by_key(|row| std::cmp::Reverse(row.seekers.unwrap_or(0) + row.headcount.unwrap_or(0)));
    let (told, others) = known.split_at(known.len().min(MOST_OCCUPATIONS));
    for row in told {
        let label = match (&row.value, &row.value_name) {
            (Some(code), Some(name)) => format!("{} {name}", code.trim_end_matches("-00")),
            (code, _) => code.clone().unwrap_or_default(),
        };
        push(&mut table, label.into(), row);
    }
    if !others.is_empty() {
        let sum = |count: fn(&ReportRow) -> Option<u64>| others.iter().filter_map(|row| count(row)).sum::<u64>();
        let (seekers, headcount) = (sum(|row| row.seekers), sum(|row| row.headcount));
        let count = others.len();
        let label = Text::of(format!("其他 {count} 类"), format!("{count} others"));
        let values = table.values(|measure| match measure {
            Measure::Seekers => Some(figure(seekers)),
            Measure::Headcount => Some(figure(headcount)),
            Measure::JobToSeekerRatio if seekers > 0 => Some(figure(headcount) / figure(seekers)),
            _ => None,
        });
        table.rows.push(Row { label, values });
    }
    for row in unknown {
        push(&mut table, Text::of("未填职业", "no occupation given"), row);
    }
    with_total(table, report, Some([1, 0]))
}

fn pay_bands(report: &Report) -> Table {
    let title = Text::of("按时薪", "By hourly pay");
    let first = Text::of("时薪（求职者为底线）", "Pay (of seekers their floor)");
    let mut table = Table::new(title, first, &[Measure::Seekers, Measure::Headcount, Measure::JobToSeekerRatio]);
    for row in rows::of(report, 0, Dimension::PayBand) {
        let label = match &row.value {
            Some(band) => Text::told(|lang| pay_band(band, lang)),
            None => Text::of("不限、面议或计件", "any, negotiable or by the piece"),
        };
        push(&mut table, label, row);
    }
    with_total(table, report, Some([1, 0]))
}

fn key_groups(report: &Report) -> Table {
    let title = Text::of("按重点群体（求职方）", "By key group of seekers");
    let columns = [Measure::Seekers, Measure::Unserved, Measure::MedianDistance, Measure::Filled];
    let mut table = Table::new(title, Text::of("群体", "Group"), &columns);
    for row in rows::of(report, 0, Dimension::KeyGroup) {
        if let Some(group) = row.value.as_deref().and_then(KeyGroup::from_word) {
            push(&mut table, Text::told(|lang| key_group(group, lang)), row);
        }
    }
    table
}

fn work_modes(report: &Report) -> Table {
    let title = Text::of("按工作方式（招聘方）", "By where the work is done");
    let columns = [Measure::Postings, Measure::Headcount, Measure::SeatsLeft, Measure::MedianPay];
    let mut table = Table::new(title, Text::of("方式", "Mode"), &columns);
    for row in rows::of(report, 0, Dimension::WorkMode) {
        if let Some(mode) = row.value.as_deref().and_then(JobLocationType::from_word) {
            push(&mut table, Text::told(|lang| work_mode(mode, lang)), row);
        }
    }
    with_total(table, report, None)
}

fn push(table: &mut Table, label: Text, row: &ReportRow) {
    let values = table.values(|measure| measure.of_report(row));
    table.rows.push(Row { label, values });
}

/// With the row of the whole place, since everybody and every posting is in exactly one row.
fn with_total(mut table: Table, report: &Report, bars: Option<[usize; 2]>) -> Table {
    table.total = rows::total(report, 0).map(|total| table.values(|measure| measure.of_report(total)));
    table.bars = bars;
    table
}
