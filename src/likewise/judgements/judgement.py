"""Judgement: one word on whether an item is relevant to a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from likewise.errors import UsageError
from likewise.judgements.asked import Asked

MOST = 4
"""The highest grade, as in TREC's collections."""

UP, DOWN = 1, 0
"""The grades of thumbs."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One word on whether an item is relevant to a query; checked when made.

    Attributes:
        asked: The query.
        item: The item's id.
        grade: 0 for an item that is not relevant, 1 to 4 for one that is, the more the better.
        by: Who says so: `account 7`, `key 3f2a`, or the file that it was imported from.
        at: When, in ISO 8601.
        version: Of the index whose result it was; 0 where that is not known.
        models: The models of that index: a vector's name to its model's name and fingerprint.
    """

    asked: Asked
    item: str
    grade: int
    by: str
    at: str
    version: int = 0
    models: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.item:
            raise UsageError("A judgement is about an item, but names none.")
        if not 0 <= self.grade <= MOST:
            raise UsageError(f"A grade is from 0 to {MOST}, but this is {self.grade}.")
