//! What of a record people search for, by role.

use crate::record::{HeldCertificate, Outlet, Placement, Posting, Skill, TextRole, WorkerProfile};

fn all<'a, T: AsRef<str> + 'a>(
    role: TextRole,
    texts: impl IntoIterator<Item = &'a T>,
) -> impl Iterator<Item = (TextRole, &'a str)> {
    texts.into_iter().map(move |text| (role, text.as_ref()))
}

fn names(skills: &[Skill]) -> impl Iterator<Item = &String> {
    skills.iter().map(|skill| &skill.name)
}

/// Title, employer, description; what is asked for reads like a part of the description.
pub(super) fn of_posting(posting: &Posting) -> Vec<(TextRole, &str)> {
    let described = posting.description.iter().chain(names(&posting.required_skills));
    let described = described.chain(names(&posting.desired_skills)).chain(&posting.required_certificates);
    all(TextRole::Title, [&posting.title])
        .chain(all(TextRole::Employer, &posting.hiring_organization))
        .chain(all(TextRole::Description, described))
        .collect()
}

/// The wish in words is the worker's title, what they can do its description.
pub(super) fn of_worker(worker: &WorkerProfile) -> Vec<(TextRole, &str)> {
    let certificates = worker.certificates.iter().map(|certificate: &HeldCertificate| &certificate.name);
    let described = names(&worker.skills).chain(certificates);
    all(TextRole::Title, &worker.wishes).chain(all(TextRole::Description, described)).collect()
}

/// The name.
pub(super) fn of_outlet(outlet: &Outlet) -> Vec<(TextRole, &str)> {
    all(TextRole::Title, [&outlet.name]).collect()
}

/// Nothing: placements are found by their ids.
pub(super) fn of_placement(_: &Placement) -> Vec<(TextRole, &str)> {
    Vec::new()
}
