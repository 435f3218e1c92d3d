"""What questions about one worker, posting or pair are answered with.

Each answer names what made it (``provenance``), and shows itself in notebooks. What is meant for people stands in
``Words``: Chinese and English.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gigmatch import _html
from gigmatch._language import language
from gigmatch._native import Table


@dataclass(frozen=True)
class Words:
    """A wording in each language; as text it is in the language of ``gigmatch.language``."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if language() == "zh" else self.en


@dataclass(frozen=True)
class Provenance:
    """What made an answer: with the same provenance and records, the answer is the same."""

    generation: int
    """The committed generation that was asked."""
    now: datetime.datetime
    """The time the question was asked for, in UTC."""
    weights: Mapping[str, Any]
    """Weights and blend."""
    rule_version: str
    """The version of the rule figures."""
    occupancy_version: str | None
    """The version of the occupancy; ``None`` where all seats counted as free."""


@dataclass(frozen=True)
class Hit:
    """One eligible pair with its place in the ranking."""

    worker_id: str
    posting_id: str
    rank: int
    """From 1."""
    score: int
    """Blended score, 0 to 100,000,000."""
    worker_score: int
    """The worker's view, 0 to 1,000,000."""
    employer_score: int
    """The employer's view, 0 to 1,000,000."""
    distance_m: int | None
    """Distance in metres, where both places are known."""
    shifts: tuple[str, ...]
    """Ids of the shifts that fit, by start then id; the empty id for an open-ended posting."""


@dataclass(frozen=True)
class Matches:
    """The best counterparts of one worker or posting, best first; a sequence of hits."""

    provenance: Provenance
    hits: tuple[Hit, ...]

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __getitem__(self, place: int) -> Hit:
        return self.hits[place]

    def _repr_html_(self) -> str:
        return _html.rows([vars(hit) for hit in self.hits], len(self.hits))


@dataclass(frozen=True)
class FactorPart:
    """One factor's part of a score."""

    factor: str
    """Which factor, such as ``distance``."""
    value: int
    """Its value, 0 to 10,000."""
    worker_weight: int
    """Its weight in the worker's view."""
    employer_weight: int
    """Its weight in the employer's view."""
    contribution: int
    """What it adds to the blended score."""
    evidence: Mapping[str, Any]
    """What was compared, as data."""
    label: Words
    """The factor's name."""
    words: Words
    """What was compared."""


@dataclass(frozen=True)
class Explanation:
    """How one pair stands: every rule, and where the pair is eligible every part of its score."""

    provenance: Provenance
    worker_id: str
    posting_id: str
    eligible: bool
    """Whether every hard rule holds."""
    failed_rules: tuple[str, ...]
    """Rules that fail, in order; empty for an eligible pair."""
    shifts: tuple[str, ...]
    """Ids of the shifts that fit."""
    distance_m: int | None
    """Distance in metres, where both places are known."""
    score: int | None
    """Blended score, the exact sum of the contributions; ``None`` for a pair that is not eligible."""
    worker_score: int | None
    """The worker's view, the exact sum of worker weight times value."""
    employer_score: int | None
    """The employer's view, the exact sum of employer weight times value."""
    factors: tuple[FactorPart, ...]
    """One part a factor; empty for a pair that is not eligible."""
    assumptions: tuple[Words, ...]
    """What was assumed because it was not known."""

    def _repr_html_(self) -> str:
        return _html.explanation(self)


@dataclass(frozen=True)
class Change:
    """A least change of one field."""

    field: str
    """The record and field to change, such as ``worker.max_distance_m``."""
    value: Any
    """The value it would have to have."""


@dataclass(frozen=True)
class Failure:
    """A rule that fails, what it needs, what there is, and the least change that would satisfy it."""

    rule: str
    """The rule, such as ``worker_reach``."""
    shift: str | None
    """The shift it was judged for; ``None`` for rules of the pair."""
    needs: Any
    """What the rule needs."""
    has: Any
    """What there is; ``None`` where nothing is known."""
    change: Change
    """The least change that satisfies this rule."""
    label: Words
    """The rule's name."""
    problem: Words
    """What is wrong."""
    remedy: Words
    """What would put it right."""


@dataclass(frozen=True)
class WhyNot:
    """Why a pair is not eligible."""

    provenance: Provenance
    worker_id: str
    posting_id: str
    eligible: bool
    """Whether the pair is eligible after all; then there are no failures."""
    failures: tuple[Failure, ...]
    """Failing rules in order: those of the pair, then those of the shift with the fewest failures."""
    single_change: Change | None
    """The one change that would make the pair eligible, tested; ``None`` where it takes more than one."""

    def _repr_html_(self) -> str:
        return _html.why_not(self)


@dataclass(frozen=True)
class Evidence:
    """A known text that a title looks like."""

    text: str
    """The text: an occupation's name or another name of it, a word of job advertisements, a title."""
    shared: tuple[str, ...]
    """What stands in both, the longest first."""


