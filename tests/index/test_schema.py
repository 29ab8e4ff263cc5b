"""Schema: which changes of a recipe need a new index, and which do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import (
    Algorithm,
    IndexRecipe,
    Metric,
    Policy,
    StorageType,
    VectorType,
)
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.errors import IncompleteIndexError
from likewise.index.schema import EF_CONSTRUCTION, EF_RUNTIME, VAMANA_M, M, Schema, VectorField

VECTOR = VectorField("text", "{name}", 384, "m", "f")
HNSW = Schema((Field("name", Role.TEXT),), (VECTOR,), Metric.COSINE, Algorithm.HNSW)
SEARCHES: list[dict[str, Any]] = [
    {"ef_runtime": 7},
    {"policy": Policy.BATCHES},
    {"policy": Policy.ADHOC_BF},
    {"batch_size": 9},
]


def recipe(name: str = "shop", index: IndexRecipe | None = None) -> Recipe:
    return Recipe(
        name,
        Source.of("none.csv"),
        "id",
        None,
        (Field("name", Role.TEXT),),
        (VectorRecipe("text", "{name}", "model"),),
        index=index or IndexRecipe(),
    )


@pytest.mark.parametrize("change", SEARCHES, ids=str)
def test_how_an_index_is_searched_does_not_make_it_another(change: dict[str, Any]) -> None:
    changed = replace(HNSW, **change)

    assert changed != HNSW
    assert changed.fingerprint == HNSW.fingerprint
    assert changed.is_that_of(HNSW.to_json())


@pytest.mark.parametrize(
    "change",
    [
        {"metric": Metric.IP},
        {"algorithm": Algorithm.FLAT},
        {"type": VectorType.FLOAT16},
        {"storage": StorageType.JSON},
        {"m": 8},
        {"ef_construction": 99},
        {"vectors": (replace(VECTOR, fingerprint="g"),)},
        {"fields": ()},
    ],
    ids=str,
)
def test_what_an_index_holds_and_how_it_was_made_does(change: dict[str, Any]) -> None:
    changed = replace(HNSW, **change)

    assert changed.fingerprint != HNSW.fingerprint
    assert not changed.is_that_of(HNSW.to_json())


def test_an_index_of_another_layout_is_never_gone_on_with() -> None:
    assert not HNSW.is_that_of(HNSW.to_json() | {"layout": 3})
    with pytest.raises(IncompleteIndexError, match="another version of Likewise"):
        Schema.from_json(HNSW.to_json() | {"layout": 3})


@pytest.mark.parametrize(
    "schema",
    [
        HNSW,
        replace(HNSW, type=VectorType.BFLOAT16, storage=StorageType.JSON, m=8, batch_size=9),
        replace(HNSW, algorithm=Algorithm.SVS_VAMANA, policy=Policy.ADHOC_BF, ef_runtime=7),
    ],
)
def test_a_schema_comes_back_from_plain_values(schema: Schema) -> None:
    assert Schema.from_json(schema.to_json()) == schema


@pytest.mark.parametrize(
    ("algorithm", "index", "numbers"),
    [
        (Algorithm.FLAT, IndexRecipe(), (M, EF_CONSTRUCTION, EF_RUNTIME)),
        (Algorithm.HNSW, IndexRecipe(), (16, 200, 100)),
        (Algorithm.SVS_VAMANA, IndexRecipe(), (VAMANA_M, EF_CONSTRUCTION, EF_RUNTIME)),
        (
            Algorithm.HNSW,
            IndexRecipe(algorithm=Algorithm.HNSW, m=8, ef_construction=50, ef_runtime=7),
            (8, 50, 7),
        ),
    ],
)
def test_what_a_recipe_leaves_out_is_chosen(
    algorithm: Algorithm, index: IndexRecipe, numbers: tuple[int, int, int]
) -> None:
    made = Schema.of(recipe(index=index), (VECTOR,), algorithm, HNSW.keywords)

    assert (made.m, made.ef_construction, made.ef_runtime) == numbers
    assert (made.metric, made.type, made.storage) == (index.metric, index.type, index.storage)


@pytest.mark.parametrize("change", SEARCHES, ids=str)
def test_an_import_that_changes_how_is_searched_keeps_the_index(
    parts: Parts, name: str, change: dict[str, Any]
) -> None:
    store = parts.register.begin(recipe(name), HNSW)
    parts.register.finish(name, store, may_lose=False)
    changed = parts.register.begin(recipe(name), replace(HNSW, **change))
    parts.register.finish(name, changed, may_lose=False)

    assert changed.version == store.version
    assert parts.register.live(name).schema == replace(HNSW, **change)
    parts.register.forget(name)


def test_an_import_in_another_storage_makes_the_index_anew(parts: Parts, name: str) -> None:
    store = parts.register.begin(recipe(name), HNSW)
    parts.register.finish(name, store, may_lose=False)
    changed = parts.register.begin(recipe(name), replace(HNSW, storage=StorageType.JSON))

    assert changed.version == store.version + 1
    parts.register.finish(name, changed, may_lose=False)
    assert parts.register.live(name).schema.storage is StorageType.JSON
    parts.register.forget(name)
