"""Shared models: the answers of the model itself, whoever else asks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likewise.embedding.batching import Unwatched
from likewise.embedding.reranker import Scores
from likewise.embedding.shared import SharedReranker
from likewise.errors import EncodingError

TEXTS = st.lists(st.text("abc", max_size=6), max_size=300)


class LetterCount:
    """Scores a text by how many of its letters are the query's; one thread at a time."""

    name = "letter-count"

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self._alone = threading.Lock()

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        assert self._alone.acquire(blocking=False), "Two threads are in it."
        try:
            self.asked.append((query, len(texts)))
            if not query:
                raise EncodingError("Expected a query.")
            return np.array([text.count(query) / (len(text) or 1) for text in texts], np.float32)
        finally:
            self._alone.release()


@given(TEXTS)
def test_scores_are_the_rerankers_in_the_order_of_the_texts(texts: list[str]) -> None:
    found = SharedReranker(LetterCount(), Unwatched()).score("a", texts)
    np.testing.assert_array_equal(found, LetterCount().score("a", texts))
    assert found.dtype == np.float32


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", ""]), TEXTS), min_size=1, max_size=8))
def test_several_queries_at_once_each_have_their_own_scores_or_error(
    asked: list[tuple[str, list[str]]],
) -> None:
    plain, shared = LetterCount(), SharedReranker(LetterCount(), Unwatched())

    def score(pair: tuple[str, list[str]]) -> Scores | str:
        try:
            return shared.score(*pair)
        except EncodingError as error:
            return error.problem

    with ThreadPoolExecutor(len(asked)) as threads:
        found = list(threads.map(score, asked))
    for (query, texts), each in zip(asked, found, strict=True):
        if query and not isinstance(each, str):
            np.testing.assert_array_equal(each, plain.score(query, texts))
        else:
            assert not query
            assert each == "Expected a query."


def test_equal_texts_are_scored_once_and_many_in_shares() -> None:
    reranker = LetterCount()
    shared = SharedReranker(reranker, Unwatched())
    shared.score("a", ["a", "b", "a", "a"])
    assert reranker.asked == [("a", 2)]
    shared.score("b", [str(number) for number in range(300)])
    assert reranker.asked[1:] == [("b", 128), ("b", 128), ("b", 44)]


def test_a_query_without_texts_is_still_looked_at() -> None:
    shared = SharedReranker(LetterCount(), Unwatched())
    assert shared.score("a", []).shape == (0,)
    with pytest.raises(EncodingError):
        shared.score("", [])


def test_it_has_the_name_of_the_reranker() -> None:
    assert SharedReranker(LetterCount(), Unwatched()).name == "letter-count"
