"""Outcome: what came of a row that was to be written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What came of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    MISSING = "missing"
    """There is no such item to change."""
    FORBIDDEN = "forbidden"
    """The item is, or would be, none of the caller's."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row.

    Attributes:
        line: Where the row stood.
        id: The item's; None for a row without one.
        status: What came of it.
        column: The column at fault; empty where it is the whole row, or none.
        reason: Why it was refused; empty where it was not.
    """

    line: int
    id: str | None
    status: Status
    column: str = ""
    reason: str = ""
