//! Where people and jobs are: real counties, and townships made up around them.

use gigmatch::{
    normalize::datum::to_wgs84,
    record::{Coordinates, Datum},
};

use super::{
    UnknownPlace,
    options::ProvinceOptions,
    random::{Draw, Stream, running_sums, whole},
};

/// Real divisions: provinces, prefectures, counties.
const COUNTIES: &str = include_str!("../../data/counties.csv");

/// Metres of a degree of latitude.
const METRES_A_DEGREE: f64 = 111_195.0;

/// Names of townships before their suffix. Their number is prime, so that any stride visits all of them.
const TOWNSHIP_NAMES: [&str; 41] = [
    "城关", "东关", "西关", "南关", "北关", "河东", "河西", "桥头", "古城", "新城", "龙泉", "清泉", "石门", "柳林",
    "杨家", "王庄", "李村", "赵庄", "马坊", "义井", "高崖", "白马", "双塔", "平原", "大营", "小寨", "松树", "枣园",
    "梨花", "槐树", "黄土", "青山", "红旗", "永安", "太平", "兴隆", "安乐", "和平", "向阳", "团结", "胜利",
];

/// A township that was made up.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Township {
    /// Nine digits: the county's six and 001- for a street, 100- for a town, 200- for a rural township.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Name of its county.
    pub county: String,
    /// Its centre in WGS-84.
    pub centre: Coordinates,
    /// Its part of the people of all townships.
    pub people_share: f64,
    /// Its part of the jobs of all townships: jobs crowd into towns more than people do.
    pub jobs_share: f64,
    /// Standard deviation of homes and work places around the centre, in metres.
    pub spread_m: f64,
}

impl Township {
    /// A point around the centre: mostly close, now and then far out.
    pub(super) fn scatter(&self, draw: &mut Draw) -> Coordinates {
        let spread = if draw.chance(80) { 3.5 * self.spread_m } else { self.spread_m };
        moved(self.centre, spread * draw.normal(), spread * draw.normal())
    }
}

/// One row of the table of real divisions, in WGS-84.
#[derive(Debug, Clone)]
pub(super) struct Division {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) centre: Option<Coordinates>,
    population: f64,
}

/// The divisions of a province and how people and jobs are spread over its townships.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub(super) divisions: Vec<Division>,
    pub(super) townships: Vec<Township>,
    people: Vec<f64>,
    jobs: Vec<f64>,
}

impl Places {
    /// Takes the province's counties from the table and makes up their townships.
    pub(super) fn new(options: &ProvinceOptions) -> Result<Self, UnknownPlace> {
        let in_province = |division: &Division| division.code.get(..2) == Some(options.province.as_str());
        let all: Vec<Division> = COUNTIES.lines().skip(1).filter_map(parsed).filter(in_province).collect();
        let known = |code: &String| all.iter().any(|division| division.code == *code && code.len() == 6);
        if let Some(code) = options.counties.iter().find(|code| !known(code)) {
            return Err(UnknownPlace { code: code.clone() });
        }
        let wanted = |division: &Division| match options.counties.as_slice() {
            [] => true,
            counties => counties.iter().any(|county| county.starts_with(&division.code)),
        };
        let counties: Vec<&Division> = all.iter().filter(|division| division.code.len() == 6).collect();
        let mut townships = Vec::new();
        for (place, county) in (0_u64..).zip(&counties).filter(|(_, county)| wanted(county)) {
            let Some(centre) = county.centre else { continue };
            let radius = radius_m(centre, &counties);
            townships.extend(made_up(county, centre, radius, &mut Draw::new(options.seed, Stream::Places, place)));
        }
        if townships.is_empty() {
            return Err(UnknownPlace { code: options.province.clone() });
        }
        let people = running_sums(townships.iter().map(|township| township.people_share));
        let jobs = running_sums(townships.iter().map(|township| township.jobs_share));
        let (all_people, all_jobs) = (people[people.len() - 1], jobs[jobs.len() - 1]);
        for township in &mut townships {
            township.people_share /= all_people;
            township.jobs_share /= all_jobs;
        }
        let divisions = all.into_iter().filter(wanted).collect();
        Ok(Self { divisions, townships, people, jobs })
    }

