"""Duration: the time that writing takes is told before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from likewise.catalogue.index_recipe import Algorithm, Metric, StorageType
from likewise.index.schema import Schema, VectorField
from likewise.planning.duration import write_seconds


def schema_of(algorithm: Algorithm) -> Schema:
    vector = VectorField("text", "{name}", 384, "m", "f")
    return Schema((), (vector,), Metric.COSINE, algorithm)


def test_writing_costs_more_the_more_is_linked() -> None:
    flat, hnsw = schema_of(Algorithm.FLAT), schema_of(Algorithm.HNSW)
    assert write_seconds(hnsw, 0, 0) == write_seconds(flat, 5000, 0) == 0
    for sizes in ((100, 5000), (5000, 90_000), (90_000, 10**7)):
        small, large = (write_seconds(hnsw, size, 1000) for size in sizes)
        assert write_seconds(flat, sizes[1], 1000) < small < large
    at_once = write_seconds(hnsw, 0, 30_000)
    steps = write_seconds(hnsw, 0, 12_000) + write_seconds(hnsw, 12_000, 18_000)
    assert steps == pytest.approx(at_once)


def test_writing_costs_more_with_more_candidates_and_in_json() -> None:
    hnsw = schema_of(Algorithm.HNSW)
    usual = write_seconds(hnsw, 0, 10_000)

    assert write_seconds(replace(hnsw, ef_construction=100), 0, 10_000) < usual
    assert write_seconds(replace(hnsw, ef_construction=400), 0, 10_000) > 1.4 * usual
    assert write_seconds(replace(hnsw, storage=StorageType.JSON), 0, 10_000) > usual
