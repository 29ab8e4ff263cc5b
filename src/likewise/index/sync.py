"""Sync: makes a store hold the items of a source, encoding only what has changed.

Batches pass through three stages, with room for two batches between them: rows are read, compared
with what is stored, and their inputs made ready; the networks make vectors of them; the documents
are written. The first two have a thread each, the last has two.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import orjson

from likewise.catalogue.item import Item, Reject
from likewise.catalogue.media import picture_digest
from likewise.catalogue.recipe import PICTURE
from likewise.catalogue.rows import text_of
from likewise.catalogue.seen_ids import SeenIds
from likewise.embedding.encoder import Encoder, Features, Network
from likewise.embedding.vectors import Vector
from likewise.errors import EncodingError, MediaError, RejectedRowError
from likewise.index.ahead import Ahead
from likewise.index.overlap import overlapping
from likewise.index.schema import VectorField
from likewise.index.store import Document, Stamp, Store
from likewise.index.supplies import Supplies

T = TypeVar("T")

_ITEMS_A_BATCH = 256
_WRITERS = 2  # while Redis has one's batch, the other puts the next in words
_THREADS = 4  # for files to be read and servers to answer; decoding has processes of its own


@dataclass(slots=True)
class Progress:
    """How far an import is; a new one starts at nothing.

    Attributes:
        added: Items written that were not there.
        changed: Items written again, their row or picture being another.
        unchanged: Items that the store already held, from the same row and picture.
        removed: Items removed because the source has them no more.
        rejected: Rows refused.
        encoded: Vectors made by a model; the others were kept from before.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0
    encoded: int = 0

    @property
    def indexed(self) -> int:
        """Items written."""
        return self.added + self.changed

    @property
    def rows(self) -> int:
        """Rows dealt with."""
        return self.indexed + self.unchanged + self.rejected


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told during a sync.

    Attributes:
        rejected: Takes each refused row.
        advanced: Called after each batch; may raise to end the sync, when the batch that is being
            written has been.
    """

    rejected: Callable[[Reject], None]
    advanced: Callable[[Progress], None]


@dataclass(slots=True)
class _Prepared:
    """An item on its way: its picture's file, stamp and words, and what is known of its vectors."""

    item: Item
    picture: Path | None
    stamp: Stamp
    before: Stamp | None
    words: Mapping[str, str]
    vectors: dict[str, Vector] = field(default_factory=dict)
    inputs: dict[tuple[Network, str], Any] = field(default_factory=dict)
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all its vectors are known."""
        return self.vectors.keys() == self.stamp.inputs.keys()


@dataclass(frozen=True, slots=True)
class _Batch:
    """The items of some rows that must be written, and the rows that need nothing more."""

    items: list[_Prepared]
    unchanged: int
    rejects: list[Reject]


class Sync:
    """Fills one store by the encoders of its schema."""

    def __init__(
        self,
        store: Store,
        encoders: Mapping[str, Encoder],
        supplies: Supplies,
        watcher: Watcher,
        *,
        strict: bool,
    ) -> None:
        self._store = store
        self._encoders = encoders
        self._supplies = supplies
        self._watcher = watcher
        self._strict = strict
        self._progress = Progress()
        self._begun_empty = False
        self._networks: dict[tuple[Network, str], list[VectorField]] = defaultdict(list)
        for vector in store.schema.vectors:
            network = encoders[vector.name].network
            self._networks[network, vector.source].append(vector)

    def run(self, rows: Iterable[Item | Reject]) -> Progress:
        """Brings the store up to the rows, which are read once, in batches.

        Raises:
            RejectedRowError: A row was refused, and the sync is strict.
        """
        self._begun_empty = self._store.size() == 0
        with ThreadPoolExecutor(_THREADS) as threads:
            batches = _batches(rows)
            with (
                Ahead(self._prepare(batch, threads) for batch in batches) as prepared,
                Ahead((batch, self._documents(batch)) for batch in prepared) as encoded,
                ThreadPoolExecutor(_WRITERS) as writers,
            ):
                for batch in overlapping(writers, self._written, encoded, most=_WRITERS):
                    self._count(batch)
        return self._progress

    def preview(self, rows: Iterable[Item | Reject]) -> Progress:
        """What `run` would do, as far as that can be told without a model; writes nothing."""
        self._begun_empty = self._store.size() == 0
        with ThreadPoolExecutor(_THREADS) as threads:
            for batch in _batches(rows):
                self._count(self._prepare(batch, threads))
        return self._progress

    def remove_absent(self, seen: SeenIds) -> None:
        """Removes the items that no row had."""
        absent = (document for document in self._store.ids() if document not in seen)
        while part := list(dict.fromkeys(islice(absent, _ITEMS_A_BATCH))):
            self._store.remove(part)
            self._progress.removed += len(part)
            self._watcher.advanced(self._progress)

    def _written(self, encoded: tuple[_Batch, list[Document]]) -> _Batch:
        batch, documents = encoded
        self._store.put(documents)
        return batch

    def _count(self, batch: _Batch) -> None:
        for reject in batch.rejects:
            self._reject(reject)
        added = sum(each.before is None for each in batch.items)
        self._progress.added += added
        self._progress.changed += len(batch.items) - added
        self._progress.unchanged += batch.unchanged
        self._watcher.advanced(self._progress)

    def _prepare(self, rows: Sequence[Item | Reject], threads: ThreadPoolExecutor) -> _Batch:
        """The rows' items that have changed, with the vectors that are known, or their inputs."""
        rejects = [row for row in rows if isinstance(row, Reject)]
        items = [row for row in rows if not isinstance(row, Reject)]
        # Files and servers let others wait; words alone would only pay for the threads.
        apply = map if all(item.picture is None for item in items) else threads.map
        found = apply(self._stamped, items)
        stamped = _parted(found, rejects)
        stored: Sequence[Stamp | None] = [None] * len(stamped)
        if not self._begun_empty:  # then every row's id is new, for a source has each once
            stored = self._store.stamps([each.item.id for each in stamped])
        changed = []
        for each, before in zip(stamped, stored, strict=True):
            if before is None or before.item != each.stamp.item:
                each.before = before
                changed.append(each)
        self._recall(changed)
        whole = self._with_inputs(changed, threads, rejects)
        return _Batch(whole, len(stamped) - len(changed), rejects)

    def _stamped(self, item: Item) -> _Prepared | Reject:
        """The item with its picture's file, and the digests of all that it is made from."""
        try:
            file = None if item.picture is None else self._supplies.files.path(item.picture)
            picture = None if file is None else picture_digest(file).hex()
            str(file).encode()
        except MediaError as error:
            return item.reject(item.picture_column, str(error))
        except UnicodeEncodeError:
            return item.reject(item.picture_column, "the path of the picture is not UTF-8")
        words = {s: text_of(s, item) for _, s in self._networks if s != PICTURE}
        inputs = {source: _digest(text.encode()) for source, text in words.items() if text}
        if picture is not None:
            inputs[PICTURE] = picture
        row = orjson.dumps([item.id, item.fields, str(file), picture], option=orjson.OPT_SORT_KEYS)
        by_vector = {
            vector.name: inputs[vector.source]
            for vector in self._store.schema.vectors
            if vector.source in inputs
        }
        if not by_vector:
            return item.reject("", "has nothing to encode: no words and no picture")
        return _Prepared(item, file, Stamp(_digest(row), by_vector), None, words)

    def _recall(self, items: Sequence[_Prepared]) -> None:
        """Takes the vectors whose input is as before from the store, and others from the cache."""
        for vector in self._store.schema.vectors:
            name = vector.name
            kept = [
                each for each in items
                if each.before and name in each.stamp.inputs
                and each.before.inputs.get(name) == each.stamp.inputs[name]
            ]  # fmt: skip
            if kept:
                ids = [each.item.id for each in kept]
                _take(name, kept, self._store.vectors(name, ids))
            missing = [
                each for each in items if name in each.stamp.inputs and name not in each.vectors
            ]
            digests = [bytes.fromhex(each.stamp.inputs[name]) for each in missing]
            _take(name, missing, self._supplies.cache.get(vector.fingerprint, digests))

    def _with_inputs(
        self, items: Sequence[_Prepared], threads: ThreadPoolExecutor, rejects: list[Reject]
    ) -> list[_Prepared]:
        """The items, those of which a vector is not known with inputs for it."""
        whole = [each for each in items if each.is_whole]
        if len(whole) == len(items):
            return whole
        opened = self._with_pictures([each for each in items if not each.is_whole], rejects)
        return whole + _parted(threads.map(self._with_words, opened), rejects)

    def _with_pictures(
        self, items: Sequence[_Prepared], rejects: list[Reject]
    ) -> Iterator[_Prepared]:
        pairs = [pair for pair in self._networks if pair[1] == PICTURE]
        crops = [network.crop for network, _ in pairs if network.crop is not None]
        wanting = [each for each in items if any(self._lacks(each, pair) for pair in pairs)]
        files = [each.picture for each in wanting if each.picture is not None]
        refused = set[str]()
        for each, decoded in zip(
            wanting, self._supplies.decoders.decode(files, crops), strict=True
        ):
            if isinstance(decoded, MediaError):
                rejects.append(each.item.reject(each.item.picture_column, str(decoded)))
                refused.add(each.item.id)
            else:
                each.inputs.update(zip(pairs, decoded, strict=True))
        return (each for each in items if each.item.id not in refused)

    def _with_words(self, prepared: _Prepared) -> _Prepared | Reject:
        for network, source in self._networks:
            if source == PICTURE or not self._lacks(prepared, (network, source)):
                continue
            try:
                prepared.inputs[network, source] = network.prepare(prepared.words[source])
            except EncodingError as error:
                return prepared.item.reject("", str(error))
        return prepared

    def _lacks(self, prepared: _Prepared, pair: tuple[Network, str]) -> bool:
        return any(
            vector.name in prepared.stamp.inputs and vector.name not in prepared.vectors
            for vector in self._networks[pair]
        )

    def _documents(self, batch: _Batch) -> list[Document]:
        """The batch's documents; an item whose vector cannot be used joins the rejects."""
        wanting = [each for each in batch.items if not each.is_whole]
        for pair, fields in self._networks.items():
            lacking = [each for each in wanting if self._lacks(each, pair)]
            if not lacking:
                continue
            # Rows that say the same are encoded once.
            name = fields[0].name
            firsts = {each.stamp.inputs[name]: each for each in reversed(lacking)}
            features = pair[0].features([each.inputs[pair] for each in firsts.values()])
            for vector in fields:
                made = dict(zip(firsts, self._vectors(vector, features, firsts), strict=True))
                for each in lacking:
                    found = made[each.stamp.inputs[name]]
                    if found is None:
                        each.fault = f"its vector {vector.name} is zero or not finite"
                    else:
                        each.vectors[vector.name] = found
        batch.rejects.extend(each.item.reject("", each.fault) for each in batch.items if each.fault)
        batch.items[:] = [each for each in batch.items if not each.fault]
        return [
            Document(
                id=each.item.id,
                fields=each.item.fields,
                picture=None if each.picture is None else str(each.picture),
                vectors=each.vectors,
                stamp=each.stamp,
            )
            for each in batch.items
        ]

    def _vectors(
        self, vector: VectorField, features: Features, digests: Iterable[str]
    ) -> Sequence[Vector | None]:
        """The vectors of features, kept for the next time; None where one has no direction."""
        encoder = self._encoders[vector.name]
        try:
            rows = encoder.vectors(features)
        except EncodingError:
            if len(features) == 1:
                return [None]
            parts = zip(features, digests, strict=True)
            return [
                self._vectors(vector, feature[np.newaxis], [digest])[0] for feature, digest in parts
            ]
        self._progress.encoded += len(rows)
        keys = [bytes.fromhex(digest) for digest in digests]
        self._supplies.cache.put(vector.fingerprint, keys, rows)
        return list(rows)

    def _reject(self, reject: Reject) -> None:
        if self._strict:
            raise RejectedRowError(
                f"{reject}.",
                remedy="Mend the row, or leave --strict out to have such rows listed instead.",
            )
        self._progress.rejected += 1
        self._watcher.rejected(reject)


def _take(name: str, items: Sequence[_Prepared], vectors: Sequence[Vector | None]) -> None:
    for each, vector in zip(items, vectors, strict=True):
        if vector is not None:
            each.vectors[name] = vector


def _parted(found: Iterable[_Prepared | Reject], rejects: list[Reject]) -> list[_Prepared]:
    """The items; the rejects among them join the others."""
    kept = []
    for each in found:
        if isinstance(each, Reject):
            rejects.append(each)
        else:
            kept.append(each)
    return kept


def _digest(data: bytes) -> str:
    """The data in 16 bytes, as hex; empty for none."""
    return hashlib.blake2b(data, digest_size=16).hexdigest() if data else ""


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    source = iter(rows)
    while batch := list(islice(source, _ITEMS_A_BATCH)):
        yield batch
