"""The compiled half of gigmatch."""

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, final

__version__: str

class GigmatchError(Exception):
    """Why a request could not be carried out; bad records are in reports instead."""

    code: str
    """The error's stable code, such as ``record.not_found``."""

@final
class AddReport:
    """What became of records that were added."""

    @property
    def accepted(self) -> int:
        """Records that will be in the next generation."""
    @property
    def duplicates(self) -> int:
        """Records that a later one of the same batch with the same id replaced."""
    @property
    def rejections(self) -> list[dict[str, Any]]:
        """Records that were not accepted, each with all its problems."""
    @property
    def unknown_columns(self) -> list[dict[str, Any]]:
        """Columns that no field has, each with the nearest known name."""

@final
class MatchTable:
    """The matches of many subjects: by subject, then by rank.

    Any library with the Arrow PyCapsule interface takes it as it is:
    ``pyarrow.table(matches)``, ``polars.DataFrame(matches)``.
    """

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dicts."""
    @property
    def provenance(self) -> dict[str, Any]:
        """What made the answer: generation, now, weights, versions."""

@final
class Engine:
    """An open index of postings, workers, outlets and placements."""

    @staticmethod
    def in_memory() -> Engine:
        """A new index in memory."""
    @staticmethod
    def open(path: str | os.PathLike[str]) -> Engine:
        """Opens the index in a directory, making it where there is none."""
    @property
    def generation(self) -> int:
        """The newest committed generation; 0 before the first commit."""
    def add_postings(self, records: Iterable[Mapping[str, Any]] | str | os.PathLike[str]) -> AddReport:
        """Adds or replaces postings: mappings, or a CSV, TSV, JSON Lines or Parquet file."""
    def add_workers(self, records: Iterable[Mapping[str, Any]] | str | os.PathLike[str]) -> AddReport:
        """Adds or replaces worker profiles."""
    def add_outlets(self, records: Iterable[Mapping[str, Any]] | str | os.PathLike[str]) -> AddReport:
        """Adds or replaces outlets."""
    def add_placements(self, records: Iterable[Mapping[str, Any]] | str | os.PathLike[str]) -> AddReport:
        """Adds or replaces placements."""
    def commit(self) -> int:
        """Makes everything added since the last commit visible at once; the new generation."""
    def match_workers(
        self,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        blend: int | None = None,
        filters: Sequence[str] = (),
    ) -> MatchTable:
        """The best postings of every worker."""
    def match_postings(
        self,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        blend: int | None = None,
        filters: Sequence[str] = (),
    ) -> MatchTable:
        """The best workers for every posting."""
    def match_worker(
        self,
        worker_id: str,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        blend: int | None = None,
        filters: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """The best postings of one worker."""
    def match_posting(
        self,
        posting_id: str,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        blend: int | None = None,
        filters: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """The best workers for one posting."""
    def explain(self, worker_id: str, posting_id: str, *, now: str | datetime.datetime) -> dict[str, Any]:
        """Every part of a pair's score, or the rules that fail."""
    def why_not(self, worker_id: str, posting_id: str, *, now: str | datetime.datetime) -> dict[str, Any]:
        """Every failing rule with its needs, what there is and the least change."""
