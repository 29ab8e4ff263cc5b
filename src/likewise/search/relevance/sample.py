"""Sample: some of a catalogue's items, drawn by their ids, so that they are the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from likewise.embedding.vectors import Vectors
from likewise.index.content import Content
from likewise.index.store import Store

Rows = NDArray[np.int64]
"""Numbers of items within a sample: shape (n,), int64."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Items with what they show and their vectors; an item's number is its place.

    Attributes:
        ids: Of the items.
        contents: What each shows.
        vectors: Name to vectors: shape (n, dims); zeros where an item has none.
        having: Name to the numbers of the items that have that vector, ascending.
    """

    ids: tuple[str, ...]
    contents: tuple[Content, ...]
    vectors: Mapping[str, Vectors]
    having: Mapping[str, Rows]

    def __len__(self) -> int:
        return len(self.ids)


def draw_sample(store: Store, most: int, *, seed: int) -> Sample:
    """At most so many items of a store, each as likely as any other."""
    ids = drawn(store.ids(), most, seed=seed)
    there = [
        (id_, content)
        for id_, content in zip(ids, store.contents(ids), strict=True)
        if content is not None
    ]
    ids = [id_ for id_, _ in there]
    vectors, having = {}, {}
    for field in store.schema.vectors:
        found = store.vectors(field.name, ids)
        rows = [number for number, vector in enumerate(found) if vector is not None]
        vectors[field.name] = np.zeros((len(ids), field.dims), np.float32)
        having[field.name] = np.array(rows, np.int64)
        for number in rows:
            vectors[field.name][number] = found[number]
    return Sample(tuple(ids), tuple(content for _, content in there), vectors, having)


def drawn(ids: Iterable[str], most: int, *, seed: int) -> list[str]:
    """At most so many of the ids, whatever their order, and however often one comes."""
    return nsmallest(most, set(ids), key=lambda each: (_lot(each, seed), each))


def _lot(id_: str, seed: int) -> bytes:
    """What an item draws: as good as random, and always the same."""
    return hashlib.blake2b(id_.encode(), digest_size=8, salt=seed.to_bytes(8, "little")).digest()
