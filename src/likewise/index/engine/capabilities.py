"""Capabilities: what a Redis can do that Likewise does not need, but uses where it is asked to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self, TypeAlias

from likewise.catalogue.index_recipe import Algorithm, Metric, VectorType
from likewise.errors import (
    EngineCapabilityError,
    EngineError,
    EngineFullError,
    EngineUnavailableError,
)
from likewise.index.redis.codec import Command, Keys, Reply
from likewise.index.redis.vector_index import vector_options
from likewise.index.schema import Schema, VectorField

_Run: TypeAlias = Callable[[Command], Reply]
_Rare: TypeAlias = Algorithm | VectorType


@dataclass(frozen=True, slots=True)
class _Rarity:
    """What not every Redis can do.

    Attributes:
        index: An index that shows it.
        since: The first Redis that can.
        instead: What every Redis can.
    """

    index: Schema
    since: str
    instead: str


def _of_type(kind: VectorType, metric: Metric) -> Schema:
    return Schema((), (), metric, Algorithm.FLAT, type=kind)


_RARITIES: dict[_Rare, _Rarity] = {
    Algorithm.SVS_VAMANA: _Rarity(
        Schema((), (), Metric.COSINE, Algorithm.SVS_VAMANA), "8.2", Algorithm.HNSW
    ),
    VectorType.INT8: _Rarity(_of_type(VectorType.INT8, Metric.COSINE), "8.0", VectorType.FLOAT16),
    VectorType.UINT8: _Rarity(_of_type(VectorType.UINT8, Metric.L2), "8.0", VectorType.FLOAT16),
}

_VECTOR = VectorField("v", "", 8, "", "")
_PROBE_SECONDS = 60  # an index whose maker was cut off goes by itself


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a Redis can do.

    Attributes:
        algorithms: How it can look for neighbours.
        types: How it can keep a number of a vector.
        fuses: Whether it has FT.HYBRID, which joins rankings.
    """

    algorithms: tuple[Algorithm, ...]
    types: tuple[VectorType, ...]
    fuses: bool

    @classmethod
    def ask(cls, run: _Run) -> Self:
        """Finds out by making empty indexes, which are dropped again: versions do not tell.

        Args:
            run: Sends a command; gives the reply as Redis gave it, or raises an EngineError.

        Raises:
            EngineUnavailableError: Redis does not answer.
            EngineFullError: It has no memory for an index.
        """
        lacking = {rare for rare, rarity in _RARITIES.items() if not _makes(rarity.index, run)}
        return cls(
            algorithms=tuple(each for each in Algorithm if each not in lacking),
            types=tuple(each for each in VectorType if each not in lacking),
            fuses=_knows("FT.HYBRID", run),
        )

    def __str__(self) -> str:
        """In a few words, what is lacking among them."""
        lacking: list[str] = [
            each for each in _RARITIES if each not in (*self.algorithms, *self.types)
        ]
        lacking += [] if self.fuses else ["FT.HYBRID"]
        can = f"{', '.join(self.algorithms)} with {', '.join(self.types)}"
        return f"{can}; no {', '.join(lacking)}" if lacking else can

    def check(self, schema: Schema) -> None:
        """Refuses an index that this Redis cannot make.

        Raises:
            EngineCapabilityError: With what it can make.
        """
        _check("algorithm", schema.algorithm, self.algorithms)
        _check("type", schema.type, self.types)


def is_common(schema: Schema) -> bool:
    """Whether every Redis that Likewise works with can make the index."""
    return schema.algorithm not in _RARITIES and schema.type not in _RARITIES


def _check(key: str, wanted: _Rare, found: tuple[_Rare, ...]) -> None:
    if wanted not in found:
        rarity = _RARITIES[wanted]
        raise EngineCapabilityError(
            f"This Redis cannot do [index] {key} = {wanted}, which came with Redis {rarity.since}; "
            f"it can do {', '.join(found)}.",
            remedy=f'Write {key} = "{rarity.instead}", or set REDIS_URL to a newer Redis.',
        )


def _makes(index: Schema, run: _Run) -> bool:
    """Whether Redis makes an index like this one."""
    name = Keys.probe(uuid.uuid4().hex)
    head = ("FT.CREATE", name, "ON", "HASH", "PREFIX", 1, f"{name}:", "TEMPORARY", _PROBE_SECONDS)
    options = vector_options(_VECTOR, index)
    try:
        run((*head, "SKIPINITIALSCAN", "SCHEMA", _VECTOR.name, *options))
    except (EngineFullError, EngineUnavailableError):
        raise
    except EngineError:
        return False
    with suppress(EngineError):
        run(("FT.DROPINDEX", name))
    return True


def _knows(command: str, run: _Run) -> bool:
    """Whether Redis has the command, as far as it tells us."""
    try:
        return run(("COMMAND", "INFO", command))[0] is not None
    except (EngineFullError, EngineUnavailableError):
        raise
    except EngineError:
        return False
