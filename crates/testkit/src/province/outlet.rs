//! Outlets and placements.

use gigmatch::record::{OperatorKind, Outlet, OutletKind, Placement, PlacementStatus, ServiceMode, TravelMode};

use super::{Province, posting, random::Draw};

/// The outlet with this index.
pub(super) fn generated(province: &Province, index: usize, draw: &mut Draw) -> Outlet {
    let missing = province.options.missing_permille;
    let place = province.places.home(draw);
    let kind = *draw.pick_weighted(&[
        (60, OutletKind::Station),
        (15, OutletKind::GigMarket),
        (17, OutletKind::Window),
        (8, OutletKind::OnSite),
    ]);
    let word = match kind {
        OutletKind::GigMarket => "零工市场",
        OutletKind::Window => "就业服务窗口",
        OutletKind::OnSite => "流动就业服务点",
        _ => "就业驿站",
    };
    let number = draw.between(1, 9);
    let mut outlet =
        Outlet::new(format!("O{:05}", index + 1), format!("{}{}第{number}{word}", place.county, place.name));
    outlet.kind = kind;
    outlet.operator_kind = (!draw.chance(missing)).then(|| {
        *draw.pick_weighted(&[(70, OperatorKind::Public), (20, OperatorKind::Enterprise), (10, OperatorKind::Social)])
    });
    let modes =
        [ServiceMode::Window, ServiceMode::Reservation, ServiceMode::OnSite, ServiceMode::Agent, ServiceMode::Remote];
    let most = draw.between(1, 4) as usize;
    outlet.service_modes = draw.some(&modes, most).into_iter().copied().collect();
    outlet.location = (!draw.chance(missing)).then(|| place.scatter(draw));
    outlet.division = Some(place.code.clone());
    outlet.service_radius_m = (!draw.chance(100 + missing)).then(|| 500 * draw.between(4, 20));
    let hours: &[&str] = match kind {
        OutletKind::GigMarket => &["Mo-Su 05:00-11:00"],
        OutletKind::OnSite => &["Tu,Th 09:00-11:30"],
        _ => &["Mo-Fr 08:30-12:00", "Mo-Fr 14:00-17:30"],
    };
    outlet.capacity = (!draw.chance(150 + missing)).then(|| 10 * draw.zipf(40, 0.9));
    outlet.opening_hours =
        if draw.chance(missing) { Vec::new() } else { hours.iter().map(|text| (*text).to_owned()).collect() };
    if draw.chance(350) {
        outlet.service_minutes = Some(15);
        outlet.travel_mode = Some(*draw.pick_weighted(&[
            (60, TravelMode::Walking),
            (30, TravelMode::Cycling),
            (10, TravelMode::Driving),
        ]));
    }
    outlet
}

/// The placement with this index: workers in turn, postings by lot.
pub(super) fn placement(province: &Province, index: usize, draw: &mut Draw) -> Placement {
    let clock = province.clock;
    let posting = posting::with_shifts(province, draw);
    let worker = index % province.options.workers + 1;
    let mut placement = Placement::new(format!("W{worker:07}"), posting.id.as_str(), "");
    placement.id = format!("A{:07}", index + 1);
    placement.employer = posting.employer().map(str::to_owned);
    if draw.chance(200) {
        // Work done yesterday counts towards the hours of this week.
        let hours = draw.between(4, 10);
        placement.status = *draw.pick_weighted(&[(92, PlacementStatus::Worked), (8, PlacementStatus::NotShown)]);
        "past".clone_into(&mut placement.shift_id);
        // The other half is of the weeks before.
        let day = if draw.chance(500) { -1 } else { -i64::from(draw.between(2, 80)) };
        (placement.start, placement.end) = (Some(clock.at(day, 8)), Some(clock.at(day, 8 + hours)));
        return placement;
    }
    if draw.chance(100) {
        placement.status = PlacementStatus::Cancelled;
    }
    if !posting.shifts.is_empty() {
        let shift = draw.pick(&posting.shifts);
        placement.shift_id.clone_from(&shift.id);
        (placement.start, placement.end) = (Some(shift.start), Some(shift.end));
    }
    placement
}
