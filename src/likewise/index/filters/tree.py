"""Filter: conditions on fields, joined by and, or and not; a value, and what it means.

A condition on a field that an item lacks does not hold, but for `NoneOf` and `Missing`; so the
`Not` of one holds. A condition that cannot be asked for, such as one without a tag, cannot be made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NoReturn

from likewise.catalogue.cells import epoch_seconds
from likewise.catalogue.item import Value
from likewise.errors import FilterError
from likewise.index.filters import checks
from likewise.index.filters.places import Place, as_kept, corners, earth_metres, in_polygon
from likewise.index.filters.wording import alike, follow_one_another, forms, words_of
from likewise.language.analyzer import Analyzer


class Filter:
    """What an item must meet; `&`, `|` and `~` make other filters of it."""

    __slots__ = ()

    def meets(self, fields: Mapping[str, Value], analyzer: Analyzer) -> bool:
        """Whether an item with these fields meets it."""
        raise NotImplementedError

    def __and__(self, other: Filter) -> And:
        return And((*_parts(self, And), *_parts(other, And)))

    def __or__(self, other: Filter) -> Or:
        return Or((*_parts(self, Or), *_parts(other, Or)))

    def __invert__(self) -> Not:
        return Not(self)

    def __bool__(self) -> NoReturn:
        raise FilterError(
            "A filter is neither true nor false.",
            remedy="Join filters with &, | and ~ instead of `and`, `or` and `not`, each in "
            "parentheses, and write a range as Number(...).between(low, high).",
        )


@dataclass(frozen=True, slots=True)
class And(Filter):
    """All of the filters hold; of none, everything is admitted."""

    filters: tuple[Filter, ...]

    def meets(self, fields: Mapping[str, Value], analyzer: Analyzer) -> bool:
        """Whether the item meets all."""
        return all(each.meets(fields, analyzer) for each in self.filters)


@dataclass(frozen=True, slots=True)
class Or(Filter):
    """At least one of the filters holds; of none, nothing is admitted."""

    filters: tuple[Filter, ...]

    def meets(self, fields: Mapping[str, Value], analyzer: Analyzer) -> bool:
        """Whether the item meets one."""
        return any(each.meets(fields, analyzer) for each in self.filters)


@dataclass(frozen=True, slots=True)
class Not(Filter):
    """The filter does not hold."""

    filter: Filter

    def meets(self, fields: Mapping[str, Value], analyzer: Analyzer) -> bool:
        """Whether the item does not meet it."""
        return not self.filter.meets(fields, analyzer)


EVERYTHING = And(())
"""Admits every item."""


def meets(fields: Mapping[str, Value], where: Filter, analyzer: Analyzer) -> bool:
    """Whether an item with these fields meets the filter.

    Raises:
        FilterError: A condition on a text has no word.
    """
    return where.meets(fields, analyzer)


@dataclass(frozen=True, slots=True)
class Condition(Filter):
    """What one field must be.

    Attributes:
        field: The field's name.
    """

    field: str

    def meets(self, fields: Mapping[str, Value], analyzer: Analyzer) -> bool:
        """Whether the item has the field, and it holds of it."""
        return self.field in fields and self._holds(fields[self.field], analyzer)

    def _holds(self, value: Value, analyzer: Analyzer) -> bool:
        raise NotImplementedError


class Missing(Condition):
    """The item does not have the field."""

    __slots__ = ()

    def meets(self, fields: Mapping[str, Value], analyzer: Analyzer) -> bool:  # noqa: ARG002 - as of all
        """Whether the item does not have it."""
        return self.field not in fields


@dataclass(frozen=True, slots=True)
class TagCondition(Condition):
    """What the tags of an item must be."""

    values: tuple[str, ...]

    def __post_init__(self) -> None:
        checks.check_tags(self.field, self.values)

    def _holds(self, value: Value, analyzer: Analyzer) -> bool:  # noqa: ARG002 - as of all
        return self._admits(frozenset(value) if isinstance(value, tuple) else frozenset((value,)))

    def _admits(self, tags: frozenset[object]) -> bool:
        raise NotImplementedError


class OneOf(TagCondition):
    """The tag field has one of the values."""

    __slots__ = ()

    def _admits(self, tags: frozenset[object]) -> bool:
        return not tags.isdisjoint(self.values)


class AllOf(TagCondition):
    """The tag field has every one of the values."""

    __slots__ = ()

    def _admits(self, tags: frozenset[object]) -> bool:
        return tags.issuperset(self.values)


class NoneOf(TagCondition):
    """The tag field has none of the values, or is absent."""

    __slots__ = ()

    def meets(self, fields: Mapping[str, Value], analyzer: Analyzer) -> bool:
        """Whether the item has none of the tags."""
        return self.field not in fields or self._holds(fields[self.field], analyzer)

    def _admits(self, tags: frozenset[object]) -> bool:
        return tags.isdisjoint(self.values)


@dataclass(frozen=True, slots=True)
class RangeCondition(Condition):
    """Between what bounds the field must be; an open end leaves its bound out."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        self._check(self.low)
        self._check(self.high)
        checks.check_order(self.field, self.low, self.high)
        # Whether an end is open means nothing where there is none.
        object.__setattr__(self, "low_open", self.low_open and math.isfinite(self.low))
        object.__setattr__(self, "high_open", self.high_open and math.isfinite(self.high))

    def admits(self, number: float) -> bool:
        """Whether the number is in the range."""
        above = number > self.low if self.low_open else number >= self.low
        below = number < self.high if self.high_open else number <= self.high
        return above and below

    def _check(self, bound: object) -> None:
        checks.check_number(self.field, bound)


