//! The daily list of an outlet: what is open inside its circle, for its people.

use std::{cmp::Reverse, collections::HashMap};

use foldhash::fast::RandomState;

use super::{
    BEST,
    answer::{JobList, JobLists, ListedJob},
    openings::Openings,
    options::JobListOptions,
};
use crate::{
    Result, Snapshot,
    coverage::Outlets,
    geo::Point,
    rank::Question,
    record::{Posting, RecordKind},
    report::ranked,
    snapshot::RowRef,
    symbols::Overlay,
};

impl Snapshot {
    /// What is open inside the circles of outlets: a list for each, to hang on the wall. Remote work is on no list, since
    /// it is inside no circle.
    ///
    /// # Errors
    ///
    /// `record.not_found` for an unknown outlet, `weights.invalid`, `option.invalid`, `cancelled`, `deadline.exceeded`;
    /// `index.damaged` or `io` where the index cannot be read. An outlet whose place is not known has no list.
    pub fn job_lists(&self, options: &JobListOptions) -> Result<JobLists> {
        let inner = &*self.0;
        let symbols = Overlay::new(&inner.symbols);
        let question = Question::new(inner, &options.matching, &symbols)?;
        for id in &options.outlets {
            inner.find_or_error(RecordKind::Outlet, id)?;
        }
        let outlets = Outlets::new(self, &options.circles, &self.divisions(options.divisions.as_ref()))?;
        let openings = Openings::new(&question)?;
        let wanted: Vec<bool> =
            outlets.ids.iter().map(|id| options.outlets.is_empty() || options.outlets.contains(id)).collect();
        let people =
            if options.for_people { self.wishes(&question, &openings, &outlets, &wanted)? } else { HashMap::default() };

        let mut lists = Vec::new();
        for (site, outlet) in outlets.list.iter().enumerate().filter(|(site, _)| wanted[*site]) {
            let Some(location) = outlet.location else { continue };
            let (point, radius_m) = (Point::from_wgs84(location), outlets.sites.radii()[site]);
            let mut numbers = Vec::new();
            openings.extend_within(point, radius_m, &mut numbers);
            let seats = numbers.iter().map(|number| openings.list[*number as usize].seats_left).sum();
            let site = u32::try_from(site).unwrap_or(u32::MAX);
            let mut listed: Vec<_> = numbers
                .iter()
                .map(|number| {
                    let place = openings.row(&question, *number).point();
                    let distance_m = place.map_or(0, |place| place.distance_m(point));
                    (Reverse(people.get(&(site, *number)).copied().unwrap_or(0)), distance_m, *number)
                })
                .collect();
            // Numbers are in the order of the ids.
            listed.sort_unstable();
            listed.truncate(options.most);
            let job = |(Reverse(people), distance_m, number): (Reverse<u64>, u32, u32)| -> Result<ListedJob> {
                let open = openings.list[number as usize];
                let posting: Posting = inner.record(open.at)?;
                let occupation = openings.row(&question, number).occupation();
                let occupation = occupation.map(|id| inner.packing.occupations.get(id).name.clone());
                Ok(ListedJob { posting, occupation, distance_m: Some(distance_m), seats: open.seats_left, people })
            };
            lists.push(JobList {
                outlet: outlet.clone(),
                radius_m,
                postings: numbers.len() as u64,
                seats,
                jobs: listed.into_iter().map(job).collect::<Result<_>>()?,
            });
        }
        Ok(JobLists { provenance: question.provenance(), lists })
    }

    /// How many people of each wanted outlet's circle have each posting among their best.
    fn wishes(
        &self,
        question: &Question<'_>,
        openings: &Openings,
        outlets: &Outlets,
        wanted: &[bool],
    ) -> Result<HashMap<(u32, u32), u64, RandomState>> {
        let inner = &*self.0;
        let mut circles: Vec<(RowRef, Vec<u32>)> = Vec::new();
        for at in inner.live_rows(RecordKind::Worker) {
            let worker = inner.worker_row(at);
            let Some(point) = worker.point().filter(|_| worker.is_active()) else { continue };
            let mut sites = outlets.sites.covering(point.vector());
            sites.retain(|site| wanted[*site as usize]);
            if !sites.is_empty() {
                circles.push((at, sites));
            }
        }
        let rows: Vec<RowRef> = circles.iter().map(|(at, _)| *at).collect();
        let best = ranked(question, &rows, BEST, |pairs| {
            pairs.iter().filter_map(|pair| openings.number(pair.counterpart)).collect::<Vec<u32>>()
        })?;
        let mut people: HashMap<(u32, u32), u64, RandomState> = HashMap::default();
        for ((_, sites), numbers) in circles.iter().zip(best) {
            for number in numbers {
                for site in sites {
                    *people.entry((*site, number)).or_default() += 1;
                }
            }
        }
        Ok(people)
    }
}
