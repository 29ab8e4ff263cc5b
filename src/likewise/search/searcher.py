"""Searcher: from words, a picture or an item to hits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PIL.Image import Image

from likewise.embedding.encoder import Encoder, Input, Modality, encode
from likewise.embedding.vectors import Vector
from likewise.errors import ModelMismatchError, UnknownItemError, UsageError
from likewise.index.filters import Filter, Where, meets, read_filter
from likewise.index.schema import VectorField
from likewise.index.store import MOST_NEIGHBOURS, Store
from likewise.search.hits import Hit, Hits

MOST_HITS = 1000
"""The longest page."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the ranking is wanted; checked when made."""

    limit: int = 10
    offset: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_HITS:
            raise UsageError(f"The limit must be from 1 to {MOST_HITS}, but is {self.limit}.")
        if not 0 <= self.offset <= MOST_NEIGHBOURS - self.limit - 1:
            raise UsageError(
                f"The offset must be from 0 to {MOST_NEIGHBOURS - self.limit - 1} with this limit, "
                f"but is {self.offset}.",
                remedy="Narrow the search with a filter instead of paging so far.",
            )


class Searcher:
    """Searches one store with the encoders that filled it.

    Args:
        store: What is searched.
        encoder_of: From a model's name to its encoder.
    """

    def __init__(self, store: Store, encoder_of: Callable[[str], Encoder]) -> None:
        self._store = store
        self._encoder_of = encoder_of

    def by_words(self, words: str, *, by: str | None, where: Where, page: Page) -> Hits:
        """The items nearest to words, in a vector whose space has words."""
        field = self._field(by) if by else self._first_for_words()
        encoder = self._encoder(field)
        if encoder.words is None:
            raise UsageError(
                f"Words have no place among the vectors {field.name!r} ({field.model}).",
                remedy=f"Search by {self._names(lambda each: each.words is not None)}.",
            )
        return self._nearest(field, self._encoded(encoder.words, words), where, page)

    def by_picture(self, picture: Image, *, by: str | None, where: Where, page: Page) -> Hits:
        """The items nearest to a picture, in a vector that is made from pictures."""
        field = self._field(by) if by else self._first_for_pictures()
        encoder = self._encoder(field)
        if encoder.description.modality is not Modality.PICTURE:
            raise UsageError(
                f"The vectors {field.name!r} ({field.model}) are not made from pictures.",
                remedy=f"Search by {self._names(_reads_pictures)}.",
            )
        return self._nearest(field, self._encoded(encoder, picture), where, page)

    def like(self, item: str, *, by: str | None, where: Where, page: Page) -> Hits:
        """The items nearest to an item, itself left out, in one of its vectors."""
        vectors = self._store.schema.vectors
        field = self._field(by) if by else vectors[0]
        vector = self._store.vectors(field.name, [item])[0]
        if vector is None:
            raise self._no_vector(item, field)
        return self._nearest(field, vector, where, page, without=item)

    def _left_out(self, item: str, conditions: Filter) -> bool:
        """Whether the item would count among those that meet the filter."""
        content = self._store.contents([item])[0]
        return content is not None and meets(content.fields, conditions)

    def _nearest(
        self, field: VectorField, vector: Vector, where: Where, page: Page, *, without: str = ""
    ) -> Hits:
        start = time.perf_counter()
        conditions = read_filter(where, self._store.schema)
        k = page.offset + page.limit + bool(without)
        found = self._store.nearest(field.name, vector, k=k, where=conditions)
        others = [neighbour for neighbour in found.nearest if neighbour.id != without]
        hits = tuple(
            Hit(item, min(1.0, max(0.0, similarity)), *content)
            for item, similarity, content in others[page.offset : page.offset + page.limit]
        )
        total = found.total - (bool(without) and self._left_out(without, conditions))
        return Hits(hits, total, (time.perf_counter() - start) * 1000)

    def _encoded(self, encoder: Encoder, given: Input) -> Vector:
        vector: Vector = encode(encoder, [given])[0]
        return vector

    def _field(self, name: str) -> VectorField:
        field = self._store.schema.vector(name)
        if field is None:
            names = ", ".join(vector.name for vector in self._store.schema.vectors)
            raise UsageError(f"There are no vectors {name!r} here.", remedy=f"There are {names}.")
        return field

    def _first_for_words(self) -> VectorField:
        return self._first("words", lambda encoder: encoder.words is not None)

    def _first_for_pictures(self) -> VectorField:
        return self._first("a picture", _reads_pictures)

    def _first(self, what: str, suits: Callable[[Encoder], bool]) -> VectorField:
        for field in self._store.schema.vectors:
            if suits(self._encoder(field)):
                return field
        raise UsageError(f"This catalogue has no vectors that {what} could be compared with.")

    def _names(self, suits: Callable[[Encoder], bool]) -> str:
        names = [
            field.name
            for field in self._store.schema.vectors
            if suits(self._encoder_of(field.model))
        ]
        return " or ".join(names) or "another catalogue"

    def _encoder(self, field: VectorField) -> Encoder:
        encoder = self._encoder_of(field.model)
        offered = encoder.description.fingerprint
        if offered != field.fingerprint:
            raise ModelMismatchError(
                f"The vectors {field.name!r} were made by {field.model} ({field.fingerprint}), but "
                f"the model at hand is {encoder.description.name} ({offered}).",
                indexed=f"{field.model} ({field.fingerprint})",
                offered=f"{encoder.description.name} ({offered})",
                remedy="Import the catalogue again to have its vectors made by this one.",
            )
        return encoder

    def _no_vector(self, item: str, field: VectorField) -> UnknownItemError:
        if self._store.stamps([item])[0] is None:
            return UnknownItemError(f"There is no item {item!r} in this catalogue.")
        return UnknownItemError(
            f"Item {item!r} has no vector {field.name!r}: it has nothing to make it from.",
            remedy="Try another of "
            f"{', '.join(vector.name for vector in self._store.schema.vectors)}.",
        )


def _reads_pictures(encoder: Encoder) -> bool:
    return encoder.description.modality is Modality.PICTURE
