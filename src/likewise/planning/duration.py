"""Duration: the time that writing documents takes."""

from __future__ import annotations

import math

import numpy as np

from likewise.catalogue.index_recipe import StorageType
from likewise.index.schema import EF_CONSTRUCTION, Schema

_DOCUMENT = 150e-6
"""Seconds to write a document into a FLAT index. `python benchmarks/memory.py --algorithm flat`
found 118 to 309 microseconds on 2026-11-23, others being busy on both cores."""

_LISTED = 0.15e-6
"""Seconds more for each dimension of a vector in JSON: measured on 2026-11-23 by writing 4,096
documents with 96 to 1,280 dimensions."""

_LINKING = (
    (1, 0.10e-6),
    (1_000, 0.20e-6),
    (5_000, 0.47e-6),
    (20_000, 1.05e-6),
    (50_000, 1.45e-6),
    (100_000, 1.70e-6),
    (100_000_000, 4.5e-6),
)
"""Seconds for each dimension of a vector to link it into an HNSW index that is filled from nothing
to so many: their average, 384 and 1280 dimensions being much alike. The last line goes on as
those before it do. Measured with
`python benchmarks/memory.py --algorithm hnsw --json 100 --documents 1000 5000 20000 50000 100000`
on 2026-11-23 (2 shared, busy cores, AMD EPYC Zen 5) as the time of Redis's processor."""


def write_seconds(schema: Schema, indexed: int, added: float) -> float:
    """What it takes to write so many documents more into an index of so many."""
    dims = sum(vector.dims for vector in schema.vectors)
    each = _DOCUMENT + _LISTED * dims * (schema.storage is StorageType.JSON)
    if not schema.algorithm.walks:
        return each * added
    linking = _linking(indexed + added) - _linking(indexed)
    return each * added + dims * linking * _candidates(schema)


def _candidates(schema: Schema) -> float:
    """How much longer linking takes than with as many candidates as we choose ourselves.

    6,000 sentences by all-minilm-l6-v2 took 0.6 times as long with half, 1.8 times with twice and
    2.9 times with four times as many; how many links each has made no difference.
    """
    return math.pow(schema.ef_construction / EF_CONSTRUCTION, 0.8)


def _linking(documents: float) -> float:
    """Seconds for each dimension to fill an HNSW index from nothing to so many."""
    sizes, seconds = zip(*_LINKING, strict=True)
    return documents * float(np.interp(math.log(max(1, documents)), np.log(sizes), seconds))
