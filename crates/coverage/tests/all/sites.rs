//! Nearest sites and circles as by a scan of all sites.

use gigmatch_coverage::{MAX_COORDINATE, NO_SITE, Near, Point, Sites, distance_squared};
use proptest::{collection::vec, prelude::*};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::{on_earth, on_pools, points};

fn radii() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 0..=6_u32, 3 => 1_000..200_000_u32, 1 => Just(u32::MAX), 1 => Just(12_742_018)]
}

fn sites(most: usize) -> impl Strategy<Value = Sites> {
    vec((points(), radii()), 0..=most).prop_map(|sites| {
        let (points, radii) = sites.into_iter().unzip();
        Sites::new(points, radii).expect("sites on earth")
    })
}

fn scan(sites: &Sites, point: Point) -> Vec<Near> {
    let mut all: Vec<Near> = (0..)
        .zip(sites.points())
        .map(|(site, &other)| Near { site, distance_squared: distance_squared(point, other) })
        .collect();
    all.sort_by_key(|near| (near.distance_squared, near.site));
    all
}

fn scan_covering(sites: &Sites, point: Point) -> Vec<u32> {
    let holds = |site: u32| {
        let radius = u64::from(sites.radii()[site as usize]);
        distance_squared(point, sites.points()[site as usize]) <= radius * radius
    };
    (0..).take(sites.len()).filter(|&site| holds(site)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn as_by_a_scan(sites in sites(60), people in vec(points(), 1..20), most in 0..12_usize) {
        let survey = sites.survey(&people);
        for (row, &person) in people.iter().enumerate() {
            let all = scan(&sites, person);
            prop_assert_eq!(sites.nearest_one(person), all.first().copied());
            prop_assert_eq!(sites.nearest(person, most), all.iter().take(most).copied().collect::<Vec<_>>());
            prop_assert_eq!(survey.nearest(row), all.first().copied());
            let covering = scan_covering(&sites, person);
            prop_assert_eq!(sites.circles(person) as usize, covering.len());
            prop_assert_eq!(survey.circles[row] as usize, covering.len());
            prop_assert_eq!(sites.covering(person), covering);
        }
    }

    #[test]
    fn sites_are_their_own_nearest(sites in sites(40)) {
        for (number, &point) in (0..).zip(sites.points()) {
            let near = sites.nearest_one(point).expect("at least itself");
            prop_assert_eq!(near.distance_squared, 0);
            prop_assert!(near.site <= number);
            prop_assert!(sites.covering(point).contains(&number));
        }
    }
}

#[test]
fn a_point_at_the_limit_is_within() {
    let sites = Sites::new(vec![[0, 0, 0]], vec![5]).expect("a site");
    assert_eq!(sites.covering([3, 4, 0]), [0]);
    assert_eq!(sites.covering([3, 4, 1]), []);
}

#[test]
fn no_sites() {
    let sites = Sites::new(Vec::new(), Vec::new()).expect("no sites");
    assert_eq!(sites.nearest_one([1, 2, 3]), None);
    assert_eq!(sites.nearest([1, 2, 3], 4), []);
    let survey = sites.survey(&[[1, 2, 3]; 2]);
    assert_eq!((survey.nearest(1), survey.outside()), (None, 2));
    assert_eq!((survey.nearest[0], survey.distance_squared[0]), (NO_SITE, u64::MAX));
    assert!(sites.survey(&[]).circles.is_empty());
}

#[test]
fn antipodes_and_poles() {
    let poles = vec![on_earth(90.0, 0.0), on_earth(-90.0, 0.0)];
    let sites = Sites::new(poles, vec![12_742_018, 12_742_017]).expect("two sites");
    assert_eq!(sites.nearest_one(on_earth(-90.0, 50.0)), Some(Near { site: 1, distance_squared: 0 }));
    // The diameter is 12,742,018 m between rounded points: the northern circle just holds the southern pole.
    assert_eq!(sites.covering(on_earth(-90.0, 0.0)), [0, 1]);
    assert_eq!(sites.covering(on_earth(90.0, 0.0)), [0]);
}

#[test]
fn points_far_beyond_the_earth_do_not_overflow() {
    let sites = Sites::new(vec![[MAX_COORDINATE; 3], [-MAX_COORDINATE; 3]], vec![u32::MAX; 2]).expect("two sites");
    let corner = [i32::MIN; 3];
    assert_eq!(sites.nearest_one(corner).map(|near| near.site), Some(1));
    assert_eq!(sites.nearest(corner, 2).len(), 2);
    // Three times (2^31 + 2^28)^2 is 243 / 256 of 2^64: even that is less than the square of the greatest radius.
    assert_eq!(sites.covering(corner), [0, 1]);
}

#[test]
fn many_people_and_sites_as_by_a_scan_on_any_threads() {
    let mut random = Pcg64Mcg::seed_from_u64(1);
    let mut place = || on_earth(random.random_range(22.0..23.0), random.random_range(113.0..114.0));
    let people: Vec<Point> = (0..10_000).map(|_| place()).collect();
    let towns: Vec<Point> = (0..300).map(|_| place()).collect();
    let sites = Sites::new(towns, (0..300).map(|site| site * 40).collect()).expect("sites");
    let survey = on_pools(|| sites.survey(&people));
    for row in (0..people.len()).step_by(97) {
        assert_eq!(survey.nearest(row), scan(&sites, people[row]).first().copied());
        assert_eq!(survey.circles[row] as usize, scan_covering(&sites, people[row]).len());
    }
}
