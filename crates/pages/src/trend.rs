//! The curves of a report, week by week: a box of 640 × 480 with the plot at x 64..500, y 16..442.

use gigmatch_phrases::figure;
use jiff::{ToSpan, civil::Date};
use serde::Serialize;

use crate::{svg::tenth, text::Text};

const LEFT: f64 = 64.0;
const WIDTH: f64 = 436.0;
const BOTTOM: f64 = 442.0;
const HEIGHT: f64 = 426.0;
/// The labels of two curves are so far apart at least.
const LABEL: f64 = 46.0;
/// The least and the greatest baseline of a label; a second line stands below it.
const LABELS: (f64, f64) = (14.0, 440.0);

/// The curves as the template takes them; see `CONTEXT.md`.
#[derive(Debug, Serialize)]
pub(crate) struct Trend {
    weeks: Vec<String>,
    series: Vec<Series>,
    y_ticks: Vec<YTick>,
    x_ticks: Vec<XTick>,
}

#[derive(Debug, Serialize)]
struct Series {
    label: Text,
    values: Vec<Option<u64>>,
    d: String,
    last: Option<Last>,
}

#[derive(Debug, Serialize)]
struct Last {
    x: f64,
    y: f64,
    value: u64,
    label_y: f64,
}

#[derive(Debug, Serialize)]
struct YTick {
    y: f64,
    value: u64,
}

#[derive(Debug, Serialize)]
struct XTick {
    x: f64,
    label: String,
}

/// Curves over weeks from a Monday on, each with a value for every week; `None` for fewer than two weeks.
pub(crate) fn trend(first: Date, series: Vec<(Text, Vec<Option<u64>>)>) -> Option<Trend> {
    let count = series.iter().map(|(_, values)| values.len()).max().filter(|count| *count >= 2)?;
    let most = series.iter().flat_map(|(_, values)| values.iter().flatten()).copied().max().unwrap_or(0).max(1);
    let step = step(most);
    let top = most.div_ceil(step) * step;
    let x = |place: usize| tenth(LEFT + WIDTH * real(place) / real(count - 1));
    let y = |value: u64| tenth(BOTTOM - HEIGHT * figure(value) / figure(top));

    let monday = |place: usize| first.saturating_add(i64::try_from(place).unwrap_or(i64::MAX).weeks());
    let mut series: Vec<Series> = series.into_iter().map(|(label, values)| curve(label, values, &x, &y)).collect();
    part_labels(&mut series);
    Some(Trend {
        weeks: (0..count).map(|place| monday(place).to_string()).collect(),
        series,
        y_ticks: (0..=top / step).map(|tick| YTick { y: y(tick * step), value: tick * step }).collect(),
        x_ticks: (0..count)
            .step_by(count.div_ceil(7))
            .map(|place| XTick { x: x(place), label: monday(place).strftime("%m-%d").to_string() })
            .collect(),
    })
}

/// The path of a curve; where a value is not told the pen is lifted.
fn curve(label: Text, values: Vec<Option<u64>>, x: &impl Fn(usize) -> f64, y: &impl Fn(u64) -> f64) -> Series {
    let (mut segments, mut is_down, mut last) = (Vec::new(), false, None);
    for (place, value) in values.iter().enumerate() {
        let Some(value) = *value else {
            is_down = false;
            continue;
        };
        let (x, y) = (x(place), y(value));
        segments.push(format!("{}{x} {y}", if is_down { 'L' } else { 'M' }));
        is_down = true;
        last = Some(Last { x, y, value, label_y: y });
    }
    Series { label, values, d: segments.concat(), last }
}

/// Moves the labels of curves that end near each other apart: down from the highest, then up from the lowest.
fn part_labels(series: &mut [Series]) {
    let mut ends: Vec<&mut Last> = series.iter_mut().filter_map(|series| series.last.as_mut()).collect();
    ends.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut least = LABELS.0;
    for end in &mut ends {
        end.label_y = end.y.max(least);
        least = end.label_y + LABEL;
    }
    let mut most = LABELS.1;
    for end in ends.iter_mut().rev() {
        end.label_y = tenth(end.label_y.min(most));
        most = end.label_y - LABEL;
    }
}

/// A round step with which at most five reach a count.
fn step(most: u64) -> u64 {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    let mut steps = powers.flat_map(|power| [power, power.saturating_mul(2), power.saturating_mul(5)]);
    steps.find(|step| most.div_ceil(*step) <= 5).unwrap_or(u64::MAX)
}

fn real(place: usize) -> f64 {
    figure(u64::try_from(place).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: Date = Date::constant(2026, 11, 2);

    #[test]
    fn curves_run_from_left_to_right_and_lift_the_pen() {
        let values = vec![Some(0), None, Some(50), Some(100)];
        let trend = trend(MONDAY, vec![("新增".into(), values)]).expect("four weeks");
        assert_eq!(trend.weeks, ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]);
        assert_eq!(trend.series[0].d, "M64 442M354.7 229L500 16");
        let ticks: Vec<u64> = trend.y_ticks.iter().map(|tick| tick.value).collect();
        assert_eq!(ticks, [0, 20, 40, 60, 80, 100]);
    }

    #[test]
    fn steps_are_round_and_few() {
        for (most, expected) in [(1, 1), (5, 1), (6, 2), (11, 5), (50, 10), (51, 20), (9_999, 2_000)] {
            assert_eq!(step(most), expected, "{most}");
        }
    }

    #[test]
    fn labels_keep_apart() {
        let ends = |lasts: [u64; 3]| {
            let series = lasts.map(|last| ("甲".into(), vec![Some(0), Some(last)])).to_vec();
            let trend = trend(MONDAY, series).expect("two weeks");
            let mut labels: Vec<f64> =
                trend.series.iter().filter_map(|series| Some(series.last.as_ref()?.label_y)).collect();
            labels.sort_by(f64::total_cmp);
            labels
        };
        for lasts in [[100, 99, 98], [0, 0, 0], [100, 0, 1], [50, 51, 52]] {
            let labels = ends(lasts);
            assert!(labels.windows(2).all(|pair| pair[1] - pair[0] >= LABEL - 0.11), "{labels:?}");
            assert!(labels[0] >= LABELS.0 && labels[2] <= LABELS.1, "{labels:?}");
        }
    }

    #[test]
    fn one_week_is_no_trend() {
        assert!(trend(MONDAY, vec![("新增".into(), vec![Some(1)])]).is_none());
        assert!(trend(MONDAY, Vec::new()).is_none());
    }
}
