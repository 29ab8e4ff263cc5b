"""Maps: where the documents of an index lie on planes, kept in Redis beside it.

Of each map Redis holds what is known of it as text, and a hash from a document's id to 16 bytes:
two 32-bit floats, little-endian, and the first half of the digest of what its vector was made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command, Keys

Points = NDArray[np.float32]
"""MapRows on a plane: shape (n, 2), float32."""

INPUT_BYTES = 8
"""So much of a digest is kept."""

_ROW = np.dtype([("point", "<f4", (2,)), ("input", f"V{INPUT_BYTES}")])
_POINTS_A_COMMAND = 5000
_DRAFT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class MapRows:
    """Where documents lie.

    Attributes:
        ids: Of the documents.
        points: Where each lies.
        inputs: The first bytes of the digest of what each one's vector was made from.
    """

    ids: tuple[str, ...]
    points: Points
    inputs: tuple[bytes, ...]


class Maps:
    """The maps of one version of a catalogue's index.

    Args:
        engine: The Redis that has them.
        keys: The names of the catalogue's keys.
        version: The index's.
    """

    def __init__(self, engine: Engine, keys: Keys, version: int) -> None:
        self._engine = engine
        self._keys = keys
        self._version = version

    def facts(self) -> Mapping[str, str]:
        """From the name of a map to what is known of it, as it was kept."""
        found = self._engine.run("HGETALL", self._keys.maps(self._version))
        return {name.decode(): text.decode() for name, text in found.items()}

    def rows(self, name: str) -> MapRows:
        """All rows of a map; none where there is no such map."""
        found = self._engine.run("HGETALL", self._key(name))
        packed = np.frombuffer(b"".join(found.values()), _ROW)
        ids = tuple(id_.decode() for id_ in found)
        return MapRows(ids, packed["point"].copy(), tuple(map(bytes, packed["input"])))

    def points(self, name: str, ids: Sequence[str]) -> Sequence[Points | None]:
        """Where some documents lie on a map, each of shape (2,); None for one that is not on it."""
        if not ids:
            return []
        found = self._engine.run("HMGET", self._key(name), *ids)
        return [None if row is None else np.frombuffer(row, _ROW)["point"][0] for row in found]

    def replace(self, name: str, rows: MapRows, facts: str) -> None:
        """Puts a map in the place of one of that name, at once."""
        draft = self._keys.map_draft(self._version, name)
        self._engine.run("UNLINK", draft)
        for command in _written(draft, rows):
            # Until it is whole it goes by itself, should this be cut off.
            self._engine.together(command, ("EXPIRE", draft, _DRAFT_SECONDS))
        moved: Command = ("RENAME", draft, self._key(name))
        lasting: Command = ("PERSIST", self._key(name))
        self._engine.pipeline((moved, lasting, self._kept(name, facts)), atomic=True)

    def remove(self, name: str, ids: Sequence[str]) -> None:
        """Takes documents away from a map; one that is not on it is passed over."""
        for start in range(0, len(ids), _POINTS_A_COMMAND):
            part = ids[start : start + _POINTS_A_COMMAND]
            self._engine.run("HDEL", self._key(name), *part)

    def add(self, name: str, rows: MapRows, facts: str) -> None:
        """Adds rows to a map, and puts in words what is known of it now."""
        for command in _written(self._key(name), rows):
            self._engine.run(*command)
        self._engine.run(*self._kept(name, facts))

    def drop(self) -> None:
        """Removes all of them."""
        names = [
            name.decode() for name in self._engine.run("HKEYS", self._keys.maps(self._version))
        ]
        self._engine.run("UNLINK", self._keys.maps(self._version), *map(self._key, names))

    def _key(self, name: str) -> str:
        return self._keys.map(self._version, name)

    def _kept(self, name: str, facts: str) -> Command:
        return ("HSET", self._keys.maps(self._version), name, facts)


def _written(key: str, rows: MapRows) -> Iterator[Command]:
    packed = np.empty(len(rows.ids), _ROW)
    packed["point"] = rows.points
    packed["input"] = np.frombuffer(b"".join(rows.inputs), f"V{INPUT_BYTES}")
    pairs = ((id_, row.tobytes()) for id_, row in zip(rows.ids, packed, strict=True))
    while part := list(islice(pairs, _POINTS_A_COMMAND)):
        yield ("HSET", key, *(word for pair in part for word in pair))
