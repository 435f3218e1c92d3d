//! What places are called on a page.

use gigmatch::{
    Area,
    table::{DivisionCode, DivisionTable},
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

/// A division's name without the word for its kind, as it is put before the name of a part: 晋城 of 晋城市.
pub(crate) fn short(divisions: &DivisionTable, code: &str) -> Option<String> {
    let division = divisions.get(DivisionCode::parse(code)?)?;
    let stem = division.name.strip_suffix(['市', '省']).filter(|stem| stem.chars().count() >= 2);
    Some(division.short_name.or(stem).unwrap_or(division.name).to_owned())
}
