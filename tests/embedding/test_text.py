"""Texts: the article's figures, what is refused, what is cut."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from likewise.assembly import Parts
from likewise.embedding.encoder import Encoder, Precision, encode
from likewise.embedding.known_models import MAX_TOKENS
from likewise.embedding.load import Encoders
from likewise.errors import EncodingError

QUERY = "That is a happy person"
TEXTS = ("That is a very happy person", "That is a happy dog", "Today is a sunny day")
COSINES = (0.94291496, 0.69457746, 0.25687605)
"""As the article on Redis as a vector database prints them."""

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def encoder(parts: Parts) -> Encoder:
    return parts.encoders.encoder("all-minilm-l6-v2")


def test_the_articles_figures_come_out(encoder: Encoder) -> None:
    query, *texts = encode(encoder, [QUERY, *TEXTS])
    assert_allclose(np.array(texts) @ query, COSINES, atol=1e-5)


def test_the_fast_precision_is_within_a_hundredth_of_the_exact_one(
    encoder: Encoder, parts: Parts
) -> None:
    fast = Encoders(parts.models, Precision.FAST).encoder(encoder.description.name)
    found = encode(fast, [QUERY, *TEXTS])
    assert_allclose(found, encode(encoder, [QUERY, *TEXTS]), atol=1e-2)
    assert_allclose(found[1:] @ found[0], COSINES, atol=1e-2)
    assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert fast.description.fingerprint == encoder.description.fingerprint


@pytest.mark.parametrize("text", list(GOLDEN["texts"]))
def test_vectors_of_texts_have_not_moved(encoder: Encoder, text: str) -> None:
    found = encode(encoder, [text])[0]
    assert_allclose(found[:5], GOLDEN["texts"][text], atol=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\t\n\r",
        "\u3000\u00a0",
        "\u200b",
        "\u200b\u200d\ufeff",
        "\x00",
        "\x07\x1b",
        "\u0301",
    ],
    ids=ascii,
)
def test_a_text_with_nothing_to_read_in_it_is_refused(encoder: Encoder, text: str) -> None:
    with pytest.raises(EncodingError, match="nothing that can be read"):
        encode(encoder, [text])


@pytest.mark.parametrize("text", ["\ud800", "half \udc00 a character"], ids=ascii)
def test_half_a_character_is_refused(encoder: Encoder, text: str) -> None:
    with pytest.raises(EncodingError, match="half a character"):
        encode(encoder, [text])


def test_a_long_text_is_its_own_first_part(encoder: Encoder) -> None:
    """Two of the tokens are the special ones."""
    kept = "apple " * (MAX_TOKENS - 2)
    long, part, shorter = encode(encoder, [kept + "winter " * 5000, kept, kept[: -len("apple ")]])
    assert_allclose(long, part, atol=1e-6)
    assert not np.allclose(part, shorter, atol=1e-6)


def test_case_and_spaces_around_do_not_matter(encoder: Encoder) -> None:
    plain, other = encode(encoder, ["red shoe", "  RED \n Shoe "])
    assert_allclose(plain, other, atol=1e-6)


def test_the_order_of_words_matters(encoder: Encoder) -> None:
    one, other = encode(encoder, ["dog bites man", "man bites dog"])
    assert one @ other < 0.999


def test_a_text_encoder_reads_its_own_words(encoder: Encoder) -> None:
    assert encoder.words is encoder


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=400))
@example("\U0001f600")
@example("[PAD]")
@example("[SEP] [CLS]")
@example("\u7ea2\u8272\u7684\u978b")
@example("a" * 5000)
def test_any_text_has_a_finite_unit_vector_or_is_refused(encoder: Encoder, text: str) -> None:
    try:
        vector = encode(encoder, [text])[0]
    except EncodingError:
        return
    assert np.isfinite(vector).all()
    assert abs(np.linalg.norm(vector) - 1) < 1e-5
