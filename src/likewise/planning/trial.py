"""Trial: a sample passes through the stages of an import, and leaves nothing behind."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self, TypeVar

from likewise.catalogue.fetching.fetcher import FetchRules
from likewise.catalogue.item import Item
from likewise.catalogue.pictures import PictureFiles
from likewise.embedding.encoder import Encoder
from likewise.embedding.kept_vectors import KeptVectors
from likewise.embedding.vectors import Vector, Vectors
from likewise.errors import MediaError
from likewise.index.memory_store import MemoryStore
from likewise.index.schema import Schema
from likewise.index.store import Stamp, Store
from likewise.index.supplies import Supplies
from likewise.index.sync import Progress, Sync, Watcher
from likewise.planning.duration import write_seconds

T = TypeVar("T")

_THREADS = 4  # as an import has


@dataclass(frozen=True, slots=True)
class Trial:
    """A sample that passed through the stages of an import.

    Attributes:
        progress: What it came to.
        fetching: Seconds to bring its pictures.
        encoding: Seconds for all else.
    """

    progress: Progress
    fetching: float
    encoding: float

    @classmethod
    def run(
        cls,
        items: Sequence[Item],
        store: Store,
        encoder_of: Callable[[str], Encoder],
        cache: KeptVectors,
        rules: FetchRules,
    ) -> Self:
        """Passes the items through; if that took a model, once more, as it had to be loaded."""
        if not items:
            return cls(Progress(), 0, 0)
        encoders = {vector.name: encoder_of(vector.model) for vector in store.schema.vectors}
        with tempfile.TemporaryDirectory(prefix="likewise-") as name:
            folder = Path(name)
            files = PictureFiles.kept_in(folder / "bytes", folder / "urls", rules)
            brought, fetching = _timed(lambda: _brought(items, files))
            with Supplies.open(files, _ReadOnlyCache(cache)) as supplies:

                def synced() -> Progress:
                    watcher = Watcher(lambda _: None, lambda _: None)
                    sync = Sync(_ReadOnlyStore(store), encoders, supplies, watcher, strict=False)
                    return sync.run(brought)

                progress, encoding = _timed(synced)
                if progress.encoded:
                    progress, encoding = _timed(synced)
        progress.rejected += len(items) - len(brought)
        return cls(progress, fetching, encoding)

    @property
    def encoded(self) -> float:
        """Vectors to be made for a good row."""
        return self.progress.encoded / self._good

    def seconds(self, rows: float, schema: Schema, indexed: int) -> float:
        """For an import of so many good rows into an index of so many documents."""
        written = self.progress.indexed / self._good * rows
        writing = write_seconds(schema, indexed, written)
        encoding = self.encoding / self._good * rows + writing / (os.cpu_count() or 1)
        return max(self.fetching / self._good * rows, encoding, writing)

    @property
    def _good(self) -> int:
        return max(1, self.progress.rows - self.progress.rejected)


def _brought(items: Sequence[Item], files: PictureFiles) -> list[Item]:
    """The items with their pictures as files; those whose picture cannot be had are left out."""

    def bring(item: Item) -> Item | None:
        if item.picture is None:
            return item
        try:
            return replace(item, picture=files.path(item.picture))
        except MediaError:
            return None

    with ThreadPoolExecutor(_THREADS) as threads:
        return [item for item in threads.map(bring, items) if item is not None]


def _timed(action: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    return action(), time.perf_counter() - start


class _ReadOnlyStore(MemoryStore):
    """Knows what a store knows, and keeps what it is given to itself."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.schema)
        self._store = store

    def size(self) -> int:
        return self._store.size()

    def vectors(self, name: str, ids: Sequence[str]) -> Sequence[Vector | None]:
        return self._store.vectors(name, ids)

    def stamps(self, ids: Sequence[str]) -> Sequence[Stamp | None]:
        return self._store.stamps(ids)


class _ReadOnlyCache:
    """Finds what a cache finds, and keeps nothing."""

    def __init__(self, cache: KeptVectors) -> None:
        self._cache = cache

    def get(self, fingerprint: str, digests: Sequence[bytes]) -> Sequence[Vector | None]:
        return self._cache.get(fingerprint, digests)

    def put(self, fingerprint: str, digests: Sequence[bytes], vectors: Vectors) -> None:
        pass
