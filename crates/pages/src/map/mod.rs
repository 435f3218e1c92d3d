//! The map of a report: a circle for each place, as large as its seekers are many, filled by the job-to-seeker ratio.
//!
//! The layout is a function of the places alone, so that the same report is the same page.

mod frame;
mod grid;
mod labels;
mod spread;

use serde::Serialize;

use self::frame::Frame;
use crate::{svg::tenth, text::Text};

/// A place to draw.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) code: String,
    pub(crate) name: Text,
    /// Places with the same one are joined by lines.
    pub(crate) parent: String,
    /// Degrees east and north.
    pub(crate) degrees: Option<(f64, f64)>,
    pub(crate) seekers: Option<u64>,
    pub(crate) headcount: Option<u64>,
    pub(crate) ratio: Option<f64>,
}

/// The map as the template takes it; see `CONTEXT.md`.
#[derive(Debug, Serialize)]
pub(crate) struct Map {
    width: u32,
    height: u32,
    grid: Option<grid::Grid>,
    links: Option<String>,
    points: Vec<Point>,
    labels: Vec<labels::Label>,
    scale: Option<grid::Scale>,
    classes: Vec<Class>,
    unknown: usize,
    sizes: Vec<Size>,
    listed: usize,
    missing: usize,
}

#[derive(Debug, Serialize)]
struct Point {
    name: Text,
    x: f64,
    y: f64,
    r: f64,
    class: Option<usize>,
    seekers: Option<u64>,
    headcount: Option<u64>,
    ratio: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Class {
    from: Option<f64>,
    to: Option<f64>,
    places: usize,
}

#[derive(Debug, Serialize)]
struct Size {
    value: u64,
    r: f64,
}

/// Limits between the classes of the ratio; the fourth class holds 1.
const LIMITS: [f64; 6] = [0.5, 0.8, 0.95, 1.05, 1.25, 2.0];

/// How many places the table beside the map lists.
const LISTED: usize = 12;

/// Lays out the places that have coordinates; `None` where fewer than two have, of which no map can tell.
pub(crate) fn map(places: Vec<Place>) -> Option<Map> {
    let all = places.len();
    let mut places: Vec<Place> = places.into_iter().filter(|place| place.degrees.is_some()).collect();
    if places.len() < 2 {
        return None;
    }
    let missing = all - places.len();
    places.sort_by(|a, b| b.seekers.cmp(&a.seekers).then_with(|| a.code.cmp(&b.code)));
    let degrees: Vec<(f64, f64)> = places.iter().filter_map(|place| place.degrees).collect();
    let frame = Frame::around(&degrees);
    let radii = Radii::new(&frame, &places);
    let homes: Vec<[f64; 2]> = degrees.iter().map(|degrees| frame.place(*degrees)).collect();
    let r: Vec<f64> = places.iter().map(|place| radii.of(place.seekers.unwrap_or(0))).collect();
    let at = spread::spread(&homes, &r);

    let point = |(place, (at, r)): (&Place, (&[f64; 2], &f64))| Point {
        name: place.name.clone(),
        x: tenth(at[0]),
        y: tenth(at[1]),
        r: tenth(*r),
        class: place.ratio.map(class),
        seekers: place.seekers,
        headcount: place.headcount,
        ratio: place.ratio,
    };
    let points: Vec<Point> = places.iter().zip(at.iter().zip(&r)).map(point).collect();
    Some(Map {
        width: frame.width,
        height: frame.height,
        grid: Some(grid::grid(&frame)),
        links: links(&places, &points),
        labels: labels::labels(&frame, &points),
        scale: Some(grid::scale(&frame)),
        classes: classes(&points),
        unknown: points.iter().filter(|point| point.class.is_none()).count(),
        sizes: radii.legend(),
        listed: points.len().min(LISTED),
        missing,
        points,
    })
}

/// The class of a ratio.
fn class(ratio: f64) -> usize {
    LIMITS.iter().filter(|limit| ratio >= **limit).count()
}

fn classes(points: &[Point]) -> Vec<Class> {
    let limit = |place: Option<usize>| place.and_then(|place| LIMITS.get(place).copied());
    (0..=LIMITS.len())
        .map(|class| Class {
            from: limit(class.checked_sub(1)),
            to: limit(Some(class)),
            places: points.iter().filter(|point| point.class == Some(class)).count(),
        })
        .collect()
}

/// Lines from the largest place of each parent to its other ones, in the order of the codes; none where all have one parent.
fn links(places: &[Place], points: &[Point]) -> Option<String> {
    if places.iter().all(|place| place.parent == places[0].parent) {
        return None;
    }
    let mut in_order: Vec<usize> = (0..places.len()).collect();
    in_order.sort_by(|a, b| places[*a].code.cmp(&places[*b].code));
    let lines: Vec<String> = in_order
        .into_iter()
        .filter_map(|place| {
            let seat = places.iter().position(|other| other.parent == places[place].parent)?;
            let (from, to) = (&points[seat], &points[place]);
            (seat != place).then(|| format!("M{} {}L{} {}", from.x, from.y, to.x, to.y))
        })
        .collect();
    (!lines.is_empty()).then(|| lines.concat())
}

/// Circles whose areas are as their counts.
struct Radii {
    /// The radius of the largest count.
    largest: f64,
    most: u64,
}

impl Radii {
    const LEAST: f64 = 3.0;

