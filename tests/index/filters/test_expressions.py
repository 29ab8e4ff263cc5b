"""Filters as Python expressions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from likewise.errors import FilterError
from likewise.index.filters.expressions import Geo, Number, Tag, Text, Time
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


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        (Tag("a") == "x", OneOf("a", ("x",))),
        (Tag("a") != "x", NoneOf("a", ("x",))),
        (Tag("a").is_in("x", "y"), OneOf("a", ("x", "y"))),
        (Tag("a").has_all("x", "y"), AllOf("a", ("x", "y"))),
        (Tag("a").has_none("x"), NoneOf("a", ("x",))),
        (Tag("a").missing(), Missing("a")),
        (Text("a").present(), Not(Missing("a"))),
        (Number("a") == 5, Between("a", 5, 5)),
        (Number("a") != 5, Not(Between("a", 5, 5))),
        (Number("a") < 5, Between("a", high=5, high_open=True)),
        (Number("a") <= 5, Between("a", high=5)),
        (5 < Number("a"), Between("a", low=5, low_open=True)),  # noqa: SIM300 - works, too
        (Number("a") >= 5, Between("a", low=5)),
        (Number("a").between(1, 5), Between("a", 1, 5)),
        (Time("a") == "1970-01-01", During("a", 0, 86400, high_open=True)),
        (Time("a") != "1970-01-01", Not(During("a", 0, 86400, high_open=True))),
        (Time("a") < "1970-01-02", During("a", high=86400, high_open=True)),
        (Time("a") <= date(1970, 1, 1), During("a", high=86400, high_open=True)),
        (Time("a") > "1970-01-01", During("a", low=86400)),
        (Time("a") >= "1970-01-01", During("a", low=0)),
        (Time("a").between(None, "1970-01-01"), During("a", high=86400, high_open=True)),
        (Text("a").has("x y"), Words("a", "x y")),
        (Text("a").phrase("x y"), Phrase("a", "x y")),
        (Text("a").prefix("x"), Prefix("a", "x")),
        (Text("a").like("x", distance=2), Fuzzy("a", "x", 2)),
        (Geo("a").within(5, "km", of=(1, 2)), Within("a", 1, 2, 5000)),
        (Geo("a").inside([(0, 0), (1, 0), (1, 1)]), Inside("a", ((0, 0), (1, 0), (1, 1)))),
    ],
)
def test_an_expression_means_what_it_says(expression: Filter, meant: Filter) -> None:
    assert expression == meant
    assert hash(expression) == hash(meant)


def test_filters_join_without_growing_deep() -> None:
    one, two, three = (Number("a") == number for number in (1, 2, 3))
    assert one & two & three == And((one, two, three))
    assert (one & two) & (two & three) == And((one, two, two, three))
    assert one | two | three == Or((one, two, three))
    assert (one & two) | three == Or((And((one, two)), three))
    assert ~(one | two) == Not(Or((one, two)))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: (Tag("a") == "x") and (Tag("b") == "y"),
        lambda: (Tag("a") == "x") or (Tag("b") == "y"),
        lambda: not Tag("a").is_in("x"),
        lambda: 1 <= Number("a") <= 5,
        lambda: [Tag("a") == "x"] == [Tag("a") == "y"] or bool(Tag("a") == "x"),
        lambda: (Tag("a") == "x") & "y",
        lambda: Tag("a") == "x" & Number("b") > 5,
        lambda: Tag("a") == "x" | Number("b"),
        lambda: Tag("a") & Tag("b"),
        lambda: Tag("a") == 5,
        lambda: Tag("a").is_in(),
        lambda: Number("a") == "5",
        lambda: Number("a") <= None,
        lambda: Time("a") > 5,
        lambda: Text("a").has(""),
        lambda: Text("a").like("x", distance=0),
        lambda: Geo("a").within(5, "parsec", of=(1, 2)),
        lambda: Geo("a").within(5, "km", of=5),
        lambda: Geo("a").inside([(0, 0)]),
        lambda: Tag(5),
    ],
)
def test_what_python_would_take_for_something_else_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(FilterError):
        wrong()


@pytest.mark.parametrize("kind", [Tag, Number, Time, Text, Geo])
def test_a_field_is_no_key(kind: type[Tag | Number | Time | Text | Geo]) -> None:
    """Two are never compared: `==` makes a filter."""
    with pytest.raises(TypeError):
        hash(kind("a"))
