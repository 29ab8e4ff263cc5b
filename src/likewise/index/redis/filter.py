"""Redis filter: a filter in the query language of the search module.

Values go in as parameters, so they can hold anything. Only the tokens of texts stand in the query
itself, since within quotes the search module knows no parameters; what they may hold is checked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import chain

from likewise.index.draw import APART, drawn
from likewise.index.filters.checking import check
from likewise.index.filters.places import on_one_side
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
    TextCondition,
    Within,
    Words,
)
from likewise.index.filters.wording import words_of
from likewise.index.redis.clause import ALL, Clause, clause, either, every, query_text
from likewise.index.redis.codec import DRAW, attribute, shape_attribute, words_attribute
from likewise.index.redis.parameters import Parameters
from likewise.index.redis.words import END, marks_of, phrases
from likewise.index.schema import ID, Schema
from likewise.language.analyzer import Analyzer


def filter_text(where: Filter, schema: Schema, parameters: Parameters, analyzer: Analyzer) -> str:
    """The filter as a query in parentheses, or `*`; its values join the parameters.

    Raises:
        FilterError: The filter does not suit the schema, or a condition on a text has no word.
    """
    if where == EVERYTHING:
        return "*"
    check(where, schema)
    writer = _Writer(schema, parameters, analyzer)
    return query_text(_clause(part, writer) for part in _conjuncts(where))


def several_words(
    condition: Prefix | Fuzzy, schema: Schema, parameters: Parameters, analyzer: Analyzer
) -> Iterator[str]:
    """Queries for the parts of a condition that more than one word can meet."""
    writer = _Writer(schema, parameters, analyzer)
    tokens = list(chain(*writer.words(condition)))
    if isinstance(condition, Prefix):
        yield writer.begun(condition.field, tokens[-1]).text
    else:
        for token in dict.fromkeys(tokens):
            yield writer.alike(condition.field, token, condition.distance).text


def _conjuncts(where: Filter) -> Iterator[Filter]:
    """The filters that must all hold, as far as that can be seen without looking into them."""
    if isinstance(where, And) and where.filters:
        for each in where.filters:
            yield from _conjuncts(each)
    else:
        yield where


@dataclass(frozen=True, slots=True)
class _Writer:
    """What clauses are written with."""

    schema: Schema
    parameters: Parameters
    analyzer: Analyzer

    def number(self, number: float) -> str:
        """A number, or the lack of a bound."""
        if math.isinf(number):
            return "+inf" if number > 0 else "-inf"
        return self.parameters.bind(repr(float(number)))

    def tags(self, name: str, tags: Iterable[str]) -> Clause:
        """One of the tags."""
        if self.is_id(name):
            return either(self.item(id_) for id_ in tags)
        # Even in a parameter a backslash escapes what follows it.
        bound = (self.parameters.bind(tag.replace("\\", "\\\\")) for tag in tags)
        return clause(f"@{attribute(name)}:{{{' | '.join(bound)}}}")

    def is_id(self, name: str) -> bool:
        """Whether a condition on that name is one on the items' ids."""
        return name == ID.name and self.schema.id_field is not None

    def item(self, id_: str) -> Clause:
        """The item of that id, by the number that is drawn by it; JSON keeps that inexactly."""
        number = drawn(id_)
        low, high = self.number(number - APART / 4), self.number(number + APART / 4)
        return clause(f"@{DRAW}:[{low} {high}]")

    def words(self, where: TextCondition) -> list[list[str]]:
        """What the condition asks for: words, each as tokens that follow one another."""
        return words_of(where.field, where.text, self.analyzer)

    def side_by_side(self, name: str, tokens: Sequence[str]) -> Clause:
        """The tokens one after another."""
        ways = " | ".join(phrases(tokens, marks_of(name, self.schema)))
        return clause(f"@{words_attribute(name)}:({ways})", atomic=len(tokens) == 1)

    def begun(self, name: str, token: str) -> Clause:
        """A token that begins so."""
        bound = self.parameters.bind(marks_of(name, self.schema)[0] + token)
        return clause(f"@{words_attribute(name)}:{bound}*")

    def alike(self, name: str, token: str, distance: int) -> Clause:
        """A token at most so many edits away."""
        bound = self.parameters.bind(marks_of(name, self.schema)[0] + token + END)
        edits = "%" * distance
        return clause(f"@{words_attribute(name)}:{edits}{bound}{edits}")


@singledispatch
def _clause(where: Filter, writer: _Writer) -> Clause:  # noqa: ARG001 - for those below
    raise TypeError(where)


@_clause.register
def _(where: And, writer: _Writer) -> Clause:
    return every(_clause(each, writer) for each in where.filters)


@_clause.register
def _(where: Or, writer: _Writer) -> Clause:
    return either(_clause(each, writer) for each in where.filters)


@_clause.register
def _(where: Not, writer: _Writer) -> Clause:
    return ~_clause(where.filter, writer)


@_clause.register
def _(where: OneOf, writer: _Writer) -> Clause:
    return writer.tags(where.field, where.values)


@_clause.register
def _(where: NoneOf, writer: _Writer) -> Clause:
    return ~writer.tags(where.field, where.values)


@_clause.register
def _(where: AllOf, writer: _Writer) -> Clause:
    return every(writer.tags(where.field, (tag,)) for tag in where.values)


@_clause.register
def _(where: RangeCondition, writer: _Writer) -> Clause:
    low, high = writer.number(where.low), writer.number(where.high)
    low, high = "(" * where.low_open + low, "(" * where.high_open + high
    return clause(f"@{attribute(where.field)}:[{low} {high}]")


@_clause.register
def _(where: Words, writer: _Writer) -> Clause:
    return every(writer.side_by_side(where.field, word) for word in writer.words(where))


@_clause.register
def _(where: Phrase, writer: _Writer) -> Clause:
    return writer.side_by_side(where.field, list(chain(*writer.words(where))))


@_clause.register
def _(where: Prefix, writer: _Writer) -> Clause:
    *whole, (*begun, last) = writer.words(where)
    parts = [writer.side_by_side(where.field, word) for word in (*whole, begun) if word]
    return every((*parts, writer.begun(where.field, last)))


@_clause.register
def _(where: Fuzzy, writer: _Writer) -> Clause:
    tokens = dict.fromkeys(chain(*writer.words(where)))
    return every(writer.alike(where.field, each, where.distance) for each in tokens)


@_clause.register
def _(where: Within, writer: _Writer) -> Clause:
    numbers = (on_one_side(where.lon), where.lat, where.metres)
    circle = " ".join(map(writer.number, numbers))
    return clause(f"@{attribute(where.field)}:[{circle} m]")


@_clause.register
def _(where: Inside, writer: _Writer) -> Clause:
    ring = ", ".join(f"{lon!r} {lat!r}" for lon, lat in (*where.points, where.points[0]))
    polygon = writer.parameters.bind(f"POLYGON(({ring}))")
    # Alone, it does not go with another of its kind, nor is its last document left out.
    return clause(f"(@{shape_attribute(where.field)}:[WITHIN {polygon}]) {ALL}", atomic=False)


@_clause.register
def _(where: Missing, writer: _Writer) -> Clause:
    if writer.is_id(where.field):
        return either(())
    is_text = where.field in (field.name for field in writer.schema.text_fields)
    name = words_attribute(where.field) if is_text else attribute(where.field)
    return clause(f"ismissing(@{name})")
