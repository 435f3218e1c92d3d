"""Exact, explainable matching of job postings and worker profiles.

>>> import gigmatch
>>> engine = gigmatch.Engine.in_memory()
>>> report = engine.add_postings([{"id": "p1", "title": "线上客服", "remote": True}])
>>> report.accepted
1
>>> report = engine.add_workers([{"id": "w1"}])
>>> engine.commit()
1
>>> [row["posting_id"] for row in engine.match_workers(now="2026-11-24T05:00+08:00").to_pylist()]
['p1']
"""

from __future__ import annotations

from gigmatch import answers, errors
from gigmatch._language import language
from gigmatch._native import (
    AddReport,
    Classifier,
    Divisions,
    Engine,
    Matcher,
    MatchStream,
    MatchTable,
    Occupancy,
    Snapshot,
    Table,
    Terms,
    __version__,
)
from gigmatch.errors import GigmatchError
from gigmatch.options import (
    AssignOptions,
    AssistOptions,
    Catchment,
    CircleRules,
    CoverageOptions,
    HourCaps,
    JobListOptions,
    KeyGroupGoal,
    MatchOptions,
    ReportOptions,
    RuleSettings,
    SearchOptions,
    SeatChoice,
    SeatRule,
    Site,
    TravelSpeed,
    WeightProfile,
    Weights,
)

__all__ = [
    "AddReport",
    "AssignOptions",
    "AssistOptions",
    "Catchment",
    "CircleRules",
    "Classifier",
    "CoverageOptions",
    "Divisions",
    "Engine",
    "GigmatchError",
    "HourCaps",
    "JobListOptions",
    "KeyGroupGoal",
    "MatchOptions",
    "MatchStream",
    "MatchTable",
    "Matcher",
    "Occupancy",
    "ReportOptions",
    "RuleSettings",
    "SearchOptions",
    "SeatChoice",
    "SeatRule",
    "Site",
    "Snapshot",
    "Table",
    "Terms",
    "TravelSpeed",
    "WeightProfile",
    "Weights",
    "__version__",
    "answers",
    "errors",
    "language",
]
