"""Line reading: filters from one line of text, such as `gender=Women,Men price<=80 -brand=Nike`.

The language is described in docs/filters.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from likewise.catalogue.cells import parse_number
from likewise.catalogue.readers.row import CellError
from likewise.catalogue.recipe import Field, Role
from likewise.errors import FilterError
from likewise.index.filters import conditions
from likewise.index.filters.checking import MOST_DEPTH, field_of, wrong_role
from likewise.index.filters.tree import (
    EVERYTHING,
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

_MOST_CHARACTERS = 10_000  # the time to read grows with their square at worst

# Possessive throughout: what has been taken is never given back, so no text takes long to fail.
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_NAME = rf'(?:{_QUOTED}|[^\s"=<>!~,()\-][^\s"=<>!~,()]*+)'
_OPERATOR = r"(?:<=|>=|!=|!~|=|~|<|>)"
_PRESENT = rf"(?:has|no):{_NAME}(?=[\s)]|$)"
_QUOTE = re.compile(_QUOTED, re.DOTALL)
_CONDITION = re.compile(rf"({_NAME})({_OPERATOR})", re.DOTALL)
_PRESENCE = re.compile(rf"(?=(has|no):({_NAME})){_PRESENT}", re.DOTALL)
_TERM_AHEAD = re.compile(
    r"\s++(?:(?:and|or|AND|OR)\s++)?(?:(?:not|NOT)\s++|-|\(\s*+)*+"
    rf"(?:{_NAME}{_OPERATOR}|{_PRESENT}|(?<=\()(?:or)?\))",
    re.DOTALL,
)
_AND = re.compile(r"(?:and|AND)(?=[\s(])")
_OR = re.compile(r"(?:or|OR)(?=[\s(])")
_NOT = re.compile(r"(?:not|NOT)(?=[\s(])")
_SUFFIX = re.compile(r"\*|~([0-3])?")
_DECIMAL = r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?"
_CIRCLE = re.compile(rf"({_DECIMAL})\s*(km|mi|ft|m)@({_DECIMAL}),({_DECIMAL})(?=[\s)]|$)", re.ASCII)
_POINT = re.compile(rf"\s*({_DECIMAL}),({_DECIMAL})(?=[\s)])", re.ASCII)

_SHOWN = 30  # characters of what could not be read

_COMPARING = {
    Role.TAG: ("=", "!=", ">="),
    Role.NUMBER: ("=", "!=", *conditions.COMPARISONS),
    Role.TIME: ("=", "!=", *conditions.COMPARISONS),
    Role.TEXT: ("~", "!~"),
    Role.GEO: ("~", "!~"),
}


def read_line(text: str, schema: Schema) -> Filter:
    """The filter that a line says.

    Raises:
        FilterError: It cannot be read; the message tells from which character on.
    """
    if len(text) > _MOST_CHARACTERS:
        raise FilterError(
            f"The filter has {len(text):,} characters; the most are {_MOST_CHARACTERS:,}."
        )
    try:
        return _Line(text, schema).read()
    except _PlacedError as error:
        raise FilterError(error.problem, remedy=error.remedy) from None


def is_condition(text: str) -> bool:
    """Whether the text begins like a condition."""
    text = text.removeprefix("-")
    return bool(_CONDITION.match(text) or _PRESENCE.match(text))


class _Line:
    """One line while it is read."""

    def __init__(self, text: str, schema: Schema) -> None:
        self._text = text
        self._schema = schema
        self._at = 0
        self._depth = 0
        self._groups = 0

    def read(self) -> Filter:
        self._skip_spaces()
        if self._ended():
            return EVERYTHING
        found = self._either()
        if not self._ended():
            raise self._unreadable("there is no ( for this )")
        return found

    def _either(self) -> Filter:
        parts = [self._all()]
        while self._take(_OR):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Filter:
        parts = [self._term()]
        while self._take(_AND) or not (self._ended() or self._sees(_OR) or self._sees_end()):
            parts.append(self._term())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _term(self) -> Filter:
        self._skip_spaces()
        with self._deeper():
            if self._take(_NOT):
                return Not(self._term())
            if self._text.startswith("-", self._at):
                self._at += 1
                return _opposite(self._term())
            if self._text.startswith("(", self._at):
                return self._group()
            return self._condition()

    def _group(self) -> Filter:
        start = self._at
        for written, empty in (("()", And(())), ("(or)", Or(()))):
            if self._text.startswith(written, start):
                self._at += len(written)
                self._skip_spaces()
                return empty
        self._at += 1
        self._groups += 1
        found = self._either()
        if not self._sees_end():
            raise self._unreadable("there is no ) for this (", at=start)
        self._groups -= 1
        self._at += 1
        self._skip_spaces()
        return found

    def _condition(self) -> Filter:
        start = self._at
        try:
            if presence := self._take(_PRESENCE):
                missing = Missing(field_of(_unquoted(presence[2]), self._schema).name)
                return missing if presence[1] == "no" else Not(missing)
            if begun := _CONDITION.match(self._text, self._at):
                field = field_of(_unquoted(begun[1]), self._schema)
                self._at = begun.end()
                return self._compared(field, begun[2])
        except _PlacedError:
            raise
        except FilterError as error:
            raise self._placed(error, start) from None
        raise self._unreadable(
            "expected FIELD=VALUE, FIELD<NUMBER, FIELD~words, has:FIELD or no:FIELD, with no "
            "spaces around the operator"
        )

    def _compared(self, field: Field, operator: str) -> Filter:
        if operator not in _COMPARING[field.role]:
            raise wrong_role(field, f"with {operator}")
        if field.role is Role.TAG:
            kind = AllOf if operator == ">=" else OneOf
            found: Filter = kind(field.name, tuple(value for value, _ in self._values()))
        elif field.role is Role.GEO:
            found = self._place(field.name)
        elif field.role is Role.TEXT:
            found = _any([_worded(field.name, *value) for value in self._values(suffixes=True)])
        else:
            values = [value for value, _ in self._values()]
            found = _any([_ranged(field, operator.removeprefix("!"), value) for value in values])
            if len(values) > 1 and operator in conditions.COMPARISONS:
                raise FilterError(f"{field.name!r} takes one value with {operator}.")
        return _opposite(found) if operator.startswith("!") else found

    def _values(self, *, suffixes: bool = False) -> Iterator[tuple[str, str | None]]:
        """Values between commas; of those in quotes also what follows, of others None."""
        while True:
            if self._text.startswith('"', self._at):
                yield self._quoted(suffixes=suffixes)
            else:
                yield self._bare(), None
            self._skip_spaces()
            if not self._text.startswith(",", self._at):
                return
            self._at += 1
            self._skip_spaces()

    def _quoted(self, *, suffixes: bool) -> tuple[str, str]:
        quoted = _QUOTE.match(self._text, self._at)
        if quoted is None:
            raise self._unreadable("this quote is not closed")
        self._at = quoted.end()
        suffix = _SUFFIX.match(self._text, self._at) if suffixes else None
        if suffix:
            self._at = suffix.end()
        if not self._ended() and self._text[self._at] not in ", )" and not self._sees_space():
            raise self._unreadable("expected a space behind the quote")
        return _unquoted(quoted[0]), suffix[0] if suffix else ""

    def _bare(self) -> str:
        """A value without quotes: up to a comma, or to where something else begins."""
        start, within = self._at, 0
        while not self._ended():
            character = self._text[self._at]
            if character == "," or (character == ")" and not within and self._groups):
                break
            if character.isspace() and _TERM_AHEAD.match(self._text, self._at):
                break
            within = max(0, within + (character == "(") - (character == ")"))
            self._at += 1
        value = self._text[start : self._at].strip()
        if not value:
            raise self._unreadable("this condition has no value", at=start)
        return value

    def _place(self, name: str) -> Filter:
        if circle := self._take(_CIRCLE):
            lon, lat = float(circle[3]), float(circle[4])
            return conditions.circle(name, float(circle[1]), circle[2], lon, lat)
        if not self._text.startswith("(", self._at):
            raise self._unreadable("expected a distance and a place, such as 5km@2.35,48.85")
        self._at += 1
        points = []
        while point := _POINT.match(self._text, self._at):
            points.append((float(point[1]), float(point[2])))
            self._at = point.end()
        self._skip_spaces()
        if not self._sees_end():
            raise self._unreadable("expected points such as (2.3,48.8 2.4,48.8 2.4,48.9)")
        self._at += 1
        self._skip_spaces()
        return conditions.polygon(name, points)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        if self._depth > 2 * MOST_DEPTH:  # the exact limit is that of the filter made
            raise self._unreadable(f"this is nested deeper than {MOST_DEPTH} levels")
        self._depth += 1
        yield
        self._depth -= 1

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What stands next, which is passed with the spaces behind it; None for something else."""
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()
            self._skip_spaces()
        return found

    def _skip_spaces(self) -> None:
        while self._sees_space():
            self._at += 1

    def _sees(self, pattern: re.Pattern[str]) -> bool:
        return pattern.match(self._text, self._at) is not None

    def _sees_space(self) -> bool:
        return self._text[self._at : self._at + 1].isspace()

    def _sees_end(self) -> bool:
        return self._text.startswith(")", self._at)

    def _ended(self) -> bool:
        return self._at >= len(self._text)

    def _unreadable(self, why: str, *, at: int | None = None) -> FilterError:
        return _PlacedError(
            f"The filter cannot be read {self._where(self._at if at is None else at)}: {why}."
        )

    def _placed(self, error: FilterError, at: int) -> FilterError:
        problem = error.problem.removesuffix(".")
        return _PlacedError(f"{problem} ({self._where(at)}).", remedy=error.remedy)

    def _where(self, at: int) -> str:
        rest = self._text[at:]
        if not rest:
            return "at its end"
        return f"at character {at + 1}, {rest[:_SHOWN]!r}{'…' if len(rest) > _SHOWN else ''}"


