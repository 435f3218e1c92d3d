"""From the plain data of the compiled half to the classes of answers."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import types
import typing
from typing import Any

from gigmatch import answers


def answer(name: str, data: dict[str, Any]) -> Any:
    """The answer of the class ``name``."""
    return _read(getattr(answers, name), data)


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _read(kind: Any, data: Any) -> Any:
    """The value of a field of type ``kind``: a class of answers, a tuple or an option of one, a time, or as it is."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _read(hint, data[name]) for name, hint in _fields(kind).items()})
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return tuple(_read(arguments[0], item) for item in data)
    if origin is types.UnionType:
        return None if data is None else _read(arguments[0], data)
    if kind is datetime.datetime:
        return datetime.datetime.fromisoformat(data.replace("Z", "+00:00"))
    return data
