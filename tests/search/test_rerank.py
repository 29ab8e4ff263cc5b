"""Rerank: each candidate has its own score, and nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from likewise.errors import EncodingError, UsageError
from likewise.index.requests import Neighbour
from likewise.search.arranging.rerank import Reranked, rerank
from rankings import Ranking, ranked, rankings


@dataclass(frozen=True)
class LetterCount:
    """Scores a text by how many of its letters are the query's: a reranker that can be foreseen."""

    name: str = "letters"

    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([text.count(query) / (1 + len(text)) for text in texts], np.float32)


@dataclass(frozen=True)
class Given:
    """Gives the scores that it was made with, right or wrong."""

    scores: NDArray[np.float32]
    name: str = "given"

    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:  # noqa: ARG002 - the contract's
        return self.scores


def text_of(neighbour: Neighbour) -> str:
    """Many texts are equal, so that there are ties."""
    return "b" * (int(neighbour.id.removeprefix("item-")) % 5) + "a"


def expected(neighbour: Neighbour) -> float:
    return float(LetterCount().score("b", [text_of(neighbour)])[0])


@given(rankings(), st.integers(1, 50))
def test_each_of_the_first_has_its_own_score_and_the_others_stay(
    ranking: Ranking, depth: int
) -> None:
    found = rerank("b", ranking, text_of, reranker=LetterCount(), depth=depth)
    first, others = found[:depth], found[depth:]
    assert [each.candidate for each in others] == list(ranking[depth:])
    assert all(each.score is None for each in others)
    assert sorted(each.candidate for each in first) == sorted(ranking[:depth])
    assert all(each.score == expected(each.candidate) for each in first)
    keys = [(-expected(each.candidate), each.candidate.id) for each in first]
    assert keys == sorted(keys)
    assert len(found) == len(ranking)


@given(rankings(), st.randoms(use_true_random=False))
def test_the_order_before_does_not_matter(ranking: Ranking, random: Random) -> None:
    shuffled = list(ranking)
    random.shuffle(shuffled)
    deep = len(ranking) or 1
    assert rerank("b", shuffled, text_of, reranker=LetterCount(), depth=deep) == rerank(
        "b", ranking, text_of, reranker=LetterCount(), depth=deep
    )


def test_texts_behind_the_depth_are_not_asked_for() -> None:
    asked = []

    def text(neighbour: Neighbour) -> str:
        asked.append(neighbour.id)
        return "x"

    ranking = [Neighbour(id_, 1) for id_ in "cab"]
    found = rerank("x", ranking, text, reranker=LetterCount(), depth=2)
    assert asked == ["c", "a"]
    assert found == (
        Reranked(ranking[1], 0.5),
        Reranked(ranking[0], 0.5),
        Reranked(ranking[2], None),
    )


@pytest.mark.parametrize(
    "scores", [[0.5], [0.5, 0.5, 0.5], [0.5, np.nan], [-0.1, 0.5], [0.5, 1.1], [[0.5, 0.5]]]
)
def test_scores_that_are_none_are_refused(scores: list[float]) -> None:
    ranking = ranked({"item-1": 1, "item-2": 0})
    with pytest.raises(EncodingError, match="Expected 2 scores from 0 to 1 of the reranker given"):
        rerank("x", ranking, text_of, reranker=Given(np.array(scores)), depth=2)


def test_a_depth_of_none_is_refused() -> None:
    with pytest.raises(UsageError, match="depth must be 1 or more, but is 0"):
        rerank("x", [], text_of, reranker=LetterCount(), depth=0)
