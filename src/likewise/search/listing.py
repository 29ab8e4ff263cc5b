"""Listing: items in the order of their ids, not of any nearness."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from likewise.catalogue.item import Value
from likewise.errors import UsageError
from likewise.index.content import Content
from likewise.index.filters.reading import Where, read_filter
from likewise.index.filters.tree import EVERYTHING, Filter, meets
from likewise.index.requests import Total
from likewise.index.store import Store, answer
from likewise.search.query import MOST_HITS

_ITEMS_A_BATCH = 256


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as it is listed.

    Attributes:
        id: The item's.
        fields: The item's fields.
        picture: Path of its picture, or None.
    """

    id: str
    fields: Mapping[str, Value]
    picture: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of items by id, and how many there are in all."""

    page: tuple[Listed, ...]
    total: int


def list_items(store: Store, where: Where, *, limit: int, offset: int) -> Listing:
    """The items that meet a filter, by id.

    A page costs a look at all ids, and with a filter also at all items before it.

    Raises:
        UsageError: There is no such page.
        FilterError: The filter cannot be read.
    """
    if not 1 <= limit <= MOST_HITS:
        raise UsageError(f"The limit must be from 1 to {MOST_HITS}, but is {limit}.")
    if offset < 0:
        raise UsageError(f"The offset must be 0 or more, but is {offset}.")
    conditions = read_filter(where, store.schema)
    found = items_from(store, conditions, offset=offset)
    return Listing(tuple(islice(found, limit)), answer(store, Total(conditions)))


def items_from(store: Store, where: Filter, *, offset: int) -> Iterator[Listed]:
    """The items that meet a filter, by id, without the first `offset` of them."""
    if where == EVERYTHING:
        return every_item(store, skipped=offset)
    return islice(every_item(store, where), min(offset, sys.maxsize), None)


def every_item(store: Store, where: Filter = EVERYTHING, *, skipped: int = 0) -> Iterator[Listed]:
    """Every item that meets the filter, by id, without the first `skipped` of all."""
    schema, analyzer = store.schema, store.schema.analyzer()
    ids = iter(sorted(set(store.ids()))[skipped:])
    while part := list(islice(ids, _ITEMS_A_BATCH)):
        for id_, content in zip(part, store.contents(part), strict=True):
            if content is not None and meets(schema.told(id_, content.fields), where, analyzer):
                yield _listed(id_, content)


def _listed(id_: str, content: Content) -> Listed:
    return Listed(id_, content.fields, content.picture)
