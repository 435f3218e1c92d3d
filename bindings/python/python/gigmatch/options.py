"""The options of questions, as types.

>>> import gigmatch
>>> options: gigmatch.MatchOptions = {"now": "2026-11-24T05:00+08:00", "top": 3}
>>> len(gigmatch.Engine.in_memory().match_workers(**options))
0
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from gigmatch._native import Occupancy


class WeightProfile(TypedDict, total=False):
    """One side's weights: integers that sum to 100; what is absent weighs nothing."""

    occupation: int
    skills: int
    pay: int
    distance: int
    time: int
    text: int
    freshness: int
    experience: int


class Weights(TypedDict, total=False):
    """Both sides' weights and how they are blended; what is absent is the default."""

    worker: WeightProfile
    """The worker's view."""
    employer: WeightProfile
    """The employer's view."""
    blend: int
    """Share of the worker's view in percent, 0 to 100."""


class RuleSettings(TypedDict, total=False):
    """The figures of the hard rules that change with law and place; what is absent is the default."""

    version: str
    """Names this set of figures in every answer."""
    minimum_age: int
    """Least age for any work, in years."""
    hazardous_minimum_age: int
    """Least age for hazardous work, in years."""
    part_time_weekly_hours: int
    """Most hours a week with one employer for part-time workers."""


class TravelSpeed(TypedDict, total=False):
    """How far people get in a minute."""

    mode: str
    """``walking``, ``cycling`` or ``driving``."""
    metres_a_minute: int
    source: str
    """Where the figure comes from."""


class CircleRules(TypedDict, total=False):
    """The figures from which service circles are made; what is absent is as carried."""

    detour_percent: int
    """The length of a way in percent of the distance as the crow flies; 130."""
    note: str
    speeds: Sequence[TravelSpeed]
    urban_minutes: int
    """Minutes on foot around an urban outlet that names no circle; 15."""
    rural_m: int
    """Metres around any other outlet that names no circle; 5,000."""


class Catchment(TypedDict):
    """A zone of the accessibility."""

    limit_m: int
    """The greatest distance in metres."""
    weight: float
    """What somebody there counts."""


class Site(TypedDict, total=False):
    """A place where an outlet could be."""

    name: str
    longitude: float
    latitude: float
    datum: str
    """``wgs84``, ``gcj02`` or ``bd09``; WGS-84 where absent."""
    radius_m: int | None
    """How far it would serve; as rural outlets that name no circle where absent."""


class SearchOptions(TypedDict, total=False):
    """What a search takes by keyword."""

    top: int
    """How many records are told at most; 10."""
    near: tuple[float, float] | None
    """The point that distances are measured from: longitude and latitude, WGS-84."""
    radius: str | int | None
    """Only records within this distance of the point: metres, or a text such as ``"5km"``."""
    filters: Sequence[str] | Mapping[str, Any] | None
    """What records must meet: ``["division=140105"]`` or ``{"pay_per_hour": 25}``."""
    facets: Sequence[str] | None
    """What is counted: ``occupation``, ``division`` (``division:6`` for counties), ``work_mode``, ``pay_per_hour``, ``key_group``."""
    sort: str
    """The order: ``relevance``, ``distance``, ``date`` or ``pay``."""
    after: str | None
    """The cursor of the page before, its ``next``."""


class _Needed(TypedDict):
    now: str | datetime.datetime
    """The time the question is asked for; without an offset it is in the engine's zone. Ranking reads no clock."""


class MatchOptions(_Needed, total=False):
    """What every question takes by keyword; ``now`` is needed."""

    top: int
    """How many hits each subject gets at most; 10."""
    weights: Weights | Mapping[str, Any] | None
    """Weights and blend."""
    blend: int | None
    """Share of the worker's view in percent, in place of that in ``weights``."""
    filters: Sequence[str] | Mapping[str, Any] | None
    """Filters that a pair must pass, all of them: ``["posting.division=4403"]`` or ``{"posting.division": 4403}``."""
    rules: RuleSettings | Mapping[str, Any] | None
    """Figures of the hard rules."""
    occupancy: Occupancy | None
    """Seats taken and hours recorded; without one all seats are free."""
    deadline: float | None
    """Seconds after which to give up with ``DeadlineExceededError``."""
    threads: int | None
    """How many threads work; without one those of the engine."""
    progress: bool | Callable[[int, int], object] | None
    """``True`` shows a bar (of tqdm, if it is installed); a function is called with what is done and all there is."""


class HourCaps(TypedDict, total=False):
    """The most work one person gets from a plan beside what is recorded, in minutes; what is absent has no cap."""

    day_minutes: int
    """In one day."""
    week_minutes: int
    """In one week."""
    employer_week_minutes: int
    """In one week with one employer."""


class SeatRule(TypedDict, total=False):
    """What is particular about the seats of one shift, or of all shifts of a posting."""

    posting_id: str
    shift_id: str | None
    """Absent: all shifts of the posting."""
    priority: int | None
    """1 is filled before 2, and so on to 9, which is what other seats have."""
    minimum_crew: int | None
    """With fewer people the shift gets nobody."""


class SeatChoice(TypedDict, total=False):
    """A worker who has a seat already, or must not have one."""

    worker_id: str
    posting_id: str
    shift_id: str | None
    """Absent: any shift of the posting."""


