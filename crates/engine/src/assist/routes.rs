//! Visits split among caseworkers and put in an order.

use super::answer::{Route, Visit};
use crate::geo::{Point, floor_sqrt};

/// Splits visits, the most pressing first, among caseworkers by where people live, at most `most` for each, and orders
/// those of each so that the way is short. Those whose home is not known are visited where room is left.
///
/// Places are halved across their longer side until each part is one caseworker's. The order begins at the home with the
/// least `y`, which in China is the easternmost, goes to the nearest one left each time, and then turns stretches round as
/// long as that shortens the way (2-opt).
/// People whose home is not known stand at the end of the last caseworkers' days.
pub(super) fn routes(homes: &[Option<Point>], caseworkers: u32, most: u32) -> Vec<Route> {
    let room = caseworkers as usize * most as usize;
    let all = 0..u32::try_from(homes.len()).unwrap_or(u32::MAX);
    let (mut placed, unplaced): (Vec<_>, Vec<_>) = all.partition(|need| homes[*need as usize].is_some());
    placed.truncate(room);
    let point = |need: u32| homes[need as usize].unwrap_or(Point { x: 0, y: 0, z: 0 });
    let mut parts = Vec::new();
    split(&mut placed, caseworkers as usize, &point, &mut parts);
    for part in &mut parts {
        order(part, &point);
    }
    let mut waiting = unplaced.into_iter();
    for part in parts.iter_mut().rev() {
        let free = (most as usize).saturating_sub(part.len());
        part.extend(waiting.by_ref().take(free));
    }
    let route = |(caseworker, needs): (u32, Vec<u32>)| {
        let mut visits: Vec<Visit> = Vec::with_capacity(needs.len());
        let mut distance_m = 0;
        for (place, need) in needs.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| homes[needs[before] as usize]);
            let leg_m = before.zip(homes[*need as usize]).map(|(a, b)| a.distance_m(b));
            distance_m += u64::from(leg_m.unwrap_or(0));
            visits.push(Visit { need: *need, leg_m });
        }
        Route { caseworker, visits, distance_m }
    };
    (1..).zip(parts).map(route).filter(|route| !route.visits.is_empty()).collect()
}

/// Cuts places into parts of sizes that differ by at most one.
fn split(needs: &mut [u32], parts: usize, point: &impl Fn(u32) -> Point, found: &mut Vec<Vec<u32>>) {
    if parts <= 1 {
        found.push(needs.to_vec());
        return;
    }
    let axes: [fn(Point) -> i32; 3] = [|point| point.x, |point| point.y, |point| point.z];
    let spread = |axis: &fn(Point) -> i32| {
        let values = needs.iter().map(|need| i64::from(axis(point(*need))));
        values.clone().max().unwrap_or(0) - values.min().unwrap_or(0)
    };
    let longest = axes.into_iter().max_by_key(spread).unwrap_or(axes[0]);
    needs.sort_unstable_by_key(|need| (longest(point(*need)), *need));
    let left = parts / 2;
    let cut = needs.len() * left / parts;
    let (first, second) = needs.split_at_mut(cut);
    split(first, left, point, found);
    split(second, parts - left, point, found);
}

fn order(needs: &mut [u32], point: &impl Fn(u32) -> Point) {
    let way = |a: u32, b: u32| i64::from(floor_sqrt(point(a).distance_squared(point(b))));
    if let Some(first) =
        (0..needs.len()).min_by_key(|place| (point(needs[*place]).y, point(needs[*place]).x, needs[*place]))
    {
        needs.swap(0, first);
    }
    for place in 1..needs.len() {
        let from = needs[place - 1];
        let next = (place..needs.len()).min_by_key(|next| (way(from, needs[*next]), needs[*next])).unwrap_or(place);
        needs.swap(place, next);
    }
    // Turning a stretch round changes the way at its two ends alone; each turn shortens the way, so that this ends.
    let mut turned = true;
    while turned {
        turned = false;
        for start in 1..needs.len() {
            for end in start + 1..needs.len() {
                let before =
                    way(needs[start - 1], needs[start]) + needs.get(end + 1).map_or(0, |next| way(needs[end], *next));
                let after =
                    way(needs[start - 1], needs[end]) + needs.get(end + 1).map_or(0, |next| way(needs[start], *next));
                if after < before {
                    needs[start..=end].reverse();
                    turned = true;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(places: &[i32]) -> Vec<Option<Point>> {
        places.iter().map(|place| Some(Point { x: 0, y: *place, z: 0 })).collect()
    }

    #[test]
    fn a_line_is_walked_from_its_end() {
        let routes = routes(&line(&[50, 10, 40, 20, 30]), 1, 10);
        assert_eq!(routes[0].visits.iter().map(|visit| visit.need).collect::<Vec<_>>(), [1, 3, 4, 2, 0]);
        assert_eq!(routes[0].distance_m, 40);
    }

    proptest! {
        #[test]
        fn everybody_is_visited_once_and_nobody_too_many(
            homes in proptest::collection::vec(proptest::option::weighted(0.8, (0..50_i32, 0..50_i32)), 0..40),
            caseworkers in 1_u32..5,
            most in 1_u32..12,
        ) {
            let homes: Vec<Option<Point>> =
                homes.into_iter().map(|home| home.map(|(x, y)| Point { x, y, z: 0 })).collect();
            let routes = routes(&homes, caseworkers, most);
            prop_assert!(routes.len() <= caseworkers as usize);
            prop_assert!(routes.iter().all(|route| route.visits.len() <= most as usize));
            let mut visited: Vec<u32> =
                routes.iter().flat_map(|route| route.visits.iter().map(|visit| visit.need)).collect();
            visited.sort_unstable();
            let room = (caseworkers * most) as usize;
            let of = |placed: bool| (0_u32..).zip(&homes).filter(move |(_, home)| home.is_some() == placed);
            let mut expected: Vec<u32> = of(true).chain(of(false)).map(|(need, _)| need).take(room).collect();
            expected.sort_unstable();
            prop_assert_eq!(visited, expected);
        }
    }
}
