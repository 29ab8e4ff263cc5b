"""Late interaction: the best match of each token, by the definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from likewise.assembly import Parts
from likewise.embedding.bert import bert_states
from likewise.embedding.encoder import Precision, encode
from likewise.embedding.late_interaction import max_sim
from likewise.embedding.load import load_minilm
from likewise.embedding.load_reranker import LATE_INTERACTION, load_reranker
from likewise.embedding.reranker import Reranker
from likewise.embedding.runtime import Program
from likewise.embedding.vectors import unit


@pytest.fixture(scope="module")
def reranker(parts: Parts) -> Reranker:
    return load_reranker(LATE_INTERACTION, parts.models, Precision.EXACT)


def states(parts: Parts, text: str) -> np.ndarray:
    """The token states of one text, straight from the network."""
    weights, shape, tokenizer = load_minilm(parts.models)
    ids = np.array([tokenizer.encode(text).ids], np.int32)
    program = Program(bert_states(weights, shape), Precision.EXACT)
    return next(program.run([(ids, np.ones_like(ids))]))[0]


def test_the_mean_of_the_states_is_the_sentences_vector(parts: Parts) -> None:
    text = "a bike for races"
    vector = encode(parts.encoders.encoder("all-minilm-l6-v2"), [text])
    assert_allclose(unit(states(parts, text).mean(axis=0, keepdims=True)), vector, atol=1e-5)


def test_the_score_is_the_mean_of_the_largest_cosines(parts: Parts, reranker: Reranker) -> None:
    query, text = "light for books", "a lamp on the desk, to read by"
    asked, found = (unit(states(parts, each)) for each in (query, text))
    expected = np.mean([max(float(token @ other) for other in found) for token in asked])
    assert reranker.score(query, [text])[0] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("text", ["shoe", "a red shoe for the winter", "红色的鞋"])
def test_a_text_is_all_that_it_asks_for(reranker: Reranker, text: str) -> None:
    assert reranker.score(text, [text])[0] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("something yellow and sweet to eat", "ripe banana"),
        ("public transport for many people", "city bus"),
        ("light for books", "reading lamp"),
        ("couch", "leather sofa"),
    ],
)
def test_what_is_meant_has_the_best_score(reranker: Reranker, query: str, best: str) -> None:
    texts = ["ripe banana", "city bus", "reading lamp", "leather sofa", "tin of red paint"]
    assert texts[int(np.argmax(reranker.score(query, texts)))] == best


@given(st.integers(1, 4), st.lists(st.integers(1, 5), min_size=1, max_size=4), st.integers(0))
def test_padding_never_matches(asked: int, lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    query = unit(random.normal(size=(asked, 3)).astype(np.float32))
    longest = max(lengths)
    texts = np.stack([unit(random.normal(size=(longest, 3)).astype(np.float32)) for _ in lengths])
    found = max_sim(query, texts, lengths)
    for score, text, length in zip(found, texts, lengths, strict=True):
        expected = np.mean(
            [max(float(token @ other) for other in text[:length]) for token in query]
        )
        assert score == pytest.approx(max(0, expected), abs=1e-5)
