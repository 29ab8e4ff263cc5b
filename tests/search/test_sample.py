"""Samples: the same items every time, whatever order a store gives them in."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Role
from likewise.index.memory_store import MemoryStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.search.relevance.sample import draw_sample, drawn

SCHEMA = Schema(
    (Field("name", Role.TEXT),),
    (VectorField("text", "{name}", 2, "m", "f"), VectorField("image", "image", 3, "m", "f")),
    Metric.COSINE,
    Algorithm.FLAT,
)
IDS = st.lists(st.text(max_size=5), unique=True, max_size=40)


@given(IDS, st.randoms(use_true_random=False), st.integers(0, 50))
def test_the_draw_depends_on_neither_order_nor_repetition(
    ids: list[str], random: object, most: int
) -> None:
    mixed = ids + ids[::2]
    random.shuffle(mixed)  # type: ignore[attr-defined] # a `Random`
    assert drawn(mixed, most, seed=3) == drawn(ids, most, seed=3)


@given(IDS, st.integers(0, 50), st.integers(0, 50))
def test_a_larger_draw_has_the_items_of_the_smaller(ids: list[str], a: int, b: int) -> None:
    small, large = sorted((a, b))
    assert drawn(ids, large, seed=0)[:small] == drawn(ids, small, seed=0)


def test_another_seed_draws_other_items() -> None:
    ids = [str(number) for number in range(1000)]
    assert len(set(drawn(ids, 100, seed=0)) & set(drawn(ids, 100, seed=1))) < 30


def test_every_item_is_as_likely() -> None:
    ids = [str(number) for number in range(100)]
    times = [drawn(ids, 20, seed=seed).count("42") for seed in range(500)]
    assert 70 < sum(times) < 130


def test_a_sample_has_contents_and_vectors_by_number() -> None:
    store = MemoryStore(SCHEMA)
    plain, both = np.array([1, 0], np.float32), np.array([0, 0, 1], np.float32)
    store.put(
        Document(
            str(number),
            {"name": f"item {number}"},
            None,
            {"text": plain} | ({"image": both} if number % 3 == 0 else {}),
            Stamp("", {}),
        )
        for number in range(9)
    )
    sample = draw_sample(store, 7, seed=0)
    assert len(sample) == len(sample.contents) == 7
    for number, (id_, content) in enumerate(zip(sample.ids, sample.contents, strict=True)):
        assert content.fields["name"] == f"item {id_}"
        has = number in sample.having["image"]
        assert has == (int(id_) % 3 == 0)
        assert_array_equal(sample.vectors["image"][number], both if has else np.zeros(3))
    assert sample.having["text"].tolist() == list(range(7))


def test_an_empty_store_gives_an_empty_sample() -> None:
    sample = draw_sample(MemoryStore(SCHEMA), 10, seed=0)
    assert len(sample) == 0
    assert sample.vectors["image"].shape == (0, 3)