class _PlacedError(FilterError):
    """Tells the place already."""


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL) if text.startswith('"') else text


def _opposite(found: Filter) -> Filter:
    match found:
        case Not():
            return found.filter
        case OneOf():
            return NoneOf(found.field, found.values)
        case NoneOf():
            return OneOf(found.field, found.values)
    return Not(found)


def _any(found: list[Filter]) -> Filter:
    return found[0] if len(found) == 1 else Or(tuple(found))


def _worded(name: str, text: str, suffix: str | None) -> Filter:
    """The condition of a text: in quotes it is a phrase, unless something follows them."""
    if suffix is None:
        text, suffix = _parted(text)
    elif not suffix:
        return Phrase(name, text)
    if suffix == "*":
        return Prefix(name, text)
    distance = 0 if not suffix else int(suffix[1:] or 1)
    return Fuzzy(name, text, distance) if distance else Words(name, text)


def _parted(text: str) -> tuple[str, str]:
    """A text without quotes, and its suffix."""
    suffix = re.search(r"(?:\*|~[0-3]?)$", text)
    return (text[: suffix.start()], suffix[0]) if suffix else (text, "")


def _ranged(field: Field, operator: str, value: str) -> Filter:
    numeric = field.role is Role.NUMBER
    low, dots, high = value.partition("..")
    if not dots:
        if operator == "=":
            at = conditions.equal if numeric else conditions.at
            return at(field.name, _bound(field, value))
        compared = conditions.compared if numeric else conditions.timed
        return compared(field.name, operator, _bound(field, value))
    if operator != "=" or "..." in value:
        raise FilterError(
            f"{field.name!r} takes a range as {field.name}=LOW..HIGH, but has {value!r}."
        )
    ranged = conditions.number_range if numeric else conditions.time_range
    ends = (low.removesuffix("<").strip(), high.removeprefix("<").strip())
    return ranged(
        field.name,
        *(_bound(field, end) if end else None for end in ends),
        low_open=low.endswith("<"),
        high_open=high.startswith("<"),
    )


def _bound(field: Field, text: str) -> object:
    if field.role is Role.TIME:
        return text
    try:
        return parse_number(text)
    except CellError:
        raise FilterError(f"{field.name!r} is a number, but the filter has {text!r}.") from None
