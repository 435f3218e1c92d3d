"""The language of what is told to people."""

from __future__ import annotations

import os
from typing import Literal

Language = Literal["zh", "en"]

_chosen: Language | None = None


def language(choice: Language | None = None) -> Language:
    """The language of what is told to people, ``zh`` or ``en``; with an argument it is set first.

    Before it is set it is English where the environment (``LC_ALL``, ``LC_MESSAGES``, ``LANG``) says so, and else
    Chinese.
    """
    global _chosen
    if choice is not None:
        if choice not in ("zh", "en"):
            raise ValueError(f"unknown language {choice!r}; allowed are 'zh' and 'en'")
        _chosen = choice
    if _chosen is not None:
        return _chosen
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if told.lower().startswith("en") else "zh"
