//! Outlets as sites with circles, and places where further ones could be.

use gigmatch_coverage::Sites;

use super::{Site, SuggestedSite, is_urban, options::CircleRules, people::Place};
use crate::{
    Error, ErrorCode, Result, Snapshot,
    areas::Areas,
    geo::Point,
    normalize::datum::to_wgs84,
    record::{Outlet, RecordKind},
    table::{DivisionCode, DivisionLevel, DivisionTable},
};

/// The outlets whose place is known, by id bytes.
pub(crate) struct Outlets {
    pub(crate) ids: Vec<String>,
    pub(crate) list: Vec<Outlet>,
    pub(crate) sites: Sites,
    pub(super) without_place: u64,
}

impl Outlets {
    pub(crate) fn new(snapshot: &Snapshot, circles: &CircleRules, table: &DivisionTable) -> Result<Self> {
        let inner = &*snapshot.0;
        let (mut ids, mut outlets, mut points, mut radii, mut without_place) = (vec![], vec![], vec![], vec![], 0);
        for at in inner.rows_by_id(RecordKind::Outlet) {
            let outlet: Outlet = inner.record(at)?;
            let Some(location) = outlet.location else {
                without_place += 1;
                continue;
            };
            let urban = is_urban(table, outlet.division.as_deref().and_then(DivisionCode::parse)) == Place::Urban;
            points.push(Point::from_wgs84(location).vector());
            radii.push(circles.radius_m(&outlet, urban));
            ids.push(outlet.id.clone());
            outlets.push(outlet);
        }
        let sites = Sites::new(points, radii).map_err(super::refused)?;
        Ok(Self { ids, list: outlets, sites, without_place })
    }

    pub(super) fn capacities(&self, default: u32) -> Vec<f64> {
        self.list.iter().map(|outlet| f64::from(outlet.capacity.unwrap_or(default))).collect()
    }

    /// How many there are in each area.
    pub(super) fn by_area(&self, areas: &Areas) -> Vec<u64> {
        let mut counts = vec![0_u64; areas.len()];
        for outlet in &self.list {
            if let Some(leaf) = areas.leaf(outlet.division.as_deref().and_then(DivisionCode::parse)) {
                counts[leaf as usize] += 1;
            }
        }
        areas.sum_up(&mut counts, 1);
        counts
    }
}

/// The centres of the townships inside the areas, or of counties where the table has no townships.
pub(super) fn centres(table: &DivisionTable, areas: &Areas, circles: &CircleRules) -> Vec<SuggestedSite> {
    let centre = |code: DivisionCode| {
        let division = table.get(code)?;
        let urban = is_urban(table, Some(code)) == Place::Urban;
        Some(SuggestedSite {
            name: table.full_name(code),
            code: Some(code.to_string()),
            location: division.centroid?,
            radius_m: circles.default_m(urban),
            gain: 0,
        })
    };
    let of_level = |level: DivisionLevel| -> Vec<SuggestedSite> {
        let inside = table.of_level(level).filter(|division| areas.leaf(Some(division.code)).is_some());
        inside.filter_map(|division| centre(division.code)).collect()
    };
    let townships = of_level(DivisionLevel::Township);
    if townships.is_empty() { of_level(DivisionLevel::County) } else { townships }
}

/// A place that was given.
pub(super) fn given(site: &Site, circles: &CircleRules) -> Result<SuggestedSite> {
    let (longitude, latitude) = (site.location.longitude, site.location.latitude);
    if !(-180.0..=180.0).contains(&longitude) || !(-90.0..=90.0).contains(&latitude) {
        let message = format!("the site {:?} is at {longitude}, {latitude}, which is nowhere on earth", site.name);
        return Err(Error::new(ErrorCode::InvalidOption, message).with_field("sites"));
    }
    Ok(SuggestedSite {
        name: site.name.clone(),
        code: None,
        location: to_wgs84(site.location),
        radius_m: site.radius_m.unwrap_or(circles.rural_m),
        gain: 0,
    })
}
