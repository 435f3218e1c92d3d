"""The compiled half of gigmatch."""

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol, final

__version__: str

class ArrowStream(Protocol):
    """Anything that exports an Arrow stream, such as a polars, pandas or DuckDB frame."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class ArrowArray(Protocol):
    """Anything that exports an Arrow array of structs, such as a record batch."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> object: ...

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
    def to_arrow(self) -> Any:
        """The table as ``pyarrow.Table``; needs pyarrow."""
    def to_pandas(self) -> Any:
        """The table as ``pandas.DataFrame``; needs pandas and pyarrow."""
    def to_polars(self) -> Any:
        """The table as ``polars.DataFrame``; needs polars."""
    @property
    def provenance(self) -> dict[str, Any]:
        """What made the answer: generation, now, weights, versions."""

@final
class MatchStream:
    """The matches of everybody of a side, made some subjects at a time; it can be gone through once.

    Going through it gives tables. As an Arrow stream it is read batch by batch:
    ``pyarrow.RecordBatchReader.from_stream(stream)``.
    """

    def __iter__(self) -> MatchStream: ...
    def __next__(self) -> MatchTable: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Engine:
    """An open index of postings, workers, outlets and placements."""

    @staticmethod
    def in_memory(*, zone: str | None = None, threads: int | None = None) -> Engine:
        """A new index in memory."""
    @staticmethod
    def open(path: str | os.PathLike[str], *, zone: str | None = None, threads: int | None = None) -> Engine:
        """Opens the index in a directory, making it where there is none."""
    def close(self) -> None:
        """Forgets what was not committed and releases the index; closing twice is no error."""
    def __enter__(self) -> Engine: ...
    def __exit__(self, *_exception: object) -> None: ...
    @property
    def generation(self) -> int:
        """The newest committed generation; 0 before the first commit."""
    def reload(self) -> bool:
        """Looks for commits of other processes; whether there was a newer generation."""
    def add_postings(self, records: Iterable[Mapping[str, Any]] | ArrowStream | ArrowArray | str | os.PathLike[str]) -> AddReport:
        """Adds or replaces postings: Arrow data, mappings, or a CSV, TSV, JSON Lines or Parquet file.

        Bad rows are in the report; Ctrl-C keeps what was taken before for the next commit.
        """
    def add_workers(self, records: Iterable[Mapping[str, Any]] | ArrowStream | ArrowArray | str | os.PathLike[str]) -> AddReport:
        """Adds or replaces worker profiles: Arrow data, mappings, or a CSV, TSV, JSON Lines or Parquet file.

        Bad rows are in the report; Ctrl-C keeps what was taken before for the next commit.
        """
    def add_outlets(self, records: Iterable[Mapping[str, Any]] | ArrowStream | ArrowArray | str | os.PathLike[str]) -> AddReport:
        """Adds or replaces outlets: Arrow data, mappings, or a CSV, TSV, JSON Lines or Parquet file.

        Bad rows are in the report; Ctrl-C keeps what was taken before for the next commit.
        """
    def add_placements(self, records: Iterable[Mapping[str, Any]] | ArrowStream | ArrowArray | str | os.PathLike[str]) -> AddReport:
        """Adds or replaces placements: Arrow data, mappings, or a CSV, TSV, JSON Lines or Parquet file.

        Bad rows are in the report; Ctrl-C keeps what was taken before for the next commit.
        """
    def delete_postings(self, ids: Iterable[str]) -> int:
        """Deletes postings by id with the next commit; how many of the ids existed."""
    def delete_workers(self, ids: Iterable[str]) -> int:
        """Deletes workers by id with the next commit; how many of the ids existed."""
    def delete_outlets(self, ids: Iterable[str]) -> int:
        """Deletes outlets by id with the next commit; how many of the ids existed."""
    def delete_placements(self, ids: Iterable[str]) -> int:
        """Deletes placements by id with the next commit; how many of the ids existed."""
    def commit(self) -> int:
        """Makes everything added since the last commit visible at once; the new generation."""
    def rollback(self) -> None:
        """Forgets everything since the last commit."""
    def match_workers(
        self,
        workers: Iterable[str] | Iterable[Mapping[str, Any]] | ArrowStream | ArrowArray | None = None,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        weights: Mapping[str, Any] | None = None,
        blend: int | None = None,
        filters: Sequence[str] = (),
        deadline: float | None = None,
    ) -> MatchTable:
        """The best postings of every worker, of those with some ids, or of workers that are not in the index."""
    def match_postings(
        self,
        postings: Iterable[str] | Iterable[Mapping[str, Any]] | ArrowStream | ArrowArray | None = None,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        weights: Mapping[str, Any] | None = None,
        blend: int | None = None,
        filters: Sequence[str] = (),
        deadline: float | None = None,
    ) -> MatchTable:
        """The best workers for every posting, for those with some ids, or for postings that are not in the index."""
    def match_batches(
        self,
        side: Literal["workers", "postings"],
        *,
        now: str | datetime.datetime,
        top: int = 10,
        weights: Mapping[str, Any] | None = None,
        blend: int | None = None,
        filters: Sequence[str] = (),
        deadline: float | None = None,
    ) -> MatchStream:
        """What ``match_workers`` or ``match_postings`` gives for everybody, without holding all of it at once."""
    def match_worker(
        self,
        worker_id: str,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        weights: Mapping[str, Any] | None = None,
        blend: int | None = None,
        filters: Sequence[str] = (),
        deadline: float | None = None,
    ) -> list[dict[str, Any]]:
        """The best postings of one worker."""
    def match_posting(
        self,
        posting_id: str,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        weights: Mapping[str, Any] | None = None,
        blend: int | None = None,
        filters: Sequence[str] = (),
        deadline: float | None = None,
    ) -> list[dict[str, Any]]:
        """The best workers for one posting."""
    def explain(
        self,
        worker_id: str,
        posting_id: str,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        weights: Mapping[str, Any] | None = None,
        blend: int | None = None,
        filters: Sequence[str] = (),
        deadline: float | None = None,
    ) -> dict[str, Any]:
        """Every part of a pair's score, or the rules that fail."""
    def why_not(
        self,
        worker_id: str,
        posting_id: str,
        *,
        now: str | datetime.datetime,
        top: int = 10,
        weights: Mapping[str, Any] | None = None,
        blend: int | None = None,
        filters: Sequence[str] = (),
        deadline: float | None = None,
    ) -> dict[str, Any]:
        """Every failing rule with its needs, what there is and the least change."""
