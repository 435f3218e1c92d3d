//! Service circles: whom they reach, how evenly, and where the next outlets would do most.

use gigmatch::{
    Area, CircleRules, Coverage, CoverageGroup, CoverageRow,
    table::{DivisionCode, DivisionTable},
};
use gigmatch_phrases::{Measure, distance, figure, key_group};

use super::context::{Balance, Circles, Distribution, NewOutlet, Row, ShareRow, ShareTable, Table};
use crate::{names, text::Text};

/// How many places the table of places lists.
const MOST_PLACES: usize = 12;

/// The section about circles.
pub(super) fn circles(coverage: &Coverage, divisions: &DivisionTable) -> Circles {
    let all = row(coverage, CoverageGroup::All);
    Circles {
        people: all.map(|row| row.people),
        covered: all.map(|row| row.inside),
        share: all.and_then(|row| row.share),
        standard: standard(&coverage.circles),
        tables: vec![by_place(coverage), by_residence(coverage), by_group(coverage)],
        suggestions: suggestions(coverage, divisions),
    }
}

/// How evenly people in town and country are served; `None` where nobody's home is known.
pub(super) fn balance(coverage: &Coverage) -> Option<Balance> {
    let columns = [Measure::People, Measure::InsideShare, Measure::MedianNearest, Measure::Accessibility];
    let mut table = Table::new(Text::of("城镇与乡村", "Town and country"), Text::of("居住地", "Residence"), &columns);
    for (label, group) in residences() {
        if let Some(row) = row(coverage, group) {
            let values = table.values(|measure| measure.of_coverage(row));
            table.rows.push(Row { label, values });
        }
    }
    let all = row(coverage, CoverageGroup::All).filter(|row| row.people > 0)?;
    table.total = Some(table.values(|measure| measure.of_coverage(all)));
    let (gini, theil) = (&coverage.gini, &coverage.theil);
    Some(Balance {
        table,
        inequality: vec![Distribution {
            label: Text::of("网点可达性（按人）", "Accessibility of outlets, by person"),
            gini: Some(gini.total),
            theil: Some(theil.total),
            between: Some(theil.between),
            within: Some(theil.within),
        }],
        note: Some(Text::of(
            "0 为完全均等。泰尔指数 = 区县之间 + 区县内部。城乡按统计用城乡分类代码，没有时按乡级代码区分。",
            "0 is full equality. Theil = between + within counties. Town and country by the urban-rural class of the \
             statistical codes, else by the code of the township.",
        )),
    })
}

/// What is left to say about circles.
pub(super) fn notes(coverage: &Coverage) -> Vec<Text> {
    let mut notes = Vec::new();
    if coverage.without_place > 0 {
        let count = coverage.without_place;
        notes.push(Text::of(
            format!("服务圈只计住处已知的求职者；另有约 {count} 人住处不详。"),
            format!("Circles tell of seekers whose home is known; of about {count} more it is not."),
        ));
    }
    if coverage.outlets_without_place > 0 {
        let count = coverage.outlets_without_place;
        notes.push(Text::of(
            format!("{count} 个网点位置不详，没有服务圈。"),
            format!("The place of {count} outlets is not known; they have no circle."),
        ));
    }
    if !coverage.suggestions.is_empty() {
        let is_best = coverage.suggestions_optimal;
        notes.push(if is_best {
            Text::of(
                "建议新设的网点经证明：同样个数下没有别的选法能覆盖更多的人。",
                "It is proven that no other choice of as many new outlets brings more people inside a circle.",
            )
        } else {
            Text::of(
                "建议新设的网点接近最优，但未证明最优。",
                "The suggested outlets are near the best choice; that they are the best is not proven.",
            )
        });
    }
    notes
}

/// The row of a group in the whole place.
pub(super) fn row(coverage: &Coverage, group: CoverageGroup) -> Option<&CoverageRow> {
    coverage.rows.iter().find(|row| row.area == 0 && row.group == group)
}

