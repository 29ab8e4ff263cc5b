"""Known pairs: who stands beside whom, and what a random pair may never be."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.catalogue.item import Value
from likewise.embedding.vectors import Vectors, unit
from likewise.index.content import Content
from likewise.search.relevance.known_pairs import (
    FOLDS,
    Folds,
    Pairs,
    asked_pairs,
    nearer_share,
    tag_pairs,
    together,
)
from likewise.search.relevance.questions import Origin
from likewise.search.relevance.sample import Sample

COUNT = 90
KINDS = 3


def sample(vectors: Vectors, *, having: int = COUNT) -> Sample:
    """Items of three kinds, each with a colour of its own and a shade that many share."""
    fields: list[dict[str, Value]] = [
        {"kind": f"kind {n % KINDS}", "own": f"colour {n}", "shades": ("any", f"shade {n % 2}")}
        for n in range(COUNT)
    ]
    return Sample(
        tuple(map(str, range(COUNT))),
        tuple(Content(each, None) for each in fields),
        {"text": vectors},
        {"text": np.arange(having)},
    )


def by_kind() -> Vectors:
    """Vectors that are near to others of the kind."""
    random = np.random.default_rng(0)
    centres = np.eye(KINDS, 8, dtype=np.float32)[np.arange(COUNT) % KINDS]
    return unit(centres + random.normal(0, 0.2, (COUNT, 8)).astype(np.float32))


def numbered() -> Vectors:
    """Vectors whose cosine to one another tells both numbers."""
    angles = np.arange(COUNT) / COUNT
    return unit(np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32))


def pairs(known: list[float], random: list[float]) -> Pairs:
    folds = np.zeros(len(known), np.int64)
    return Pairs(np.array(known), np.array(random), folds, (Origin.TAG,) * len(known))


def test_folds_are_of_equal_size() -> None:
    folds = Folds(sample(by_kind()), Random(0))
    assert np.bincount(folds.of).tolist() == [COUNT // FOLDS] * FOLDS


def test_a_random_item_is_another_one_of_the_fold_with_the_vector() -> None:
    folds, having = Folds(sample(by_kind()), Random(0)), np.arange(40)
    for number in range(COUNT):
        found = folds.other(number, having, lambda each: each % 2 == 0)
        assert found is not None
        assert found != number
        assert found < 40
        assert found % 2 == 0
        assert folds.of[found] == folds.of[number]


def test_there_may_be_no_item_that_fits() -> None:
    folds = Folds(sample(by_kind()), Random(0))
    assert folds.other(0, np.arange(COUNT), lambda _: False) is None
    assert folds.other(0, np.array([], np.int64), lambda _: True) is None


def test_a_question_stands_beside_its_own_item_and_one_that_fits() -> None:
    vectors = numbered()
    made = sample(vectors)
    folds = Folds(made, Random(0))
    asked = [(Origin.TITLE, item, vectors[item]) for item in range(0, COUNT, 5)]
    fits = [lambda other, item=item: other > item for _, item, _ in asked[:-1]]
    found = asked_pairs(vectors, asked, made.having["text"], folds, [*fits, lambda _: False])
    assert len(found) == len(asked) - 1
    np.testing.assert_allclose(found.known, 1, atol=1e-6)
    assert (found.random < 1 - 1e-6).all()
    assert found.folds.tolist() == [folds.of[item] for _, item, _ in asked[:-1]]
    angles = np.arccos(found.random)
    places = np.array([item for _, item, _ in asked[:-1]]) + np.round(angles * COUNT)
    assert (folds.of[places.astype(int)] == found.folds).all()


def test_questions_for_items_without_the_vector_are_passed_over() -> None:
    vectors = by_kind()
    made = sample(vectors, having=10)
    folds = Folds(made, Random(0))
    asked = [(Origin.TITLE, item, vectors[item]) for item in range(COUNT)]
    found = asked_pairs(vectors, asked, made.having["text"], folds, [lambda _: True] * COUNT)
    assert len(found) == 10


def test_items_with_a_tag_in_common_are_paired_where_it_tells_of_likeness() -> None:
    made = sample(by_kind())
    found = tag_pairs(made, "text", ["kind", "own", "shades"], Folds(made, Random(0)), Random(0))
    assert list(found) == ["kind"]
    assert len(found["kind"]) == COUNT
    assert set(found["kind"].origins) == {Origin.SAME_TAG}
    assert found["kind"].known.mean() > 0.6
    assert found["kind"].random.mean() < 0.2


def test_tags_tell_nothing_of_vectors_that_are_all_alike() -> None:
    made = sample(np.ones((COUNT, 1), np.float32))
    assert not tag_pairs(made, "text", ["kind"], Folds(made, Random(0)), Random(0))


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=20),
    st.lists(st.integers(0, 9), min_size=1, max_size=20),
)
def test_the_nearer_share_is_that_of_all_pairs_of_pairs(
    known: list[int], random: list[int]
) -> None:
    size = min(len(known), len(random))
    made = pairs([*map(float, known[:size])], [*map(float, random[:size])])
    wins = [(a > b) + (a == b) / 2 for a in made.known for b in made.random]
    assert nearer_share(made) == pytest.approx(sum(wins) / len(wins))


def test_pairs_can_be_joined_thinned_and_chosen_by_origin() -> None:
    tags = pairs([0.1, 0.2, 0.3], [0.0, 0.0, 0.0])
    titles = Pairs(np.array([0.9]), np.array([0.1]), np.array([2]), (Origin.TITLE,))
    both = together([tags, titles])
    assert both.known.tolist() == [0.1, 0.2, 0.3, 0.9]
    assert both.folds.tolist() == [0, 0, 0, 2]
    assert both.of([Origin.TITLE]).known.tolist() == [0.9]
    assert len(both.some(2, Random(0))) == 2
    assert set(both.some(9, Random(0)).known) == set(both.known)
    assert len(together([])) == 0
