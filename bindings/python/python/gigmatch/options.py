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