class KeyGroupGoal(TypedDict, total=False):
    """What a plan does for people of key groups."""

    groups: Sequence[str]
    bonus: int
    """What a seat for one of them is worth beyond its score, 0 to 100,000,000."""
    floor_percent: int
    """At least so many of a hundred filled seats go to them."""


class AssignOptions(MatchOptions, total=False):
    """What an assignment takes by keyword besides; ``top`` counts for nothing."""

    objective: str
    """``seats`` (the most filled, then the best total score), ``score``, or ``priority`` (seats by priority)."""
    shifts_per_worker: int
    """The most shifts one person gets; 1."""
    hours: HourCaps | Mapping[str, Any] | None
    """The most work one person gets."""
    travel_metres_a_minute: int | None
    """How fast people travel between two shifts of theirs; without it only time counts."""
    starting: tuple[str | datetime.datetime, str | datetime.datetime] | None
    """Only shifts that start from the first time to before the second."""
    seats: Sequence[SeatRule | Mapping[str, Any]] | None
    """What is particular about seats."""
    pinned: Sequence[SeatChoice | Mapping[str, Any]] | None
    """Seats that are given already."""
    forbidden: Sequence[SeatChoice | Mapping[str, Any]] | None
    """Seats that must not be given so."""
    key_groups: KeyGroupGoal | Mapping[str, Any] | None
    """What to do for people of key groups."""
    congestion: int
    """What every further person in the same shift costs, 0 to 1,000,000 points of score."""
    best_within: float | None
    """Seconds after which the best plan so far is good enough; its gap is in the proof."""


class ReportOptions(MatchOptions, total=False):
    """What a report takes by keyword besides; ``top`` counts for nothing."""

    by: str
    """The smallest divisions told of: ``province``, ``prefecture``, ``county``, ``township`` or ``village``; county."""
    within: str | int | None
    """Only this division, by its code."""
    dimensions: Sequence[str]
    """By what figures are broken down: ``occupation``, ``key_group``, ``work_mode``, ``pay_band``, ``week``; all of them."""
    occupation_depth: int
    """How deep occupations are told; 2."""
    eligible_pairs: bool
    """Whether to count all eligible pairs, which takes long."""
    weeks: int
    """How many ISO weeks up to ``now`` to look back; 12."""
    key_group_rules: str | os.PathLike[str] | Mapping[str, Any] | None
    """Rules by which people belong to key groups: a JSON file, a mapping, or ``"example"``; the labels of the records."""
    threshold: int
    """Counts of people are multiples of this; 5. 1 leaves them as they are."""
    seed: int | None
    """The secret key of the rounding; made of the counts."""


class _NeededTime(TypedDict):
    now: str | datetime.datetime
    """The time as of which key groups are judged."""


class CoverageOptions(_NeededTime, total=False):
    """What service circles take by keyword; ``now`` is needed."""

    by: str
    """The smallest divisions told of; county."""
    within: str | int | None
    """Only this division, by its code."""
    circles: CircleRules | Mapping[str, Any] | None
    """The figures from which circles are made."""
    catchments: Sequence[Catchment | Mapping[str, Any]] | None
    """Zones of the accessibility by rising limit; 1, 3 and 5 km with 1, 0.68 and 0.22."""
    default_capacity: int
    """People that an outlet without a capacity serves on a day; 20."""
    suggest: int
    """How many places for further outlets to suggest; 0."""
    sites: Sequence[Site | Mapping[str, Any]] | None
    """Where these could be; centres of townships, or of counties."""
    list_outside: bool
    """Whether to list the people outside all circles by their ids."""
    key_group_rules: str | os.PathLike[str] | Mapping[str, Any] | None
    """As for reports."""
    threshold: int
    """As for reports."""
    seed: int | None
    """As for reports."""


class AssistOptions(MatchOptions, total=False):
    """What assistance takes by keyword besides; ``top`` counts for nothing."""

    by: str
    """The smallest divisions for which training is told; township."""
    within: str | int | None
    """Only people of this division, by its code."""
    outlet: str | None
    """Only people inside the circle of this outlet."""
    key_groups: Sequence[str]
    """Only people in at least one of these groups; everybody."""
    key_group_rules: str | os.PathLike[str] | Mapping[str, Any] | None
    """As for reports."""
    weak_below: int
    """A best score below this is weak, 0 to 100,000,000; 50,000,000."""
    congested_above: int
    """A posting with more people than this for each seat left is congested; 20. 0 leaves that out."""
    most: int
    """How many people are listed at most; 10,000."""
    training: int
    """How many kinds of training are told at most, overall and for each division; 20."""
    caseworkers: int
    """How many caseworkers visit; 1."""
    visits_a_day: int
    """How many people one visits at most; 20."""
    circles: CircleRules | Mapping[str, Any] | None
    """The figures from which circles are made."""


class JobListOptions(MatchOptions, total=False):
    """What lists of jobs take by keyword besides; ``top`` counts for nothing."""

    outlets: Sequence[str]
    """The outlets by their ids; all."""
    most: int
    """How many postings a list has at most; 40."""
    for_people: bool
    """Whether to put first what the people of the circle have among their ten best; true."""
    circles: CircleRules | Mapping[str, Any] | None
    """The figures from which circles are made."""
