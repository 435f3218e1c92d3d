"""The compiled half of gigmatch."""

import datetime
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol, final

import pandas  # pyright: ignore[reportMissingTypeStubs]
import polars
import pyarrow  # pyright: ignore[reportMissingTypeStubs]
from typing_extensions import Self, TypeAlias, Unpack, disjoint_base

from gigmatch.answers import (
    Assistance,
    Coverage,
    Division,
    Explanation,
    Funnel,
    Matches,
    Mention,
    Occupations,
    Plan,
    Provenance,
    Report,
    SearchPage,
    WhyNot,
)
from gigmatch.options import (
    AssignOptions,
    AssistOptions,
    CoverageOptions,
    JobListOptions,
    MatchOptions,
    ReportOptions,
    SearchOptions,
)

__all__ = [
    "ERROR_CODES",
    "AddReport",
    "Classifier",
    "Divisions",
    "Engine",
    "MatchStream",
    "MatchTable",
    "Matcher",
    "Occupancy",
    "Snapshot",
    "Table",
    "Terms",
    "__version__",
]

ERROR_CODES: tuple[str, ...]
"""The codes of the engine's errors."""

__version__: str

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> object: ...

_Path: TypeAlias = str | os.PathLike[str]
_Record: TypeAlias = Mapping[str, Any]
_Records: TypeAlias = Iterable[_Record] | _ArrowStream | _ArrowArray
_Kind: TypeAlias = Literal["posting", "worker", "outlet", "placement"]
_Progress: TypeAlias = bool | Callable[[int, int], object] | None

