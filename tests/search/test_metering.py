"""Metering: a real graph is measured, and what is chosen holds what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, IndexRecipe, Metric, Policy
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.vectors import Vectors, unit
from likewise.index.filters.tree import OneOf
from likewise.index.redis.codec import Keys
from likewise.index.redis.measure import Window
from likewise.index.redis.store import RedisStore
from likewise.index.requests import Nearest
from likewise.index.schema import Schema, VectorField
from likewise.index.search_setting import SearchSetting
from likewise.index.store import Document, Stamp, answer
from likewise.search.tuning.metering import SHARES, SHOWN_SHARES, Subject, tune
from likewise.search.tuning.tuning import COMPARE_ALL, Tuning

DIMS = 16
COUNT = 3000
RECALL = 0.9
FIELDS = (Field("kind", Role.TAG),)
VECTOR = VectorField("text", "{kind}", DIMS, "model", "fingerprint")
# A poor graph, so that there is something to choose from.
GRAPH = Schema(FIELDS, (VECTOR,), Metric.L2, Algorithm.HNSW, m=4, ef_construction=10, ef_runtime=10)


def fill(parts: Parts, name: str, schema: Schema, vectors: Vectors, kinds: list[str]) -> RedisStore:
    recipe = Recipe(
        name,
        Source.of("none.csv"),
        "id",
        None,
        FIELDS,
        (VectorRecipe("text", "{kind}", "model"),),
        IndexRecipe(),
    )
    store = parts.register.begin(recipe, schema)
    store.put(
        Document(str(number), {"kind": kind}, None, {"text": vector}, Stamp("", {}))
        for number, (vector, kind) in enumerate(zip(vectors, kinds, strict=True))
    )
    parts.register.finish(name, store, may_lose=False)
    return store


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    random = np.random.default_rng(0)
    return unit(random.standard_normal((COUNT, DIMS)).astype(np.float32))


@pytest.fixture(scope="module")
def store(parts: Parts, vectors: Vectors) -> Iterator[RedisStore]:
    yield fill(parts, "metered", GRAPH, vectors, ["any"] * COUNT)
    parts.register.forget("metered")


@pytest.fixture(scope="module")
def subject(parts: Parts, store: RedisStore) -> Subject:
    index = Keys("metered").index(store.version)
    return Subject(parts.engine, index, store.schema, COUNT, "text")


@pytest.fixture(scope="module")
def tuning(parts: Parts, store: RedisStore) -> Tuning:
    return tune(parts.engine, Keys("metered").index(store.version), store, recall=RECALL)


def test_comparing_all_finds_what_numpy_finds(subject: Subject, vectors: Vectors) -> None:
    queries = vectors[:20]
    done = subject.compare(queries, [None] * 20, [], Random(0))
    for query, search in zip(queries, done[COMPARE_ALL], strict=True):
        nearest = np.sort(2 - 2 * (vectors @ query))[:10]
        np.testing.assert_allclose(search.distances, nearest, atol=1e-5)


def test_a_window_admits_its_share_of_the_documents(subject: Subject) -> None:
    for share in (0.5, 0.1, 0.01):
        text = f"@_draw:[0.2 ({0.2 + share}]"
        found = subject.engine.run("FT.SEARCH", subject.index, text, "LIMIT", 0, 0, "DIALECT", 2)
        assert found[0] == pytest.approx(share * COUNT, rel=0.4)


def test_windows_and_settings_are_measured_for_the_same_queries(
    subject: Subject, vectors: Vectors
) -> None:
    settings = [SearchSetting(10, Policy.AUTO), SearchSetting(500, Policy.BATCHES, 50)]
    windows = [Window(0.1, 0.4)] * 30
    done = subject.compare(vectors[:30], windows, settings, Random(0))
    assert list(done) == [COMPARE_ALL, *settings]
    assert all(len(searches) == 30 for searches in done.values())
    for exact, near in zip(done[COMPARE_ALL], done[settings[1]], strict=True):
        assert near.distances[0] >= exact.distances[0] - 1e-6


def test_what_is_chosen_holds_the_recall_under_filters_of_every_share(tuning: Tuning) -> None:
    found = tuning.vectors["text"]
    assert tuning.documents == COUNT
    shares = [None, *(share for share in SHOWN_SHARES if share * COUNT >= 20)]
    assert [each.share for each in found.after] == shares
    assert [each.share for each in found.before] == shares
    for each in found.after:
        assert each.recall >= RECALL - 0.02
        assert 0 < each.p50_ms <= each.p95_ms
    assert found.before[0].recall < RECALL
    assert found.before[0].setting == SearchSetting(10, Policy.AUTO)


def test_the_last_step_is_for_any_number_of_candidates(tuning: Tuning) -> None:
    steps = tuning.vectors["text"].steps
    assert steps[-1].candidates == 0
    assert [step.candidates for step in steps] == sorted(
        (step.candidates for step in steps), reverse=True
    )
    assert min(SHARES) * COUNT < 20  # windows of fewer documents were not measured


def test_a_vector_that_no_two_documents_have_is_left_out(parts: Parts, name: str) -> None:
    store = fill(parts, name, GRAPH, unit(np.ones((1, DIMS), np.float32)), ["any"])
    found = tune(parts.engine, Keys(name).index(store.version), store, recall=RECALL)
    assert found == Tuning(RECALL, 1, {})
    parts.register.forget(name)


def test_a_small_graph_is_tuned_without_filters(parts: Parts, name: str, vectors: Vectors) -> None:
    store = fill(parts, name, GRAPH, vectors[:12], ["any"] * 12)
    found = tune(parts.engine, Keys(name).index(store.version), store, recall=RECALL)
    assert found.vectors["text"].setting(5) == COMPARE_ALL
    parts.register.forget(name)


@pytest.mark.parametrize("algorithm", [Algorithm.FLAT, Algorithm.HNSW])
@pytest.mark.parametrize("policy", [Policy.AUTO, Policy.BATCHES, Policy.ADHOC_BF])
def test_the_one_of_its_kind_is_found_among_a_hundred_nearer_ones(
    parts: Parts, name: str, algorithm: Algorithm, policy: Policy
) -> None:
    """Txtai's issue 915: a filter that is applied after the search leaves nothing."""
    random = np.random.default_rng(1)
    near = np.eye(1, DIMS, dtype=np.float32) + 0.01 * random.standard_normal((100, DIMS))
    far = -np.eye(1, DIMS, dtype=np.float32)
    vectors = unit(np.concatenate([near, far]).astype(np.float32))
    schema = replace(GRAPH, algorithm=algorithm, policy=policy)
    store = fill(parts, name, schema, vectors, ["one"] * 100 + ["other"])
    for k in (1, 10):
        found = answer(store, Nearest("text", vectors[0], k, OneOf("kind", ("other",))))
        assert [each.id for each in found] == ["100"]
    parts.register.forget(name)
