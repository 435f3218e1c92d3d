//! What places are called on a page.

use gigmatch::{
    Area,
    table::{DivisionCode, DivisionLevel, DivisionTable},
};

use crate::text::Text;

/// The name of an area among the others around it.
pub(crate) fn area(area: &Area) -> Text {
    let name = if area.name.is_empty() { &area.code } else { &area.name };
    match (area.is_rest, area.code.is_empty()) {
        (false, false) => name.as_str().into(),
        (false, true) => Text::of("全部地区", "everywhere"),
        (true, false) => Text::of(format!("{name}（下级不详）"), format!("{name}, no part known")),
        (true, true) => Text::of("区划不详", "division not known"),
    }
}

/// The name of an area with those of the divisions around it.
pub(crate) fn full_area(divisions: &DivisionTable, place: &Area) -> Text {
    let full = full(divisions, &place.code).filter(|_| !place.is_rest);
    full.map_or_else(|| area(place), Text::from)
}

/// The name of a division's code with those of the divisions around it; `None` where the table does not have it.
pub(crate) fn full(divisions: &DivisionTable, code: &str) -> Option<String> {
    let code = DivisionCode::parse(code)?;
    let around = divisions.around(code)?;
    Some(divisions.full_name(around)).filter(|name| !name.is_empty())
}

/// The name of a division's code as it is called in another one's county: without what is around both.
pub(crate) fn seen_from(divisions: &DivisionTable, code: &str, here: Option<&str>) -> Option<String> {
    let full = full(divisions, code)?;
    let here = here.and_then(DivisionCode::parse);
    let around = |level| here.and_then(|here| here.at(level)).map(|around| divisions.full_name(around));
    let prefixes =
        [DivisionLevel::County, DivisionLevel::Prefecture, DivisionLevel::Province].into_iter().filter_map(around);
    let known = prefixes.filter(|prefix| !prefix.is_empty());
    let short = known.filter_map(|prefix| full.strip_prefix(&prefix).map(str::to_owned)).find(|rest| !rest.is_empty());
    Some(short.unwrap_or(full))
}

/// A division's name without the word for its kind, as it is put before the name of a part: 晋城 of 晋城市.
pub(crate) fn short(divisions: &DivisionTable, code: &str) -> Option<String> {
    let division = divisions.get(DivisionCode::parse(code)?)?;
    let stem = division.name.strip_suffix(['市', '省']).filter(|stem| stem.chars().count() >= 2);
    Some(division.short_name.or(stem).unwrap_or(division.name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_need_no_long_names() {
        let divisions = DivisionTable::clone(&DivisionTable::cn_2023())
            .with_csv_text("code,name\n140105007,坞城街道\n")
            .expect("the rows are valid");
        let seen = |code: &str, here| seen_from(&divisions, code, here).expect("a known division");
        assert_eq!(seen("140105007", Some("140105001")), "坞城街道");
        assert_eq!(seen("140105", Some("140105001")), "小店区");
        assert_eq!(seen("140106", Some("140105")), "迎泽区");
        assert_eq!(seen("110105", Some("140105")), "北京市朝阳区");
        assert_eq!(seen("140105007", None), "山西省太原市小店区坞城街道");
    }
}
