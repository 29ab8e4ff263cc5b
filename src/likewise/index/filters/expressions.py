"""Expressions: filters written in Python, such as `Tag("gender") == "Women"`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NoReturn, TypeAlias

from likewise.errors import FilterError
from likewise.index.filters import conditions
from likewise.index.filters.tree import (
    AllOf,
    Between,
    During,
    Fuzzy,
    Inside,
    Missing,
    NoneOf,
    Not,
    OneOf,
    Phrase,
    Prefix,
    Within,
    Words,
)

Moment: TypeAlias = str | date
"""A datetime, a date, or a text such as `2024-03`; a text without a time is that whole time."""


class _Field:
    """A field of any role.

    Args:
        name: The field's.
    """

    __slots__ = ("_name",)
    __hash__ = None  # type: ignore[assignment] # == makes a filter, so no two could be compared

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise FilterError(f"A field is named by a text, but here by {name!r}.")
        self._name = name

    def missing(self) -> Missing:
        """Items that do not have it."""
        return Missing(self._name)

    def present(self) -> Not:
        """Items that have it."""
        return Not(Missing(self._name))

    def __rand__(self, other: object) -> NoReturn:
        raise FilterError(
            f"{other!r} cannot be joined with the field {self._name!r}.",
            remedy='Put each comparison in parentheses: (Tag("a") == "x") & (Number("b") > 5).',
        )

    __ror__ = __and__ = __or__ = __rand__


class Tag(_Field):
    """A field with the role tag."""

    __slots__ = ()
    __hash__ = None

    def __eq__(self, tag: str) -> OneOf:  # type: ignore[override] # makes a filter
        """Items that have the tag."""
        return OneOf(self._name, (tag,))

    def __ne__(self, tag: str) -> NoneOf:  # type: ignore[override] # makes a filter
        """Items that do not have the tag."""
        return NoneOf(self._name, (tag,))

    def is_in(self, *tags: str) -> OneOf:
        """Items that have at least one of the tags."""
        return OneOf(self._name, tags)

    def has_all(self, *tags: str) -> AllOf:
        """Items that have every one of the tags."""
        return AllOf(self._name, tags)

    def has_none(self, *tags: str) -> NoneOf:
        """Items that have none of the tags, or no such field."""
        return NoneOf(self._name, tags)


class Number(_Field):
    """A field with the role number."""

    __slots__ = ()
    __hash__ = None

    def __eq__(self, number: float) -> Between:  # type: ignore[override] # makes a filter
        """Items with that number."""
        return conditions.equal(self._name, number)

    def __ne__(self, number: float) -> Not:  # type: ignore[override] # makes a filter
        """Items with another number, or none."""
        return Not(conditions.equal(self._name, number))

    def __lt__(self, number: float) -> Between:
        """Items with a smaller number."""
        return conditions.compared(self._name, "<", number)

    def __le__(self, number: float) -> Between:
        """Items with that number or a smaller one."""
        return conditions.compared(self._name, "<=", number)

    def __gt__(self, number: float) -> Between:
        """Items with a larger number."""
        return conditions.compared(self._name, ">", number)

    def __ge__(self, number: float) -> Between:
        """Items with that number or a larger one."""
        return conditions.compared(self._name, ">=", number)

    def between(self, low: float | None, high: float | None) -> Between:
        """Items with a number from `low` to `high`; None stands for no bound."""
        return conditions.number_range(self._name, low, high)


class Time(_Field):
    """A field with the role time."""

    __slots__ = ()
    __hash__ = None

    def __eq__(self, moment: Moment) -> During:  # type: ignore[override] # makes a filter
        """Items of that moment, or within that day, month or year."""
        return conditions.at(self._name, moment)

    def __ne__(self, moment: Moment) -> Not:  # type: ignore[override] # makes a filter
        """Items of another time, or none."""
        return Not(conditions.at(self._name, moment))

    def __lt__(self, moment: Moment) -> During:
        """Items before the moment, or before that day, month or year."""
        return conditions.timed(self._name, "<", moment)

    def __le__(self, moment: Moment) -> During:
        """Items up to the moment, or to the end of that day, month or year."""
        return conditions.timed(self._name, "<=", moment)

    def __gt__(self, moment: Moment) -> During:
        """Items after the moment, or after that day, month or year."""
        return conditions.timed(self._name, ">", moment)

    def __ge__(self, moment: Moment) -> During:
        """Items from the moment on, or from the beginning of that day, month or year."""
        return conditions.timed(self._name, ">=", moment)

    def between(self, start: Moment | None, end: Moment | None) -> During:
        """Items from `start` to the end of `end`; None stands for no bound."""
        return conditions.time_range(self._name, start, end)


class Text(_Field):
    """A field with the role text."""

    __slots__ = ()

    def has(self, words: str) -> Words:
        """Items whose text has all of the words, in any order."""
        return Words(self._name, words)

    def phrase(self, words: str) -> Phrase:
        """Items whose text has the words one after another."""
        return Phrase(self._name, words)

    def prefix(self, words: str) -> Prefix:
        """Items whose text has the words, of which the last may go on: `oak tab`."""
        return Prefix(self._name, words)

    def like(self, words: str, *, distance: int = 1) -> Fuzzy:
        """Items whose text has a word at most so many edits, 1 to 3, from each of the words."""
        return Fuzzy(self._name, words, distance)


class Geo(_Field):
    """A field with the role geo."""

    __slots__ = ()

    def within(self, distance: float, unit: str, *, of: tuple[float, float]) -> Within:
        """Items at most so far away.

        Args:
            distance: How far.
            unit: Its unit: `m`, `km`, `mi` or `ft`.
            of: From where: longitude and latitude in degrees.
        """
        lon, lat = conditions.point(self._name, of)
        return conditions.circle(self._name, distance, unit, lon, lat)

    def inside(self, points: Iterable[tuple[float, float]]) -> Inside:
        """Items inside a polygon.

        Args:
            points: Longitude and latitude of at least three corners, in their order.
        """
        return conditions.polygon(self._name, points)
