"""The options of questions, as types.

>>> import gigmatch
>>> options: gigmatch.MatchOptions = {"now": "2026-11-24T05:00+08:00", "top": 3}
>>> len(gigmatch.Engine.in_memory().match_workers(**options))
0
"""

from __future__ import annotations

import datetime
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
