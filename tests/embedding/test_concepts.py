"""Concepts: the classes seen in a picture, as a place among the vectors of words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from likewise.assembly import Parts
from likewise.embedding.concepts import Classifier, ConceptEncoder
from likewise.embedding.encoder import Encoder, encode
from likewise.embedding.known_models import CONCEPTS
from likewise.embedding.load import describe
from likewise.embedding.vectors import unit
from likewise.errors import EncodingError

NAMES = (
    *("running shoe", "sandal", "clog", "cowboy boot", "jersey", "suit"),
    *("bow tie", "handbag", "wallet", "sunglasses", "umbrella", "tabby cat"),
)
SURE = 1000 * np.eye(len(NAMES), dtype=np.float32)
"""A last layer that is certain of the class of each one-hot feature."""

numbers = st.floats(-50, 50, width=32)


def classifier(weight: np.ndarray, bias: np.ndarray | None = None) -> Classifier:
    return Classifier(weight, np.zeros(len(NAMES), np.float32) if bias is None else bias, NAMES)


def of(parts: Parts, last: Classifier) -> ConceptEncoder:
    picture, text = map(parts.encoders.encoder, ("efficientnet-lite0", "all-minilm-l6-v2"))
    return ConceptEncoder(describe(CONCEPTS), picture.network, last, text)


@pytest.fixture(scope="module")
def names(parts: Parts) -> np.ndarray:
    return encode(parts.encoders.encoder("all-minilm-l6-v2"), NAMES)


@pytest.fixture(scope="module")
def real(parts: Parts) -> Encoder:
    return parts.encoders.encoder("concepts")


@settings(deadline=None)
@given(st.lists(st.lists(numbers, min_size=4, max_size=4), min_size=1, max_size=5), st.integers(0))
def test_probabilities_of_a_picture_sum_to_one(rows: list[list[float]], seed: int) -> None:
    random = np.random.default_rng(seed)
    weight = random.normal(size=(len(NAMES), 4)).astype(np.float32)
    bias = random.normal(size=len(NAMES)).astype(np.float32)
    chances = classifier(weight, bias).probabilities(np.array(rows, np.float32))
    assert chances.shape == (len(rows), len(NAMES))
    assert chances.dtype == np.float32
    assert chances.min() >= 0
    assert_allclose(chances.sum(axis=1), 1, atol=1e-5)


def test_probabilities_follow_the_exponential_of_the_logits() -> None:
    bias = np.log(np.arange(1, len(NAMES) + 1)).astype(np.float32)
    chances = classifier(np.zeros_like(SURE), bias).probabilities(np.zeros((1, 12), np.float32))
    assert_allclose(chances[0], np.arange(1, 13) / 78, rtol=1e-5)


def test_huge_logits_do_not_overflow() -> None:
    chances = classifier(1e6 * SURE).probabilities(np.eye(12, dtype=np.float32))
    assert_allclose(chances, np.eye(12))


def test_a_certain_picture_lies_exactly_at_the_name_of_its_class(
    parts: Parts, names: np.ndarray
) -> None:
    found = of(parts, classifier(SURE)).vectors(np.eye(len(NAMES), dtype=np.float32))
    assert_allclose(found, names, atol=1e-6)


def test_two_likely_classes_pull_by_their_probabilities(parts: Parts, names: np.ndarray) -> None:
    bias = np.full(len(NAMES), -1000, np.float32)
    bias[[2, 7]] = np.log([0.75, 0.25])
    encoder = of(parts, classifier(np.zeros_like(SURE), bias))
    expected = unit((0.75 * names[2] + 0.25 * names[7])[None])
    assert_allclose(encoder.vectors(np.zeros((1, 12), np.float32)), expected, atol=1e-6)


def test_only_the_ten_likeliest_classes_count(parts: Parts, names: np.ndarray) -> None:
    weights = np.array([5, 12, 1, 7, 3, 9, 2, 11, 4, 8, 10, 6])
    bias = np.log(weights / weights.sum()).astype(np.float32)
    encoder = of(parts, classifier(np.zeros_like(SURE), bias))
    kept = np.where(weights > 2, weights, 0)
    expected = unit((kept @ names)[None].astype(np.float32))
    assert_allclose(encoder.vectors(np.zeros((1, 12), np.float32)), expected, atol=1e-6)


def test_vectors_have_unit_length_and_leave_the_features_as_they_were(parts: Parts) -> None:
    features = np.random.default_rng(3).normal(size=(6, len(NAMES))).astype(np.float32)
    before = features.copy()
    found = of(parts, classifier(SURE / 1000)).vectors(features)
    assert found.dtype == np.float32
    assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert_allclose(features, before)


def test_features_that_are_not_numbers_are_refused(parts: Parts) -> None:
    with pytest.raises(EncodingError, match="not finite"):
        of(parts, classifier(SURE)).vectors(np.full((1, len(NAMES)), np.nan, np.float32))


def test_the_words_of_concepts_are_those_of_the_text_encoder(real: Encoder, parts: Parts) -> None:
    assert real.words is parts.encoders.encoder("all-minilm-l6-v2")


def test_the_real_encoder_lies_at_the_names_of_the_classes_it_is_certain_of(
    real: Encoder, parts: Parts
) -> None:
    """Features along the weights of a class, far enough that no other class has a chance."""
    weights = parts.encoders._picture_weights["_fc.weight"]  # noqa: SLF001 - nothing else shows them
    words = encode(real.words, ["goldfish"])[0]
    features = 100 * (weights[1] - weights.mean(axis=0))[None]
    assert real.vectors(features.astype(np.float32))[0] @ words > 0.9
