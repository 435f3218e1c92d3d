//! The places of the map: parts of the reported place, counties of a province.

use std::collections::HashMap;

use gigmatch::{
    Area, Report,
    record::Coordinates,
    table::{Division, DivisionCode, DivisionTable},
};

use super::rows;
use crate::{map::Place, names};

/// How many circles a map can hold.
const MOST: usize = 200;

/// The parts to draw: those two levels below the reported place (three below the whole) where they are not too many and most
/// have coordinates, else those nearer to it.
pub(super) fn places(report: &Report, divisions: &DivisionTable) -> Vec<Place> {
    let depths = rows::depths(&report.areas);
    let at_depth = |depth: usize| {
        let parts = (0..).zip(&report.areas).zip(&depths);
        let parts = parts.filter(|((_, area), at)| **at == depth && !area.is_rest);
        parts.map(|((place, area), _)| self::place(report, divisions, place, area)).collect::<Vec<Place>>()
    };
    let near = at_depth(1);
    let fits = |far: &Vec<Place>| {
        let located = far.iter().filter(|place| place.degrees.is_some()).count();
        far.len() > near.len() && far.len() <= MOST && 2 * located > far.len()
    };
    // The whole has its provinces in between.
    let is_whole = report.areas.first().is_some_and(|area| area.code.is_empty());
    let depths = if is_whole { &[3, 2][..] } else { &[2] };
    let far = depths.iter().map(|depth| at_depth(*depth)).find(fits);
    qualified(far.unwrap_or(near), divisions)
}

fn place(report: &Report, divisions: &DivisionTable, place: u32, area: &Area) -> Place {
    let total = rows::total(report, place);
    let parent = area.parent.map_or_else(String::new, |parent| report.areas[parent as usize].code.clone());
    Place {
        code: area.code.clone(),
        name: names::area(area),
        parent,
        degrees: degrees(divisions, &area.code),
        seekers: total.and_then(|row| row.seekers),
        headcount: total.and_then(|row| row.headcount),
        ratio: total.and_then(|row| row.job_to_seeker_ratio),
    }
}

/// Where a division is: its own point, else the middle of its parts.
fn degrees(divisions: &DivisionTable, code: &str) -> Option<(f64, f64)> {
    let code = DivisionCode::parse(code)?;
    let degrees = |point: Coordinates| (point.longitude, point.latitude);
    let own = divisions.get(code).and_then(|division: Division<'_>| division.centroid);
    own.map(degrees).or_else(|| {
        let parts = divisions.children(code).filter_map(|part| part.centroid.map(degrees));
        let (east, north, count) =
            parts.fold((0.0, 0.0, 0_u32), |(east, north, count), point| (east + point.0, north + point.1, count + 1));
        (count > 0).then(|| (east / f64::from(count), north / f64::from(count)))
    })
}

/// Names that occur twice come with that of the division around them: 晋城城区.
fn qualified(mut places: Vec<Place>, divisions: &DivisionTable) -> Vec<Place> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for place in &places {
        *counts.entry(place.name.get(gigmatch_phrases::Lang::Zh).to_owned()).or_default() += 1;
    }
    for place in &mut places {
        let name = place.name.get(gigmatch_phrases::Lang::Zh);
        let around = names::short(divisions, &place.parent).filter(|_| counts[name] > 1);
        if let Some(around) = around {
            place.name = format!("{around}{name}").into();
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_without_a_point_stands_in_the_middle_of_its_parts() {
        let table = DivisionTable::from_csv_text(
            "code,name,longitude,latitude\n14,山西省,,\n1405,晋城市,,\n140502,城区,112.0,35.0\n140502001,东街街道,113,36\n\
             140525,泽州县,,\n140525100,南村镇,112,35\n140525101,下村镇,113,36\n140526,高平县,,\n",
        )
        .expect("the table is valid");
        assert_eq!(degrees(&table, "140502"), Some((112.0, 35.0)));
        assert_eq!(degrees(&table, "140525"), Some((112.5, 35.5)));
        assert_eq!(degrees(&table, "140526"), None);
    }

    #[test]
    fn equal_names_are_told_apart() {
        let table = DivisionTable::cn_2023();
        let place = |code: &str, name: &str| Place {
            code: code.to_owned(),
            name: name.into(),
            parent: code[..4].to_owned(),
            degrees: None,
            seekers: None,
            headcount: None,
            ratio: None,
        };
        let places = vec![place("140302", "城区"), place("140502", "城区"), place("140105", "小店区")];
        let names: Vec<String> = qualified(places, &table)
            .into_iter()
            .map(|place| place.name.get(gigmatch_phrases::Lang::En).to_owned())
            .collect();
        assert_eq!(names, ["阳泉城区", "晋城城区", "小店区"]);
    }
}
