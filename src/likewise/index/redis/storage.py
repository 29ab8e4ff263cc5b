"""Storage: how the named values of a document are kept under one key, and read again.

Pure: commands are tuples, replies what the client gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from likewise.catalogue.index_recipe import StorageType
from likewise.embedding.vectors import Vector
from likewise.index.redis.codec import Command, Kept, Reply, Stored
from likewise.index.redis.hash_storage import HashStorage
from likewise.index.redis.json_storage import JsonStorage
from likewise.index.schema import Schema


class Storage(Protocol):
    """The words in which documents are written and read."""

    def column(self, name: str) -> tuple[str, ...]:
        """How FT.CREATE is told where a value is, and its name in queries."""
        ...

    def returned(self, name: str) -> tuple[str, ...]:
        """How RETURN and LOAD ask for a value; the words count in their number."""
        ...

    def write(self, key: str, values: Mapping[str, Stored]) -> Command:
        """The command that puts the values under the key, where nothing may be."""
        ...

    def read(self, key: str, names: Sequence[str]) -> Command:
        """The command that asks for some of the values under a key."""
        ...

    def values(self, reply: Reply, names: Sequence[str]) -> Sequence[Kept | None]:
        """What `read` brought, in the order of the names; None for what is not there."""
        ...

    def vector(self, value: Kept) -> Vector:
        """The unit vector in a value that has no flaw."""
        ...

    def flaw(self, value: Kept, dims: int) -> str | None:
        """Why a value is no unit vector of so many dimensions; None if it is."""
        ...


def storage_of(schema: Schema) -> Storage:
    """The storage of an index's documents."""
    if schema.storage is StorageType.JSON:
        return JsonStorage(schema.type)
    return HashStorage(schema.type)
