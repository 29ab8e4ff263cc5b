"""What every reranker keeps to: one suite over all of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from likewise.assembly import Parts
from likewise.embedding.encoder import Precision
from likewise.embedding.load_reranker import LATE_INTERACTION, load_reranker
from likewise.embedding.reranker import Reranker
from likewise.errors import EncodingError
from tiny_cross_encoder import FAMILIES, WORDS, make

QUERY = "red winter shoe"


def text(number: int) -> str:
    """A text of its own for each number; lengths go up and down."""
    length = 1 + (number * 37) % 83
    words = (WORDS[(number + place * place) % len(WORDS)] for place in range(length))
    return f"{WORDS[number % len(WORDS)]} {WORDS[number // 22 % len(WORDS)]} {' '.join(words)}"


@dataclass(frozen=True)
class Case:
    """A reranker, what it is loaded by, and how many tokens of a query and a text it reads."""

    reranker: Reranker
    source: str
    tokens: int


@pytest.fixture(scope="module", params=[LATE_INTERACTION, *FAMILIES], ids=str)
def case(
    request: pytest.FixtureRequest, parts: Parts, tmp_path_factory: pytest.TempPathFactory
) -> Case:
    if request.param == LATE_INTERACTION:
        reranker = load_reranker(LATE_INTERACTION, parts.models, Precision.EXACT)
        return Case(reranker, LATE_INTERACTION, 256)
    folder = tmp_path_factory.mktemp("models") / "tiny-judge"
    make(folder, request.param)
    return Case(load_reranker(str(folder), parts.models, Precision.EXACT), str(folder), 64)


def test_it_has_the_name_that_it_was_loaded_by(case: Case) -> None:
    assert case.reranker.name == Path(case.source).name


def test_scores_are_one_a_text_in_the_unit_interval(case: Case) -> None:
    scores = case.reranker.score(QUERY, [text(number) for number in range(30)])
    assert scores.shape == (30,)
    assert scores.dtype == np.float32
    assert ((scores > 0) & (scores <= 1)).all()
    assert len(set(scores)) > 20


def test_many_texts_at_once_have_the_scores_that_each_has_alone(case: Case) -> None:
    """Enough texts, of enough lengths, for sorting by length and for several passes."""
    texts = [text(number) for number in range(40)]
    alone = np.concatenate([case.reranker.score(QUERY, [each]) for each in texts])
    assert_allclose(case.reranker.score(QUERY, texts), alone, atol=1e-5)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(range(96)))
def test_scores_move_with_their_texts(case: Case, order: list[int]) -> None:
    """To the last bit, or the order of equal texts would depend on chance."""
    texts = [" ".join(text(number % 20).split()[: 10 + number % 3]) for number in range(24)]
    texts *= 4
    expected = case.reranker.score(QUERY, texts)
    found = case.reranker.score(QUERY, [texts[number] for number in order])
    assert_array_equal(found, expected[list(order)])


def test_equal_texts_have_equal_scores(case: Case) -> None:
    texts = [text(number % 7) for number in range(35)]
    scores = case.reranker.score(QUERY, texts)
    assert_array_equal(scores, np.tile(scores[:7], 5))


@pytest.mark.parametrize("empty", ["", " ", "\t\n\r", "\u3000\u00a0", "\x00\x07"], ids=ascii)
def test_a_text_with_nothing_to_read_has_the_score_zero(case: Case, empty: str) -> None:
    scores = case.reranker.score(QUERY, [text(1), empty, text(2)])
    assert scores[1] == 0
    assert_allclose(scores[[0, 2]], case.reranker.score(QUERY, [text(1), text(2)]), atol=1e-6)
    assert_array_equal(case.reranker.score(QUERY, [empty]), [0])


def test_no_texts_have_no_scores(case: Case) -> None:
    scores = case.reranker.score(QUERY, [])
    assert scores.shape == (0,)
    assert scores.dtype == np.float32


@pytest.mark.parametrize("empty", ["", " \n", "\x00"], ids=ascii)
def test_a_query_with_nothing_to_read_is_refused(case: Case, empty: str) -> None:
    with pytest.raises(EncodingError, match="Expected a query, found nothing"):
        case.reranker.score(empty, [text(1)])


def test_half_a_character_is_refused_in_query_and_text(case: Case) -> None:
    with pytest.raises(EncodingError, match="half a character"):
        case.reranker.score("red \ud800", [text(1)])
    with pytest.raises(EncodingError, match="half a character"):
        case.reranker.score("red", [text(1), "\udfff"])


def test_of_a_long_text_the_first_part_counts(case: Case) -> None:
    kept = "apple " * case.tokens
    scores = case.reranker.score(QUERY, [kept + "winter " * 5000, kept, "apple winter"])
    assert scores[0] == pytest.approx(scores[1], abs=1e-6)
    assert scores[0] != pytest.approx(scores[2], abs=1e-4)


def test_a_long_query_is_cut_and_leaves_room_for_the_text(case: Case) -> None:
    query = "winter shoe " * 5000
    scores = case.reranker.score(query, ["red apple", "blue sofa", text(9) * 50])
    assert len(set(scores)) == 3


def test_a_thousand_texts_each_have_their_own_score(case: Case) -> None:
    texts = [f"{WORDS[number % 22]} {WORDS[number // 22 % 22]} {number}" for number in range(1000)]
    scores = case.reranker.score(QUERY, texts)
    for number in range(0, 1000, 97):
        alone = case.reranker.score(QUERY, [texts[number]])
        assert scores[number] == pytest.approx(alone[0], abs=1e-5)


def test_several_threads_at_once_get_what_one_gets(case: Case) -> None:
    batches = [[text(number) for number in range(count)] for count in (1, 9, 30, 2, 1, 17)]
    expected = [case.reranker.score(QUERY, batch) for batch in batches]
    with ThreadPoolExecutor(len(batches)) as pool:
        found = list(pool.map(lambda batch: case.reranker.score(QUERY, batch), batches))
    for one, other in zip(found, expected, strict=True):
        assert_allclose(one, other, atol=1e-6)


def test_the_fast_precision_is_within_a_few_hundredths(case: Case, parts: Parts) -> None:
    fast = load_reranker(case.source, parts.models, Precision.FAST)
    texts = [text(number) for number in range(20)]
    assert_allclose(fast.score(QUERY, texts), case.reranker.score(QUERY, texts), atol=3e-2)
