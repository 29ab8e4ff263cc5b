"""Holdings: what Redis has already of the items that an import would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from likewise.catalogue.item import Item
from likewise.index.redis.codec import Keys
from likewise.index.redis.store import RedisStore
from likewise.index.register import Register
from likewise.index.schema import Schema


@dataclass(frozen=True, slots=True)
class Holdings:
    """What Redis has of a catalogue, and of some of the items that it is to have.

    Attributes:
        store: The index that an import would go on with; None if it would begin one.
        indexed: How many documents that has.
        new: The part of the items that it lacks, 0 to 1.
        unseen: The part of which no index has an item, 0 to 1.
        stale: Documents of indexes that were never ended, and are dropped before the first row.
    """

    store: RedisStore | None
    indexed: int
    new: float
    unseen: float
    stale: int

    @classmethod
    def of(cls, name: str, schema: Schema, items: Sequence[Item], register: Register) -> Self:
        """What there is of the catalogue of that name, which an import would fill by the schema."""
        entry = register.entry(name)
        if entry is None or not items:
            return cls(None, 0, 1, 1, 0)
        run, keys = register.engine.run, Keys(name)
        store = register.filled(name, schema)
        ids = [item.id for item in items]
        known = sum(stamp is not None for stamp in store.stamps(ids)) if store else 0
        seen = int(run("EXISTS", *map(keys.item, ids)))
        kept = {entry.live, store.version if store else None}
        stale = [int(run("SCARD", keys.ids(each))) for each in entry.schemas if each not in kept]
        return cls(
            store,
            store.size() if store else 0,
            1 - known / len(ids),
            1 - seen / len(ids),
            sum(stale),
        )
