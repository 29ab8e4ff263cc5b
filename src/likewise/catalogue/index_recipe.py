"""Index recipe: how the vectors of a catalogue are kept and searched, as `[index]` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from likewise.errors import RecipeError


class Algorithm(StrEnum):
    """How Redis looks for neighbours: FLAT compares all, the others walk a graph."""

    FLAT = "flat"
    HNSW = "hnsw"
    SVS_VAMANA = "svs-vamana"

    @property
    def walks(self) -> bool:
        """Whether it walks a graph, and so may miss a neighbour."""
        return self is not Algorithm.FLAT


class Metric(StrEnum):
    """How nearness is measured; vectors being unit length, all three rank alike."""

    COSINE = "cosine"
    IP = "ip"
    L2 = "l2"


class VectorType(StrEnum):
    """How Redis keeps each number of a vector."""

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"
    FLOAT64 = "float64"
    INT8 = "int8"
    UINT8 = "uint8"

    @property
    def bytes(self) -> int:
        """What a number takes."""
        return _BYTES[self]


_BYTES = {
    VectorType.FLOAT32: 4,
    VectorType.FLOAT16: 2,
    VectorType.BFLOAT16: 2,
    VectorType.FLOAT64: 8,
    VectorType.INT8: 1,
    VectorType.UINT8: 1,
}


class StorageType(StrEnum):
    """As what Redis keeps the documents that the index covers."""

    HASH = "hash"
    JSON = "json"


class Policy(StrEnum):
    """How a graph is searched under a filter.

    BATCHES walks it until enough have been met that pass the filter, ADHOC_BF compares all that
    pass it, and with AUTO Redis chooses.
    """

    AUTO = "auto"
    BATCHES = "batches"
    ADHOC_BF = "adhoc_bf"


@dataclass(frozen=True, slots=True)
class IndexRecipe:
    """How the vectors are kept and searched. What is None, Likewise chooses.

    The last three can be changed at any time, the others by a new index.

    Attributes:
        metric: How nearness is measured.
        algorithm: How neighbours are looked for; None for the one that fits the size.
        type: How a number of a vector is kept.
        storage: As what a document is kept.
        m: How many links a vector has in the graph: M of HNSW, GRAPH_MAX_DEGREE of SVS-VAMANA.
        ef_construction: How many candidates are compared to link a vector.
        ef_runtime: How many candidates a search holds: the more, the fewer it misses.
        policy: How the graph is searched under a filter.
        batch_size: How many candidates a batch has, where there are batches.
    """

    metric: Metric = Metric.COSINE
    algorithm: Algorithm | None = None
    type: VectorType = VectorType.FLOAT32
    storage: StorageType = StorageType.HASH
    m: int | None = None
    ef_construction: int | None = None
    ef_runtime: int | None = None
    policy: Policy = Policy.AUTO
    batch_size: int | None = None

    def __post_init__(self) -> None:
        for name, number in self.numbers.items():
            low, high = BOUNDS[name]
            if number is not None and not low <= number <= high:
                raise RecipeError(
                    f"[index] {name} = {number:,} is out of bounds.",
                    remedy=f"Use a whole number from {low} to {high:,}.",
                )
        self._check_graph()
        self._check_type()

    @property
    def numbers(self) -> Mapping[str, int | None]:
        """The settings that are whole numbers."""
        return {name: getattr(self, name) for name in BOUNDS}

    def _check_graph(self) -> None:
        given = [name for name, number in self.numbers.items() if number is not None]
        given += ["policy"] if self.policy is not Policy.AUTO else []
        if given and (self.algorithm is None or not self.algorithm.walks):
            raise RecipeError(
                f"[index] {', '.join(given)} is for an index that is a graph, and algorithm is "
                f"{'left out' if self.algorithm is None else self.algorithm}.",
                remedy='Write algorithm = "hnsw", or leave it out.',
            )
        if self.batch_size is not None and self.policy is Policy.ADHOC_BF:
            raise RecipeError(
                "[index] policy = adhoc_bf has no batches, and so no batch_size.",
                remedy='Write policy = "batches", or leave batch_size out.',
            )

    def _check_type(self) -> None:
        fits = _METRICS.get(self.type)
        if fits is not None and self.metric is not fits:
            raise RecipeError(
                f"[index] type = {self.type} keeps likeness by metric = {fits} alone, not by "
                f"{self.metric}.",
                remedy=f'Write metric = "{fits}": the scores are the same.',
            )
        if self.algorithm is Algorithm.SVS_VAMANA and self.type not in _VAMANA_TYPES:
            raise RecipeError(
                f"[index] algorithm = {self.algorithm} does not take type = {self.type}.",
                remedy=f"Use {' or '.join(_VAMANA_TYPES)}.",
            )


BOUNDS: Mapping[str, tuple[int, int]] = {
    "m": (2, 512),
    "ef_construction": (1, 4096),
    "ef_runtime": (1, 4096),
    "batch_size": (1, 1_000_000),
}
"""Setting to the least and the largest whole number that it may be."""

# `index.precision` says why.
_METRICS = {VectorType.INT8: Metric.COSINE, VectorType.UINT8: Metric.L2}
_VAMANA_TYPES = (VectorType.FLOAT32, VectorType.FLOAT16)
