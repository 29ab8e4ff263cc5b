"""Filters made up for tests, with hostile strings wherever a string may stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from random import Random

from hypothesis import strategies as st

from likewise.catalogue.cells import epoch_seconds, value_of
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.item import Value
from likewise.catalogue.readers.row import Cell
from likewise.catalogue.recipe import Field, Role
from likewise.errors import FilterError
from likewise.index.filters.tree import (
    AllOf,
    And,
    Between,
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
    Within,
    Words,
)
from likewise.index.schema import Schema, VectorField

DIMS = 8

FIELDS = (
    Field("gender", Role.TAG),
    Field("tags", Role.TAG, ","),
    Field('a"b\\c {x} | (y)', Role.TAG),
    Field("any", Role.TAG, ","),
    Field("price", Role.NUMBER),
    Field("Preis in € -> @x:[1 2]", Role.NUMBER),
    Field("published", Role.TIME),
    Field("has:time", Role.TIME),
    Field("name", Role.TEXT),
    Field("说明 *", Role.TEXT),
    Field("shop", Role.GEO),
    Field("=>[KNN 1 @v $v]", Role.GEO),
    Field("raw", Role.STORED),
)
SCHEMA = Schema(
    FIELDS,
    (VectorField("text", "{name}", DIMS, "model", "fingerprint"),),
    Metric.COSINE,
    Algorithm.FLAT,
)
"""A catalogue with names that no query language likes."""

TAGS = (
    "Women",
    "women",
    "Men",
    "a,b",
    "a\\,b",
    "\\",
    "\\\\",
    "a|b",
    "x} | *",
    "{}",
    "a b",
    "*",
    "a*",
    "@gender:{x}",
    "quote\"'\\",
    "灯具",
    "é",
    "e\u0301",
    "$p0",
    "$p1",
    "(",
    ")",
    ":",
    "~",
    "%a%",
    "-1",
    "=>[KNN 1 @v $v]",
    "new\nline",
    "tab\tbed",
    "or",
    "not",
    "and",
    "()",
    "price<5",
    "a or price<5",
    "𠮷野家",
    "\u3000x\u3000y",
    "w'a*'",
    "A&B",
    "5..6",
    "has:name",
    "#",
    "/",
    "İ",
    "ß",
    "a\u200bb",
    "x" * 4096,
)
WORDS = (
    "oak",
    "oaks",
    "table",
    "tables",
    "tabl",
    "tab",
    "the",
    "of",
    "a",
    "ab",
    "abc",
    "running",
    "run",
    "iphone15",
    "iphone",
    "15",
    "A12-黑色",
    "黑色",
    "笔记本电脑",
    "笔记本",
    "电脑",
    "笔记",
    "搜索引擎",
    "ÉCOLE",
    "ecole",
    "straße",
    "strasse",
    "हिन्दी",
    "ไทย",
    "𠮷野家",
    "\U0001d504bc",
    "\u0bb7",
    "d'or",
    "ﷺ",
    "Ⅻ",
    "Ꭰꭰ",
    "'\"@x:(y)|*",
    "-oak",
    "%oak%",
    "oak*",
    "哈哈哈",
    "ha ha ha",
    "x" * 70,
    "笔" * 50,
    "or",
    "not",
)
NUMBERS = (
    0,
    -0.0,
    1,
    5,
    5.0,
    -3,
    2.5,
    0.1,
    1 / 3,
    16777217,
    2**53,
    -(2**53),
    2**53 - 1,
    1e308,
    5e-324,
    99.99,
    1e19,
    3.4e38,
    123456789.123456789,
)
MOMENTS = (
    "2024-01-01",
    "2024-01-01T00:00:00",
    "2024-01-01T10:30:00+01:00",
    "2024-01-31",
    "2024-02-29",
    "2023-12-31T23:59:59.999999",
    "1969-12-31",
    "1970-01-01",
    "0001-01-01",
    "9999-12-31",
    "2024-06-15 12:00",
    "1999-12-31T23:00:00-05:00",
)
PLACES = (
    (2.35, 48.85),
    (2.36, 48.86),
    (2.0, 49.0),
    (3.0, 48.0),
    (0.0, 0.0),
    (1.0, 1.0),
    (2.0, 2.0),
    (180.0, 0.0),
    (-180.0, 0.0),
    (179.999, 0.001),
    (-179.999, -0.001),
    (0.5, 0.5),
    (-73.9, 40.7),
    (25.5, 65.0),
    (-0.5, -1.0),
)


def _named(role: Role) -> st.SearchStrategy[str]:
    return st.sampled_from([field.name for field in FIELDS if field.role is role])


def item_ids(count: int) -> tuple[str, ...]:
    """Ids that no query language likes, the same ones however many there are."""
    return tuple(f"id {number} 货:{{}}" for number in range(count))


def _either(known: Sequence[str], most: int) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(known), st.text(min_size=1, max_size=most))


_analyzer = SCHEMA.analyzer()
_tags = st.lists(_either(TAGS, 4), min_size=1, max_size=4).map(tuple)
_ids = st.lists(_either(item_ids(60), 4), min_size=1, max_size=4).map(tuple)
texts = (
    st.lists(_either(WORDS, 4), min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda text: bool(_analyzer.tokens(text)))
)
"""Texts with at least one word."""

_numbers = st.one_of(
    st.sampled_from(NUMBERS), st.floats(allow_nan=False, allow_infinity=False), st.integers(-9, 99)
)
_seconds = st.one_of(
    st.sampled_from(MOMENTS).map(epoch_seconds),
    st.datetimes(timezones=st.just(UTC)).map(datetime.timestamp),
)
_corners = st.one_of(
    st.sampled_from(PLACES),
    st.tuples(st.integers(-4, 4).map(float), st.integers(-4, 4).map(float)),
    st.tuples(st.floats(-180, 180), st.floats(-85, 85)),
)


@st.composite
def _ranges(draw: st.DrawFn, kind: type[Between | During], role: Role) -> Filter:
    """Ranges, closed and open, some without an end and some of one number."""
    known = _numbers if kind is Between else _seconds
    low, high = draw(known), draw(known)
    if low > high:
        low, high = high, low
    form = draw(st.integers(0, 4))
    if form == 0:
        low = -math.inf
    if form == 1:
        high = math.inf
    if form == 2:
        high = low
    return kind(draw(_named(role)), low, high, draw(st.booleans()), draw(st.booleans()))


@st.composite
def _polygons(draw: st.DrawFn) -> Filter:
    """Polygons; where the lines of one cross, a triangle."""
    points = tuple(draw(st.lists(_corners, min_size=3, max_size=7)))
    name = draw(_named(Role.GEO))
    try:
        return Inside(name, points)
    except FilterError:
        return Inside(name, ((-0.5, -1.0), (3.0, 0.5), (draw(st.floats(0, 2)), 3.0)))


@st.composite
def _circles(draw: st.DrawFn) -> Filter:
    """Circles; one that is too wide for its latitude becomes small."""
    lon, lat = draw(_corners)
    metres = draw(st.one_of(st.floats(0.1, 9e6), st.sampled_from((1.0, 1000.0, 5000.0, 2e5))))
    name = draw(_named(Role.GEO))
    try:
        return Within(name, lon, lat, metres)
    except FilterError:
        return Within(name, lon, min(84.9, max(-84.9, lat)), 1000.0)


conditions: st.SearchStrategy[Filter] = st.one_of(
    st.builds(OneOf, _named(Role.TAG), _tags),
    st.builds(OneOf, st.just("id"), _ids),
    st.builds(AllOf, st.just("id"), _ids),
    st.builds(NoneOf, st.just("id"), _ids),
    st.builds(AllOf, _named(Role.TAG), _tags),
    st.builds(NoneOf, _named(Role.TAG), _tags),
    _ranges(Between, Role.NUMBER),
    _ranges(During, Role.TIME),
    st.builds(Words, _named(Role.TEXT), texts),
    st.builds(Phrase, _named(Role.TEXT), texts),
    st.builds(Prefix, _named(Role.TEXT), texts),
    st.builds(Fuzzy, _named(Role.TEXT), texts, st.integers(1, 3)),
    _circles(),
    _polygons(),
    st.builds(Missing, st.sampled_from([field.name for field in SCHEMA.filterable])),
)


def _joined(parts: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.one_of(st.just(()), st.lists(parts, min_size=2, max_size=4).map(tuple))
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, parts))


trees: st.SearchStrategy[Filter] = st.recursive(conditions, _joined, max_leaves=8)
"""Filters on the fields of SCHEMA; none joins a single one."""


def items(count: int) -> list[dict[str, Value]]:
    """The fields of items, read from cells as an import reads them; some lack some."""
    chosen = Random(7)
    cells: dict[Role, Callable[[], Cell]] = {
        Role.TAG: lambda: [chosen.choice(TAGS) for _ in range(chosen.randint(1, 3))],
        Role.NUMBER: lambda: chosen.choice((*NUMBERS[:-3], chosen.randint(0, 99))),
        Role.TIME: lambda: chosen.choice(MOMENTS),
        Role.TEXT: lambda: " ".join(chosen.choice(WORDS) for _ in range(chosen.randint(1, 7))),
        Role.GEO: lambda: list(chosen.choice((*PLACES, (chosen.gauss(2, 1), chosen.gauss(2, 1))))),
        Role.STORED: lambda: "stored",
    }
    made = []
    for _ in range(count):
        row = {field: cells[field.role]() for field in FIELDS if chosen.random() < 0.8}
        found = {field.name: value_of(field, {field.name: cell}) for field, cell in row.items()}
        made.append({name: value for name, value in found.items() if value is not None})
    return made
