"""Stages: what a request spends its time on, told by those who spend it."""

from __future__ import annotations

from contextvars import ContextVar
from enum import StrEnum


class Stage(StrEnum):
    """What takes time within a request."""

    ENCODE = "encode"
    REDIS = "redis"


_SPENT: ContextVar[dict[Stage, float] | None] = ContextVar("spent", default=None)


def begin() -> dict[Stage, float]:
    """What this request will have spent, in seconds; filled by whoever works for it."""
    spent: dict[Stage, float] = {}
    _SPENT.set(spent)
    return spent


def spend(stage: Stage, seconds: float) -> None:
    """Adds to what the request at hand has spent; outside of one nobody counts."""
    spent = _SPENT.get()
    if spent is not None:
        spent[stage] = spent.get(stage, 0.0) + seconds
