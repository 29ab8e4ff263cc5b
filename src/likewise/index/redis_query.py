"""Redis query: filters and neighbours as commands of the search module.

Values go in as parameters and never into the text of a query, so they can hold anything.
"""

from __future__ import annotations

import math
from typing import TypeAlias

from likewise.catalogue.recipe import Algorithm, Metric, Role
from likewise.embedding.vectors import Vector, to_bytes
from likewise.index.filters import Between, Condition, Filter, OneOf
from likewise.index.redis_codec import SHOWN, TAG_SEPARATOR, attribute, vector_attribute
from likewise.index.schema import Schema, VectorField

Command: TypeAlias = tuple[str | bytes | int | float, ...]

DISTANCE = "_distance"

_FIELD_TYPES = {
    Role.TAG: ("TAG", "SEPARATOR", TAG_SEPARATOR, "CASESENSITIVE"),
    Role.NUMBER: ("NUMERIC",),
    Role.TIME: ("NUMERIC",),
    Role.GEO: ("GEO",),
}

_EF_CONSTRUCTION = 200
_M = 16
_EF_RUNTIME = 100  # recall@10 of 0.977 on 100,000 vectors, docs/decisions/0008-index-settings.md


def create_index(name: str, prefix: str, schema: Schema) -> Command:
    """FT.CREATE for the schema."""
    fields: list[str | int] = []
    for field in schema.indexed:
        fields += [attribute(field.name), *_FIELD_TYPES[field.role]]
    for vector in schema.vectors:
        fields += _vector(vector, schema)
    return ("FT.CREATE", name, "ON", "HASH", "PREFIX", 1, prefix, "SCHEMA", *fields)


def _vector(vector: VectorField, schema: Schema) -> list[str | int]:
    options: list[str | int] = ["TYPE", "FLOAT32", "DIM", vector.dims]
    options += ["DISTANCE_METRIC", schema.metric.upper()]
    if schema.algorithm is Algorithm.HNSW:
        options += ["M", _M, "EF_CONSTRUCTION", _EF_CONSTRUCTION, "EF_RUNTIME", _EF_RUNTIME]
    algorithm = schema.algorithm.upper()
    return [vector_attribute(vector.name), "VECTOR", algorithm, len(options), *options]


def nearest(
    index: str, schema: Schema, name: str, vector: Vector, *, k: int, where: Filter
) -> Command:
    """FT.SEARCH for the k nearest that meet the filter: key, distance and what is shown of each.

    They come in no order: the caller sorts them anyway, for ties.
    """
    text, parameters = condition_text(where)
    parameters += ["k", k, "vector", to_bytes(vector)]
    options = ""
    if schema.algorithm is Algorithm.HNSW:
        options = " EF_RUNTIME $ef"
        parameters += ["ef", max(_EF_RUNTIME, k)]
    knn = f"=>[KNN $k @{vector_attribute(name)} $vector{options} AS {DISTANCE}]"
    return (
        *("FT.SEARCH", index, text + knn, "RETURN", 2, DISTANCE, SHOWN, "LIMIT", 0, k),
        *("PARAMS", len(parameters), *parameters, "DIALECT", 2),
    )


def count(index: str, where: Filter) -> Command:
    """FT.SEARCH whose reply begins with the number of documents that meet the filter."""
    text, parameters = condition_text(where)
    bound = ("PARAMS", len(parameters), *parameters) if parameters else ()
    return ("FT.SEARCH", index, text, "LIMIT", 0, 0, *bound, "DIALECT", 2)


def condition_text(where: Filter) -> tuple[str, list[str | bytes | int | float]]:
    """The filter in the query language, and the parameters it refers to."""
    parameters: list[str | bytes | int | float] = []
    texts = [_text(condition, parameters) for condition in where]
    return (f"({' '.join(texts)})" if texts else "*"), parameters


def _text(condition: Condition, parameters: list[str | bytes | int | float]) -> str:
    name = attribute(condition.field)
    if isinstance(condition, Between):
        low = _bound(condition.low, parameters, open_end=condition.low_open)
        high = _bound(condition.high, parameters, open_end=condition.high_open)
        return f"(@{name}:[{low} {high}])"
    names = []
    for value in condition.values:
        names.append(f"$p{len(parameters)}")
        # Even in a parameter a backslash escapes what follows it.
        parameters += [names[-1][1:], value.replace("\\", "\\\\")]
    tags = f"@{name}:{{{' | '.join(names)}}}"
    return f"({tags})" if isinstance(condition, OneOf) else f"(-{tags})"


def _bound(value: float, parameters: list[str | bytes | int | float], *, open_end: bool) -> str:
    if math.isinf(value):
        return "+inf" if value > 0 else "-inf"
    name = f"p{len(parameters)}"
    parameters += [name, repr(float(value))]
    return f"({'$' + name}" if open_end else f"${name}"


def distance_scale(metric: Metric) -> int:
    """What a distance from Redis is divided by to be 1 - cosine, the vectors being unit length."""
    # COSINE and IP give 1 - cosine; L2 gives its square, which is 2 - 2 cosine.
    return 2 if metric is Metric.L2 else 1