@dataclass(frozen=True)
class RankedOccupation:
    """An occupation that a title may mean."""

    rank: int
    """1 for the best."""
    code: str
    name: str
    score: int
    """Its share among the occupations that come into question, 0 to 10,000."""
    evidence: tuple[Evidence, ...]
    """What the title was recognised by, the nearest first."""


@dataclass(frozen=True)
class Occupations:
    """The occupations that a title may mean, the best first; a sequence of them."""

    title: str
    occupations: tuple[RankedOccupation, ...]

    def __len__(self) -> int:
        return len(self.occupations)

    def __iter__(self) -> Iterator[RankedOccupation]:
        return iter(self.occupations)

    def __getitem__(self, place: int) -> RankedOccupation:
        return self.occupations[place]

    def _repr_html_(self) -> str:
        rows = [{"rank": one.rank, "code": one.code, "name": one.name, "score": one.score} for one in self]
        return _html.rows(rows, len(rows))


@dataclass(frozen=True)
class Mention:
    """A skill or certificate in a text: a proposal for a person to accept, never a rule by itself."""

    kind: str
    """``skill`` or ``certificate``."""
    name: str
    """Its name in the table of terms."""
    text: str
    """As the text writes it."""
    start: int
    """Where that begins in the text."""
    end: int
    """Where it ends."""
    sense: str
    """What the text says of it: ``named``, ``required``, ``preferred`` or ``not_needed``."""
    field: str | None
    """The field of a posting that it could be entered into; ``None`` where there is none for it."""


@dataclass(frozen=True)
class FacetCount:
    """One value of a facet."""

    value: str
    """The value: a code, a word, a band."""
    name: str | None
    """The name of a code, where a table has it."""
    records: int
    """Found records that have it."""


@dataclass(frozen=True)
class FacetCounts:
    """How many of the found records have each value."""

    facet: str
    """What was counted, such as ``occupation``."""
    counts: tuple[FacetCount, ...]
    """The values, the most frequent first."""


@dataclass(frozen=True)
class Suggestion:
    """Fewer words that would find something."""

    query: str
    """The words that are left, as a query."""
    total: int
    """How many records it finds."""


@dataclass(frozen=True)
class SearchPage:
    """One page of what a search found."""

    generation: int
    """The generation that was searched."""
    total: int
    """How many records were found, on all pages."""
    hits: Table
    """Those of this page: kind, id, score, distance_m, title, and highlight (HTML with ``<mark>``)."""
    facets: tuple[FacetCounts, ...]
    """The counts that were asked for, over all pages."""
    next: str | None
    """Where the next page begins, for ``after=``; ``None`` on the last page."""
    suggestion: Suggestion | None
    """Where nothing was found: the most words of the query that some records have together."""

    def __len__(self) -> int:
        return len(self.hits)

    def _repr_html_(self) -> str:
        return self.hits._repr_html_()


@dataclass(frozen=True)
class PlanSummary:
    """The counts of a plan."""

    workers: int
    """Active workers who pass the filters."""
    assigned: int
    """Of them those with a seat."""
    shifts: int
    """Shifts with a free seat that pass the filters; a posting whose shifts are taken all together counts once."""
    seats: int
    """Their free seats."""
    filled: int
    """Seats that the plan gives, those pinned among them."""
    score: int
    """The sum of the scores of the given seats."""
    distance_m: int
    """The sum of the distances from home to the given seats, in metres, where they are known."""
    placed: int
    """Given seats whose distance is known."""
    key_group_seats: int
    """Seats given to people of the key groups of the goal."""


@dataclass(frozen=True)
class OccupationSeats:
    """The seats of an occupation."""

    code: str | None
    """Absent for postings without one."""
    name: str | None
    seats: int
    """Free seats."""
    filled: int
    """Of them those that are given."""


@dataclass(frozen=True)
class KeyGroupSeats:
    """The people of a key group."""

    group: str
    workers: int
    """Workers who take part."""
    assigned: int
    """Of them those with a seat."""


