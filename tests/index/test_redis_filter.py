"""How filters are written for the search module."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from filter_trees import SCHEMA, trees
from likewise.errors import FilterError
from likewise.index.draw import drawn
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
from likewise.index.redis.clause import ALL
from likewise.index.redis.filter import filter_text
from likewise.index.redis.parameters import Parameters

ANALYZER = SCHEMA.analyzer()
A, B = OneOf("gender", ("a",)), OneOf("gender", ("b",))
OAK, AGAIN = "\ue802oak\uf8ff", "\ue803oak\uf8ff"


def around(id_: str) -> list[str]:
    """Between which numbers is the one that is drawn by an id, and no other."""
    return [repr(drawn(id_) + side * 2**-50) for side in (-1, 1)]


DARK = "_" + "说明 *".encode().hex()


@pytest.mark.parametrize(
    ("where", "text", "values"),
    [
        (EVERYTHING, "*", []),
        (A, "(@gender:{$p0})", ["a"]),
        (OneOf("gender", ("a,b", "\\")), "(@gender:{$p0 | $p2})", ["a,b", "\\\\"]),
        (NoneOf("gender", ("a",)), f"({ALL} (-(@gender:{{$p0}})))", ["a"]),
        (
            AllOf("tags", ("a", "b")),
            f"({ALL} ((@tags:{{$p0}}) (@tags:{{$p2}})))",
            ["a", "b"],
        ),
        (Between("price", 1, 2.5), "(@price:[$p0 $p2])", ["1.0", "2.5"]),
        (Between("price", low=1, low_open=True), "(@price:[($p0 +inf])", ["1.0"]),
        (During("published", high=60, high_open=True), "(@published:[-inf ($p0])", ["60.0"]),
        (Words("name", "Oak"), '(@_w_name:("\ue800oak\uf8ff"))', []),
        (
            Phrase("说明 *", "oak oak"),
            f'({ALL} (@_w_{DARK}:("{OAK} {AGAIN}" | "{AGAIN} {OAK}")))',
            [],
        ),
        (Prefix("name", "oa"), "(@_w_name:$p0*)", ["\ue800oa"]),
        (Fuzzy("name", "oka", 2), "(@_w_name:%%$p0%%)", ["\ue800oka\uf8ff"]),
        (Within("shop", 180, 1, 5), "(@shop:[$p0 $p2 $p4 m])", ["-180.0", "1.0", "5.0"]),
        (OneOf("id", ("b",)), "(@_draw:[$p0 $p2])", around("b")),
        (
            OneOf("id", ("b", "c")),
            "((@_draw:[$p0 $p2]) | (@_draw:[$p4 $p6]))",
            [*around("b"), *around("c")],
        ),
        (Missing("id"), f"({ALL} (-{ALL}))", []),
        (Missing("price"), "(ismissing(@price))", []),
        (Missing("name"), "(ismissing(@_w_name))", []),
        (And((A, B)), "((@gender:{$p0}) (@gender:{$p2}))", ["a", "b"]),
        (Or((A, B)), "((@gender:{$p0}) | (@gender:{$p2}))", ["a", "b"]),
        (And((A, Not(B))), f"({ALL} (@gender:{{$p0}}) (-(@gender:{{$p2}})))", ["a", "b"]),
        (
            And((Not(A), Not(B))),
            f"({ALL} (-((@gender:{{$p0}}) | (@gender:{{$p2}}))))",
            ["a", "b"],
        ),
        (
            Or((And((A, Not(B))), B)),
            f"({ALL} ((-((-(@gender:{{$p0}})) | (@gender:{{$p2}}))) | (@gender:{{$p4}})))",
            ["a", "b", "b"],
        ),
        (Or(()), f"({ALL} (-{ALL}))", []),
    ],
)
def test_each_condition_has_its_query(where: Filter, text: str, values: list[str]) -> None:
    parameters = Parameters()
    assert filter_text(where, SCHEMA, parameters, ANALYZER) == text
    assert parameters[1::2] == values


def test_a_polygon_is_bound_as_well_known_text() -> None:
    parameters = Parameters()
    where = Inside("shop", ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)))
    text = filter_text(where, SCHEMA, parameters, ANALYZER)
    assert "(@_s_shop:[WITHIN $p0])" in text
    assert parameters == ["p0", "POLYGON((0.0 0.0, 1.0 0.0, 1.0 1.0, 0.0 0.0))"]


@given(trees)
def test_no_value_gets_into_the_text(where: Filter) -> None:
    """But for words in quotes, which have letters, digits, and the marks of letters."""
    parameters = Parameters()
    text = filter_text(where, SCHEMA, parameters, ANALYZER)
    quoted = re.findall(r'"([^"]*)"', text)
    assert not any(re.search(r"[!-/:-@\[-`{-~\x00-\x1f]", words) for words in quoted)
    bare = re.sub(r'"[^"]*"', "", text)
    assert re.fullmatch(
        r"(?:[ ()|*-]|@\w+:|\$p\d+|[\[\]{}%]|[+-]inf|\bm\b|WITHIN|ismissing\(@\w+\))*", bare
    )
    assert re.sub(r"\[[^]]*\]", "", bare).count("(") == bare.count(")")
    named = set(re.findall(r"\$(p\d+)", bare))
    assert named == set(parameters[::2])
    assert len(parameters[::2]) == len(named)


@given(trees)
def test_what_leaves_anything_out_begins_with_what_all_documents_meet(where: Filter) -> None:
    """What leaves anything out is anchored, or the search module would lose documents."""
    text = filter_text(where, SCHEMA, Parameters(), ANALYZER)
    assert text == "*" or text.startswith("(")
    if "(-" in text and text != "*":
        assert text.startswith(f"({ALL} ")


@pytest.mark.parametrize(
    "where", [OneOf("colour", ("red",)), Between("gender"), Words("name", "!")]
)
def test_what_cannot_be_asked_is_refused(where: Filter) -> None:
    """Also where it did not come by `read_filter`."""
    with pytest.raises(FilterError):
        filter_text(where, SCHEMA, Parameters(), ANALYZER)
