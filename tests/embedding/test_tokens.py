"""Passes: every text in one, none too large, and as much on each core."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from likewise.embedding.runtime import cores
from likewise.embedding.tokens import TOKENS_A_PASS, Tokens, passes

Lengths = st.lists(st.integers(1, 300), max_size=120)


def texts(lengths: list[int]) -> list[Tokens]:
    return [np.zeros(length, np.int32) for length in lengths]


def sizes(lengths: list[int]) -> list[int]:
    """The tokens of each pass, padding included."""
    return [len(part) * max(lengths[n] for n in part) for part in passes(texts(lengths))]


@given(Lengths)
def test_each_text_is_in_one_pass_the_longest_first(lengths: list[int]) -> None:
    found = [number for part in passes(texts(lengths)) for number in part]
    assert sorted(found) == list(range(len(lengths)))
    assert [lengths[number] for number in found] == sorted(lengths, reverse=True)


@given(Lengths)
def test_no_pass_is_too_large_unless_one_text_is(lengths: list[int]) -> None:
    for part, size in zip(passes(texts(lengths)), sizes(lengths), strict=True):
        assert part
        assert size <= TOKENS_A_PASS or len(part) == 1


@given(st.lists(st.integers(3, 40), min_size=64, max_size=200))
def test_many_texts_come_in_as_many_passes_for_each_core(lengths: list[int]) -> None:
    """Unless the cores have less to do than one small pass each."""
    found = len(passes(texts(lengths)))
    assert found % cores() == 0 or max(lengths) * len(lengths) < 64 * cores() * (found + 1)


def test_a_few_short_texts_are_one_pass() -> None:
    assert passes(texts([8] * 12)) == [list(range(12))]


def test_a_batch_is_halved_on_two_cores_where_it_was_cut_into_a_large_and_a_small_pass() -> None:
    """Of 600 tokens one core would have had 512 and the other 88."""
    if cores() == 2:
        assert sizes([10] * 60) == [300, 300]
    assert max(sizes([10] * 60)) - min(sizes([10] * 60)) <= 10


def test_no_texts_need_no_pass() -> None:
    assert passes([]) == []
