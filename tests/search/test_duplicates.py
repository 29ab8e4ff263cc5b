"""Duplicates: what is folded is like what stands for it, and nothing that stands is."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.embedding.vectors import Vectors, unit
from likewise.errors import UsageError
from likewise.index.requests import Neighbour
from likewise.search.arranging.duplicates import fold_duplicates

STEP = 0.1
"""Vectors stand at multiples of this angle."""

angles = st.lists(st.integers(0, 12), max_size=12)
steps = st.integers(0, 6)


def at(given_angles: list[int]) -> Vectors:
    rows = [(math.cos(STEP * angle), math.sin(STEP * angle)) for angle in given_angles]
    return np.array(rows, np.float32).reshape(len(given_angles), 2)


def folded(
    vectors: Vectors, similarity: float, digests: list[str | None] | None = None
) -> list[tuple[int, tuple[int, ...]]]:
    ranking = [Neighbour(str(number), 1) for number in range(len(vectors))]
    return [
        (int(kept.candidate.id), tuple(map(int, kept.folded)))
        for kept in fold_duplicates(ranking, vectors, similarity=similarity, digests=digests)
    ]


def test_a_chain_does_not_fold_its_ends_together() -> None:
    """0 is like 1 and 1 like 2, but 0 is not like 2."""
    assert folded(at([0, 2, 4]), math.cos(2.5 * STEP)) == [(0, (1,)), (2, ())]


def test_what_is_like_several_folds_into_the_first() -> None:
    assert folded(at([0, 4, 2]), math.cos(2.5 * STEP)) == [(0, (2,)), (1, ())]


def test_a_similarity_of_one_folds_what_is_the_same() -> None:
    """Whatever the rounding makes of the cosine of a vector with itself."""
    random = np.random.default_rng(7)
    vectors = unit(random.normal(size=(50, 384)).astype(np.float32))
    twice = np.concatenate([vectors, vectors])
    assert folded(twice, 1) == [(number, (50 + number,)) for number in range(50)]


def test_without_vectors_nothing_is_alike_but_by_digest() -> None:
    nothing = np.zeros((4, 3), np.float32)
    assert len(folded(nothing, 0.01)) == 4
    assert folded(nothing, 0.01, ["x", None, "x", None]) == [(0, (2,)), (1, ()), (3, ())]


def test_equal_digests_fold_whatever_the_vectors() -> None:
    assert folded(at([0, 12, 6]), 0.99, ["x", "y", "x"]) == [(0, (2,)), (1, ())]


def test_what_has_the_digest_of_a_folded_one_goes_where_that_went() -> None:
    assert folded(at([0, 1, 12]), 0.99, ["x", "y", "y"]) == [(0, (1, 2))]


@given(angles, steps)
def test_folding_is_greedy_by_rank(given_angles: list[int], step: int) -> None:
    expected: list[tuple[int, list[int]]] = []
    for number, angle in enumerate(given_angles):
        for head, others in expected:
            if abs(given_angles[head] - angle) <= step:
                others.append(number)
                break
        else:
            expected.append((number, []))
    found = folded(at(given_angles), math.cos((step + 0.5) * STEP))
    assert found == [(head, tuple(others)) for head, others in expected]


@given(angles, angles, steps)
def test_a_longer_ranking_only_adds(given_angles: list[int], more: list[int], step: int) -> None:
    similarity = math.cos((step + 0.5) * STEP)
    shorter, longer = (
        folded(at(given_angles), similarity),
        folded(at(given_angles + more), similarity),
    )
    for (head, others), (same, further) in zip(shorter, longer, strict=False):
        assert same == head
        assert further[: len(others)] == others
    assert len(longer) >= len(shorter)


@pytest.mark.parametrize("similarity", [0, -0.5, 1.1, math.nan])
def test_a_similarity_that_cannot_be_is_refused(similarity: float) -> None:
    with pytest.raises(UsageError, match=f"similarity of duplicates is {similarity}"):
        folded(at([]), similarity)


def test_candidates_without_their_vectors_are_an_error() -> None:
    with pytest.raises(ValueError, match="1 candidates, 2 vectors, 1 digests"):
        fold_duplicates([Neighbour("a", 1)], at([1, 2]), similarity=0.5)
