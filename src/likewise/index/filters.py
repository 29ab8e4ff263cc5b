"""Filters: conditions on fields, and how they are written.

The text form is `gender=Women,Men price<=80 -brand=Nike`: conditions that all must hold; commas
between values of which one must fit; a minus before what must not be. A value with spaces may
follow as it is up to the next condition; one with commas or operators stands in double quotes,
with a backslash before a double quote or a backslash inside.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from likewise.catalogue.item import Value
from likewise.catalogue.recipe import Field, Role
from likewise.errors import FilterError
from likewise.index.schema import Schema


@dataclass(frozen=True, slots=True)
class OneOf:
    """The tag field has one of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The tag field has none of the values, or is absent."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The number is in a range; an open end leaves its bound out."""

    field: str
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def admits(self, number: float) -> bool:
        """Whether the number is in the range."""
        above = number > self.low if self.low_open else number >= self.low
        below = number < self.high if self.high_open else number <= self.high
        return above and below


Condition: TypeAlias = OneOf | NoneOf | Between
Filter: TypeAlias = tuple[Condition, ...]
"""Conditions that all must hold; empty admits everything."""

Where: TypeAlias = Mapping[str, object] | str | Sequence[str] | None
"""How a caller may write a filter: `{"gender": "Women", "price": (None, 80)}`, or the text form."""

_CONDITION = re.compile(r'(-?)([^\s"=<>!,-][^\s"=<>!,]*)(<=|>=|!=|=|<|>)')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def read_filter(where: Where, schema: Schema) -> Filter:
    """The filter that the caller wrote, each condition checked against the schema.

    Raises:
        FilterError: It cannot be read, names an unknown field, or compares the wrong type.
    """
    if not where:
        return ()
    if isinstance(where, Mapping):
        return tuple(_of_value(name, value, schema) for name, value in where.items())
    texts = [where] if isinstance(where, str) else where
    return tuple(condition for text in texts for condition in _parse(text, schema))


def meets(fields: Mapping[str, Value], where: Filter) -> bool:
    """Whether an item with these fields meets the filter."""
    return all(_holds(fields.get(condition.field), condition) for condition in where)


def _holds(value: Value | None, condition: Condition) -> bool:
    tags = {value} if isinstance(value, str) else set(value) if isinstance(value, tuple) else set()
    match condition:
        case OneOf(values=values):
            return not tags.isdisjoint(values)
        case NoneOf(values=values):
            return tags.isdisjoint(values)
        case Between():
            return isinstance(value, int | float) and condition.admits(value)


def is_condition(text: str) -> bool:
    """Whether the text begins like a condition: a field and an operator."""
    return _CONDITION.match(text) is not None


def _of_value(name: str, value: object, schema: Schema) -> Condition:
    field = _field(name, schema)
    if field.role is Role.NUMBER:
        return _range(name, value)
    values = (value,) if isinstance(value, str) else value
    if (
        not isinstance(values, Iterable)
        or not (tags := tuple(values))
        or not all(isinstance(tag, str) for tag in tags)
    ):
        raise FilterError(
            f"{name!r} is a tag, so the filter needs a text or several, but has {value!r}."
        )
    return OneOf(name, _not_empty(name, tags))


def _range(name: str, value: object) -> Between:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Between(name, _finite(name, value), _finite(name, value))
    match value:
        case (int() | float() | None as low, int() | float() | None as high):
            return Between(
                name,
                -math.inf if low is None else _finite(name, low),
                math.inf if high is None else _finite(name, high),
            )
    raise FilterError(
        f"{name!r} is a number, so the filter needs a number or a pair (low, high) with None for "
        f"no bound, but has {value!r}."
    )


def _field(name: str, schema: Schema) -> Field:
    for field in schema.filterable:
        if field.name == name:
            return field
    names = ", ".join(f"{field.name} ({field.role})" for field in schema.filterable)
    raise FilterError(
        f"There is no field {name!r} to filter by.",
        remedy=f"There are {names}." if names else "This catalogue has no tags and no numbers.",
    )


def _parse(text: str, schema: Schema) -> Iterator[Condition]:
    rest = text.strip()
    while rest:
        start = _CONDITION.match(rest)
        if start is None:
            raise FilterError(
                f"The filter cannot be read from {rest!r} on.",
                remedy="Write FIELD=VALUE, FIELD!=VALUE, FIELD<NUMBER or FIELD>=NUMBER; several "
                "with spaces between, and values with commas or operators in double quotes.",
            )
        minus, name, operator = start.groups()
        values, rest = _values(rest[start.end() :])
        yield _condition(_field(name, schema), operator, values, negated=minus == "-")


def _values(text: str) -> tuple[tuple[str, ...], str]:
    """The values at the start of the text, and what is left behind them."""
    values = []
    while True:
        quoted = _QUOTED.match(text)
        if quoted:
            value, text = re.sub(r"\\(.)", r"\1", quoted[1]), text[quoted.end() :]
        else:
            value, text = _bare(text)
        values.append(value)
        text = text.lstrip()
        if not text.startswith(","):
            return tuple(values), text
        text = text[1:].lstrip()


def _bare(text: str) -> tuple[str, str]:
    """A value without quotes: up to a comma, or to where the next condition begins."""
    end = 0
    while end < len(text) and text[end] != ",":
        if text[end].isspace() and _CONDITION.match(text, end + 1):
            break
        end += 1
    value = text[:end].strip()
    if not value:
        raise FilterError("A condition of the filter has no value.", remedy="Write FIELD=VALUE.")
    return value, text[end:]


def _condition(field: Field, operator: str, values: tuple[str, ...], *, negated: bool) -> Condition:
    negated ^= operator == "!="
    if field.role is Role.TAG:
        if operator not in ("=", "!="):
            raise FilterError(
                f"{field.name!r} is a tag and cannot be compared with {operator}.",
                remedy=f"Write {field.name}=VALUE.",
            )
        tags = _not_empty(field.name, values)
        return NoneOf(field.name, tags) if negated else OneOf(field.name, tags)
    if negated or len(values) > 1:
        raise FilterError(f"{field.name!r} is a number; it takes one value with =, <, <=, > or >=.")
    number = _number(field.name, values[0])
    match operator:
        case "<" | "<=":
            return Between(field.name, high=number, high_open=operator == "<")
        case ">" | ">=":
            return Between(field.name, low=number, low_open=operator == ">")
        case _:
            return Between(field.name, number, number)


def _not_empty(name: str, tags: tuple[str, ...]) -> tuple[str, ...]:
    if not all(tags):
        raise FilterError(f"The filter on {name!r} has an empty tag, which no item can have.")
    return tags


def _number(name: str, text: str) -> float:
    try:
        return _finite(name, float(text))
    except ValueError:
        raise FilterError(f"{name!r} is a number, but the filter has {text!r}.") from None


def _finite(name: str, number: float) -> float:
    if not math.isfinite(number):
        raise FilterError(f"{name!r} needs a finite number in the filter, but has {number}.")
    return number