    /// All circles together cover a tenth of the box, where that makes the largest neither tiny nor huge.
    fn new(frame: &Frame, places: &[Place]) -> Self {
        let seekers = || places.iter().map(|place| place.seekers.unwrap_or(0));
        let most = seekers().max().unwrap_or(0).max(1);
        let sum = seekers().map(|count| share(count, most)).sum::<f64>().max(1.0);
        let area = f64::from(frame.width) * f64::from(frame.height);
        let largest = (0.1 * area / std::f64::consts::PI / sum).sqrt().clamp(8.0, 46.0);
        Self { largest, most }
    }

    fn of(&self, count: u64) -> f64 {
        (self.largest * share(count, self.most).sqrt()).max(Self::LEAST)
    }

    /// Three round counts, the largest first.
    fn legend(&self) -> Vec<Size> {
        let largest = round(self.most);
        let mut values = vec![largest, round((largest / 4).max(1)), round((largest / 20).max(1))];
        values.dedup();
        values.into_iter().map(|value| Size { value, r: tenth(self.of(value)) }).collect()
    }
}

fn share(count: u64, most: u64) -> f64 {
    gigmatch_phrases::figure(count) / gigmatch_phrases::figure(most)
}

/// The largest of 1, 2, 5, 10, 20, … that is not above a count of 1 or more.
fn round(count: u64) -> u64 {
    let power = 10_u64.pow(count.max(1).ilog10());
    let times = [5, 2].into_iter().find(|times| times * power <= count).unwrap_or(1);
    times * power
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn place(code: &str, degrees: Option<(f64, f64)>, seekers: u64, ratio: Option<f64>) -> Place {
        let parent = code[..4].to_owned();
        let seekers = Some(seekers);
        Place { code: code.to_owned(), name: code.into(), parent, degrees, seekers, headcount: None, ratio }
    }

    #[test]
    fn classes_hold_what_lies_between_their_limits() {
        for (ratio, expected) in [(0.0, 0), (0.499, 0), (0.5, 1), (0.95, 3), (1.0, 3), (1.05, 4), (1.99, 5), (2.0, 6)] {
            assert_eq!(class(ratio), expected, "{ratio}");
        }
    }

    #[test]
    fn places_are_drawn_counted_and_joined() {
        let map = map(vec![
            place("140105", Some((112.6, 37.8)), 100, Some(0.6)),
            place("140106", Some((112.55, 37.87)), 400, Some(1.0)),
            place("140202", Some((113.3, 40.1)), 50, None),
            place("140203", None, 50, Some(3.0)),
        ])
        .expect("three places have coordinates");
        assert_eq!((map.points.len(), map.missing, map.unknown, map.listed), (3, 1, 1, 3));
        assert_eq!(map.points[0].name, "140106".into());
        assert!((map.points[0].r - 2.0 * map.points[1].r).abs() < 0.2, "a fourth of the seekers, half the radius");
        let counts: Vec<usize> = map.classes.iter().map(|class| class.places).collect();
        assert_eq!(counts, [0, 1, 0, 1, 0, 0, 0]);
        let (seat, other) = (&map.points[0], &map.points[1]);
        assert_eq!(map.links, Some(format!("M{} {}L{} {}", seat.x, seat.y, other.x, other.y)));
        assert_eq!(map.width.max(map.height), 1_000);
    }

    #[test]
    fn one_place_is_no_map_and_equal_ones_are_drawn_apart() {
        assert!(map(vec![place("140105", Some((112.6, 37.8)), 1, None)]).is_none());
        let map =
            map(vec![place("140105", Some((112.6, 37.8)), 0, None), place("140106", Some((112.6, 37.8)), 0, None)])
                .expect("two places");
        let [a, b] = &map.points[..] else { panic!("two points") };
        assert!((a.x - b.x).hypot(a.y - b.y) > 1.0);
        assert_eq!(map.links, None);
    }

    #[test]
    fn counts_of_the_legend_are_round() {
        for (count, expected) in [(1, 1), (4, 2), (9, 5), (10, 10), (1_999, 1_000), (50_000, 50_000)] {
            assert_eq!(round(count), expected);
        }
    }
}
