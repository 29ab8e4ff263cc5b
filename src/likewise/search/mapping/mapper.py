"""Mapper: makes the maps of one catalogue, adds to them, and says where things lie on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

import numpy as np

from likewise.embedding.vectors import Vector, Vectors
from likewise.errors import UnknownMapError, UsageError
from likewise.index.filters.tree import EVERYTHING, Filter
from likewise.index.redis.maps import INPUT_BYTES, MapRows, Maps, Points
from likewise.index.requests import Nearest
from likewise.index.schema import VectorField
from likewise.index.store import MOST_NEIGHBOURS, Store
from likewise.search.mapping.map import Landing, Map, MapFacts, Mapped
from likewise.search.mapping.method import Method, Plane, by_neighbours
from likewise.search.mapping.placing import NEIGHBOURS, amid
from likewise.search.relevance.sample import drawn

T = TypeVar("T")

MOST_LAID_OUT = 100_000
"""Where there are more items, a map is laid out of so many, and the others placed among them."""

_ITEMS_A_BATCH = 1000
_SEARCHES_A_BATCH = 64


class Mapper:
    """Makes the maps of one index, and reads them; several threads may use it at once.

    Args:
        store: What is laid out.
        maps: Where the maps are kept.
        most: Of so many items a map is laid out.
    """

    def __init__(self, store: Store, maps: Maps, *, most: int = MOST_LAID_OUT) -> None:
        self._store = store
        self._maps = maps
        self._most = most

    def made(self) -> Sequence[MapFacts]:
        """The maps that there are, the newest first."""
        found = filter(None, map(MapFacts.parse, self._maps.facts().values()))
        return sorted(found, key=lambda each: (each.at, each.name), reverse=True)

    def facts(self, vector: str, method: str) -> MapFacts:
        """The newest map by a vector and a method; empty for whichever.

        Raises:
            UnknownMapError: There is none.
        """
        if vector:
            self._field(vector)
        for each in self.made():
            if vector in ("", each.vector) and method in ("", each.method):
                return each
        wanted = " ".join(filter(None, ("map", vector and f"of {vector}", method)))
        raise UnknownMapError(
            f"There is no {wanted} yet." if wanted != "map" else "There is no map yet.",
            remedy="Make one: `likewise map`.",
        )

    def read(self, vector: str, method: str) -> Map:
        """The newest map by a vector and a method as it was kept; empty for whichever.

        Raises:
            UnknownMapError: There is none.
        """
        facts = self.facts(vector, method)
        rows = self._maps.rows(facts.name)
        return Map(facts, rows.ids, rows.points)

    def update(
        self,
        vector: str,
        method: Method,
        *,
        refresh: bool,
        seed: int,
        say: Callable[[str], None] = lambda _: None,
    ) -> Mapped:
        """Makes a map, or places on it what is new or changed since; keeps it.

        What is on it stays where it is, unless it is to be laid out anew, or there is more that is
        new than what could stay.

        Args:
            vector: By which of the items' vectors; empty for the first.
            method: How.
            refresh: Whether all of it is laid out anew.
            seed: For a map that is laid out: another one gives another map.
            say: Told what takes long.
        """
        field = self._field(vector)
        inputs = self._inputs(field)
        facts = next(
            (each for each in self.made() if (each.vector, each.method) == (field.name, method)),
            None,
        )
        if facts is None or refresh:
            return self._lay_out(field, method, inputs, seed, say)
        before = self._maps.rows(facts.name)
        known = dict(zip(before.ids, before.inputs, strict=True))
        new = [id_ for id_, made_from in inputs.items() if known.get(id_) != made_from]
        staying = len(inputs) - len(new)
        if len(new) > staying:
            say("More is new than what could stay, so all of it is laid out.")
            return self._lay_out(field, method, inputs, facts.seed, say)
        gone = [id_ for id_ in before.ids if id_ not in inputs]
        return self._extend(field, replace(facts, at=_now()), inputs, new, gone)

    def place(self, facts: MapFacts, to: Vector, where: Filter = EVERYTHING) -> Landing:
        """Where a vector lies on a map, and what is near to it of what meets a filter.

        Raises:
            UsageError: Nothing that meets the filter is near to it on the map.
        """
        near = self._neighbours(facts.name, facts.vector, [to], where)[0]
        if facts.plane is not None:
            x, y = facts.plane.points(to[np.newaxis])[0]
        elif near:
            x, y = amid(np.stack(list(near.values())))
        else:
            raise UsageError("Nothing on the map is near to what is looked for.")
        return Landing(facts, float(x), float(y), tuple(near))

    def _lay_out(
        self,
        field: VectorField,
        method: Method,
        inputs: Mapping[str, bytes],
        seed: int,
        say: Callable[[str], None],
    ) -> Mapped:
        ids, vectors = self._vectors(field, drawn(inputs, self._most, seed=seed))
        if not ids:
            raise UsageError(f"No item has the vector {field.name!r}.")
        say(f"Laying out {len(ids):,} items by {method}.")
        plane = Plane.of(vectors) if method is Method.PCA else None
        points = (
            by_neighbours(vectors, method, seed=seed) if plane is None else plane.points(vectors)
        )
        at = _now()
        facts = MapFacts(field.name, method, at, at, seed, plane)
        self._maps.replace(facts.name, _rows(ids, points, inputs), facts.to_text())
        if len(inputs) == len(ids):
            return Mapped(Map(facts, tuple(ids), points), len(ids), 0, 0, anew=True)
        others = list(inputs.keys() - set(ids))
        return replace(self._extend(field, facts, inputs, others, []), anew=True)

    def _extend(
        self,
        field: VectorField,
        facts: MapFacts,
        inputs: Mapping[str, bytes],
        new: Sequence[str],
        gone: Sequence[str],
    ) -> Mapped:
        """Places items on a map, and takes others away."""
        # Those that have changed are no neighbours: where they lay says nothing of what they are.
        self._maps.remove(facts.name, [*gone, *new])
        ids: list[str] = []
        points: list[Points] = []
        for part in _batches(new, _ITEMS_A_BATCH):
            having, vectors = self._vectors(field, part)
            for id_, point in zip(having, self._points(facts, vectors), strict=True):
                if point is not None:
                    ids.append(id_)
                    points.append(point)
        laid = np.stack(points) if points else np.empty((0, 2), np.float32)
        self._maps.add(facts.name, _rows(ids, laid, inputs), facts.to_text())
        map_ = self.read(facts.vector, facts.method)
        return Mapped(map_, len(ids), len(gone), len(inputs) - len(map_), anew=False)

    def _points(self, facts: MapFacts, vectors: Vectors) -> Iterator[Points | None]:
        """Where vectors lie on a map; None where nothing on it is near."""
        if facts.plane is not None:
            yield from facts.plane.points(vectors)
            return
        for part in _batches(list(vectors), _SEARCHES_A_BATCH):
            for near in self._neighbours(facts.name, facts.vector, part, EVERYTHING):
                yield amid(np.stack(list(near.values()))) if near else None

    def _neighbours(
        self, name: str, vector: str, to: Sequence[Vector], where: Filter
    ) -> list[dict[str, Points]]:
        """From the items nearest to each vector, nearest first, to where they lie on the map."""
        found: list[dict[str, Points]] = [{} for _ in to]
        wanting, k = list(range(len(to))), NEIGHBOURS
        while wanting:
            asked = [Nearest(vector, to[n], k, where, contents=False) for n in wanting]
            answers = self._store.ask(asked)
            ids = [each.id for answer in answers for each in answer]
            points = dict(zip(ids, self._maps.points(name, ids), strict=True))
            for n, answer in zip(wanting, answers, strict=True):
                on_map = ((each.id, points[each.id]) for each in answer)
                near = ((id_, point) for id_, point in on_map if point is not None)
                found[n] = dict(islice(near, NEIGHBOURS))
            ended = [len(answer) < k for answer in answers]
            wanting = [
                n
                for n, whole in zip(wanting, ended, strict=True)
                if len(found[n]) < NEIGHBOURS and not whole and k < MOST_NEIGHBOURS
            ]
            k = min(8 * k, MOST_NEIGHBOURS)
        return found

    def _inputs(self, field: VectorField) -> dict[str, bytes]:
        """From every item that has the vector to what that was made from."""
        found: dict[str, bytes] = {}
        for part in _batches(sorted(set(self._store.ids())), _ITEMS_A_BATCH):
            for id_, stamp in zip(part, self._store.stamps(part), strict=True):
                if stamp is not None and (digest := stamp.inputs.get(field.name)):
                    found[id_] = bytes.fromhex(digest)[:INPUT_BYTES]
        return found

    def _vectors(self, field: VectorField, ids: Sequence[str]) -> tuple[list[str], Vectors]:
        """The vectors of those of the items that have it still."""
        having: list[str] = []
        rows: list[Vector] = []
        for part in _batches(ids, _ITEMS_A_BATCH):
            for id_, row in zip(part, self._store.vectors(field.name, part), strict=True):
                if row is not None:
                    having.append(id_)
                    rows.append(row)
        return having, np.stack(rows) if rows else np.empty((0, field.dims), np.float32)

    def _field(self, vector: str) -> VectorField:
        if not vector:
            return self._store.schema.vectors[0]
        field = self._store.schema.vector(vector)
        if field is None:
            names = ", ".join(each.name for each in self._store.schema.vectors)
            raise UsageError(
                f"There is no vector {vector!r} in this catalogue.", remedy=f"It has {names}."
            )
        return field


def _rows(ids: Sequence[str], points: Points, inputs: Mapping[str, bytes]) -> MapRows:
    return MapRows(tuple(ids), points, tuple(inputs[id_] for id_ in ids))


def _batches(found: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (found[start : start + size] for start in range(0, len(found), size))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