/// The circles' sizes in words.
fn standard(rules: &CircleRules) -> Text {
    let urban = rules.default_m(true);
    Text::told(|lang| {
        let (minutes, urban, rural) = (rules.urban_minutes, distance(urban, lang), distance(rules.rural_m, lang));
        lang.pick(
            format!("网点登记的服务半径或路程；没有登记的，城镇步行 {minutes} 分钟（直线 {urban}），其他 {rural}"),
            format!(
                "as far as each outlet says; where it does not, {minutes} minutes on foot in town ({urban} in a straight \
                 line), {rural} elsewhere"
            ),
        )
    })
}

fn share_row(label: Text, row: &CoverageRow) -> ShareRow {
    ShareRow { label, people: Some(row.people), covered: Some(row.inside), share: row.share }
}

/// The parts of the place: all of them where they are few, else those that are reached worst.
fn by_place(coverage: &Coverage) -> ShareTable {
    let is_part = |area: &Area| area.parent == Some(0) && !area.is_rest;
    let mut parts: Vec<(&Area, &CoverageRow)> = coverage
        .rows
        .iter()
        .filter(|row| row.group == CoverageGroup::All && row.share.is_some())
        .map(|row| (&coverage.areas[row.area as usize], row))
        .filter(|(area, _)| is_part(area))
        .collect();
    let title = if parts.len() > MOST_PLACES {
        // The sort is stable: equal shares stay in the order of the codes.
        parts.sort_by(|(_, a), (_, b)| a.share.unwrap_or(0.0).total_cmp(&b.share.unwrap_or(0.0)));
        parts.truncate(MOST_PLACES);
        Text::of(format!("覆盖率最低的 {MOST_PLACES} 个地区"), format!("The {MOST_PLACES} places reached worst"))
    } else {
        Text::of("按地区", "By place")
    };
    let rows = parts.into_iter().map(|(area, row)| share_row(names::area(area), row)).collect();
    ShareTable { title, first: Text::of("地区", "Place"), rows }
}

fn residences() -> [(Text, CoverageGroup); 3] {
    [
        (Text::of("城镇", "town"), CoverageGroup::Urban(true)),
        (Text::of("乡村", "country"), CoverageGroup::Urban(false)),
        (Text::of("不详", "not known"), CoverageGroup::UrbanUnknown),
    ]
}

fn by_residence(coverage: &Coverage) -> ShareTable {
    let rows = residences().into_iter().filter_map(|(label, group)| Some(share_row(label, row(coverage, group)?)));
    ShareTable {
        title: Text::of("按城乡", "By town and country"),
        first: Text::of("居住地", "Residence"),
        rows: rows.collect(),
    }
}

fn by_group(coverage: &Coverage) -> ShareTable {
    let rows = coverage.rows.iter().filter(|row| row.area == 0).filter_map(|row| match row.group {
        CoverageGroup::KeyGroup(group) => Some(share_row(Text::told(|lang| key_group(group, lang)), row)),
        _ => None,
    });
    ShareTable {
        title: Text::of("按重点群体", "By key group"), first: Text::of("群体", "Group"), rows: rows.collect()
    }
}

/// Places for further outlets whose gain may be told, with the share inside circles that each brings with those before.
fn suggestions(coverage: &Coverage, divisions: &DivisionTable) -> Vec<NewOutlet> {
    let all = row(coverage, CoverageGroup::All);
    let (people, mut inside) = all.map_or((0, 0), |row| (row.people, row.inside));
    let mut told = Vec::new();
    for site in &coverage.suggestions {
        // Gains come rounded down; of those that are too small nothing can be told.
        if site.gain == 0 {
            continue;
        }
        inside = (inside + site.gain).min(people);
        let code = site.code.as_deref().and_then(DivisionCode::parse);
        let own = code.and_then(|code| divisions.get(code)).map_or(site.name.as_str(), |division| division.name);
        let around = code.and_then(DivisionCode::parent).map(|code| divisions.full_name(code));
        told.push(NewOutlet {
            name: own.into(),
            division: around.unwrap_or_default().into(),
            gain: Some(site.gain),
            share: (people > 0).then(|| figure(inside) / figure(people)),
        });
    }
    told
}
