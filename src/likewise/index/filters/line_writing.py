"""Line writing: a filter as the line of text that reads back as it."""

from __future__ import annotations

import math
import re
from functools import singledispatch

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
    Phrase,
    Prefix,
    RangeCondition,
    Within,
    Words,
)

_PLAIN_NAME = re.compile(r"(?!(?:has|no):)[^\W_][\w.:/-]*")
_PLAIN_TAG = re.compile(r"[^\W_][\w.:/&+%'#-]*")
_WORD = r"(?!(?:and|or|not)\b)[^\W_]+"
_PLAIN_TEXT = re.compile(rf"{_WORD}(?: {_WORD})*", re.IGNORECASE)
_EXACT_INTEGERS = 2**53


@singledispatch
def to_line(where: Filter) -> str:
    """The filter as a line of text, which `read_line` reads back.

    An `And` or `Or` of one filter becomes that filter.
    """
    raise TypeError(where)


@to_line.register
def _(where: And) -> str:
    if len(where.filters) == 1:
        return to_line(where.filters[0])
    return " ".join(_part(each, And, Or) for each in where.filters)


@to_line.register
def _(where: Or) -> str:
    if len(where.filters) == 1:
        return to_line(where.filters[0])
    return " or ".join(_part(each, Or) for each in where.filters) or "(or)"


@to_line.register
def _(where: Not) -> str:
    if isinstance(where.filter, Missing):
        return f"has:{_name(where.filter)}"
    return f"not {_part(where.filter, And, Or)}"


def _part(where: Filter, *looser: type[Filter]) -> str:
    """The filter as part of another, in parentheses where its own parts would be taken from it."""
    if isinstance(where, And | Or) and len(where.filters) == 1:
        return _part(where.filters[0], *looser)
    text = to_line(where)
    if not text or (isinstance(where, looser) and text != "(or)"):
        return f"({text})"
    return text


@to_line.register
def _(where: OneOf) -> str:
    return f"{_name(where)}={_tags(where.values)}"


@to_line.register
def _(where: AllOf) -> str:
    return f"{_name(where)}>={_tags(where.values)}"


@to_line.register
def _(where: NoneOf) -> str:
    return f"-{_name(where)}={_tags(where.values)}"


@to_line.register
def _(where: Between) -> str:
    return _range(where, _number(where.low), _number(where.high))


@to_line.register
def _(where: During) -> str:
    low = low_text(where.low, is_open=where.low_open)
    return _range(where, low, high_text(where.high, is_open=where.high_open))


@to_line.register
def _(where: Words) -> str:
    plain = _PLAIN_TEXT.fullmatch(where.text)
    return f"{_name(where)}~{where.text if plain else _quoted(where.text) + '~0'}"


@to_line.register
def _(where: Phrase) -> str:
    return f"{_name(where)}~{_quoted(where.text)}"


@to_line.register
def _(where: Prefix) -> str:
    return f"{_name(where)}~{_text(where.text)}*"


@to_line.register
def _(where: Fuzzy) -> str:
    return f"{_name(where)}~{_text(where.text)}~{where.distance}"


@to_line.register
def _(where: Within) -> str:
    place = f"{_number(where.lon)},{_number(where.lat)}"
    return f"{_name(where)}~{_distance(where.metres)}@{place}"


@to_line.register
def _(where: Inside) -> str:
    points = (f"{_number(lon)},{_number(lat)}" for lon, lat in where.points)
    return f"{_name(where)}~({' '.join(points)})"


@to_line.register
def _(where: Missing) -> str:
    return f"no:{_name(where)}"


def _name(where: Condition) -> str:
    return where.field if _PLAIN_NAME.fullmatch(where.field) else _quoted(where.field)


def _tags(tags: tuple[str, ...]) -> str:
    return ",".join(tag if _PLAIN_TAG.fullmatch(tag) else _quoted(tag) for tag in tags)


def _text(text: str) -> str:
    return text if _PLAIN_TEXT.fullmatch(text) else _quoted(text)


def _range(where: RangeCondition, low: str, high: str) -> str:
    name = _name(where)
    if low and not high:
        return f"{name}{'>' if where.low_open else '>='}{low}"
    if high and not low:
        return f"{name}{'<' if where.high_open else '<='}{high}"
    if low == high and low and not (where.low_open or where.high_open):
        return f"{name}={low}"
    return f"{name}={low}{'<' * where.low_open}..{'<' * where.high_open}{high}"


def _distance(metres: float) -> str:
    kilometres = metres / 1000
    return f"{_number(kilometres)}km" if kilometres * 1000 == metres else f"{_number(metres)}m"


def _number(number: float) -> str:
    """As few digits as tell it from all others; empty for no bound."""
    if not math.isfinite(number):
        return ""
    whole = abs(number) <= _EXACT_INTEGERS and number == int(number)
    return str(int(number)) if whole else repr(float(number))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
