"""Conditions: made from plain values, the same for every way in which filters are written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from numbers import Real

from likewise.errors import FilterError
from likewise.index.filters.moments import span_of
from likewise.index.filters.tree import Between, During, Inside, Within

METRES = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "ft": 0.3048}
"""What the units of distance are in metres."""

COMPARISONS = ("<", "<=", ">", ">=")


def number(name: str, value: object) -> float:
    """A number that a field is compared with; numpy's are numbers too.

    Raises:
        FilterError: It is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Real | Decimal):
        raise FilterError(f"{name!r} is a number, but the filter has {value!r}.")
    try:
        if math.isfinite(float(value)):
            return value if isinstance(value, int) else float(value)
    except OverflowError:
        pass
    raise FilterError(f"{name!r} needs a finite number in the filter, but has {value!r}.")


def equal(name: str, value: object) -> Between:
    """The number is that one."""
    found = number(name, value)
    return Between(name, found, found)


def compared(name: str, operator: str, value: object) -> Between:
    """The number compares so with that one."""
    found = number(name, value)
    if operator.startswith("<"):
        return Between(name, high=found, high_open=operator == "<")
    return Between(name, low=found, low_open=operator == ">")


def number_range(
    name: str, low: object, high: object, *, low_open: bool = False, high_open: bool = False
) -> Between:
    """The number is between the two, None standing for no bound."""
    return Between(
        name,
        -math.inf if low is None else number(name, low),
        math.inf if high is None else number(name, high),
        low_open=low_open,
        high_open=high_open,
    )


def at(name: str, moment: object) -> During:
    """The time is that one, or within that day, month or year."""
    start, end = span = span_of(name, moment)
    return During(name, start, end, high_open=not span.instant)


def timed(name: str, operator: str, moment: object) -> During:
    """The time compares so with that one: `<=` a day is until its end, `>` a day is after it."""
    span = span_of(name, moment)
    if operator == ">":
        return During(name, low=span.end, low_open=span.instant)
    if operator == ">=":
        return During(name, low=span.start)
    if operator == "<":
        return During(name, high=span.start, high_open=True)
    return During(name, high=span.end, high_open=not span.instant)


def time_range(
    name: str, start: object, end: object, *, low_open: bool = False, high_open: bool = False
) -> During:
    """The time is between the two, None standing for no bound."""
    from_ = During(name) if start is None else timed(name, ">" if low_open else ">=", start)
    until = During(name) if end is None else timed(name, "<" if high_open else "<=", end)
    return During(name, from_.low, until.high, from_.low_open, until.high_open)


def circle(name: str, distance: object, unit: object, lon: object, lat: object) -> Within:
    """The place is at most so far from there."""
    if not isinstance(unit, str) or unit not in METRES:
        raise FilterError(
            f"The filter on {name!r} needs a unit of distance, but has {unit!r}.",
            remedy=f"Use {', '.join(METRES)}.",
        )
    metres = number(name, distance) * METRES[unit]
    return Within(name, float(number(name, lon)), float(number(name, lat)), metres)


def point(name: str, value: object) -> tuple[float, float]:
    """A longitude and a latitude."""
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != 2:  # noqa: PLR2004 - a pair
        raise _no_points(name, value)
    return float(number(name, value[0])), float(number(name, value[1]))


def polygon(name: str, points: object) -> Inside:
    """The place is inside the polygon of those points, each a longitude and a latitude."""
    if isinstance(points, str) or not isinstance(points, Iterable):
        raise _no_points(name, points)
    return Inside(name, tuple(point(name, each) for each in points))


def _no_points(name: str, found: object) -> FilterError:
    return FilterError(
        f"The filter on {name!r} needs points of a longitude and a latitude, but has {found!r}."
    )
