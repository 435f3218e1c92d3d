//! Divisions and their people, counted record by record.

use gigmatch::{
    geo::Point,
    record::{HeldCertificate, KeyGroup, Outlet, Placement, Posting, Skill, SkillLevel, Timestamp, WorkerProfile},
    table::DivisionCode,
};

use super::Market;

impl Market<'_> {
    /// Active workers who pass the filters on workers and whose home lies in a division; everywhere where there is none.
    pub fn seekers(&self, within: Option<DivisionCode>) -> Vec<&WorkerProfile> {
        let anything = Posting::new("", "");
        let workers = self.workers.iter().filter(|worker| worker.status == gigmatch::record::WorkerStatus::Active);
        let passing = workers.filter(|worker| {
            let mut filters = self.options.filters.iter().filter(|filter| filter.side == gigmatch::Side::Workers);
            filters.all(|filter| self.passes(filter, worker, &anything))
        });
        passing.filter(|worker| is_in(worker.division.as_deref(), within)).collect()
    }

    /// Postings that pass the filters on postings, take people at `now`, have a shift that has not started, and lie in a
    /// division; with the headcount of such shifts and the seats left.
    pub fn open_postings(&self, within: Option<DivisionCode>) -> Vec<(&Posting, u64, u64)> {
        let anybody = WorkerProfile::new("");
        let mut open = Vec::new();
        for posting in self.postings {
            let mut filters = self.options.filters.iter().filter(|filter| filter.side == gigmatch::Side::Postings);
            let takes_people = posting.status == gigmatch::record::PostingStatus::Open
                && posting
                    .valid_through
                    .is_none_or(|until| until.as_millisecond() >= self.options.now.as_millisecond());
            if !takes_people || !filters.all(|filter| self.passes(filter, &anybody, posting)) {
                continue;
            }
            let (mut headcount, mut left) = (0, 0);
            for (shift, start, seats) in shifts(posting) {
                if start.is_none_or(|start| self.options.now.as_millisecond() < start.as_millisecond()) {
                    let taken =
                        self.options.occupancy.as_ref().map_or(0, |occupancy| occupancy.taken(&posting.id, shift));
                    headcount += u64::from(seats);
                    left += u64::from(seats.saturating_sub(taken));
                }
            }
            if headcount > 0 && is_in(posting.division.as_deref(), within) {
                open.push((posting, headcount, left));
            }
        }
        open
    }

    /// Whether some posting that passes the filters is eligible for a worker.
    pub fn is_served(&self, worker: &WorkerProfile) -> bool {
        self.postings.iter().any(|posting| self.passes_filters(worker, posting) && self.is_eligible(worker, posting))
    }

    /// The open postings with seats left that become eligible for a worker by one more skill at the highest level.
    pub fn opened_by_skill(&self, worker: &WorkerProfile, name: &str) -> Vec<&Posting> {
        let mut trained = worker.clone();
        trained.skills.retain(|skill| skill.name != name);
        trained.skills.push(Skill::at(name, SkillLevel::ChiefTechnician));
        self.opened(worker, &trained)
    }

    /// The same by a certificate that outlasts everything.
    pub fn opened_by_certificate(&self, worker: &WorkerProfile, name: &str) -> Vec<&Posting> {
        let mut trained = worker.clone();
        trained.certificates.push(HeldCertificate::until(name, Timestamp::from_second(7_000_000_000).expect("a time")));
        self.opened(worker, &trained)
    }

    /// The open postings with seats left for which the changed record is eligible and the record is not.
    pub fn opened(&self, worker: &WorkerProfile, changed: &WorkerProfile) -> Vec<&Posting> {
        let open = self.open_postings(None).into_iter().filter(|(_, _, left)| *left > 0).map(|(posting, ..)| posting);
        open.filter(|posting| self.is_eligible(changed, posting) && !self.is_eligible(worker, posting)).collect()
    }
}

/// Each shift's id, start and headcount; the virtual one has no start, as it has never started.
fn shifts(posting: &Posting) -> Vec<(&str, Option<Timestamp>, u32)> {
    if posting.shifts.is_empty() {
        return vec![("", None, posting.total_job_openings.unwrap_or(1))];
    }
    posting.shifts.iter().map(|shift| (shift.id.as_str(), Some(shift.start), shift.headcount)).collect()
}

/// Whether a record's division lies in another; everything lies in none.
pub fn is_in(division: Option<&str>, within: Option<DivisionCode>) -> bool {
    let code = division.and_then(DivisionCode::parse);
    within.is_none_or(|within| code.is_some_and(|code| code.is_within(within)))
}

/// Whether a record names a group.
pub fn is_labelled(worker: &WorkerProfile, group: KeyGroup) -> bool {
    worker.key_groups.contains(&group)
}

/// When a placement's work starts: its own start, else that of its posting's shift.
pub fn start_of(placement: &Placement, postings: &[Posting]) -> Option<Timestamp> {
    placement.start.or_else(|| {
        let posting = postings.iter().find(|posting| posting.id == placement.posting_id)?;
        posting.shifts.iter().find(|shift| shift.id == placement.shift_id).map(|shift| shift.start)
    })
}

/// The outlets whose circles of so many metres hold a worker's home, and the distance to the nearest outlet.
pub fn circles<'a>(
    worker: &WorkerProfile,
    outlets: &'a [Outlet],
    radius_m: impl Fn(&Outlet) -> u32,
) -> (Vec<&'a Outlet>, Option<u32>) {
    let Some(home) = worker.location.map(Point::from_wgs84) else { return (Vec::new(), None) };
    let placed = outlets.iter().filter_map(|outlet| Some((outlet, Point::from_wgs84(outlet.location?))));
    let square = |point: Point| home.distance_squared(point);
    let inside = placed.clone().filter(|(outlet, point)| square(*point) <= u64::from(radius_m(outlet)).pow(2));
    (inside.map(|(outlet, _)| outlet).collect(), placed.map(|(_, point)| home.distance_m(point)).min())
}
