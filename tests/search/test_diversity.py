"""Diversity: the paper's choice, one at a time."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from likewise.embedding.vectors import Vectors
from likewise.errors import UsageError
from likewise.search.arranging.diversity import diverse


@st.composite
def candidates(draw: st.DrawFn) -> tuple[list[float], Vectors]:
    """Scores, largest first, and vectors, many of them equal; some candidates have none."""
    count = draw(st.integers(0, 12))
    score = st.floats(0, 1)
    scores = sorted(draw(st.lists(score, min_size=count, max_size=count)), reverse=True)
    angles = draw(st.lists(st.integers(0, 12), min_size=count, max_size=count))
    rows = [
        (0, 0) if angle == 12 else (math.cos(angle / 2), math.sin(angle / 2)) for angle in angles
    ]
    return scores, np.array(rows, np.float32).reshape(count, 2)


def margin(
    scores: list[float], vectors: Vectors, share: float, chosen: list[int], number: int
) -> float:
    """The paper's marginal relevance of a candidate behind those chosen."""
    if not chosen:
        return scores[number]
    likeness = max(float(vectors[number] @ vectors[other]) for other in chosen)
    return share * scores[number] - (1 - share) * likeness


@given(candidates(), st.floats(0, 1))
def test_each_next_one_has_the_largest_marginal_relevance(
    given_candidates: tuple[list[float], Vectors], share: float
) -> None:
    scores, vectors = given_candidates
    order = list(diverse(scores, vectors, relevance_share=share, count=99))
    assert sorted(order) == list(range(len(scores)))
    for place, number in enumerate(order):
        left = order[place:]
        margins = {each: margin(scores, vectors, share, order[:place], each) for each in left}
        assert margins[number] == pytest.approx(max(margins.values()), abs=1e-6)


@given(candidates(), st.floats(0, 1), st.integers(0, 12))
def test_a_longer_list_begins_with_the_shorter_one(
    given_candidates: tuple[list[float], Vectors], share: float, count: int
) -> None:
    scores, vectors = given_candidates
    whole = diverse(scores, vectors, relevance_share=share, count=99)
    assert diverse(scores, vectors, relevance_share=share, count=count) == whole[:count]


@given(candidates())
def test_by_relevance_alone_the_order_stays(
    given_candidates: tuple[list[float], Vectors],
) -> None:
    scores, vectors = given_candidates
    assert diverse(scores, vectors, relevance_share=1, count=99) == tuple(range(len(scores)))


@given(st.integers(2, 40), st.integers(1, 300), st.floats(0, 0.99), st.integers(0))
def test_of_equal_candidates_the_earlier_comes_first(
    count: int, dims: int, share: float, seed: int
) -> None:
    """Wherever they stand among the rows of the matrix."""
    random = np.random.default_rng(seed)
    row = random.normal(size=dims).astype(np.float32)
    assume(np.linalg.norm(row) > 1e-3)
    vectors = np.tile(row / np.linalg.norm(row), (count, 1))
    order = diverse([0.5] * count, vectors, relevance_share=share, count=count)
    assert order == tuple(range(count))


def test_a_double_goes_behind_what_is_new() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    assert diverse([0.9, 0.8, 0.5], vectors, relevance_share=0.5, count=3) == (0, 2, 1)


def test_a_candidate_without_a_vector_is_like_nothing() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 0]], np.float32)
    assert diverse([0.9, 0.8, 0.1], vectors, relevance_share=0.3, count=2) == (0, 2)


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_a_share_outside_the_unit_interval_is_refused(share: float) -> None:
    with pytest.raises(UsageError, match=f"share of relevance is {share}"):
        diverse([], np.empty((0, 2), np.float32), relevance_share=share, count=1)


def test_scores_without_their_vectors_are_an_error() -> None:
    with pytest.raises(ValueError, match="2 scores do not go with 1 vectors"):
        diverse([1, 1], np.ones((1, 1), np.float32), relevance_share=1, count=1)
