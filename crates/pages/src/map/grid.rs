//! Meridians, parallels and the scale of the map.

use serde::Serialize;

use super::frame::Frame;
use crate::svg::tenth;

/// Meridians and parallels with their names.
#[derive(Debug, Serialize)]
pub(super) struct Grid {
    d: String,
    labels: Vec<Degree>,
}

#[derive(Debug, Serialize)]
struct Degree {
    x: f64,
    y: f64,
    text: String,
}

/// A bar and the kilometres it is long.
#[derive(Debug, Serialize)]
pub(super) struct Scale {
    x: f64,
    y: f64,
    width: f64,
    km: u32,
}

/// What a line keeps from the edges of the box.
const EDGE: f64 = 20.0;

pub(super) fn grid(frame: &Frame) -> Grid {
    let (width, height) = (f64::from(frame.width), f64::from(frame.height));
    let step = step(frame);
    let (west, south) = frame.corner();
    let (mut lines, mut labels) = (Vec::new(), Vec::new());
    for longitude in multiples(west, step) {
        let [x, _] = frame.place((longitude, south));
        if x >= width - EDGE {
            break;
        }
        if x > EDGE {
            lines.push(format!("M{} 0V{}", tenth(x), frame.height));
            let text = named(longitude, ("E", "W"));
            labels.push(Degree { x: tenth(x + 4.0), y: height - 6.0, text });
        }
    }
    for latitude in multiples(south, step) {
        let [_, y] = frame.place((west, latitude));
        if y <= EDGE {
            break;
        }
        // The names of the meridians stand at the lower edge.
        if y < height - EDGE - 10.0 {
            lines.push(format!("M0 {}H{}", tenth(y), frame.width));
            labels.push(Degree { x: 4.0, y: tenth(y - 4.0), text: named(latitude, ("N", "S")) });
        }
    }
    Grid { d: lines.concat(), labels }
}

/// Degrees between two lines.
fn step(frame: &Frame) -> f64 {
    let span = (frame.longitudes.1 - frame.longitudes.0).max(frame.latitudes.1 - frame.latitudes.0);
    [(24.0, 5.0), (8.0, 2.0), (1.5, 1.0), (0.7, 0.5), (0.25, 0.1), (0.12, 0.05)]
        .into_iter()
        .find_map(|(least, step)| (span >= least).then_some(step))
        .unwrap_or(0.02)
}

/// The multiples of a step from a value on, each rounded to the two decimals that the finest step has.
fn multiples(from: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (from / step).ceil();
    std::iter::successors(Some(first), |number| Some(number + 1.0))
        .map(move |number| (number * step * 100.0).round() / 100.0)
}

fn named(degrees: f64, (positive, negative): (&str, &str)) -> String {
    format!("{}°{}", degrees.abs(), if degrees < 0.0 { negative } else { positive })
}

pub(super) fn scale(frame: &Frame) -> Scale {
    let (width, height) = (f64::from(frame.width), f64::from(frame.height));
    let units = |km: u32| f64::from(km) * frame.units_per_km();
    let fits = [1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1].into_iter().find(|km| units(*km) <= 0.28 * width);
    let km = fits.unwrap_or(1);
    Scale { x: tenth(width - units(km) - 24.0), y: height - 26.0, width: tenth(units(km)), km }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_round_and_inside() {
        let frame = Frame::around(&[(110.5, 34.6), (114.2, 40.7)]);
        let grid = grid(&frame);
        let names: Vec<&str> = grid.labels.iter().map(|label| label.text.as_str()).collect();
        assert!(names.contains(&"111°E") && names.contains(&"38°N"), "{names:?}");
        let scale = scale(&frame);
        assert_eq!(scale.km, 100);
        assert!(scale.x > 0.0 && scale.x + scale.width < f64::from(frame.width));
    }

    #[test]
    fn small_places_have_finer_lines() {
        let names = |east: f64| -> Vec<String> {
            let frame = Frame::around(&[(112.51, 37.72), (112.51 + east, 37.75)]);
            grid(&frame).labels.into_iter().map(|label| label.text).collect()
        };
        assert!(names(0.3).contains(&"112.6°E".to_owned()));
        assert!(names(0.15).contains(&"112.55°E".to_owned()));
        assert!(names(0.05).contains(&"37.74°N".to_owned()));
    }
}