@dataclass(frozen=True)
class Proof:
    """What proves how good a plan is."""

    value: int
    """What the plan is worth."""
    bound: int
    """No plan is worth more."""
    optimal: bool
    """Whether the value equals the bound."""
    seat_weights: tuple[int, ...]
    """The weight of a filled seat by priority: more than all scores together; 0 where only scores count."""
    edges: int
    """How many edges the solver saw."""
    rounds: int
    """How many times edges were looked for."""

    @property
    def gap(self) -> float:
        """How much better another plan could be at most, as a share of the bound."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


@dataclass(frozen=True)
class Plan:
    """Who takes which seat, why the others have none, and the proof."""

    provenance: Provenance
    summary: PlanSummary
    assignments: Table
    """The seats that are given: worker_id, posting_id, shifts, score, distance_m, pinned."""
    unassigned: Table
    """Everybody without a seat: worker_id, reason, posting_id, shifts, score, held_by, held_score, scarce."""
    unfilled: Table
    """Every shift with seats left: posting_id, shifts, seats, reason, worker_id, score, failed_rules, minimum_crew."""
    by_occupation: tuple[OccupationSeats, ...]
    by_key_group: tuple[KeyGroupSeats, ...]
    proof: Proof

    def __len__(self) -> int:
        return len(self.assignments)

    def _repr_html_(self) -> str:
        return self.assignments._repr_html_()


@dataclass(frozen=True)
class Division:
    """An administrative division."""

    code: str
    level: str
    """``province``, ``prefecture``, ``county``, ``township`` or ``village``."""
    name: str
    full_name: str
    """With the names of what is around it."""
    short_name: str | None
    longitude: float | None
    """Of a representative point, WGS-84."""
    latitude: float | None
    urban_rural: str | None
    """The urban-rural class, ``111`` to ``220``."""


@dataclass(frozen=True)
class Area:
    """A division that an answer tells of."""

    code: str
    """Empty for the whole."""
    name: str
    level: str | None
    """Absent for the whole."""
    parent: int | None
    """The place of the division around it among the areas."""
    is_rest: bool
    """Whether it is what lies there but in no known part."""


@dataclass(frozen=True)
class Report:
    """Demand and supply of each division."""

    provenance: Provenance
    key_group_version: str | None
    """The version of the rules about key groups; absent where the labels of the records counted."""
    by: str
    """The level of the smallest divisions."""
    weeks: int
    """How many ISO weeks were looked back on."""
    threshold: int
    """Counts of people are multiples of this."""
    areas: tuple[Area, ...]
    table: Table
    """Every figure: the division, by what it is broken down (dimension, value, value_name), and the measures."""

    def __len__(self) -> int:
        return len(self.table)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@dataclass(frozen=True)
class Inequality:
    """A measure of inequality and its parts."""

    total: float
    between: float
    """Between the means of counties."""
    within: float
    """Within counties."""
    overlap: float
    """What is neither, since counties overlap."""


@dataclass(frozen=True)
class Coverage:
    """Service circles and whom they reach."""

    generation: int
    now: datetime.datetime
    key_group_version: str | None
    by: str
    threshold: int
    areas: tuple[Area, ...]
    table: Table
    """By division and group: people, inside, share, median_nearest_m, accessibility, outlets."""
    without_place: int
    """Active workers whose home is not known."""
    outlets_without_place: int
    gini: Inequality
    theil: Inequality
    suggestions: Table
    """Places for further outlets: rank, name, code, longitude, latitude, radius_m, gain."""
    suggestion_bound: int
    """What no choice of as many places could bring inside."""
    suggestions_optimal: bool
    outside: Table
    """People outside all circles, where asked for: worker_id, outlet_id, distance_m."""

    def __len__(self) -> int:
        return len(self.table)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@dataclass(frozen=True)
class ReasonCount:
    """How many people need help for a reason."""

    reason: str
    """``no_eligible_posting``, ``only_weak`` or ``only_congested``."""
    people: int


@dataclass(frozen=True)
class ObstacleCount:
    """How many people one rule keeps from most postings."""

    rule: str
    people: int


@dataclass(frozen=True)
class Visit:
    """One visit of a day."""

    need: int
    """The row of the person among the needs."""
    leg_m: int | None
    """The way from the visit before, in metres."""


@dataclass(frozen=True)
class Route:
    """One caseworker's day."""

    caseworker: int
    """From 1."""
    visits: tuple[Visit, ...]
    distance_m: int


@dataclass(frozen=True)
class Assistance:
    """Who needs help, why, and what would help. It names people."""

    provenance: Provenance
    key_group_version: str | None
    areas: tuple[Area, ...]
    people: int
    """Active workers who were looked at."""
    reasons: tuple[ReasonCount, ...]
    obstacles: tuple[ObstacleCount, ...]
    needs: Table
    """One row a person: why, the smallest change that opens postings, training, the nearest outlet, the visit."""
    training: Table
    """Training that opens most seats, overall (an empty division) and by division."""
    routes: tuple[Route, ...]

    def __len__(self) -> int:
        return len(self.needs)

    def _repr_html_(self) -> str:
        return self.needs._repr_html_()


@dataclass(frozen=True)
class FunnelStep:
    """How many candidates one rule removes."""

    rule: str
    removed_in_order: int
    """Candidates removed by this rule among those that passed the rules before it."""
    left: int
    """Candidates left after it."""
    removed_alone: int
    """Candidates this rule would remove if it were the only one."""
    label: Words
    """The rule's name."""


@dataclass(frozen=True)
class Funnel:
    """How the hard rules narrow down the candidates of one worker or posting."""

    provenance: Provenance
    id: str
    """The worker or posting asked about."""
    candidates: int
    """Candidates that pass the filters."""
    eligible: int
    """Eligible ones."""
    steps: tuple[FunnelStep, ...]
    """One step a rule, in rule order."""

    def _repr_html_(self) -> str:
        return _html.funnel(self)
