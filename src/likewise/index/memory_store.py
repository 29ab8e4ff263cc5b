"""Memory store: exact search in numpy; the yardstick of the other stores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from likewise.embedding.vectors import Vector
from likewise.index.filters import Filter, meets
from likewise.index.schema import Schema
from likewise.index.store import Content, Document, Neighbour, Neighbours, Stamp


class MemoryStore:
    """Documents in a dictionary."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._documents: dict[str, Document] = {}

    def put(self, documents: Iterable[Document]) -> None:
        """Adds or replaces documents."""
        self._documents |= {document.id: document for document in documents}

    def remove(self, ids: Iterable[str]) -> None:
        """Removes documents."""
        for document in ids:
            self._documents.pop(document, None)

    def nearest(self, name: str, vector: Vector, *, k: int, where: Filter = ()) -> Neighbours:
        """The k nearest documents, by comparing all."""
        neighbours = [
            Neighbour(document.id, float(document.vectors[name] @ vector), _content(document))
            for document in self._documents.values()
            if name in document.vectors and meets(document.fields, where)
        ]
        neighbours.sort(key=lambda neighbour: (-neighbour.similarity, neighbour.id))
        return Neighbours(neighbours[:k], self.count(where))

    def count(self, where: Filter = ()) -> int:
        """How many documents meet the filter."""
        return sum(meets(document.fields, where) for document in self._documents.values())

    def contents(self, ids: Sequence[str]) -> Sequence[Content | None]:
        """What the documents show."""
        found = [self._documents.get(document) for document in ids]
        return [None if each is None else _content(each) for each in found]

    def vectors(self, name: str, ids: Sequence[str]) -> Sequence[Vector | None]:
        """The documents' vectors of that name."""
        found = (self._documents.get(each) for each in ids)
        return [document.vectors.get(name) if document else None for document in found]

    def stamps(self, ids: Sequence[str]) -> Sequence[Stamp | None]:
        """The documents' stamps."""
        found = (self._documents.get(each) for each in ids)
        return [document.stamp if document else None for document in found]

    def ids(self) -> Iterator[str]:
        """The ids of all documents."""
        return iter(list(self._documents))


def _content(document: Document) -> Content:
    return Content(document.fields, document.picture)