    /// A township where somebody lives.
    pub(super) fn home(&self, draw: &mut Draw) -> &Township {
        &self.townships[draw.weighted(&self.people)]
    }

    /// A township where there is work.
    pub(super) fn work_place(&self, draw: &mut Draw) -> &Township {
        &self.townships[draw.weighted(&self.jobs)]
    }
}

/// A point moved to the east and to the north, in degrees of six decimals.
fn moved(from: Coordinates, east_m: f64, north_m: f64) -> Coordinates {
    let six_decimals = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let longitude = from.longitude + east_m / (METRES_A_DEGREE * from.latitude.to_radians().cos());
    Coordinates::wgs84(six_decimals(longitude), six_decimals(from.latitude + north_m / METRES_A_DEGREE))
}

/// The table is this project's own file: a row of another form is none.
fn parsed(line: &str) -> Option<Division> {
    let mut cells = line.split(',');
    let (code, name) = (cells.next()?.to_owned(), cells.next()?.to_owned());
    let (longitude, latitude) = (cells.next()?.parse::<f64>(), cells.next()?.parse::<f64>());
    let centre = longitude.ok().zip(latitude.ok()).map(|(longitude, latitude)| {
        moved(to_wgs84(Coordinates { longitude, latitude, datum: Datum::Gcj02 }), 0.0, 0.0)
    });
    Some(Division { code, name, centre, population: cells.next()?.parse().unwrap_or(0.0) })
}

/// How far a county reaches: nearly half the way to the nearest other one.
fn radius_m(centre: Coordinates, counties: &[&Division]) -> f64 {
    let distance = |other: Coordinates| {
        let east = (other.longitude - centre.longitude) * centre.latitude.to_radians().cos();
        east.hypot(other.latitude - centre.latitude) * METRES_A_DEGREE
    };
    let distances = counties.iter().filter_map(|county| county.centre).map(distance).filter(|metres| *metres > 1.0);
    (0.45 * distances.fold(f64::INFINITY, f64::min)).clamp(2_500.0, 18_000.0)
}

/// Townships of one county: a dense seat of a few streets, towns and rural townships around it.
fn made_up(county: &Division, centre: Coordinates, radius: f64, draw: &mut Draw) -> Vec<Township> {
    let urban = county.name.ends_with('区');
    let number = whole(6.0 + county.population / 45_000.0).clamp(6, 24);
    let streets = if urban { number * 2 / 3 } else { 1 + number / 8 };
    let towns = (number - streets).div_ceil(2);
    let (first_name, stride) = (draw.below(41), draw.between(1, 40));
    let mut townships: Vec<Township> = Vec::new();
    for place in 0..number {
        let (suffix, kind) = match place {
            _ if place < streets => ("街道", 1 + place),
            _ if place < streets + towns => ("镇", 100 + place - streets),
            _ => ("乡", 200 + place - streets - towns),
        };
        let seat = place < streets;
        let out = if seat { 0.45 } else { 1.0 } * radius * (0.05 + draw.unit()).sqrt();
        let angle = std::f64::consts::TAU * draw.unit();
        let at_seat = if seat { 3.0 } else { 1.0 };
        let people = at_seat * draw.log_normal(1.0, 0.7) / (1.0 + out / radius);
        let name = TOWNSHIP_NAMES[((first_name + place * stride) % 41) as usize];
        townships.push(Township {
            code: format!("{}{kind:03}", county.code),
            name: format!("{name}{suffix}"),
            county: county.name.clone(),
            centre: if place == 0 { centre } else { moved(centre, out * angle.cos(), out * angle.sin()) },
            people_share: people,
            jobs_share: people.powf(1.3),
            spread_m: if seat { 900.0 } else { 1_800.0 },
        });
    }
    let people: f64 = townships.iter().map(|township| township.people_share).sum();
    let jobs: f64 = townships.iter().map(|township| township.jobs_share).sum();
    let drawn_to_cities = if urban { 2.8 } else { 1.0 };
    for township in &mut townships {
        township.people_share *= county.population / people;
        township.jobs_share *= drawn_to_cities * county.population / jobs;
    }
    townships
}
