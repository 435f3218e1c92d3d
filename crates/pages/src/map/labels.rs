//! Names on the map where there is room for them.

use gigmatch_phrases::Lang;
use serde::Serialize;

use super::{Point, frame::Frame};
use crate::{svg::tenth, text::Text};

/// A name beside its circle.
#[derive(Debug, Serialize)]
pub(super) struct Label {
    name: Text,
    x: f64,
    y: f64,
    anchor: &'static str,
    major: bool,
}

/// How many names there are at most.
const MOST: usize = 48;
/// The first ones are larger, and the only ones on a phone.
const MAJOR: usize = 12;
/// What lies between a circle and its name.
const GAP: f64 = 3.0;
/// What a name keeps from the edge.
const EDGE: f64 = 4.0;

/// A rectangle: left, top, right, bottom.
type Rectangle = [f64; 4];

/// The names of the largest places first, each to the right, to the left, above or below, where it hides nothing.
pub(super) fn labels(frame: &Frame, points: &[Point]) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut taken: Vec<Rectangle> = Vec::new();
    for (rank, point) in points.iter().enumerate() {
        if labels.len() == MOST {
            break;
        }
        let major = rank < MAJOR;
        let size = if major { 15.0 } else { 13.0 };
        let width = Lang::ALL.into_iter().map(|lang| width(point.name.get(lang), size)).fold(0.0, f64::max);
        let beside = point.r + GAP;
        let over = beside + size / 2.0;
        let places = [
            (point.x + beside, point.y, "start", 0.0),
            (point.x - beside, point.y, "end", 1.0),
            (point.x, point.y - over, "middle", 0.5),
            (point.x, point.y + over, "middle", 0.5),
        ];
        let free = places.into_iter().find_map(|(x, y, anchor, before)| {
            let left = x - before * width;
            let rectangle = [left, y - size / 2.0, left + width, y + size / 2.0];
            is_free(frame, points, &taken, rectangle).then_some((x, y, anchor, rectangle))
        });
        if let Some((x, y, anchor, rectangle)) = free {
            taken.push(rectangle);
            // From the middle of the letters down to their baseline.
            labels.push(Label { name: point.name.clone(), x: tenth(x), y: tenth(y + 0.36 * size), anchor, major });
        }
    }
    labels
}

/// How wide a text is about: Chinese characters are square, Latin ones narrower.
fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|letter| if letter > '\u{2e7f}' { size } else { 0.56 * size }).sum()
}

fn is_free(frame: &Frame, points: &[Point], taken: &[Rectangle], [left, top, right, bottom]: Rectangle) -> bool {
    let hits_name = |other: &Rectangle| left < other[2] && right > other[0] && top < other[3] && bottom > other[1];
    let hits_circle = |point: &Point| {
        let (x, y) = (point.x.clamp(left, right), point.y.clamp(top, bottom));
        (x - point.x).hypot(y - point.y) < point.r - 1.5
    };
    let is_inside = left >= EDGE
        && top >= EDGE
        && right <= f64::from(frame.width) - EDGE
        && bottom <= f64::from(frame.height) - EDGE;
    is_inside && !taken.iter().any(hits_name) && !points.iter().any(hits_circle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(name: &str, x: f64, y: f64) -> Point {
        Point { name: name.into(), x, y, r: 10.0, class: None, seekers: None, headcount: None, ratio: None }
    }

    #[test]
    fn names_give_way_to_circles_edges_and_each_other() {
        let frame = Frame::around(&[(112.0, 37.0), (113.0, 38.0)]);
        let right = f64::from(frame.width) - 12.0;
        let points = [point("太原市", 100.0, 100.0), point("小店区", 120.0, 100.0), point("晋城市", right, 300.0)];
        let anchors: Vec<&str> = labels(&frame, &points).iter().map(|label| label.anchor).collect();
        assert_eq!(anchors, ["end", "start", "end"]);
        let same = [point("太原市", 100.0, 100.0), point("小店区", 100.0, 100.0), point("迎泽区", 100.0, 100.0)];
        let anchors: Vec<&str> = labels(&frame, &same).iter().map(|label| label.anchor).collect();
        assert_eq!(anchors, ["start", "end", "middle"]);
    }
}
