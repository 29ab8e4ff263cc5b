"""JSON reading: filters from plain values, which a program writes and an API takes.

An object of fields, all of which must hold: `{"gender": "Women", "price": [null, 80]}`. Four names
are no fields: `any`, `all` and `not` join filters, and `field` names a field that is called like
one of the four: `{"field": "any", "is": "A"}`. The language is described in docs/filters.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from likewise.catalogue.recipe import Field, Role
from likewise.errors import FilterError
from likewise.index.filters import conditions
from likewise.index.filters.checking import MOST_CONDITIONS, MOST_DEPTH, field_of
from likewise.index.filters.tree import (
    AllOf,
    And,
    Filter,
    Fuzzy,
    Missing,
    NoneOf,
    Not,
    OneOf,
    Or,
    Phrase,
    Prefix,
    Words,
)
from likewise.index.schema import Schema

RESERVED = ("any", "all", "not", "field")
"""What is no field's name where a filter begins."""

TEXT_KINDS = {"words": Words, "phrase": Phrase, "prefix": Prefix}
"""How the kinds of conditions on a text are called, but for the fuzzy."""

_PAIR = 2


def read_json(value: Mapping[str, object], schema: Schema) -> Filter:
    """The filter that plain values stand for.

    Raises:
        FilterError: They stand for none.
    """
    return _filter(value, schema, 0)


def _filter(value: object, schema: Schema, depth: int) -> Filter:
    if not isinstance(value, Mapping):
        raise FilterError(
            f"A filter is an object of fields, but here it is {value!r}.",
            remedy='Write {"FIELD": VALUE}.',
        )
    if depth > MOST_DEPTH:
        raise FilterError(f"The filter is nested deeper than {MOST_DEPTH} levels.")
    return _one(tuple(_parts(value, schema, depth)), And)


def _parts(value: Mapping[object, object], schema: Schema, depth: int) -> Iterator[Filter]:
    if "field" in value:
        if set(value) != {"field", "is"}:
            raise FilterError(
                "Beside `field` there must be `is` and nothing else, but there is "
                f"{', '.join(map(repr, value))}.",
                remedy='Write {"field": "NAME", "is": VALUE}.',
            )
        yield _condition(field_of(value["field"], schema), value["is"])
        return
    if len(value) > MOST_CONDITIONS:
        raise _too_many()
    for name, inner in value.items():
        if name == "any":
            yield _one(_several("any", inner, schema, depth), Or)
        elif name == "all":
            yield _one(_several("all", inner, schema, depth), And)
        elif name == "not":
            yield Not(_filter(inner, schema, depth + 1))
        else:
            yield _condition(field_of(name, schema), inner)


def _several(name: str, value: object, schema: Schema, depth: int) -> tuple[Filter, ...]:
    if not isinstance(value, Sequence) or not all(isinstance(each, Mapping) for each in value):
        raise FilterError(
            f"`{name}` joins a list of filters, but has {value!r}.",
            remedy=f'A field of that name is written {{"field": "{name}", "is": VALUE}}.',
        )
    if len(value) > MOST_CONDITIONS:
        raise _too_many()
    return tuple(_filter(each, schema, depth + 1) for each in value)


def _too_many() -> FilterError:
    return FilterError(f"The filter has more than {MOST_CONDITIONS} conditions.")


def _one(parts: tuple[Filter, ...], joined: type[And | Or]) -> Filter:
    return parts[0] if len(parts) == 1 else joined(parts)


def _condition(field: Field, value: object) -> Filter:
    if isinstance(value, Mapping) and set(value) == {"missing"}:
        if not isinstance(value["missing"], bool):
            raise _unreadable(field, value)
        return Missing(field.name) if value["missing"] else Not(Missing(field.name))
    return _READERS[field.role](field, value)


