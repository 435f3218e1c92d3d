//! Service outlets: stations, gig markets, windows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Coordinates, Vocabulary};

/// What kind of outlet it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutletKind {
    /// Employment station (就业驿站).
    #[default]
    Station,
    /// Gig market (零工市场, 零工驿站).
    GigMarket,
    /// Service window (服务窗口).
    Window,
    /// Staff who come to the place on fixed days.
    OnSite,
}

impl Vocabulary for OutletKind {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Station, &["station", "就业驿站", "驿站"]),
        (Self::GigMarket, &["gig_market", "零工市场", "零工驿站"]),
        (Self::Window, &["window", "服务窗口", "窗口"]),
        (Self::OnSite, &["on_site", "上门", "流动服务"]),
    ];
}

/// Who runs an outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OperatorKind {
    /// A public body.
    Public,
    /// A company.
    Enterprise,
    /// A social organisation.
    Social,
}

impl Vocabulary for OperatorKind {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Public, &["public", "公办", "公共"]),
        (Self::Enterprise, &["enterprise", "企业"]),
        (Self::Social, &["social", "社会组织"]),
    ];
}

/// How an outlet serves people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServiceMode {
    /// Over the counter.
    Window,
    /// By appointment.
    Reservation,
    /// At the person's place.
    OnSite,
    /// Somebody acts for the person.
    Agent,
    /// By phone or online.
    Remote,
}

impl Vocabulary for ServiceMode {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Window, &["window", "窗口"]),
        (Self::Reservation, &["reservation", "预约"]),
        (Self::OnSite, &["on_site", "上门"]),
        (Self::Agent, &["agent", "代办"]),
        (Self::Remote, &["remote", "线上", "电话"]),
    ];
}

/// How people come to an outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TravelMode {
    /// On foot.
    Walking,
    /// By bicycle or electric bicycle.
    Cycling,
    /// By car or bus.
    Driving,
}

impl Vocabulary for TravelMode {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Walking, &["walking", "步行"]),
        (Self::Cycling, &["cycling", "骑行", "骑车"]),
        (Self::Driving, &["driving", "驾车", "乘车"]),
    ];
}

/// A place where people are served.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Outlet {
    /// The caller's own id, unique among outlets; 1 to 200 bytes.
    #[serde(alias = "identifier")]
    pub id: String,
    /// Its name as people know it.
    pub name: String,
    /// What kind of outlet it is.
    #[serde(default)]
    pub kind: OutletKind,
    /// Who runs it.
    #[serde(default, alias = "operatorKind", skip_serializing_if = "Option::is_none")]
    pub operator_kind: Option<OperatorKind>,
    /// How it serves people.
    #[serde(default, alias = "serviceModes", skip_serializing_if = "Vec::is_empty")]
    pub service_modes: Vec<ServiceMode>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Coordinates>,
    /// Set by normalisation where `location` is the division's centroid rather than given.
    #[serde(default, alias = "locationInferred", skip_serializing_if = "std::ops::Not::not")]
    pub location_inferred: bool,
    /// Division code: 2, 4, 6, 9 or 12 digits, its level; normalising trims a padded code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// How far its service reaches, in metres.
    #[serde(default, alias = "serviceRadiusM", skip_serializing_if = "Option::is_none")]
    pub service_radius_m: Option<u32>,
    /// How far its service reaches, in minutes of the way there; the smaller of both circles holds.
    #[serde(default, alias = "serviceMinutes", skip_serializing_if = "Option::is_none")]
    pub service_minutes: Option<u32>,
    /// How people come, which says how far they get in a minute; on foot where absent.
    #[serde(default, alias = "travelMode", skip_serializing_if = "Option::is_none")]
    pub travel_mode: Option<TravelMode>,
    /// When it is open, each in schema.org's form of `openingHours`: `Mo-Fr 08:30-17:30`.
    #[serde(default, alias = "openingHours", skip_serializing_if = "Vec::is_empty")]
    pub opening_hours: Vec<String>,
    /// People it can serve on a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
}

impl Outlet {
    /// A station with nothing but an id and a name.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), ..Self::default() }
    }
}
