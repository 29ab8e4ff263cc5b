"""Hits: what a search answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from likewise.catalogue.item import Value


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found.

    Attributes:
        id: The item's.
        score: In [0, 1], larger is nearer; the cosine of the vectors, with negative ones cut to 0,
            whatever the index's metric.
        fields: The item's fields.
        picture: Path of its picture, or None.
    """

    id: str
    score: float
    fields: Mapping[str, Value]
    picture: str | None


@dataclass(frozen=True, slots=True)
class Hits(Sequence[Hit]):
    """A page of hits, nearest first, ties by id.

    Attributes:
        page: The hits.
        total: How many items meet the filter, whether or not they have the vector compared.
        took_ms: From the query's vector to the hits, in milliseconds.
    """

    page: tuple[Hit, ...]
    total: int
    took_ms: float

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | Sequence[Hit]:
        return self.page[index]

    def __len__(self) -> int:
        return len(self.page)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.page)
