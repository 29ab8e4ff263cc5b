"""Moments: times as people write them, and the spans that they stand for."""

from __future__ import annotations

import math
import re
from calendar import isleap, monthrange
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from likewise.errors import FilterError
from likewise.index.filters.checks import LAST_SECOND

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400
_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)


class Span(NamedTuple):
    """From one second to another, the end left out; an instant has both alike."""

    start: float
    end: float

    @property
    def instant(self) -> bool:
        """Whether it is a moment and not a day, a month or a year."""
        return self.start == self.end


def span_of(name: str, moment: object) -> Span:
    """What a date or time stands for, in seconds since 1970; without a zone it is UTC.

    A year, a month and a day last until the next.

    Args:
        name: The field's.
        moment: A datetime, a date, or a text such as `2024`, `2024-03`, `2024-03-01` or
            `2024-03-01T10:30:00+01:00`.

    Raises:
        FilterError: It is none.
    """
    try:
        if isinstance(moment, datetime):
            return _instant(moment)
        if isinstance(moment, date):
            return _days(moment, 1)
        if isinstance(moment, str):
            return _read(moment.strip())
    except (ValueError, OverflowError):
        pass
    raise FilterError(
        f"{name!r} is a time, but the filter has {moment!r}.",
        remedy="Write it as 2024, 2024-03, 2024-03-01 or 2024-03-01T10:30:00+01:00.",
    )


def low_text(second: float, *, is_open: bool) -> str:
    """How the beginning of a range is written; empty where there is none."""
    # An open one that were written as a day would leave out all of it.
    return _text(second, whole_days=not is_open)


def high_text(second: float, *, is_open: bool) -> str:
    """How the end of a range is written; empty where there is none."""
    # A closed one that were written as a day would take in all of it.
    return _text(second, whole_days=is_open)


def _text(second: float, *, whole_days: bool) -> str:
    if not math.isfinite(second):
        return ""
    moment = _EPOCH + timedelta(seconds=second)
    if whole_days and not second % _DAY:
        return moment.date().isoformat()
    return moment.replace(tzinfo=None).isoformat() + "Z"


def _read(text: str) -> Span:
    if _YEAR.fullmatch(text):
        return _days(date(int(text), 1, 1), 365 + isleap(int(text)))
    if month := _MONTH.fullmatch(text):
        first = date(int(month[1]), int(month[2]), 1)
        return _days(first, monthrange(first.year, first.month)[1])
    try:
        return _days(date.fromisoformat(text), 1)
    except ValueError:
        return _instant(datetime.fromisoformat(text))


def _days(first: date, days: int) -> Span:
    start = float((first - _EPOCH.date()).days * _DAY)
    end = start + days * _DAY
    return Span(start, math.inf if end >= LAST_SECOND else end)


def _instant(moment: datetime) -> Span:
    second = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return Span(second, second)
