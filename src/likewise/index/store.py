"""Store: the contract of what keeps documents and finds the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from likewise.catalogue.item import Value
from likewise.embedding.vectors import Vector
from likewise.index.content import Content
from likewise.index.requests import Request
from likewise.index.schema import Schema

T = TypeVar("T")

MOST_NEIGHBOURS = 10_000
"""No query reaches further down than this; the search module overflows on absurd numbers."""


class Stamp(NamedTuple):
    """What a document was made from.

    Attributes:
        item: Digest of the row and the picture, in hex.
        inputs: Vector's name to the digest, in hex, of what its model was given.
    """

    item: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """An item with its vectors, ready to be stored.

    Attributes:
        id: The item's.
        fields: The item's.
        picture: Path of its picture, or None.
        vectors: Name to vector; an item may lack some of the schema's.
        stamp: What it was made from.
    """

    id: str
    fields: Mapping[str, Value]
    picture: str | None
    vectors: Mapping[str, Vector]
    stamp: Stamp

    @property
    def content(self) -> Content:
        """What a hit shows of it."""
        return Content(self.fields, self.picture)


class Store(Protocol):
    """Keeps the documents of one index."""

    @property
    def schema(self) -> Schema:
        """What it holds."""
        ...

    def put(self, documents: Iterable[Document]) -> None:
        """Adds documents, or replaces those of the same id, each wholly or not at all."""
        ...

    def remove(self, ids: Iterable[str]) -> None:
        """Removes documents; an id that is not there is passed over."""
        ...

    def ask(self, requests: Sequence[Request[Any]]) -> Sequence[Any]:
        """The answers to requests, in their order; all go in one round trip.

        Each is of the type that its request is of; `answer` and `Round` keep that.
        """
        ...

    def size(self) -> int:
        """How many documents there are."""
        ...

    def contents(self, ids: Sequence[str]) -> Sequence[Content | None]:
        """What the documents show, in the order of the ids; None for one that is not there."""
        ...

    def vectors(self, name: str, ids: Sequence[str]) -> Sequence[Vector | None]:
        """The documents' vectors of that name; None where a document, or it, is not there."""
        ...

    def stamps(self, ids: Sequence[str]) -> Sequence[Stamp | None]:
        """The documents' stamps, in the order of the ids; None for one that is not there."""
        ...

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in no order; one may come twice while others write."""
        ...


def answer(store: Store, request: Request[T]) -> T:
    """The answer to one request."""
    found: T = store.ask([request])[0]
    return found