@disjoint_base
class Table:
    """Rows that any library with the Arrow ``PyCapsule`` interface takes as they are.

    For example ``pyarrow.table(table)``, ``polars.DataFrame(table)``, ``duckdb.sql("select * from table")``.
    """

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dicts."""
    def to_arrow(self) -> pyarrow.Table:  # pyright: ignore[reportUnknownMemberType]
        """The rows as ``pyarrow.Table``; needs pyarrow."""
    def to_pandas(self) -> pandas.DataFrame:
        """The rows as ``pandas.DataFrame``; needs pandas and pyarrow."""
    def to_polars(self) -> polars.DataFrame:
        """The rows as ``polars.DataFrame``; needs polars."""
    def _repr_html_(self) -> str: ...

@final
class MatchTable(Table):
    """The matches of many subjects: by subject, then by rank."""

    @property
    def provenance(self) -> Provenance:
        """What made the answer: generation, now, weights, versions."""

@final
class MatchStream:
    """The matches of everybody of a side, made some subjects at a time; it can be gone through once.

    Going through it gives tables. As an Arrow stream it is read batch by batch:
    ``pyarrow.RecordBatchReader.from_stream(stream)``.
    """

    def __iter__(self) -> Self: ...
    def __next__(self) -> MatchTable: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

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
    def rejected(self) -> int:
        """Records that were not accepted."""
    @property
    def rejections(self) -> Table:
        """Every problem of every record that was not accepted, with row, id, field, code, what was given and what is
        allowed.
        """
    @property
    def unknown_columns(self) -> Table:
        """Columns that no field has, each with the nearest known name and in how many rows it had a value."""
    def _repr_html_(self) -> str: ...

@final
class Occupancy:
    """Seats taken and work recorded, as an argument of questions.

    It changes hourly without a new index. ``Snapshot.occupancy`` gives that of the placements that are indexed.
    """

    def __new__(cls, version: str) -> Self: ...
    @property
    def version(self) -> str:
        """The version that answers name."""
    def take(self, posting_id: str, shift_id: str, seats: int = 1) -> None:
        """Takes more seats of a shift; the empty shift id stands for an open-ended posting."""
    def commit(self, worker_id: str, employer: str, start: str | datetime.datetime, end: str | datetime.datetime) -> None:
        """Records work of a worker with an employer, from a time with an offset to another."""
    def taken(self, posting_id: str, shift_id: str) -> int:
        """Seats taken of a shift."""

@final
class Classifier:
    """Ranks the occupations that job titles mean, as they stand in advertisements: with employers, places and pay.

    ``occupations`` is a CSV file with code, name and, optionally, parent and aliases; without one it is the national
    classification of 2022 with all that the package knows of it. Making one takes a second or two.
    """

    def __new__(cls, *, occupations: _Path | None = None) -> Self: ...
    def classify(self, title: str, description: str | None = None, *, top: int = 5) -> Occupations:
        """The occupations that a title may mean, the best first; a description helps where the title says little."""
    def classify_all(self, titles: Iterable[str], *, top: int = 5) -> Table:
        """The same for many titles: a table of row (from 1), rank, code, name and score."""

@final
class Divisions:
    """Codes and names of administrative divisions.

    Provinces, prefectures and counties of 2023-06-30 are there; ``files`` are CSV files with the columns ``code`` and ``name``
    of townships and villages, laid over them.
    """

    def __new__(cls, files: Sequence[_Path] = ()) -> Self: ...
    def __len__(self) -> int: ...
    def get(self, code: str) -> Division | None:
        """The division of a code; ``None`` where there is none."""
    def resolve(self, code: str) -> Division | None:
        """The division that a code means: its own, the successor of a retired one, or the smallest one around it that is
        there; ``None`` where none is known.
        """
    def find(self, name: str) -> list[Division]:
        """The divisions of a name, in full or in short, or of a path of names such as ``山西/太原/小店``."""
    def children(self, code: str) -> list[Division]:
        """The divisions directly in one, by code."""
    def inside(self, code: str, level: str) -> list[Division]:
        """The divisions of a level inside one, by code: ``province``, ``prefecture``, ``county``, ``township`` or ``village``."""

@final
class Terms:
    """Finds skills and certificates in text, and what the text says of them: proposals for a person to accept.

    ``table`` is a CSV file with kind (``skill`` or ``certificate``), name and, optionally, aliases; without one it is the table
    of common gig skills and certificates of the package.
    """

    def __new__(cls, *, table: _Path | None = None) -> Self: ...
    def find(self, text: str) -> list[Mention]:
        """The mentions in a text, in order, none overlapping."""
    def find_all(self, texts: Iterable[str]) -> Table:
        """The same for many texts: a table of row (from 1), kind, name, text, start, end and sense."""

@disjoint_base
class Matcher:
    """What can be asked of an engine and of a snapshot.

    A worker or a posting is an id, or a mapping: a record that is not in the index. The options of every question are
    those of ``MatchOptions``, by keyword.
    """

    @property
    def generation(self) -> int:
        """The newest committed generation of an engine, or that of a snapshot; 0 before the first commit."""
    def count(self, kind: _Kind) -> int:
        """How many records of a kind there are: ``posting``, ``worker``, ``outlet`` or ``placement``."""
    def ids(self, kind: _Kind) -> list[str]:
        """The ids of all records of a kind, sorted."""
    def words(self, text: str) -> list[str]:
        """The words of a text as searches look for them: in folded form, parts of long words before them."""
    def content_words(self, text: str) -> list[str]:
        """The words of a text that the text factor compares: without numbers, single characters and what is negated; sorted."""
    def get(self, kind: _Kind, id: str) -> dict[str, Any] | None:
        """The record with an id as it was accepted, in its normal form; ``None`` where there is none."""
    def occupancy(self) -> Occupancy:
        """The occupancy that the indexed placements amount to."""
    def search(self, kind: _Kind, query: str, **options: Unpack[SearchOptions]) -> SearchPage:
        """The records of a kind that have all words of a query: one page of them, best first.

        Words stand between blanks, and Chinese is cut into words; pinyin and initials find them, too. ``"..."`` stands there
        literally, ``-word`` does not, ``title:``, ``employer:``, ``occupation:`` and ``description:`` name the only place to look.
        """
    def match_workers(self, workers: Iterable[str] | _Records | None = None, **options: Unpack[MatchOptions]) -> MatchTable:
        """The best postings of every worker, of the workers with some ids, or of workers that are not in the index."""
    def match_postings(self, postings: Iterable[str] | _Records | None = None, **options: Unpack[MatchOptions]) -> MatchTable:
        """The best workers for every posting, for the postings with some ids, or for postings that are not in the index."""
    def match_batches(self, side: Literal["workers", "postings"], **options: Unpack[MatchOptions]) -> MatchStream:
        """What ``match_workers`` or ``match_postings`` gives for everybody, without holding all of it at once."""
    def assign(self, **options: Unpack[AssignOptions]) -> Plan:
        """Who takes which seat: the best plan over all eligible pairs, why the others have none, and the proof."""
    def report(self, **options: Unpack[ReportOptions]) -> Report:
        """Demand and supply of each division, broken down; counts of people are rounded so that nobody can be found in them."""
    def report_page(self, *, lang: Literal["zh", "en"] = "zh", suggest: int = 5, **options: Unpack[ReportOptions]) -> str:
        """A report, its service circles and the sums of who needs help as one page of HTML that needs nothing else.

        ``lang`` is ``zh`` or ``en`` and can be switched in the page; ``suggest`` places for further outlets are told.
        """
    def coverage(self, **options: Unpack[CoverageOptions]) -> Coverage:
        """Who lives inside the circle of an outlet, who does not, and where further outlets would do most."""
    def nearest_outlets(self, side: Literal["workers", "postings"], *, most: int = 1) -> Table:
        """The nearest outlets of every worker or posting: a table of ``id``, ``rank``, ``outlet_id``,
        ``distance_m`` and ``inside``.
        """
    def assist(self, **options: Unpack[AssistOptions]) -> Assistance:
        """Who needs help in person, why, and what would help. It names people and is for their caseworkers alone."""
    def visits_page(self, *, lang: Literal["zh", "en"] = "zh", **options: Unpack[AssistOptions]) -> str:
        """The visits of ``assist`` as a page of HTML to take along. It names people."""
    def jobs_page(self, *, lang: Literal["zh", "en"] = "zh", **options: Unpack[JobListOptions]) -> str:
        """The lists of ``job_lists`` as a page of HTML to hang on the wall."""
    def job_lists(self, **options: Unpack[JobListOptions]) -> Table:
        """What is open inside the circles of outlets, for their people: a table of ``outlet_id``, ``rank``, ``posting_id``,
        ``title``, ``occupation``, ``distance_m``, ``seats`` and ``people``.
        """
    def match_worker(self, worker: str | _Record, **options: Unpack[MatchOptions]) -> Matches:
        """The best postings of one worker."""
    def match_posting(self, posting: str | _Record, **options: Unpack[MatchOptions]) -> Matches:
        """The best workers for one posting."""
    def explain(self, worker: str | _Record, posting: str | _Record, **options: Unpack[MatchOptions]) -> Explanation:
        """Every part of a pair's score, or the rules that fail."""
    def why_not(self, worker: str | _Record, posting: str | _Record, **options: Unpack[MatchOptions]) -> WhyNot:
        """Every failing rule of a pair with what it needs, what there is and the least change."""
    def funnel_worker(self, worker: str | _Record, **options: Unpack[MatchOptions]) -> Funnel:
        """How many postings each rule takes from a worker, in order and alone."""
    def funnel_posting(self, posting: str | _Record, **options: Unpack[MatchOptions]) -> Funnel:
        """How many workers each rule takes from a posting, in order and alone."""

