//! The crate against slow twins that scan everything.

mod accessibility;
mod balance;
mod maximum;
mod refusals;
mod sites;

use proptest::prelude::*;

/// The earth's radius in metres.
const RADIUS: f64 = 6_371_008.8;

/// Points of few coordinates, so that places and distances repeat; of a province; and of all the earth with its poles.
fn points() -> impl Strategy<Value = [i32; 3]> {
    prop_oneof![
        4 => [-3..=3_i32, -3..=3, -3..=3],
        3 => (22.0..24.0_f64, 112.0..115.0_f64).prop_map(|(latitude, longitude)| on_earth(latitude, longitude)),
        2 => (-90.0..=90.0_f64, -180.0..=180.0_f64).prop_map(|(latitude, longitude)| on_earth(latitude, longitude)),
        1 => prop_oneof![
            Just(on_earth(90.0, 0.0)),
            Just(on_earth(-90.0, 0.0)),
            Just(on_earth(0.0, 0.0)),
            Just(on_earth(0.0, 180.0)),
        ],
    ]
}

/// The point of a latitude and a longitude in degrees.
#[expect(clippy::cast_possible_truncation, reason = "at most the earth's radius")]
fn on_earth(latitude: f64, longitude: f64) -> [i32; 3] {
    let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
    let metres = |unit: f64| (RADIUS * unit).round() as i32;
    [metres(latitude.cos() * longitude.cos()), metres(latitude.cos() * longitude.sin()), metres(latitude.sin())]
}

/// The answer of a call on pools of one and of three threads, which must be the same.
fn on_pools<T: PartialEq + std::fmt::Debug + Send>(call: impl Fn() -> T + Sync) -> T {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(&call)
    };
    let alone = on(1);
    assert_eq!(on(3), alone);
    alone
}
