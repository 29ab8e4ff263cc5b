"""What every encoder keeps to: one suite over all the real ones."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from drawing import draw
from likewise.assembly import Parts
from likewise.embedding.encoder import Encoder, Input, Modality, encode
from likewise.embedding.known_models import KNOWN_MODELS, KnownModel
from likewise.embedding.load import describe
from likewise.errors import EncodingError, UnknownModelError

COLOURS = ("red", "green", "blue", "yellow", "brown", "black")
WORDS = ("apple", "winter", "quickly", "shoe", "of", "mountain", "unbelievable", "seven")

FINGERPRINTS = {
    "all-minilm-l6-v2": "612b2a75218eecc5",
    "efficientnet-lite0": "fdb42d79b6e139e0",
    "concepts": "49812615b0831008",
}
"""They move only with the vectors: an index stays readable for as long as they stand."""


def text(number: int) -> str:
    """A text of its own for each number; lengths go up and down."""
    length = 1 + (number * 37) % 83
    return " ".join(WORDS[(number + place * place) % len(WORDS)] for place in range(length))


def picture(number: int) -> Input:
    """A picture of its own for each number; wide, tall and small ones in turn."""
    size = (40 + (number * 97) % 500, 30 + (number * 61) % 400)
    return draw(COLOURS[number % len(COLOURS)], number % 9).resize(size)


@dataclass(frozen=True)
class Case:
    """An encoder with inputs for it, and things that it cannot read."""

    encoder: Encoder
    model: KnownModel
    make: Callable[[int], Input]
    wrong: tuple[object, ...]

    def inputs(self, count: int) -> list[Input]:
        return [self.make(number) for number in range(count)]


@pytest.fixture(scope="module", params=KNOWN_MODELS, ids=lambda model: model.name)
def case(request: pytest.FixtureRequest, parts: Parts) -> Case:
    model: KnownModel = request.param
    encoder = parts.encoders.encoder(model.name)
    if model.modality is Modality.TEXT:
        return Case(encoder, model, text, (7, 0.5, None, b"bytes", ["text"], picture(1)))
    return Case(encoder, model, picture, (7, 0.5, None, b"bytes", "text", np.zeros((9, 9, 3))))


def test_vectors_have_the_declared_length_and_type(case: Case) -> None:
    vectors = encode(case.encoder, case.inputs(3))
    assert vectors.shape == (3, case.encoder.description.dims)
    assert vectors.dtype == np.float32


def test_an_encoder_declares_what_is_known_of_its_model(case: Case) -> None:
    description = case.encoder.description
    assert description == describe(case.model)
    assert (description.name, description.dims) == (case.model.name, case.model.dims)
    assert description.modality is case.model.modality
    assert (case.encoder.words is not None) == case.model.words


def test_vectors_have_unit_length(case: Case) -> None:
    vectors = encode(case.encoder, case.inputs(20))
    assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_many_inputs_at_once_give_what_each_gives_alone_in_their_order(case: Case) -> None:
    """Enough inputs, of enough sizes, for sorting by length and for several passes."""
    inputs = case.inputs(40)
    alone = np.concatenate([encode(case.encoder, [given]) for given in inputs])
    assert_allclose(encode(case.encoder, inputs), alone, atol=1e-5)
    assert_allclose(encode(case.encoder, inputs[::-1]), alone[::-1], atol=1e-5)


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 17])
def test_any_number_of_inputs_gives_as_many_vectors(case: Case, count: int) -> None:
    assert len(encode(case.encoder, case.inputs(count))) == count


def test_unlike_inputs_have_unlike_vectors(case: Case) -> None:
    vectors = encode(case.encoder, case.inputs(6))
    cosines = vectors @ vectors.T
    assert cosines[~np.eye(6, dtype=bool)].max() < 1 - 1e-4


def test_the_same_input_gives_the_same_vector_each_time(case: Case) -> None:
    given = case.make(5)
    first, again = (encode(case.encoder, [given]) for _ in range(2))
    assert_array_equal(first, again)
    twice = encode(case.encoder, [given, case.make(2), given])
    assert_allclose(twice[0], twice[2], atol=1e-6)


def test_input_of_the_wrong_kind_is_refused_by_its_kind(case: Case) -> None:
    expected = "text" if case.model.modality is Modality.TEXT else "picture"
    for wrong in case.wrong:
        with pytest.raises(EncodingError, match=rf"Expected a {expected}, found \w+"):
            encode(case.encoder, [wrong])


def test_one_wrong_input_among_good_ones_is_refused(case: Case) -> None:
    with pytest.raises(EncodingError):
        encode(case.encoder, [case.make(0), case.wrong[0], case.make(1)])


def test_no_inputs_give_no_vectors_of_the_right_length(case: Case) -> None:
    vectors = encode(case.encoder, [])
    assert vectors.shape == (0, case.encoder.description.dims)
    assert vectors.dtype == np.float32


def test_several_threads_at_once_get_what_one_gets(case: Case) -> None:
    batches = [case.inputs(1), case.inputs(9), case.inputs(2), case.inputs(1)] * 2
    expected = [encode(case.encoder, batch) for batch in batches]
    with ThreadPoolExecutor(len(batches)) as pool:
        found = list(pool.map(lambda batch: encode(case.encoder, batch), batches))
    for one, other in zip(found, expected, strict=True):
        assert_allclose(one, other, atol=1e-5)


def test_words_of_a_space_have_its_dimensions(case: Case) -> None:
    words = case.encoder.words
    if case.model.name == "efficientnet-lite0":
        assert words is None
    else:
        assert words.description.modality is Modality.TEXT
        assert words.description.dims == case.encoder.description.dims


def test_an_encoder_is_made_once(case: Case, parts: Parts) -> None:
    assert parts.encoders.encoder(case.model.name) is case.encoder


def test_encoders_of_pictures_share_one_network(parts: Parts) -> None:
    """A picture passes through it once however many vectors are made of it."""
    looks, concepts = map(parts.encoders.encoder, ("efficientnet-lite0", "concepts"))
    assert looks.network is concepts.network


def test_fingerprints_are_distinct_and_stable() -> None:
    found = {model.name: describe(model).fingerprint for model in KNOWN_MODELS}
    assert found == FINGERPRINTS
    assert len(set(found.values())) == len(KNOWN_MODELS)


def test_an_unknown_model_is_refused_with_the_known_ones(parts: Parts) -> None:
    with pytest.raises(UnknownModelError) as refusal:
        parts.encoders.encoder("gpt-9")
    assert all(model.name in str(refusal.value) for model in KNOWN_MODELS)
