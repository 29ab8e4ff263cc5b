"""Hash storage: a document as a hash, each value a field of it, vectors as bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from likewise.catalogue.index_recipe import VectorType
from likewise.embedding.vectors import Vector
from likewise.index import precision
from likewise.index.redis.codec import Command, Kept, Reply, Stored


class HashStorage:
    """Documents as hashes.

    Args:
        kind: How a number of a vector is kept.
    """

    def __init__(self, kind: VectorType) -> None:
        self._kind = kind

    def column(self, name: str) -> tuple[str, ...]:
        """How FT.CREATE is told where a value is, and its name in queries."""
        return (name,)

    def returned(self, name: str) -> tuple[str, ...]:
        """How RETURN and LOAD ask for a value; the words count in their number."""
        return (name,)

    def write(self, key: str, values: Mapping[str, Stored]) -> Command:
        """The command that puts the values under the key, where nothing may be."""
        return ("HSET", key, *(part for pair in self.fields(values).items() for part in pair))

    def fields(self, values: Mapping[str, Stored]) -> dict[str, str | bytes]:
        """The fields of the hash."""
        return {name: self._text(value) for name, value in values.items()}

    def read(self, key: str, names: Sequence[str]) -> Command:
        """The command that asks for some of the values under a key."""
        return ("HMGET", key, *names)

    def values(self, reply: Reply, names: Sequence[str]) -> Sequence[Kept | None]:  # noqa: ARG002 - a reply to another command is no list
        """What `read` brought, in the order of the names; None for what is not there."""
        found: Sequence[Kept | None] = reply
        return found

    def vector(self, value: Kept) -> Vector:
        """The unit vector in a value that has no flaw."""
        return precision.from_numbers(precision.unpack(value, self._kind), self._kind)

    def flaw(self, value: Kept, dims: int) -> str | None:
        """Why a value is no unit vector of so many dimensions; None if it is."""
        if len(value) % self._kind.bytes:
            return "a number is cut off"
        return precision.flaw(precision.unpack(value, self._kind), self._kind, dims)

    def _text(self, value: Stored) -> str | bytes:
        if isinstance(value, np.ndarray):
            return precision.to_bytes(value, self._kind)
        return value if isinstance(value, (str, bytes)) else repr(value)
