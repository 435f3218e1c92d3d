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

import os

from gigmatch import errors
from gigmatch._native import AddReport, Engine, MatchStream, MatchTable, __version__
from gigmatch.errors import GigmatchError

__all__ = [
    "AddReport",
    "Engine",
    "GigmatchError",
    "MatchStream",
    "MatchTable",
    "__version__",
    "errors",
]


def _reopen(path: str | os.PathLike[str], zone: str | None, threads: int | None) -> Engine:
    """What a pickled engine becomes where it is unpickled."""
    return Engine.open(path, zone=zone, threads=threads)