def _tags(field: Field, value: object) -> Filter:
    kind: type[OneOf | AllOf | NoneOf] = OneOf
    if isinstance(value, Mapping):
        if len(value) != 1 or not set(value) <= {"all", "not"}:
            raise _unreadable(field, value)
        kind = AllOf if "all" in value else NoneOf
        (value,) = value.values()
    if isinstance(value, str):
        return kind(field.name, (value,))
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise _unreadable(field, value)
    return kind(field.name, tuple(value))


def _number(field: Field, value: object) -> Filter:
    name = field.name
    if isinstance(value, Mapping):
        low, high, low_open, high_open = _ends(field, value)
        return conditions.number_range(name, low, high, low_open=low_open, high_open=high_open)
    if pair := _pair(value):
        return conditions.number_range(name, *pair)
    if value is None or isinstance(value, str | Sequence):
        raise _unreadable(field, value)
    return conditions.equal(name, value)


def _time(field: Field, value: object) -> Filter:
    name = field.name
    if isinstance(value, Mapping):
        low, high, low_open, high_open = _ends(field, value)
        return conditions.time_range(name, low, high, low_open=low_open, high_open=high_open)
    if isinstance(value, str | date):
        return conditions.at(name, value)
    if pair := _pair(value):
        return conditions.time_range(name, *pair)
    raise _unreadable(field, value)


def _ends(field: Field, value: Mapping[object, object]) -> tuple[object, object, bool, bool]:
    """Low and high, None where there is none, and whether each is open."""
    lows = [name for name in (">", ">=") if name in value]
    highs = [name for name in ("<", "<=") if name in value]
    one_each = len(value) == len(lows) + len(highs) and max(len(lows), len(highs)) == 1
    if not one_each or None in value.values():
        raise _unreadable(field, value)
    low = value[lows[0]] if lows else None
    high = value[highs[0]] if highs else None
    return low, high, lows == [">"], highs == ["<"]


def _text(field: Field, value: object) -> Filter:
    if isinstance(value, str):
        return Words(field.name, value)
    if isinstance(value, Mapping):
        for key, kind in TEXT_KINDS.items():
            if set(value) == {key}:
                return kind(field.name, value[key])
        if "fuzzy" in value and set(value) <= {"fuzzy", "distance"}:
            return Fuzzy(field.name, value["fuzzy"], value.get("distance", 1))
    raise _unreadable(field, value)


def _place(field: Field, value: object) -> Filter:
    if isinstance(value, Mapping) and set(value) == {"inside"}:
        return conditions.polygon(field.name, value["inside"])
    if isinstance(value, Mapping) and set(value) == {"within", "of"}:
        distance = _pair(value["within"])
        if distance:
            lon, lat = conditions.point(field.name, value["of"])
            return conditions.circle(field.name, *distance, lon, lat)
    raise _unreadable(field, value)


def _pair(value: object) -> tuple[object, object] | None:
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == _PAIR:
        return value[0], value[1]
    return None


_READERS: dict[Role, Callable[[Field, object], Filter]] = {
    Role.TAG: _tags,
    Role.NUMBER: _number,
    Role.TIME: _time,
    Role.TEXT: _text,
    Role.GEO: _place,
}

_EXPECTED = {
    Role.TAG: 'a text, a list of texts, {"not": [...]} or {"all": [...]}',
    Role.NUMBER: 'a number, a pair (low, high) with None for no bound, or {">=": 10, "<": 80}',
    Role.TIME: 'a date, a pair (from, to) with None for no bound, or {">=": "2024-03-01"}',
    Role.TEXT: '{"words": "..."}, {"phrase": "..."}, {"prefix": "..."} or {"fuzzy": "..."}',
    Role.GEO: '{"within": [5, "km"], "of": [lon, lat]} or {"inside": [[lon, lat], ...]}',
}


def _unreadable(field: Field, value: object) -> FilterError:
    return FilterError(
        f"{field.name!r} has the role {field.role}, so the filter needs {_EXPECTED[field.role]}, "
        f'or {{"missing": true}}, but has {value!r}.'
    )
