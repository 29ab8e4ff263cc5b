"""Redis filter: a filter in the query language of the search module.

Values go in as parameters, so they can hold anything. Only the tokens of texts stand in the query
itself, since within quotes the search module knows no parameters; what they may hold is checked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import chain

from likewise.index.filters.checking import check
from likewise.index.filters.tree import (
    EVERYTHING,
    AllOf,
    And,
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
from likewise.index.filters.wording import words_of
from likewise.index.parameters import Parameters
from likewise.index.redis_codec import DRAW, attribute, shape_attribute, words_attribute
from likewise.index.redis_words import marks_of, phrases
from likewise.index.schema import Schema
from likewise.language.analyzer import Analyzer

_ALL = f"@{DRAW}:[0 1]"  # `*` may not be part of a query
_DATE_LINE = 180.0


def filter_text(where: Filter, schema: Schema, parameters: Parameters, analyzer: Analyzer) -> str:
    """The filter as a query in parentheses, or `*`; its values join the parameters.

    Raises:
        FilterError: The filter does not suit the schema, or a condition on a text has no word.
    """
    check(where, schema)
    if where == EVERYTHING:
        return "*"
    return _Query(schema, parameters, analyzer).part(_inward(where, negated=False))


def _inward(where: Filter, *, negated: bool) -> Filter:
    """The filter, or its opposite, with `Not` before conditions alone.

    The search module loses documents where what it is to leave out leaves out something itself.
    """
    match where:
        case Not():
            return _inward(where.filter, negated=not negated)
        case And() | Or():
            parts = tuple(_inward(each, negated=negated) for each in where.filters)
            return And(parts) if isinstance(where, And) is not negated else Or(parts)
        case NoneOf() if negated:
            return OneOf(where.field, where.values)
    return Not(where) if negated else where


@dataclass(frozen=True, slots=True)
class _Query:
    """What the parts of a query are written with."""

    schema: Schema
    parameters: Parameters
    analyzer: Analyzer

    def part(self, where: Filter) -> str:
        """A filter in parentheses of its own."""
        return f"({_clause(where, self)})"

    def number(self, number: float) -> str:
        """A number, or the lack of a bound."""
        if math.isinf(number):
            return "+inf" if number > 0 else "-inf"
        return self.parameters.bind(repr(float(number)))

    def tags(self, name: str, tags: Iterable[str]) -> str:
        """One of the tags."""
        # Even in a parameter a backslash escapes what follows it.
        bound = (self.parameters.bind(tag.replace("\\", "\\\\")) for tag in tags)
        return f"@{attribute(name)}:{{{' | '.join(bound)}}}"

    def words(self, where: Words | Phrase | Prefix | Fuzzy) -> list[list[str]]:
        """What the condition asks for: words, each as tokens that follow one another."""
        return words_of(where.field, where.text, self.analyzer)

    def side_by_side(self, name: str, tokens: Sequence[str]) -> str:
        """The tokens one after another."""
        ways = phrases(tokens, marks_of(name, self.schema))
        return f"(@{words_attribute(name)}:({' | '.join(ways)}))"

    def token(self, name: str, token: str, *, before: str = "", behind: str) -> str:
        """A token that need not be there as it is."""
        bound = self.parameters.bind(marks_of(name, self.schema)[0] + token)
        return f"(@{words_attribute(name)}:{before}{bound}{behind})"


@singledispatch
def _clause(where: Filter, query: _Query) -> str:  # noqa: ARG001 - for those below
    raise TypeError(where)


@_clause.register
def _(where: And, query: _Query) -> str:
    return " ".join(map(query.part, where.filters)) or _ALL


@_clause.register
def _(where: Or, query: _Query) -> str:
    return " | ".join(map(query.part, where.filters)) or f"-{_ALL}"


@_clause.register
def _(where: Not, query: _Query) -> str:
    text = query.part(where.filter)
    if isinstance(where.filter, Inside):
        # Else the last document inside is not left out, where something else is asked for too.
        text = f"({text} ({_ALL}))"
    return f"-{text}"


@_clause.register
def _(where: OneOf, query: _Query) -> str:
    return query.tags(where.field, where.values)


@_clause.register
def _(where: NoneOf, query: _Query) -> str:
    return f"-{query.tags(where.field, where.values)}"


@_clause.register
def _(where: AllOf, query: _Query) -> str:
    return " ".join(f"({query.tags(where.field, (tag,))})" for tag in where.values)


@_clause.register
def _(where: RangeCondition, query: _Query) -> str:
    low, high = query.number(where.low), query.number(where.high)
    low, high = "(" * where.low_open + low, "(" * where.high_open + high
    return f"@{attribute(where.field)}:[{low} {high}]"


@_clause.register
def _(where: Words, query: _Query) -> str:
    return " ".join(query.side_by_side(where.field, word) for word in query.words(where))


@_clause.register
def _(where: Phrase, query: _Query) -> str:
    return query.side_by_side(where.field, list(chain(*query.words(where))))


@_clause.register
def _(where: Prefix, query: _Query) -> str:
    *whole, (*begun, last) = query.words(where)
    parts = [query.side_by_side(where.field, word) for word in (*whole, begun) if word]
    return " ".join((*parts, query.token(where.field, last, behind="*")))


@_clause.register
def _(where: Fuzzy, query: _Query) -> str:
    edits = "%" * where.distance
    tokens = dict.fromkeys(chain(*query.words(where)))
    return " ".join(query.token(where.field, each, before=edits, behind=edits) for each in tokens)


@_clause.register
def _(where: Within, query: _Query) -> str:
    # At +180 degrees exactly the search module does not look beyond the date line.
    lon = -_DATE_LINE if where.lon == _DATE_LINE else where.lon
    circle = " ".join(map(query.number, (lon, where.lat, where.metres)))
    return f"@{attribute(where.field)}:[{circle} m]"


@_clause.register
def _(where: Inside, query: _Query) -> str:
    ring = ", ".join(f"{lon!r} {lat!r}" for lon, lat in (*where.points, where.points[0]))
    return f"@{shape_attribute(where.field)}:[WITHIN {query.parameters.bind(f'POLYGON(({ring}))')}]"


@_clause.register
def _(where: Missing, query: _Query) -> str:
    is_text = where.field in (field.name for field in query.schema.text_fields)
    name = words_attribute(where.field) if is_text else attribute(where.field)
    return f"ismissing(@{name})"
