"""Examples: Rocchio's sum, at unit length."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from likewise.embedding.vectors import Vector, Vectors, unit
from likewise.errors import UsageError
from likewise.search.ranking.examples import ExampleWeights, query_of_examples

DIMS = 4
NONE = np.empty((0, DIMS), np.float32)
X, Y, Z, _ = np.eye(DIMS, dtype=np.float32)

seeds = st.integers(0, 2**32 - 1)
counts = st.integers(0, 5)
weights = st.builds(ExampleWeights, *[st.floats(0, 3)] * 3)


def some(seed: int, count: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, DIMS)).astype(np.float32)
    return unit(rows) if count else NONE


def test_words_move_towards_what_is_like_and_away_from_what_is_unlike() -> None:
    found = query_of_examples(X, np.stack([Y, Y]), np.stack([Z]))
    length = math.sqrt(1 + 0.75**2 + 0.15**2)
    assert_allclose(found, np.array([1, 0.75, -0.15, 0]) / length, atol=1e-6)


def test_one_example_alone_is_its_own_vector() -> None:
    assert_allclose(query_of_examples(None, Y[None], NONE), Y)
    assert_allclose(query_of_examples(Y, NONE, NONE), Y)


@given(seeds, st.integers(0, 1), counts, counts, weights)
def test_the_query_is_the_weighted_sum_of_the_means_at_unit_length(
    seed: int, texts: int, likes: int, unlikes: int, given_weights: ExampleWeights
) -> None:
    words = some(seed, 1)[0] if texts else None
    like, unlike = some(seed + 1, likes), some(seed + 2, unlikes)
    assume(texts or likes)
    expected = np.zeros(DIMS)
    if words is not None:
        expected += given_weights.words * words
    if likes:
        expected += given_weights.like * sum(like) / likes
    if unlikes:
        expected -= given_weights.unlike * sum(unlike) / unlikes
    assume(np.linalg.norm(expected) > 0.01)
    found = query_of_examples(words, like, unlike, given_weights)
    assert found.dtype == np.float32
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-6)
    assert_allclose(found, expected / np.linalg.norm(expected), atol=1e-4)


@given(seeds, st.integers(1, 5), st.permutations(range(5)))
def test_neither_order_nor_doubling_of_the_examples_matters(
    seed: int, count: int, order: list[int]
) -> None:
    like, unlike = some(seed, 5), some(seed + 1, 5)
    expected = query_of_examples(X, like, unlike)
    assert_allclose(query_of_examples(X, like[order], unlike[order]), expected, atol=1e-5)
    again = np.concatenate([like] * count)
    assert_allclose(query_of_examples(X, again, unlike), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("words", "like", "unlike", "weights"),
    [
        (None, X[None], X[None], ExampleWeights(1, 1, 1)),
        (None, np.stack([X, -X]), NONE, ExampleWeights()),
        (X, NONE, X[None], ExampleWeights(1, 0.75, 1)),
        (X, NONE, NONE, ExampleWeights(0)),
        (X, X[None], X[None], ExampleWeights(0, 0, 0)),
    ],
)
def test_examples_that_cancel_each_other_are_refused(
    words: Vector | None, like: Vectors, unlike: Vectors, weights: ExampleWeights
) -> None:
    with pytest.raises(UsageError, match="cancel each other"):
        query_of_examples(words, like, unlike, weights)


def test_examples_that_cancel_but_for_16_bit_rounding_are_refused() -> None:
    like = some(5, 1)
    unlike = like.astype(np.float16).astype(np.float32)
    with pytest.raises(UsageError, match="cancel each other"):
        query_of_examples(None, like, unlike, ExampleWeights(1, 1, 1))


def test_what_is_unlike_alone_is_refused() -> None:
    with pytest.raises(UsageError, match="found only what it is unlike"):
        query_of_examples(None, NONE, X[None])


@pytest.mark.parametrize("weight", [-1, math.nan, math.inf])
def test_weights_that_cannot_be_are_refused(weight: float) -> None:
    with pytest.raises(UsageError, match=f"weight 'like' .* is {weight}"):
        ExampleWeights(like=weight)