@final
class Snapshot(Matcher):
    """The immutable view of one committed generation; it stays as it is while writers commit."""


@final
class Engine(Matcher):
    """An open index of postings, workers, outlets and placements.

    What is added or deleted becomes visible with ``commit``. One engine can be used from several threads; of several
    engines of one directory, one can write.
    """

    @staticmethod
    def in_memory(*, zone: str | None = None, threads: int | None = None, divisions: _Path | Sequence[_Path] | None = None, occupations: _Path | None = None, infer_occupations: bool = False) -> Engine:
        """A new index in memory.

        ``zone`` is that of times without an offset (Asia/Shanghai), ``threads`` how many work (as many as there are
        cores), ``divisions`` and ``occupations`` are CSV files of tables, the former one or several that are laid over one
        another; without one there are no divisions, and the occupations
        are those of the national classification of 2022. With ``infer_occupations`` records without an occupation get the one
        that their title or wishes are taken to mean, marked by ``occupation_confidence``.
        """
    @staticmethod
    def open(path: _Path, *, zone: str | None = None, threads: int | None = None, divisions: _Path | Sequence[_Path] | None = None, occupations: _Path | None = None, infer_occupations: bool = False) -> Engine:
        """Opens the index in a directory, making it where there is none; options as with ``in_memory``."""
    def snapshot(self) -> Snapshot:
        """The immutable view of the newest generation."""
    def close(self) -> None:
        """Forgets what was not committed and releases the index; closing twice is no error."""
    def __enter__(self) -> Self: ...
    def __exit__(self, *_exception: object) -> None: ...
    def reload(self) -> bool:
        """Looks for commits of other processes; whether there was a newer generation."""
    def add_postings(self, records: _Records | _Path, *, mapping: _Path | None = None, progress: _Progress = None) -> AddReport:
        """Adds or replaces postings: Arrow data, mappings, or a CSV, TSV, JSON Lines, Parquet or xlsx file.

        ``mapping`` is a TOML or JSON file that renames and translates columns. Bad rows are in the report; Ctrl-C keeps
        what was taken before it for the next commit.
        """
    def add_workers(self, records: _Records | _Path, *, mapping: _Path | None = None, progress: _Progress = None) -> AddReport:
        """Adds or replaces worker profiles; as ``add_postings``."""
    def add_outlets(self, records: _Records | _Path, *, mapping: _Path | None = None, progress: _Progress = None) -> AddReport:
        """Adds or replaces outlets; as ``add_postings``."""
    def add_placements(self, records: _Records | _Path, *, mapping: _Path | None = None, progress: _Progress = None) -> AddReport:
        """Adds or replaces placements; as ``add_postings``."""
    def delete_postings(self, ids: Iterable[str]) -> int:
        """Deletes postings by id with the next commit; how many of the ids existed."""
    def delete_workers(self, ids: Iterable[str]) -> int:
        """Deletes workers by id with the next commit; how many of the ids existed."""
    def delete_outlets(self, ids: Iterable[str]) -> int:
        """Deletes outlets by id with the next commit; how many of the ids existed."""
    def delete_placements(self, ids: Iterable[str]) -> int:
        """Deletes placements by id with the next commit; how many of the ids existed."""
    def commit(self) -> int:
        """Makes everything since the last commit visible at once; the new generation.

        A commit is whole or not at all: Ctrl-C is heard when it has ended.
        """
    def rollback(self) -> None:
        """Forgets everything since the last commit."""
