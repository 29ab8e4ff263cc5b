"""Sync: makes a store hold the items of a source, encoding only what has changed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from likewise.catalogue.item import Item, Reject
from likewise.catalogue.media import open_picture, picture_digest
from likewise.catalogue.recipe import PICTURE
from likewise.catalogue.rows import text_of
from likewise.embedding.encoder import Encoder, Network
from likewise.embedding.vectors import Vector
from likewise.errors import EncodingError, MediaError, RejectedRowError
from likewise.index.schema import VectorField
from likewise.index.store import Document, Store

T = TypeVar("T")

_ITEMS_A_BATCH = 256
_PICTURE_THREADS = 2


@dataclass(slots=True)
class Progress:
    """How far an import is; a new one starts at nothing.

    Attributes:
        indexed: Items encoded and written.
        unchanged: Items that the store already held, from the same row and picture.
        removed: Items removed because the source has them no more.
        rejected: Rows refused.
    """

    indexed: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """Rows dealt with."""
        return self.indexed + self.unchanged + self.rejected


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told during a sync.

    Attributes:
        rejected: Takes each refused row.
        advanced: Called after each batch.
    """

    rejected: Callable[[Reject], None]
    advanced: Callable[[Progress], None]


@dataclass(slots=True)
class _Prepared:
    """An item whose inputs are ready for their networks."""

    item: Item
    digest: str
    inputs: dict[str, Any] = field(default_factory=dict)


class Sync:
    """Fills one store by the encoders of its schema."""

    def __init__(
        self, store: Store, encoders: Mapping[str, Encoder], watcher: Watcher, *, strict: bool
    ) -> None:
        self._store = store
        self._encoders = encoders
        self._watcher = watcher
        self._strict = strict
        self._progress = Progress()
        self._seen: set[str] = set()
        self._networks: dict[tuple[Network, str], list[VectorField]] = defaultdict(list)
        for vector in store.schema.vectors:
            network = encoders[vector.name].network
            self._networks[network, vector.source].append(vector)

    def run(self, rows: Iterable[Item | Reject], *, remove_absent: bool) -> Progress:
        """Brings the store up to the rows.

        Args:
            rows: The source, read once, in batches.
            remove_absent: Whether items that the rows do not have are removed.

        Raises:
            RejectedRowError: A row was refused, and the sync is strict.
        """
        with ThreadPoolExecutor(_PICTURE_THREADS) as threads, ThreadPoolExecutor(1) as ahead:
            # While one batch passes through the networks, the next is read and its pictures opened.
            ready = (self._prepare(batch, threads) for batch in _batches(rows))
            for batch in _one_ahead(ready, ahead):
                self._store.put(self._documents(batch))
                self._progress.indexed += len(batch)
                self._watcher.advanced(self._progress)
        if remove_absent:
            self._remove_absent()
        self._watcher.advanced(self._progress)
        return self._progress

    def _remove_absent(self) -> None:
        absent = [document for document in self._store.ids() if document not in self._seen]
        self._store.remove(absent)
        self._progress.removed = len(absent)

    def _prepare(
        self, batch: Sequence[Item | Reject], threads: ThreadPoolExecutor
    ) -> list[_Prepared]:
        """The batch's items that have changed, ready to be encoded."""
        items = []
        for row in batch:
            if isinstance(row, Reject):
                self._reject(row)
            else:
                items.append(row)
                self._seen.add(row.id)
        digests = list(threads.map(_digest, items))
        stored = self._store.digests([item.id for item in items])
        changed = []
        for item, digest, known in zip(items, digests, stored, strict=True):
            if isinstance(digest, Reject):
                self._reject(digest)
            elif digest == known:
                self._progress.unchanged += 1
            else:
                changed.append(_Prepared(item, digest))
        ready = []
        for prepared in threads.map(self._inputs, changed):
            if isinstance(prepared, Reject):
                self._reject(prepared)
            else:
                ready.append(prepared)
        return ready

    def _inputs(self, prepared: _Prepared) -> _Prepared | Reject:
        item = prepared.item
        picture = None
        for (network, source), vectors in self._networks.items():
            try:
                if source != PICTURE:
                    given: Any = text_of(source, item)
                elif item.picture is not None:
                    picture = picture or open_picture(item.picture)
                    given = picture
                else:
                    given = None
                if given:
                    prepared.inputs[vectors[0].name] = network.prepare(given)
            except (MediaError, EncodingError) as error:
                return item.reject(item.picture_column if source == PICTURE else "", str(error))
        if not prepared.inputs:
            return item.reject("", "has nothing to encode: no words and no picture")
        return prepared

    def _documents(self, batch: Sequence[_Prepared]) -> list[Document]:
        vectors: list[dict[str, Vector]] = [{} for _ in batch]
        for (network, _), fields in self._networks.items():
            first = fields[0].name
            having = [number for number, each in enumerate(batch) if first in each.inputs]
            if not having:
                continue
            features = network.features([batch[number].inputs[first] for number in having])
            for vector in fields:
                rows = self._encoders[vector.name].vectors(features)
                for number, row in zip(having, rows, strict=True):
                    vectors[number][vector.name] = row
        return [
            Document(
                id=each.item.id,
                fields=each.item.fields,
                picture=None if each.item.picture is None else str(each.item.picture),
                vectors=found,
                digest=each.digest,
            )
            for each, found in zip(batch, vectors, strict=True)
        ]

    def _reject(self, reject: Reject) -> None:
        if self._strict:
            place = f", column {reject.column}" if reject.column else ""
            raise RejectedRowError(
                f"{reject.source}, line {reject.line}{place}: {reject.reason}.",
                remedy="Mend the row, or leave --strict out to have such rows listed instead.",
            )
        self._progress.rejected += 1
        self._watcher.rejected(reject)


def _digest(item: Item) -> str | Reject:
    """The item's row and the bytes of its picture in 16 bytes, as hex."""
    row = json.dumps([item.id, dict(item.fields), str(item.picture)], sort_keys=True)
    digest = hashlib.blake2b(row.encode("utf-8", "surrogatepass"), digest_size=16)
    if item.picture is not None:
        try:
            digest.update(picture_digest(item.picture))
        except (OSError, MediaError) as error:
            return item.reject(item.picture_column, str(error))
    return digest.hexdigest()


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    source = iter(rows)
    while batch := list(islice(source, _ITEMS_A_BATCH)):
        yield batch


def _one_ahead(values: Iterator[T], thread: ThreadPoolExecutor) -> Iterator[T]:
    """The same values, the next one being made while the caller works on the last."""
    end = object()
    coming: Future[Any] = thread.submit(next, values, end)
    while (value := coming.result()) is not end:
        coming = thread.submit(next, values, end)
        yield value
