"""Filters: what is written, and what it means."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.catalogue.recipe import Algorithm, Field, Metric, Role
from likewise.errors import FilterError
from likewise.index.filters import Between, NoneOf, OneOf, Where, is_condition, read_filter
from likewise.index.schema import Schema

SCHEMA = Schema(
    (
        Field("name", Role.TEXT),
        Field("gender", Role.TAG),
        Field("brand", Role.TAG),
        Field("类别", Role.TAG),
        Field("price", Role.NUMBER),
    ),
    (),
    Metric.COSINE,
    Algorithm.FLAT,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (None, ()),
        ("", ()),
        ("gender=Women", (OneOf("gender", ("Women",)),)),
        ("gender=Women,Men", (OneOf("gender", ("Women", "Men")),)),
        ("gender != Women", None),
        ("-brand=Nike", (NoneOf("brand", ("Nike",)),)),
        ("brand!=Nike", (NoneOf("brand", ("Nike",)),)),
        (
            "brand=Van Heusen price<80",
            (OneOf("brand", ("Van Heusen",)), Between("price", high=80, high_open=True)),
        ),
        ('brand="a,b = \\"c\\""', (OneOf("brand", ('a,b = "c"',)),)),
        ("类别=灯具", (OneOf("类别", ("灯具",)),)),
        ("price<=80", (Between("price", high=80),)),
        (
            "price>80 price<=90.5",
            (Between("price", low=80, low_open=True), Between("price", high=90.5)),
        ),
        ("price=-3", (Between("price", -3, -3),)),
        (["gender=Men", "price>=1"], (OneOf("gender", ("Men",)), Between("price", low=1))),
        ({"gender": "Women"}, (OneOf("gender", ("Women",)),)),
        ({"gender": ["Women", "Men"]}, (OneOf("gender", ("Women", "Men")),)),
        ({"price": 5}, (Between("price", 5, 5),)),
        ({"price": (None, 80)}, (Between("price", high=80),)),
        ({"price": (1, None)}, (Between("price", low=1),)),
    ],
)
def test_each_form_means_what_it_says(written: Where, meant: object) -> None:
    """Text and mappings become the same conditions; spaces around an operator are refused."""
    if meant is None:
        with pytest.raises(FilterError):
            read_filter(written, SCHEMA)
    else:
        assert read_filter(written, SCHEMA) == meant


@pytest.mark.parametrize(
    "written",
    [
        "colour=red",
        "name=x",
        "gender<3",
        "price=cheap",
        "price=nan",
        "price=1,2",
        "-price=1",
        "gender=",
        "gender=,Men",
        "nonsense",
        {"price": "cheap"},
        {"price": (math.nan, 1)},
        {"price": True},
        {"gender": 3},
        {"gender": []},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_is_refused(written: Where) -> None:
    """Unknown fields, wrong types and unreadable text are errors."""
    with pytest.raises(FilterError):
        read_filter(written, SCHEMA)


def test_an_unknown_field_is_told_what_there_is() -> None:
    """The error lists the fields that can be filtered by, with their types."""
    with pytest.raises(FilterError, match=r"gender \(tag\).*price \(number\)"):
        read_filter("colour=red", SCHEMA)


@given(st.text(min_size=1))
def test_a_quoted_value_comes_through_unchanged(value: str) -> None:
    """Whatever stands in quotes, with quotes and backslashes escaped, is the value."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    read = read_filter(f'brand="{quoted}" price<=1', SCHEMA)
    assert read == (OneOf("brand", (value,)), Between("price", high=1))


@given(st.text())
def test_no_text_makes_anything_but_a_filter_or_an_error(text: str) -> None:
    """The parser never fails otherwise."""
    with suppress(FilterError):
        read_filter(text, SCHEMA)


@pytest.mark.parametrize(("text", "is_one"), [("price<=2", True), ("-a=b", True), ("lamp", False)])
def test_a_condition_is_told_from_words(text: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    """What begins with a field and an operator is a condition."""
    assert is_condition(text) is is_one
