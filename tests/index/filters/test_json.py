"""Filters as plain values."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filter_trees import SCHEMA, trees
from likewise.errors import FilterError
from likewise.index.filters.json_reading import read_json
from likewise.index.filters.json_writing import to_json
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
)

WOMEN = OneOf("gender", ("Women",))
TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))


@pytest.mark.parametrize(
    ("plain", "meant"),
    [
        ({}, EVERYTHING),
        ({"all": []}, EVERYTHING),
        ({"any": []}, Or(())),
        ({"gender": "Women"}, WOMEN),
        ({"gender": ["Women", "Men"]}, OneOf("gender", ("Women", "Men"))),
        ({"gender": ("Women",)}, WOMEN),
        ({"gender": {"not": "Women"}}, NoneOf("gender", ("Women",))),
        ({"gender": {"not": ["Women"]}}, NoneOf("gender", ("Women",))),
        ({"tags": {"all": ["a", "b"]}}, AllOf("tags", ("a", "b"))),
        ({"gender": "Women", "price": 5}, And((WOMEN, Between("price", 5, 5)))),
        ({"price": (None, 80)}, Between("price", high=80)),
        ({"price": [1, None]}, Between("price", low=1)),
        ({"price": [None, None]}, Between("price")),
        ({"price": {">": 1, "<=": 2}}, Between("price", 1, 2, low_open=True)),
        ({"price": np.float32(0.5)}, Between("price", 0.5, 0.5)),
        ({"price": np.int64(3)}, Between("price", 3, 3)),
        ({"price": Decimal("2.5")}, Between("price", 2.5, 2.5)),
        ({"published": "1970-01-02"}, During("published", 86400, 172800, high_open=True)),
        ({"published": date(1970, 1, 2)}, During("published", 86400, 172800, high_open=True)),
        ({"published": datetime(1970, 1, 2, tzinfo=UTC)}, During("published", 86400, 86400)),
        (
            {"published": datetime(1970, 1, 2, 1, tzinfo=timezone(timedelta(hours=1)))},
            During("published", 86400, 86400),
        ),
        ({"published": ["1970-01-02", None]}, During("published", 86400)),
        ({"published": (None, date(1970, 1, 1))}, During("published", high=86400, high_open=True)),
        ({"published": {">": "1970-01-01", "<": "1970-01-03"}},
         During("published", 86400, 172800, high_open=True)),
        ({"name": "oak table"}, Words("name", "oak table")),
        ({"name": {"words": "oak"}}, Words("name", "oak")),
        ({"name": {"phrase": "oak"}}, Phrase("name", "oak")),
        ({"name": {"prefix": "oak"}}, Prefix("name", "oak")),
        ({"name": {"fuzzy": "oak"}}, Fuzzy("name", "oak", 1)),
        ({"name": {"fuzzy": "oak", "distance": 3}}, Fuzzy("name", "oak", 3)),
        ({"shop": {"within": [5, "km"], "of": [1, 2]}}, Within("shop", 1, 2, 5000)),
        ({"shop": {"inside": [[0, 0], [1, 0], [1, 1]]}}, Inside("shop", TRIANGLE)),
        ({"shop": {"inside": [[0, 0], [1, 0], [1, 1], [0, 0]]}}, Inside("shop", TRIANGLE)),
        ({"price": {"missing": True}}, Missing("price")),
        ({"price": {"missing": False}}, Not(Missing("price"))),
        ({"not": {"gender": "Women"}}, Not(WOMEN)),
        ({"any": [{"gender": "Women"}, {"price": 5}]}, Or((WOMEN, Between("price", 5, 5)))),
        ({"all": [{"gender": "Women"}]}, WOMEN),
        ({"field": "any", "is": ["A", "B"]}, OneOf("any", ("A", "B"))),
        ({"field": "gender", "is": "Women"}, WOMEN),
        ({"any": [{"field": "any", "is": "A"}, {}]}, Or((OneOf("any", ("A",)), EVERYTHING))),
    ],
)  # fmt: skip
def test_plain_values_mean_what_they_say(plain: Mapping[str, object], meant: Filter) -> None:
    assert read_json(plain, SCHEMA) == meant


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ({"colour": "red"}, "no field 'colour'.*gender \\(tag\\).*price \\(number\\)"),
        ({5: "red"}, "no field 5"),
        ({"raw": "x"}, "no field 'raw'"),
        ({"gender": 3}, "role tag"),
        ({"gender": []}, "at least one tag"),
        ({"gender": ""}, "empty tag"),
        ({"gender": ["a", 3]}, "needs a text, but has 3"),
        ({"gender": {"nor": "a"}}, "role tag"),
        ({"gender": {"not": {"all": ["a"]}}}, "role tag"),
        ({"gender": "x" * 4097}, "4,096 bytes"),
        ({"gender": ["x"] * 1001}, "most are 1,000"),
        ({"gender": "\ud800"}, "surrogate"),
        ({"price": "cheap"}, "role number"),
        ({"price": None}, "role number"),
        ({"price": True}, "number"),
        ({"price": (1, 2, 3)}, "role number"),
        ({"price": (math.nan, 1)}, "finite"),
        ({"price": {"<": math.inf}}, "finite"),
        ({"price": 10**400}, "finite"),
        ({"price": 2**53 + 1}, "kept exactly"),
        ({"price": (2, 1)}, "nothing can be in"),
        ({"price": {}}, "role number"),
        ({"price": {"<": 1, "<=": 2}}, "role number"),
        ({"price": {"<": None}}, "role number"),
        ({"published": 2024}, "role time"),
        ({"published": "soon"}, "is a time"),
        ({"published": (None, 5)}, "is a time"),
        ({"name": {"words": 5}}, "needs a text"),
        ({"name": {"words": "a", "phrase": "b"}}, "role text"),
        ({"name": {"fuzzy": "a", "distance": 4}}, "from 1 to 3"),
        ({"name": {"fuzzy": "a", "distance": True}}, "from 1 to 3"),
        ({"name": " "}, "empty text"),
        ({"name": "x" * 1001}, "1,001 characters"),
        ({"shop": "here"}, "role geo"),
        ({"shop": {"within": 5, "of": [0, 0]}}, "role geo"),
        ({"shop": {"within": [5, "miles"], "of": [0, 0]}}, "m, km, mi, ft"),
        ({"shop": {"within": [5, []], "of": [0, 0]}}, "unit"),
        ({"shop": {"within": [5, "km"], "of": "Paris"}}, "longitude and a latitude"),
        ({"shop": {"within": [5, "km"], "of": [48, 200]}}, "longitude comes first"),
        ({"shop": {"inside": [[0, 0], [1, 1]]}}, "3 to 500"),
        ({"shop": {"inside": 5}}, "points"),
        ({"shop": {"inside": [[0, 0], [1, 1], 5]}}, "points"),
        ({"price": {"missing": 1}}, "role number"),
        ({"any": ["A", "B"]}, '"field": "any"'),
        ({"any": {"gender": "Women"}}, "joins a list"),
        ({"not": "x"}, "object of fields"),
        ({"field": "gender"}, "`is`"),
        ({"field": "gender", "is": "a", "price": 5}, "`is`"),
        ({"any": [{"gender": "a"}] * 65}, "more than 64"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(plain: Mapping[str, object], said: str) -> None:
    with pytest.raises(FilterError, match=said):
        read_json(plain, SCHEMA)


def test_nesting_without_end_is_refused() -> None:
    deep: dict[str, object] = {"gender": "a"}
    for _ in range(5000):
        deep = {"not": deep}
    with pytest.raises(FilterError, match="deeper than 16"):
        read_json(deep, SCHEMA)


@given(trees)
def test_a_filter_reads_back_from_its_plain_values(where: Filter) -> None:
    plain = json.loads(json.dumps(to_json(where)))
    assert read_json(plain, SCHEMA) == where


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([
                "any", "all", "not", "field", "is", "gender", "price", "published", "name", "shop",
                "missing", "words", "fuzzy", "distance", "within", "of", "inside", ">", "<=",
            ]),
            inner,
            max_size=3,
        ),
    ),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([field.name for field in SCHEMA.fields]), values))
def test_no_values_make_anything_but_a_filter_or_an_error(plain: Mapping[str, object]) -> None:
    with suppress(FilterError):
        assert isinstance(read_json(plain, SCHEMA), Filter)
