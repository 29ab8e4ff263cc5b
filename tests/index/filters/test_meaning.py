"""What filters mean: whether an item meets them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filter_trees import SCHEMA, items, trees
from likewise.catalogue.item import Value
from likewise.errors import FilterError
from likewise.index.filters.tree import (
    EVERYTHING,
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
    meets,
)

ANALYZER = SCHEMA.analyzer()
ITEM: Mapping[str, Value] = {
    "gender": "Women",
    "tags": ("new", "sale"),
    "price": 5,
    "published": "2024-03-01T10:30:00+01:00",
    "name": "Solid oak tables, 2 oak chairs: 笔记本电脑 iPhone15 École ha ha",
    "shop": (2.35, 48.85),
}
SQUARE = ((2.0, 48.0), (3.0, 48.0), (3.0, 49.0), (2.0, 49.0))


@pytest.mark.parametrize(
    "where",
    [
        EVERYTHING,
        OneOf("gender", ("Men", "Women")),
        OneOf("tags", ("sale",)),
        AllOf("tags", ("sale", "new")),
        NoneOf("tags", ("old",)),
        Between("price"),
        Between("price", 5, 5),
        Between("price", 4, math.inf),
        During("published", 1709285400, 1709285400),
        Words("name", "OAK solid"),
        Words("name", "ecole"),
        Words("name", "iphone15"),
        Words("name", "笔记本"),
        Phrase("name", "oak tables"),
        Phrase("name", "ha ha"),
        Prefix("name", "tab"),
        Prefix("name", "solid ta"),
        Prefix("name", "t"),
        Fuzzy("name", "tabel", 2),
        Fuzzy("name", "oka oak", 2),
        Within("shop", 2.36, 48.86, 2000),
        Inside("shop", SQUARE),
        And((Between("price"), Words("name", "oak"))),
        Or((Between("price", 6), Words("name", "oak"))),
        Not(Between("price", 6)),
    ],
)
def test_what_an_item_meets(where: Filter) -> None:
    assert meets(ITEM, where, ANALYZER)
    assert not meets(ITEM, Not(where), ANALYZER)


@pytest.mark.parametrize(
    "where",
    [
        Or(()),
        OneOf("gender", ("women",)),
        AllOf("tags", ("sale", "old")),
        NoneOf("tags", ("old", "new")),
        Between("price", 5, 6, low_open=True),
        Between("price", 4, 5, high_open=True),
        During("published", low=1709285400, low_open=True),
        Words("name", "table"),
        Words("name", "oak elm"),
        Words("name", "15iphone"),
        Words("name", "本笔"),
        Phrase("name", "tables oak"),
        Phrase("name", "oak oak"),
        Phrase("name", "ha ha ha"),
        Prefix("name", "xx ta"),
        Fuzzy("name", "tabel", 1),
        Fuzzy("name", "oka", 1),
        Within("shop", 2.36, 48.86, 1000),
        Inside("shop", ((2.0, 48.0), (2.35, 48.0), (2.35, 49.0))),
        Missing("price"),
        And((Between("price"), Words("name", "elm"))),
        Or((Between("price", 6), Words("name", "elm"))),
    ],
)
def test_what_an_item_does_not_meet(where: Filter) -> None:
    assert not meets(ITEM, where, ANALYZER)
    assert meets(ITEM, Not(where), ANALYZER)


@pytest.mark.parametrize(
    ("where", "met"),
    [
        (OneOf("gender", ("a",)), False),
        (AllOf("gender", ("a",)), False),
        (NoneOf("gender", ("a",)), True),
        (Between("price"), False),
        (During("published"), False),
        (Words("name", "a"), False),
        (Fuzzy("name", "a", 3), False),
        (Within("shop", 0, 0, 1), False),
        (Inside("shop", SQUARE), False),
        (Missing("price"), True),
    ],
)
def test_an_item_without_the_field_meets_the_opposite_of_each_condition(
    where: Filter,
    met: bool,  # noqa: FBT001 - a table
) -> None:
    assert meets({}, where, ANALYZER) is met
    assert meets({}, Not(where), ANALYZER) is not met


def test_a_text_condition_without_a_word_is_refused() -> None:
    with pytest.raises(FilterError, match="no word in '!!'"):
        meets(ITEM, Words("name", "!!"), ANALYZER)


@pytest.mark.parametrize(
    "make",
    [
        lambda: OneOf("a", ()),
        lambda: OneOf("a", ("",)),
        lambda: Between("a", math.nan),
        lambda: Between("a", 2, 1),
        lambda: Between("a", math.inf),
        lambda: Between("a", 2**53 + 1),
        lambda: During("a", 1e15),
        lambda: Fuzzy("a", "x", 0),
        lambda: Within("a", 0, 0, 0),
        lambda: Within("a", 0, 0, math.inf),
        lambda: Within("a", 181, 0, 1),
        lambda: Within("a", 0, 84.9, 100_000),
        lambda: Inside("a", ((0, 0), (1, 1), (0, 0))),
        lambda: Inside("a", ((0, 0), (1, 1), (1, 0), (0, 1))),
    ],
)
def test_a_condition_that_cannot_be_asked_for_cannot_be_made(make: object) -> None:
    with pytest.raises(FilterError):
        make()  # type: ignore[operator] # each is a lambda


def test_whether_a_missing_end_is_open_does_not_matter() -> None:
    assert Between("a", low_open=True, high_open=True) == Between("a")


ITEMS = items(40)


@given(trees, trees, st.sampled_from(ITEMS))
def test_filters_are_an_algebra(one: Filter, two: Filter, item: Mapping[str, Value]) -> None:
    """And, or and not of filters are and, or and not of what they mean."""
    first, second = meets(item, one, ANALYZER), meets(item, two, ANALYZER)
    assert meets(item, one & two, ANALYZER) == (first and second)
    assert meets(item, one | two, ANALYZER) == (first or second)
    assert meets(item, ~one, ANALYZER) == (not first)
