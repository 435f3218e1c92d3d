"""What gigmatch raises: one base class, a subclass for each kind, each with a stable code.

>>> import gigmatch
>>> try:
...     gigmatch.Engine.in_memory().match_worker("w1", now="2026-11-24")
... except gigmatch.errors.RecordNotFoundError as error:
...     print(error.code)
record.not_found
"""

from __future__ import annotations

from typing import ClassVar


class GigmatchError(Exception):
    """Why a request could not be carried out; bad records are in reports instead."""

    codes: ClassVar[tuple[str, ...]] = ()
    """The codes that this class is raised with."""

    code: str
    """The error's stable code, such as ``record.not_found``."""
    field: str | None
    """The field that the error is about, where there is one."""
    row: int | None
    """The row that the error is about, 1 for the first, where there is one."""

    def __init__(self, message: str, code: str = "", field: str | None = None, row: int | None = None) -> None:
        super().__init__(message)
        self.code = code or (self.codes[0] if self.codes else "")
        self.field = field
        self.row = row

    def __reduce__(self) -> tuple[type[GigmatchError], tuple[str, str, str | None, int | None]]:
        return type(self), (str(self), self.code, self.field, self.row)


class FileError(GigmatchError, OSError):
    """A file or directory could not be read or written."""

    codes = ("io",)


class MissingFileError(FileError, FileNotFoundError):
    """There is no such file or directory."""

    codes = ("io",)


class FileFormatError(GigmatchError, ValueError):
    """A file's name or content, or a column's type, is not of a supported format."""

    codes = ("file.format",)


class MappingError(GigmatchError, ValueError):
    """A column mapping is not valid."""

    codes = ("mapping.invalid",)


class TableError(GigmatchError, ValueError):
    """A table of occupations or divisions is not valid."""

    codes = ("table.invalid",)


class IndexLockedError(GigmatchError):
    """Another writer holds the index."""

    codes = ("index.locked",)


class IndexBrokenError(GigmatchError):
    """The directory is no gigmatch index, or one that this build cannot read."""

    codes = ("index.damaged", "index.foreign", "index.version", "index.failed")


class IndexSettingsError(GigmatchError, ValueError):
    """The index was made with other settings than those asked for."""

    codes = ("index.settings",)


class RecordNotFoundError(GigmatchError, LookupError):
    """No record has the id asked for."""

    codes = ("record.not_found",)


class InvalidRecordError(GigmatchError, ValueError):
    """A record that is not indexed is not valid; ``field`` and ``row`` tell where."""

    codes = ("record.invalid",)


class InvalidOptionError(GigmatchError, ValueError):
    """Weights, a filter or another option are out of their range."""

    codes = ("option.invalid", "weights.invalid", "filter.invalid")


class InfeasiblePinError(GigmatchError, ValueError):
    """A pinned seat cannot be given."""

    codes = ("pin.infeasible",)


class CancelledError(GigmatchError):
    """The call was stopped."""

    codes = ("cancelled",)


class DeadlineExceededError(GigmatchError, TimeoutError):
    """The deadline passed before the answer was there."""

    codes = ("deadline.exceeded",)


class EngineClosedError(GigmatchError, ValueError):
    """The engine was closed, or belongs to the process that this one was forked from."""

    codes = ("engine.closed", "engine.forked")


def of_code(
    code: str, message: str, field: str | None = None, row: int | None = None, missing_file: bool = False
) -> GigmatchError:
    """The error of a code, with its class."""
    if missing_file:
        return MissingFileError(message, code, field, row)
    return _CLASSES.get(code, GigmatchError)(message, code, field, row)


def _classes(base: type[GigmatchError]) -> dict[str, type[GigmatchError]]:
    found: dict[str, type[GigmatchError]] = {}
    for kind in base.__subclasses__():
        found.update(_classes(kind))
        found.update(dict.fromkeys(kind.codes, kind))
    return found


_CLASSES = _classes(GigmatchError)

CODES: tuple[str, ...] = tuple(sorted(_CLASSES))
"""Every code, sorted."""
