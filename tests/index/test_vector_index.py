"""Vector index: what the search module is told of vectors, and what its distances mean."""

from __future__ import annotations

import numpy as np
import pytest

from likewise.catalogue.index_recipe import Algorithm, Metric, Policy, StorageType, VectorType
from likewise.embedding.vectors import unit
from likewise.index.precision import as_numbers, to_numbers
from likewise.index.redis.index import create_index
from likewise.index.redis.vector_index import radius, search_options, similarity, vector_options
from likewise.index.schema import Schema, VectorField

VECTOR = VectorField("text", "{name}", 384, "m", "f")


def schema(
    algorithm: Algorithm = Algorithm.HNSW,
    metric: Metric = Metric.COSINE,
    kind: VectorType = VectorType.FLOAT32,
    **more: object,
) -> Schema:
    return Schema((), (VECTOR,), metric, algorithm, kind, **more)  # type: ignore[arg-type] # a table


@pytest.mark.parametrize(
    ("index", "options"),
    [
        (schema(Algorithm.FLAT), "FLAT 6 TYPE FLOAT32 DIM 384 DISTANCE_METRIC COSINE"),
        (
            schema(Algorithm.FLAT, Metric.IP, VectorType.BFLOAT16),
            "FLAT 6 TYPE BFLOAT16 DIM 384 DISTANCE_METRIC IP",
        ),
        (
            schema(Algorithm.FLAT, Metric.COSINE, VectorType.INT8),
            "FLAT 6 TYPE INT8 DIM 384 DISTANCE_METRIC COSINE",
        ),
        (
            schema(Algorithm.HNSW, Metric.L2, VectorType.UINT8),
            "HNSW 12 TYPE UINT8 DIM 384 DISTANCE_METRIC L2 M 16 EF_CONSTRUCTION 200 EF_RUNTIME 100",
        ),
        (
            schema(metric=Metric.IP, m=32, ef_construction=400, ef_runtime=7),
            "HNSW 12 TYPE FLOAT32 DIM 384 DISTANCE_METRIC IP M 32 EF_CONSTRUCTION 400 EF_RUNTIME 7",
        ),
        (
            schema(Algorithm.SVS_VAMANA, kind=VectorType.FLOAT16, m=64, ef_runtime=20),
            (
                "SVS-VAMANA 12 TYPE FLOAT16 DIM 384 DISTANCE_METRIC COSINE "
                "GRAPH_MAX_DEGREE 64 CONSTRUCTION_WINDOW_SIZE 200 SEARCH_WINDOW_SIZE 20"
            ),
        ),
    ],
)
def test_a_vector_is_made_as_the_schema_says(index: Schema, options: str) -> None:
    assert " ".join(map(str, vector_options(VECTOR, index))) == f"VECTOR {options}"


@pytest.mark.parametrize(
    ("storage", "told"),
    [
        (StorageType.HASH, " _v_text VECTOR HNSW"),
        (StorageType.JSON, " $._v_text AS _v_text VECTOR HNSW"),
    ],
)
def test_an_index_covers_the_kind_of_keys_that_documents_are(
    storage: StorageType, told: str
) -> None:
    words = " ".join(map(str, create_index("i", "p:", schema(storage=storage))))

    assert words.startswith(f"FT.CREATE i ON {storage.upper()} PREFIX 1 p: ")
    assert told in words


@pytest.mark.parametrize(
    ("index", "filtered", "exact", "options"),
    [
        (schema(Algorithm.FLAT), True, True, ""),
        (schema(), False, False, " EF_RUNTIME 100"),
        (schema(ef_runtime=30), True, False, " EF_RUNTIME 30"),
        (schema(ef_runtime=3), False, False, " EF_RUNTIME 10"),
        (schema(), True, True, " HYBRID_POLICY ADHOC_BF"),
        (schema(policy=Policy.ADHOC_BF), True, False, " HYBRID_POLICY ADHOC_BF"),
        (schema(policy=Policy.ADHOC_BF), False, False, " EF_RUNTIME 100"),
        (schema(policy=Policy.BATCHES), True, False, " EF_RUNTIME 100 HYBRID_POLICY BATCHES"),
        (
            schema(policy=Policy.BATCHES, batch_size=9),
            True,
            False,
            " EF_RUNTIME 100 HYBRID_POLICY BATCHES BATCH_SIZE 9",
        ),
        (schema(batch_size=9), True, False, " EF_RUNTIME 100 BATCH_SIZE 9"),
        (schema(policy=Policy.BATCHES, batch_size=9), False, False, " EF_RUNTIME 100"),
        (schema(policy=Policy.BATCHES, batch_size=9), True, True, " HYBRID_POLICY ADHOC_BF"),
        (schema(Algorithm.SVS_VAMANA), True, False, " SEARCH_WINDOW_SIZE 100"),
    ],
)
def test_a_search_is_told_how_to_walk_only_where_there_is_a_graph_and_what_it_takes(
    *, index: Schema, filtered: bool, exact: bool, options: str
) -> None:
    assert search_options(index, 10, filtered=filtered, exact=exact) == options


def redis_distance(index: Schema, one: np.ndarray, other: np.ndarray) -> float:
    """What the search module would tell of two vectors, by its documentation."""
    kind = index.type
    first, second = (as_numbers(to_numbers(v, kind), kind).astype(float) for v in (one, other))
    if index.metric is Metric.L2:
        return float(((first - second) ** 2).sum())
    product = float(first @ second)
    if index.metric is Metric.COSINE:
        product /= float(np.linalg.norm(first) * np.linalg.norm(second))
    return 1 - product


KINDS = [
    schema(Algorithm.FLAT, metric, kind)
    for metric in Metric
    for kind in VectorType
    if (kind is not VectorType.INT8 or metric is Metric.COSINE)
    and (kind is not VectorType.UINT8 or metric is Metric.L2)
]
ERRORS = {VectorType.INT8: 0.01, VectorType.UINT8: 0.05, VectorType.BFLOAT16: 0.01}


@pytest.mark.parametrize("index", KINDS, ids=lambda index: f"{index.metric}-{index.type}")
def test_a_distance_becomes_the_cosine_whatever_metric_and_numbers(index: Schema) -> None:
    rows = unit(np.random.default_rng(2).standard_normal((20, 384), np.float32))
    for other in rows:
        cosine = float(rows[0] @ other)
        found = similarity(index)(redis_distance(index, rows[0], other))
        assert found == pytest.approx(cosine, abs=ERRORS.get(index.type, 1e-3))


@pytest.mark.parametrize("index", KINDS, ids=lambda index: f"{index.metric}-{index.type}")
def test_a_radius_is_the_distance_of_its_cosine(index: Schema) -> None:
    for cosine in (-1, -0.25, 0, 0.5, 1):
        assert similarity(index)(radius(cosine, index)) == pytest.approx(cosine)
    assert radius(1.5, index) == 0


@pytest.mark.parametrize(("distance", "cosine"), [(-0.001, 1), (2.001, -1), (0.25, 0.75)])
def test_a_cosine_is_never_more_than_one(distance: float, cosine: float) -> None:
    found = similarity(schema(Algorithm.FLAT))(distance)

    assert found == cosine
