"""JSON storage: a document as a JSON object of its values, vectors as lists of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson

from likewise.catalogue.index_recipe import VectorType
from likewise.embedding.vectors import Vector
from likewise.index import precision
from likewise.index.redis.codec import Command, Kept, Reply, Stored


class JsonStorage:
    """Documents as JSON.

    Args:
        kind: How a number of a vector is kept; the list has the numbers as that kind rounds them.
    """

    def __init__(self, kind: VectorType) -> None:
        self._kind = kind

    def column(self, name: str) -> tuple[str, ...]:
        """How FT.CREATE is told where a value is, and its name in queries."""
        return (_path(name), "AS", name)

    def returned(self, name: str) -> tuple[str, ...]:
        """How RETURN and LOAD ask for a value; the words count in their number."""
        return (_path(name), "AS", name)

    def write(self, key: str, values: Mapping[str, Stored]) -> Command:
        """The command that puts the values under the key, in the place of what is there."""
        data = orjson.dumps(self.plain(values), option=orjson.OPT_SERIALIZE_NUMPY)
        return ("JSON.SET", key, "$", data)

    def plain(self, values: Mapping[str, Stored]) -> dict[str, object]:
        """The document; vectors as arrays."""
        return {name: self._plain(value) for name, value in values.items()}

    def read(self, key: str, names: Sequence[str]) -> Command:
        """The command that asks for some of the values under a key."""
        return ("JSON.GET", key, *map(_path, names))

    def values(self, reply: Reply, names: Sequence[str]) -> Sequence[Kept | None]:
        """What `read` brought, in the order of the names; None for what is not there."""
        if reply is None:
            return [None] * len(names)
        plain = orjson.loads(reply)
        # Of one path it is what was found there, of several a map of that.
        found = [plain] if len(names) == 1 else [plain[_path(name)] for name in names]
        return [_kept(each[0]) if each else None for each in found]

    def vector(self, value: Kept) -> Vector:
        """The unit vector in a value that has no flaw."""
        return precision.from_numbers(precision.as_numbers(value, self._kind), self._kind)

    def flaw(self, value: Kept, dims: int) -> str | None:
        """Why a value is no unit vector of so many dimensions; None if it is."""
        try:
            numbers = precision.as_numbers(value, self._kind)
        except (TypeError, ValueError, OverflowError):
            return f"is no list of {self._kind} numbers"
        return precision.flaw(numbers, self._kind, dims)

    def _plain(self, value: Stored) -> object:
        if isinstance(value, np.ndarray):
            return precision.to_numbers(value, self._kind)
        return value.decode() if isinstance(value, bytes) else value


def _path(name: str) -> str:
    return f"$.{name}"  # names of values are letters, digits and `_`


def _kept(value: Any) -> Kept:  # noqa: ANN401 - whatever JSON can hold
    return value.encode() if isinstance(value, str) else value
