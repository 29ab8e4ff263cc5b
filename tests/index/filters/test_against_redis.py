"""Filters mean in Redis what they mean in plain Python.

LIKEWISE_FILTER_EXAMPLES says how many filters are tried: 300 if it is not set.
`LIKEWISE_FILTER_EXAMPLES=10000 pytest tests/index/filters/test_against_redis.py --timeout 7200`
is the long run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings

from filter_trees import DIMS, FIELDS, SCHEMA, TAGS, item_ids, items, trees
from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Policy, StorageType
from likewise.catalogue.recipe import Recipe, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.vectors import unit
from likewise.index.filters.tree import (
    And,
    Filter,
    Fuzzy,
    Inside,
    Missing,
    OneOf,
    Or,
    Phrase,
    Within,
    Words,
    meets,
)
from likewise.index.requests import Nearest, Total
from likewise.index.store import Document, Stamp, Store

EXAMPLES = int(os.environ.get("LIKEWISE_FILTER_EXAMPLES", "300"))
COUNT = 500
ANALYZER = SCHEMA.analyzer()
SQUARE = ((0.0, 0.0), (5.0, 0.0), (5.0, 5.0), (0.0, 5.0))
LAMP = OneOf("gender", ("灯具",))


def documents() -> list[Document]:
    """Every tenth has no vector."""
    ids = item_ids(COUNT)
    rows = unit(np.random.default_rng(3).standard_normal((COUNT, DIMS)).astype(np.float32))
    return [
        Document(
            ids[number],
            fields,
            None,
            {"text": row} if number % 10 else {},
            Stamp(str(number), {}),
        )
        for number, (fields, row) in enumerate(zip(items(COUNT), rows, strict=True))
    ]


DOCUMENTS = documents()
KINDS = {
    "hash": SCHEMA,
    "json": replace(SCHEMA, storage=StorageType.JSON),
    # A graph that is walked in batches goes through the filter again and again.
    "batches": replace(
        SCHEMA, algorithm=Algorithm.HNSW, policy=Policy.BATCHES, batch_size=20, ef_runtime=COUNT
    ),
}


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, parts: Parts) -> Iterator[Store]:
    """The documents in Redis."""
    name = f"t-filters-{request.param}"
    recipe = Recipe(
        name,
        Source.of("none.csv"),
        "id",
        None,
        FIELDS,
        (VectorRecipe("text", "{name}", "model"),),
    )
    made = parts.register.begin(recipe, KINDS[request.param])
    made.put(DOCUMENTS)
    yield made
    parts.register.forget(name)


@hypothesis_settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(Phrase("name", "ha ha ha"))
@example(Words("name", "ไทย ไทย"))
@example(Fuzzy("name", "tabl", 1))
@example(Fuzzy("name", "Þ", 2))
@example(Within("shop", 180.0, 0.0, 1000.0))
@example(And((Inside("shop", SQUARE), Inside("shop", SQUARE))))
@example(And((Missing("price"), Or((And((LAMP, ~Missing("name"))), Missing("any"))))))
@example(Or((*(OneOf("gender", (tag,)) for tag in TAGS[:24]), ~LAMP)))
@example(Missing("id"))
@example(~OneOf("id", item_ids(COUNT)[:400]))
@given(where=trees)
def test_redis_admits_what_plain_python_admits(store: Store, where: Filter) -> None:
    """The number of documents and the documents themselves, with and without a vector."""
    admitted = [
        each for each in DOCUMENTS if meets(SCHEMA.told(each.id, each.fields), where, ANALYZER)
    ]
    near = Nearest("text", DOCUMENTS[1].vectors["text"], COUNT, where, contents=False)
    total, nearest = store.ask((Total(where), near))
    assert total == len(admitted)
    assert {each.id for each in nearest} == {each.id for each in admitted if each.vectors}
