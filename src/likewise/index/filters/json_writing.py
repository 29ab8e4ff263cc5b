"""JSON writing: a filter as the plain values that read back as it."""

from __future__ import annotations

import math
from functools import singledispatch

from likewise.index.filters.json_reading import RESERVED, TEXT_KINDS
from likewise.index.filters.moments import high_text, low_text
from likewise.index.filters.tree import (
    AllOf,
    And,
    Between,
    Condition,
    During,
    Filter,
    Fuzzy,
    Inside,
    Missing,
    NoneOf,
    Not,
    OneOf,
    Or,
    RangeCondition,
    TextCondition,
    Within,
)


@singledispatch
def to_json(where: Filter) -> dict[str, object]:
    """The filter as plain values; `read_json` reads them back.

    An `And` or `Or` of one filter becomes that filter.
    """
    raise TypeError(where)


@to_json.register
def _(where: And) -> dict[str, object]:
    parts = [to_json(each) for each in where.filters]
    if len(parts) == 1:
        return parts[0]
    names = [name for part in parts for name in part]
    if len(set(names)) == len(parts) == len(names) and not set(names).intersection(RESERVED):
        return {name: value for part in parts for name, value in part.items()}
    return {"all": parts} if parts else {}


@to_json.register
def _(where: Or) -> dict[str, object]:
    parts = [to_json(each) for each in where.filters]
    return parts[0] if len(parts) == 1 else {"any": parts}


@to_json.register
def _(where: Not) -> dict[str, object]:
    if isinstance(where.filter, Missing):
        return _named(where.filter.field, {"missing": False})
    return {"not": to_json(where.filter)}


@to_json.register
def _(where: Condition) -> dict[str, object]:
    return _named(where.field, _value(where))


def _named(name: str, value: object) -> dict[str, object]:
    return {"field": name, "is": value} if name in RESERVED else {name: value}


@singledispatch
def _value(where: Condition) -> object:
    """What the field is compared with."""
    raise TypeError(where)


@_value.register
def _(where: OneOf) -> object:
    return where.values[0] if len(where.values) == 1 else list(where.values)


@_value.register
def _(where: AllOf) -> object:
    return {"all": list(where.values)}


@_value.register
def _(where: NoneOf) -> object:
    return {"not": list(where.values)}


@_value.register
def _(where: Between) -> object:
    if where.low == where.high and not (where.low_open or where.high_open):
        return where.low
    return _range(where, where.low, where.high)


@_value.register
def _(where: During) -> object:
    low = low_text(where.low, is_open=where.low_open)
    return _range(where, low, high_text(where.high, is_open=where.high_open))


@_value.register
def _(where: TextCondition) -> object:
    return {next(key for key, kind in TEXT_KINDS.items() if type(where) is kind): where.text}


@_value.register
def _(where: Fuzzy) -> object:
    return {"fuzzy": where.text, "distance": where.distance}


@_value.register
def _(where: Within) -> object:
    return {"within": [where.metres, "m"], "of": [where.lon, where.lat]}


@_value.register
def _(where: Inside) -> object:
    return {"inside": [list(point) for point in where.points]}


@_value.register
def _(where: Missing) -> object:  # noqa: ARG001 - its field says all
    return {"missing": True}


def _range(where: RangeCondition, low: object, high: object) -> object:
    ends = {}
    if math.isfinite(where.low):
        ends[">" if where.low_open else ">="] = low
    if math.isfinite(where.high):
        ends["<" if where.high_open else "<="] = high
    return ends or [None, None]
