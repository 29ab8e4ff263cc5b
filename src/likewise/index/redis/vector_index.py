"""Vector index: the vectors of an index in the words of the search module.

Pure: what is written here is sent by others. SVS-VAMANA, INT8 and UINT8 follow the documentation of
Redis 8.2; the Redis that the tests run on lacks them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from likewise.catalogue.index_recipe import Algorithm, Metric, Policy, VectorType
from likewise.index.precision import UINT8_SCALE
from likewise.index.schema import Schema, VectorField

_GRAPH_WORDS = {
    Algorithm.HNSW: ("M", "EF_CONSTRUCTION", "EF_RUNTIME"),
    Algorithm.SVS_VAMANA: ("GRAPH_MAX_DEGREE", "CONSTRUCTION_WINDOW_SIZE", "SEARCH_WINDOW_SIZE"),
}


def vector_options(vector: VectorField, schema: Schema) -> list[str | int]:
    """What FT.CREATE is told of a vector, behind its name."""
    options: list[str | int] = ["TYPE", schema.type.upper(), "DIM", vector.dims]
    options += ["DISTANCE_METRIC", schema.metric.upper()]
    if schema.algorithm.walks:
        numbers = (schema.m, schema.ef_construction, schema.ef_runtime)
        for word, number in zip(_GRAPH_WORDS[schema.algorithm], numbers, strict=True):
            options += [word, number]
    return ["VECTOR", schema.algorithm.upper(), len(options), *options]


def search_options(schema: Schema, k: int, *, filtered: bool, exact: bool = False) -> str:
    """What stands in `[KNN ...]` between the vector and `AS`: how the index is to be searched.

    Args:
        schema: That of the index.
        k: How many neighbours are looked for.
        filtered: Whether anything but `*` stands before `=>`; only then may a policy be named.
        exact: Whether all that pass the filter shall be compared; a graph needs one for it.
    """
    if not schema.algorithm.walks:
        return ""
    policy = Policy.ADHOC_BF if exact else schema.policy
    if filtered and policy is Policy.ADHOC_BF:
        return " HYBRID_POLICY ADHOC_BF"  # which takes no other option
    options = f" {_GRAPH_WORDS[schema.algorithm][2]} {max(schema.ef_runtime, k)}"
    if filtered and policy is Policy.BATCHES:
        options += " HYBRID_POLICY BATCHES"
    if filtered and schema.batch_size is not None:
        options += f" BATCH_SIZE {schema.batch_size}"
    return options


def similarity(schema: Schema) -> Callable[[float], float]:
    """From the distance that Redis tells of two vectors to their cosine, -1 to 1."""
    scale = _scale(schema)

    def cosine_of(distance: float) -> float:
        cosine = 1 - distance / scale
        return cosine if -1 <= cosine <= 1 else math.copysign(1.0, cosine)

    return cosine_of


def radius(cosine: float, schema: Schema) -> float:
    """The distance at which Redis sees two vectors of that cosine."""
    return max(0.0, (1 - cosine) * _scale(schema))


def _scale(schema: Schema) -> int:
    """What a distance is divided by to be 1 - cosine."""
    # COSINE and IP give 1 - cosine; L2 gives its square, which is 2 - 2 cosine at unit length.
    stretched = UINT8_SCALE**2 if schema.type is VectorType.UINT8 else 1
    return 2 * stretched if schema.metric is Metric.L2 else stretched
