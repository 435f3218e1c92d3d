//! Circles that would hide each other are moved apart a little.

/// How often all pairs are looked at.
const ROUNDS: usize = 60;
/// Circles may overlap by so much that their centres are this share of the sum of their radii apart.
const APART: f64 = 0.92;
/// What is pulled back to its own place in each round.
const PULL: f64 = 0.06;

/// The centres of circles with these homes and radii, near their homes and apart.
pub(super) fn spread(homes: &[[f64; 2]], radii: &[f64]) -> Vec<[f64; 2]> {
    let mut at = homes.to_vec();
    for _ in 0..ROUNDS {
        for first in 0..at.len() {
            for second in first + 1..at.len() {
                push_apart(&mut at, radii, first, second);
            }
        }
        for (at, home) in at.iter_mut().zip(homes) {
            for axis in 0..2 {
                at[axis] += (home[axis] - at[axis]) * PULL;
            }
        }
    }
    at
}

/// Moves two circles that are too near, the smaller one more.
fn push_apart(at: &mut [[f64; 2]], radii: &[f64], first: usize, second: usize) {
    let (mut x, mut y) = (at[second][0] - at[first][0], at[second][1] - at[first][1]);
    let mut distance = x.hypot(y);
    let sum = radii[first] + radii[second];
    let wanted = APART * sum;
    if distance >= wanted {
        return;
    }
    if distance < 1e-6 {
        (x, y, distance) = (1.0, 0.0, 1.0);
    }
    let step = (wanted - distance) / distance;
    let (of_first, of_second) = (radii[second] / sum, radii[first] / sum);
    at[first] = [at[first][0] - x * step * of_first, at[first][1] - y * step * of_first];
    at[second] = [at[second][0] + x * step * of_second, at[second][1] + y * step * of_second];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_touch_stays_and_what_does_is_seen() {
        let homes = [[100.0, 100.0], [104.0, 100.0], [400.0, 400.0]];
        let radii = [30.0, 10.0, 20.0];
        let at = spread(&homes, &radii);
        assert!((at[2][0] - homes[2][0]).hypot(at[2][1] - homes[2][1]) < 1e-9);
        let distance = (at[1][0] - at[0][0]).hypot(at[1][1] - at[0][1]);
        assert!(distance > 0.8 * 40.0, "{distance}");
        let moved = |place: usize| (at[place][0] - homes[place][0]).hypot(at[place][1] - homes[place][1]);
        assert!(moved(1) > moved(0));
    }
}
