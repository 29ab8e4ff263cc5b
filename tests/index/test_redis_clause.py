"""The shapes in which clauses are joined."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from likewise.index.redis.clause import ALL, Clause, clause, either, every, query_text

LETTERS = "abcdefgh"

leaves = st.sampled_from(LETTERS).map(clause)
clauses: st.SearchStrategy[Clause] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda each: ~each),
        st.lists(inner, max_size=5).map(every),
        st.lists(inner, min_size=1, max_size=30).map(either),
    ),
    max_leaves=40,
)


def truth(text: str, values: Mapping[str, bool]) -> bool:
    """What a query says of a document that meets some of the letters."""
    python = text.replace(ALL, "(True)").replace("-", " not ").replace("|", " or ")
    python = re.sub(r"\)(?=\s*(?:\(|not ))(?! or)", ") and ", python)
    return bool(eval(python, dict(values)))  # noqa: S307 - letters and our own words


@given(st.lists(clauses, min_size=1, max_size=4), st.tuples(*[st.booleans()] * len(LETTERS)))
def test_a_query_says_what_its_clauses_say(parts: list[Clause], met: tuple[bool, ...]) -> None:
    values = dict(zip(LETTERS, met, strict=True))
    expected = all(truth(part.text, values) != part.opposite for part in parts)
    assert truth(query_text(parts), values) == expected


@given(st.lists(clauses, min_size=1, max_size=4), st.tuples(*[st.booleans()] * len(LETTERS)))
def test_joining_is_logic(parts: list[Clause], met: tuple[bool, ...]) -> None:
    values = dict(zip(LETTERS, met, strict=True))
    holds = [truth(query_text([part]), values) for part in parts]
    assert truth(query_text([every(parts)]), values) == all(holds)
    assert truth(query_text([either(parts)]), values) == any(holds)
    assert truth(query_text([~parts[0]]), values) != holds[0]


def test_of_nothing_everything_is_every_and_nothing_is_either() -> None:
    assert truth(query_text([every([])]), {})
    assert not truth(query_text([either([])]), {})


def test_a_conjunction_that_leaves_something_out_is_the_opposite_of_a_union() -> None:
    mixed = every([clause("a"), ~clause("b")])
    assert mixed == ~either([~clause("a"), clause("b")])
    assert either([mixed, clause("c")]).text == "((-((-(a)) | (b))) | (c))"


def test_a_wide_union_that_leaves_something_out_is_cut() -> None:
    """Each piece is within an intersection, or the parser would put them together again."""
    wide = either([*map(clause, LETTERS * 3), ~clause("a")])
    pieces = wide.text.count(ALL)
    assert pieces == 2
    assert either(map(clause, LETTERS * 3)).text.count(ALL) == 0


def test_what_needs_no_care_is_written_as_it_is() -> None:
    assert query_text([clause("a"), clause("b")]) == "((a) (b))"
    assert query_text([either([clause("a"), clause("b")]), clause("c")]) == "(((a) | (b)) (c))"
