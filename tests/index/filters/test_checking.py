"""Filters are checked against the schema, however they were written."""

from __future__ import annotations

import pytest

from filter_trees import SCHEMA
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Role
from likewise.errors import FilterError
from likewise.index.filters.expressions import Geo, Number, Tag, Text, Time
from likewise.index.filters.reading import Where, read_filter
from likewise.index.filters.tree import EVERYTHING, And, Between, Condition, Filter, OneOf, Or
from likewise.index.schema import Schema

WOMEN = OneOf("gender", ("Women",))
CHEAP = Between("price", high=80)


@pytest.mark.parametrize(
    ("where", "meant"),
    [
        (None, EVERYTHING),
        ("", EVERYTHING),
        ([], EVERYTHING),
        ({}, EVERYTHING),
        ("gender=Women", WOMEN),
        (["gender=Women"], WOMEN),
        (["gender=Women", "price<=80"], And((WOMEN, CHEAP))),
        (
            ["gender=Women or no:name", "price<=80"],
            And((Or((WOMEN, Text("name").missing())), CHEAP)),
        ),
        ({"gender": "Women", "price": (None, 80)}, And((WOMEN, CHEAP))),
        ((Tag("gender") == "Women") & (Number("price") <= 80), And((WOMEN, CHEAP))),
        (WOMEN, WOMEN),
    ],
)
def test_every_form_is_read(where: Where, meant: Filter) -> None:
    assert read_filter(where, SCHEMA) == meant


@pytest.mark.parametrize("where", [5, [5], b"gender=Women", {"gender=Women"}, object()])
def test_what_is_no_filter_is_refused(where: object) -> None:
    with pytest.raises(FilterError):
        read_filter(where, SCHEMA)  # type: ignore[arg-type] # that is the point


@pytest.mark.parametrize(
    "where",
    [
        Tag("colour") == "red",
        Tag("raw") == "red",
        ~(Text("colour").has("red") | (Tag("gender") == "a")),
        Tag("colour").missing(),
        "colour=red",
        {"colour": "red"},
    ],
)
def test_an_unknown_field_is_told_what_there_is(where: Where) -> None:
    with pytest.raises(FilterError, match=r"gender \(tag\).*price \(number\).*shop \(geo\)"):
        read_filter(where, SCHEMA)


@pytest.mark.parametrize(
    "where",
    [
        Number("gender") == 5,
        Tag("price") == "5",
        Text("gender").has("a"),
        Time("price") > "2024",
        Tag("name") == "a",
        Geo("name").within(1, "km", of=(0, 0)),
        Number("published") > 5,
    ],
)
def test_a_comparison_that_does_not_suit_the_role_is_told_which_does(where: Filter) -> None:
    with pytest.raises(FilterError, match="has the role") as refusal:
        read_filter(where, SCHEMA)
    assert refusal.value.remedy.startswith("Write ")


def test_what_is_too_large_is_refused() -> None:
    wide = Or(tuple(OneOf("gender", (str(number),)) for number in range(64)))
    assert read_filter(wide, SCHEMA) == wide
    with pytest.raises(FilterError, match="more than 64 conditions"):
        read_filter(wide | WOMEN, SCHEMA)
    deep: Filter = WOMEN
    for _ in range(15):
        deep = ~deep
    assert read_filter(deep, SCHEMA) == deep
    for _ in range(5000):
        deep = ~deep
    with pytest.raises(FilterError, match="deeper than 16"):
        read_filter(deep, SCHEMA)


def test_what_is_no_condition_is_refused() -> None:
    with pytest.raises(FilterError, match="made of conditions"):
        read_filter(And((WOMEN, "price<5")), SCHEMA)  # type: ignore[arg-type] # that is the point
    with pytest.raises(FilterError, match="made of conditions"):
        read_filter(Condition("gender"), SCHEMA)


def test_a_catalogue_without_fields_says_so() -> None:
    bare = Schema((Field("raw", Role.STORED),), (), Metric.COSINE, Algorithm.FLAT)
    with pytest.raises(FilterError, match="no field to filter by"):
        read_filter("a=b", bare)


def test_a_field_that_is_called_id_stands_for_itself() -> None:
    own = Schema((Field("id", Role.NUMBER),), (), Metric.COSINE, Algorithm.FLAT)
    assert read_filter("id=1,2", SCHEMA) == OneOf("id", ("1", "2"))
    assert read_filter("id<=2", own) == Between("id", high=2)
    assert SCHEMA.told("a", {"price": 5}) == {"id": "a", "price": 5}
    assert own.told("a", {"id": 5}) == {"id": 5}
