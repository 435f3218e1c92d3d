"""How far a long call is: a bar of tqdm where it is installed, otherwise a line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Protocol

REDRAWN_EVERY_S = 0.25


class Bar(Protocol):
    """Called with what is done and all there is (0 where that is not known), then closed."""

    def __call__(self, done: int, total: int) -> None: ...
    def close(self) -> None: ...


class _Called:
    """A bar that a function of the caller draws."""

    def __init__(self, function: Callable[[int, int], object]) -> None:
        self._function = function

    def __call__(self, done: int, total: int) -> None:
        self._function(done, total)

    def close(self) -> None:
        pass


class _Tqdm:
    def __init__(self, what: str) -> None:
        from tqdm.auto import tqdm

        self._bar = tqdm(desc=what, unit_scale=True)

    def __call__(self, done: int, total: int) -> None:
        self._bar.total = total or None
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        self._bar.close()


class _Line:
    """One line on standard error that is written anew."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._drawn = float("-inf")
        self._text = ""

    def __call__(self, done: int, total: int) -> None:
        self._text = f"{self._what}: {done:,}" + (f" of {total:,} ({done / total:.0%})" if total else "")
        if time.monotonic() - self._drawn >= REDRAWN_EVERY_S:
            self._draw("")

    def _draw(self, end: str) -> None:
        print(f"\r\x1b[2K{self._text}", end=end, file=sys.stderr, flush=True)
        self._drawn = time.monotonic()

    def close(self) -> None:
        self._draw("\n")


def bar(progress: bool | Callable[[int, int], object] | None, what: str) -> Bar | None:
    """The bar that the option ``progress`` asks for."""
    if progress is None or progress is False:
        return None
    if callable(progress):
        return _Called(progress)
    if progress is not True:
        raise TypeError(f"progress is of type {type(progress).__name__}; allowed are True, or a function")
    try:
        return _Tqdm(what)
    except ImportError:
        return _Line(what)