class Between(RangeCondition):
    """The number is in a range."""

    __slots__ = ()

    def _holds(self, value: Value, analyzer: Analyzer) -> bool:  # noqa: ARG002 - as of all
        return isinstance(value, int | float) and self.admits(value)


class During(RangeCondition):
    """The time is in a range, in seconds since 1970."""

    __slots__ = ()

    def _holds(self, value: Value, analyzer: Analyzer) -> bool:  # noqa: ARG002 - as of all
        return isinstance(value, str) and self.admits(epoch_seconds(value))

    def _check(self, bound: object) -> None:
        checks.check_second(self.field, bound)


@dataclass(frozen=True, slots=True)
class TextCondition(Condition):
    """What the text of an item must say."""

    text: str

    def __post_init__(self) -> None:
        checks.check_text(self.field, self.text)

    def _holds(self, value: Value, analyzer: Analyzer) -> bool:
        words = words_of(self.field, self.text, analyzer)
        return self._is_said(words, forms(analyzer.tokens(str(value))))

    def _is_said(self, words: list[list[str]], said: list[str]) -> bool:
        raise NotImplementedError


class Words(TextCondition):
    """The text has all words of `text`, in any order."""

    __slots__ = ()

    def _is_said(self, words: list[list[str]], said: list[str]) -> bool:
        return all(follow_one_another(word, said) for word in words)


class Phrase(TextCondition):
    """The text has the words of `text` one after another."""

    __slots__ = ()

    def _is_said(self, words: list[list[str]], said: list[str]) -> bool:
        return follow_one_another(list(chain(*words)), said)


class Prefix(TextCondition):
    """The text has all words of `text`, of which the last may go on: its last token, that is."""

    __slots__ = ()

    def _is_said(self, words: list[list[str]], said: list[str]) -> bool:
        *whole, (*begun, last) = words
        goes_on = any(each.startswith(last) for each in said)
        return goes_on and all(follow_one_another(word, said) for word in (*whole, begun))


@dataclass(frozen=True, slots=True)
class Fuzzy(TextCondition):
    """The text has, for each token of `text`, one that is at most `distance` edits away.

    An edit puts in, leaves out or changes a letter (Levenshtein).
    """

    distance: int = 1

    def __post_init__(self) -> None:
        checks.check_text(self.field, self.text)
        checks.check_edits(self.field, self.distance)

    def _is_said(self, words: list[list[str]], said: list[str]) -> bool:
        tokens = chain(*words)
        return all(any(alike(token, each, self.distance) for each in said) for token in tokens)


@dataclass(frozen=True, slots=True)
class Within(Condition):
    """The place is at most so many metres away, on a sphere of the radius that Redis uses.

    Redis keeps places to about half a metre.
    """

    lon: float
    lat: float
    metres: float

    def __post_init__(self) -> None:
        checks.check_place(self.field, self.lon, self.lat)
        checks.check_circle(self.field, self.lat, self.metres)

    def _holds(self, value: Value, analyzer: Analyzer) -> bool:  # noqa: ARG002 - as of all
        return earth_metres(as_kept(_place(value)), (self.lon, self.lat)) <= self.metres


@dataclass(frozen=True, slots=True)
class Inside(Condition):
    """The place is inside a polygon of (longitude, latitude), and not on one of its lines.

    Lines are straight in degrees, the last point is joined to the first, and nothing goes over the
    date line. The points are kept to a centimetre, without those that repeat the one before.
    """

    points: tuple[Place, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", corners(self.points))
        checks.check_polygon(self.field, self.points)

    def _holds(self, value: Value, analyzer: Analyzer) -> bool:  # noqa: ARG002 - as of all
        return in_polygon(_place(value), self.points)


def _parts(filter_: Filter, kind: type[And | Or]) -> tuple[Filter, ...]:
    if not isinstance(filter_, Filter):
        raise FilterError(f"A filter can be joined with filters only, but not with {filter_!r}.")
    return filter_.filters if isinstance(filter_, kind) else (filter_,)


def _place(value: Value) -> Place:
    return (float(value[0]), float(value[1])) if isinstance(value, tuple) else (math.nan, math.nan)
