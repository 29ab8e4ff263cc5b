"""Planning: what an import will take of memory and time, told before it is begun."""

from __future__ import annotations

import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
import orjson

from likewise.catalogue.fetching.fetcher import FetchRules, PictureFetcher
from likewise.catalogue.item import Item, Reject
from likewise.catalogue.pictures import PictureFiles
from likewise.catalogue.readers.row import Row
from likewise.catalogue.recipe import PICTURE, Algorithm, Recipe, Role
from likewise.catalogue.rows import read_items, text_of
from likewise.catalogue.seen_ids import SeenIds
from likewise.catalogue.survey import Survey
from likewise.embedding.cache import VectorCache
from likewise.embedding.encoder import Encoder
from likewise.embedding.vectors import Vector, Vectors
from likewise.errors import EngineError, EngineFullError, MediaError
from likewise.index.decoding import DecoderPool
from likewise.index.filters import Filter
from likewise.index.memory_store import MemoryStore
from likewise.index.redis_codec import Keys, to_hash, to_json, vector_attribute
from likewise.index.redis_store import Engine, RedisStore
from likewise.index.register import Register
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp, Store
from likewise.index.sync import Progress, Supplies, Sync, Watcher

T = TypeVar("T")

ERROR = 0.15
"""By what part of itself the estimate of memory may be wrong; `benchmarks/memory.py` checks it."""

_ROWS_READ = 1_000
_ITEMS_TRIED = 64
_THREADS = 4  # as an import has
_LOCAL = ("localhost", "127.0.0.1", "::1")

_DIGEST = "0" * 32
_NO_FILE_YET = "/" * 100  # stands for the path of a picture that is still to be fetched


class VectorType(StrEnum):
    """How a number of a vector is kept."""

    FLOAT32 = "float32"
    FLOAT16 = "float16"

    @property
    def bytes(self) -> int:
        """What a number takes."""
        return 4 if self is VectorType.FLOAT32 else 2


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be imported.

    Attributes:
        recipe: What the rows mean.
        schema: That of the index which the import would fill.
        survey: The rows.
    """

    recipe: Recipe
    schema: Schema
    survey: Survey


@dataclass(frozen=True, slots=True)
class Growth:
    """What an import adds to Redis.

    Attributes:
        documents: How many hashes and entries of the index.
        items: How many items' JSON, which an index shares with the one before it.
        indexed: How many documents the index holds already.
    """

    documents: float
    items: float
    indexed: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory that Redis needs for an import, by the kind of index.

    Attributes:
        algorithm: How the index looks for neighbours.
        type: How numbers are kept. FLOAT16 is a forecast: no index of ours has it yet.
        bytes_a_document: What one takes, with its two keys and its part of the index.
        bytes: What all take that the import adds.
    """

    algorithm: Algorithm
    type: VectorType
    bytes_a_document: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Room:
    """The memory that Redis has.

    Attributes:
        most: Its `maxmemory`; None where it has no limit.
        used: What it uses now; None where it does not tell.
        free: What is left below the limit; without one, what this machine has left if Redis runs
            on it. None where neither is known.
    """

    most: int | None
    used: int | None
    free: int | None

    @classmethod
    def of(cls, engine: Engine) -> Self:
        """What Redis and this machine say."""
        try:
            facts = engine.run("INFO", "memory")
        except EngineError:  # our user may not ask
            return cls(None, None, None)
        most, used = int(facts.get("maxmemory", 0)), int(facts["used_memory"])
        if most:
            return cls(most, used, most - used)
        return cls(None, used, _available_bytes() if _is_local(engine) else None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do and take, told from a sample of its rows.

    Attributes:
        recipe: What the rows mean.
        algorithm: That of the index which would be filled.
        rows: How many rows the source has, good or bad; None where that cannot be told.
        exact: Whether it has exactly so many.
        rejected: The part of the rows that would be refused, 0 to 1.
        new: The part of the good rows that the index does not have, 0 to 1.
        encoded: How many vectors a model would make; None where the rows are unknown.
        seconds: How long it would take; None likewise.
        memory: What Redis needs, for each kind of index; where the rows are unknown, for those
            that the survey has.
        room: What Redis has.
    """

    recipe: Recipe
    algorithm: Algorithm
    rows: int | None
    exact: bool
    rejected: float
    new: float
    encoded: int | None
    seconds: float | None
    memory: tuple[Memory, ...]
    room: Room

    @property
    def needed(self) -> Memory:
        """The memory for the index that would be filled."""
        return _of_kind(self.memory, self.algorithm)

    @property
    def fits(self) -> bool:
        """Whether there is room for what is needed, as far as that is known."""
        return self.room.free is None or self.needed.bytes <= max(0, self.room.free)


def make_plan(
    task: Task,
    register: Register,
    encoder_of: Callable[[str], Encoder],
    cache: VectorCache,
    headers: Mapping[str, str],
) -> Plan:
    """The plan of an import. Nothing is written: not to Redis, nor to a file that stays.

    Up to 1,000 rows from all over the survey tell the memory; the rows behind it are taken to be
    like those in it. Up to 64 of their items then pass
    through the stages of an import except the last: pictures are fetched and decoded, and what
    has no vector yet is encoded. If anything was, they pass once more, and the second pass is
    timed: the first one has loaded models and started processes. Writing is reckoned to take what
    `benchmarks/memory.py` measured. An import fetches, encodes and writes at the same time, so
    the longest of the three rules, but encoding shares this machine's cores with writing.

    Args:
        task: What is to be imported.
        register: The catalogues.
        encoder_of: From a model's name to its encoder.
        cache: The vectors made before.
        headers: Sent with each request for a picture.
    """
    sample = _Sample.of(task)
    before = _Before.of(task, register, sample.items)
    tried = _spread(sample.items, _ITEMS_TRIED)
    rules = FetchRules(task.recipe.hosts, headers)
    trial = _Trial.run(tried, before.store or MemoryStore(task.schema), encoder_of, cache, rules)
    good = 1 - trial.progress.rejected / len(tried) if tried else 1.0
    known = task.survey.estimate is not None
    rows = sample.good * good * _rows(task.survey)
    return Plan(
        recipe=task.recipe,
        algorithm=task.schema.algorithm,
        rows=task.survey.estimate,
        exact=task.survey.whole,
        rejected=1 - sample.good * good,
        new=before.new,
        encoded=round(trial.encoded * rows) if known else None,
        seconds=trial.seconds(rows, task.schema, before.indexed) if known else None,
        memory=bytes_needed(task.schema, sample.items, before.growth(rows)),
        room=Room.of(register.engine),
    )


def check_fits(task: Task, register: Register) -> None:
    """Refuses an import that Redis surely has no room for, before anything is written.

    Where Redis has no limit nothing is refused, and hardly any time is spent.

    Raises:
        EngineFullError: Even if the estimate is too high by all that it may be, its limit is
            exceeded.
    """
    room = Room.of(register.engine)
    if room.most is None or room.free is None:
        return
    sample = _Sample.of(task)
    before = _Before.of(task, register, sample.items)
    growth = before.growth(sample.good * _rows(task.survey))
    memory = bytes_needed(task.schema, sample.items, growth)
    needed = _of_kind(memory, task.schema.algorithm).bytes
    if not _exceeds(needed, room.free):
        return
    ways = [f"Raise its maxmemory by {_shown(needed - room.free)} at least"]
    # An index that is there already would have to be made anew, in need of more.
    flat = _of_kind(memory, Algorithm.FLAT).bytes
    if before.store is None and flat < needed and not _exceeds(flat, room.free):
        ways.append('set algorithm = "flat" under [index] in likewise.toml')
    ways.append("leave columns out of its [fields], or remove a catalogue")
    raise EngineFullError(
        f"The import of {task.recipe.name!r} needs about {_shown(needed)} of Redis's memory, but "
        f"of {_shown(room.most)} it has {_shown(max(0, room.free))} free. Nothing was written.",
        remedy="; or ".join(ways) + ".",
    )


def _exceeds(needed: int, free: int) -> bool:
    return needed * (1 - ERROR) > max(0, free)


def _shown(number: int) -> str:
    return f"{number / 2**20:,.1f} MiB"


def _of_kind(memory: Sequence[Memory], algorithm: Algorithm) -> Memory:
    """What an index that can be made now takes."""
    kind = (algorithm, VectorType.FLOAT32)
    return next(each for each in memory if (each.algorithm, each.type) == kind)


def _rows(survey: Survey) -> int:
    """About how many rows there are, or at least."""
    return len(survey.rows) + survey.refused if survey.estimate is None else survey.estimate


def _is_local(engine: Engine) -> bool:
    options = engine.client.connection_pool.connection_kwargs
    return "path" in options or options.get("host") in _LOCAL


def _available_bytes() -> int | None:
    """What this machine can give without swapping; None where it does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    facts = dict(line.split(":", 1) for line in lines)
    return int(facts["MemAvailable"].split()[0]) * 1024


# The sample.


@dataclass(frozen=True, slots=True)
class _Sample:
    """Items from all over a survey.

    Attributes:
        items: Those that have something to encode.
        good: The part of the rows that make such an item, 0 to 1.
    """

    items: list[Item]
    good: float

    @classmethod
    def of(cls, task: Task) -> Self:
        survey = task.survey
        rows = _spread(survey.rows, _ROWS_READ)
        with SeenIds() as seen:
            found = list(read_items(task.recipe, _Rows(survey.columns, rows), seen))
        items = [
            each
            for each in found
            if isinstance(each, Item) and any(_has(each, v) for v in task.schema.vectors)
        ]
        read = len(survey.rows) / max(1, len(survey.rows) + survey.refused)
        return cls(items, read * len(items) / max(1, len(rows)))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows read before, as a table."""

    columns: tuple[str, ...]
    read: list[Row]

    def rows(self) -> Iterator[Row | Reject]:
        return iter(self.read)

    def part_read(self) -> float | None:
        return None


def _spread(values: Sequence[T], most: int) -> list[T]:
    """So many of them at even distances, or all."""
    if len(values) <= most:
        return list(values)
    return [values[number * len(values) // most] for number in range(most)]


def _has(item: Item, vector: VectorField) -> bool:
    """Whether there is something to make the vector of."""
    if vector.source == PICTURE:
        return item.picture is not None
    return bool(text_of(vector.source, item))


@dataclass(frozen=True, slots=True)
class _Before:
    """What Redis holds of the sample.

    Attributes:
        store: The index that the import would go on with; None if it would begin one.
        indexed: How many documents that has.
        new: The part of the sample that it lacks, 0 to 1.
        unseen: The part of which no index has an item, 0 to 1.
        stale: Documents of indexes that were never ended, and are dropped before the first row.
    """

    store: RedisStore | None
    indexed: int
    new: float
    unseen: float
    stale: int

    @classmethod
    def of(cls, task: Task, register: Register, items: Sequence[Item]) -> Self:
        name = task.recipe.name
        entry = register.entry(name)
        if entry is None or not items:
            return cls(None, 0, 1, 1, 0)
        run, keys = register.engine.run, Keys(name)
        store = register.filled(name, task.schema)
        ids = [item.id for item in items]
        known = sum(stamp is not None for stamp in store.stamps(ids)) if store else 0
        seen = int(run("EXISTS", *map(keys.item, ids)))
        kept = {entry.live, store.version if store else None}
        stale = [int(run("SCARD", keys.ids(each))) for each in entry.schemas if each not in kept]
        return cls(
            store,
            store.count() if store else 0,
            1 - known / len(ids),
            1 - seen / len(ids),
            sum(stale),
        )

    def growth(self, rows: float) -> Growth:
        """What so many good rows add."""
        return Growth(max(0, self.new * rows - self.stale), self.unseen * rows, self.indexed)


@dataclass(frozen=True, slots=True)
class _Trial:
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
        cache: VectorCache,
        rules: FetchRules,
    ) -> Self:
        if not items:
            return cls(Progress(), 0, 0)
        encoders = {vector.name: encoder_of(vector.model) for vector in store.schema.vectors}
        with (
            tempfile.TemporaryDirectory(prefix="likewise-") as name,
            DecoderPool(workers=min(_THREADS, os.cpu_count() or 1)) as decoders,
        ):
            folder = Path(name)
            files = PictureFiles(folder / "bytes", PictureFetcher(folder / "urls", rules))
            brought, fetching = _timed(lambda: _brought(items, files))
            supplies = Supplies(files, decoders, _ReadOnlyCache(cache))

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
        """For an import of so many good rows into an index of so many."""
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

    def count(self, where: Filter = ()) -> int:
        return self._store.count(where)

    def vectors(self, name: str, ids: Sequence[str]) -> Sequence[Vector | None]:
        return self._store.vectors(name, ids)

    def stamps(self, ids: Sequence[str]) -> Sequence[Stamp | None]:
        return self._store.stamps(ids)


class _ReadOnlyCache(VectorCache):
    """Finds what a cache finds, and keeps nothing."""

    def __init__(self, cache: VectorCache) -> None:
        self._cache = cache

    def get(self, fingerprint: str, digests: Sequence[bytes]) -> list[Vector | None]:
        return self._cache.get(fingerprint, digests)

    def put(self, fingerprint: str, digests: Sequence[bytes], vectors: Vectors) -> None:
        pass


# The memory of a document. Redis takes it from jemalloc, whose sizes `_allocated` knows. What is
# below was found by writing 12,288 keys of one shape to Redis 8.2.3 with RediSearch 2.10.5 and
# RedisJSON 2.8.3, and dividing what `used_memory` grew by. `python benchmarks/memory.py` compares
# the whole with what catalogues take: within 1 % on 2026-11-23.

_BUCKET = 11  # of a table that is 0.5 to 1 full, 0.72 on average
_VECTORS_A_BLOCK = 1024  # which the search module takes at once, in one piece
_LABELS = 86  # from a vector to its document and back
_LINKS, _MORE_LINKS = 238, 102  # of HNSW with M = 16: with the block, and by themselves
_INDEX = 300_000  # one with a single document, without blocks
_INDEXED = 100  # the search module's record of a document, without its key
_TAG, _NEW_TAG, _NUMBER = 10, 120, 12
_EMPTY_HASH, _EMPTY_JSON, _MEMBER = 56, 28, 22


def bytes_needed(schema: Schema, items: Sequence[Item], growth: Growth) -> tuple[Memory, ...]:
    """The memory that Redis needs for what an import adds, by the kind of index.

    Of a document it counts the hash (vectors, fields to filter by, digests, the JSON that it
    repeats), the item's JSON, the names of both keys and the one in the set of ids, and its part
    of the index: the vectors once more, the links between them, tags and numbers.

    Args:
        schema: That of the index; its algorithm does not matter.
        items: Typical ones. Texts that repeat among them are taken to repeat in the rest.
        growth: How many documents are added.
    """
    typical = _Typical.of(schema, items)
    return tuple(
        _memory(schema, typical, growth, (algorithm, kind))
        for algorithm in Algorithm
        for kind in VectorType
    )


def _memory(
    schema: Schema, typical: _Typical, growth: Growth, kind: tuple[Algorithm, VectorType]
) -> Memory:
    algorithm, number = kind
    walks = algorithm is Algorithm.HNSW
    each, whole_blocks, part_of_block = typical.document, 0, 0.0
    for vector, share in zip(schema.vectors, typical.shares, strict=True):
        stored = vector.dims * number.bytes
        each += share * (_field(vector_attribute(vector.name), stored) + _LABELS)
        each += share * _MORE_LINKS * walks
        block = _allocated(_VECTORS_A_BLOCK * stored + 16) + _VECTORS_A_BLOCK * _LINKS * walks
        part_of_block += share * block / _VECTORS_A_BLOCK
        before, after = share * growth.indexed, share * (growth.indexed + growth.documents)
        whole_blocks += block * (_blocks(after) - _blocks(before))
    index = 0 if growth.indexed or not growth.documents else _INDEX
    return Memory(
        algorithm,
        number,
        bytes_a_document=round(typical.item + each + part_of_block),
        bytes=round(growth.items * typical.item + growth.documents * each + whole_blocks + index),
    )


def _blocks(vectors: float) -> int:
    return math.ceil(vectors / _VECTORS_A_BLOCK)


@dataclass(frozen=True, slots=True)
class _Typical:
    """What a document takes on average.

    Attributes:
        item: Bytes of the item's JSON.
        document: Bytes of the rest, without vectors.
        shares: For each vector of the schema the part of the documents that have it.
    """

    item: float
    document: float
    shares: tuple[float, ...]

    @classmethod
    def of(cls, schema: Schema, items: Sequence[Item]) -> Self:
        if not items:
            return cls(0, 0, tuple(0 for _ in schema.vectors))
        texts, tags = set[str](), set[tuple[str, str]]()
        item = document = 0
        for each in items:
            given = {v.name: _DIGEST for v in schema.vectors if _has(each, v)}
            made = _document(each, given)
            shown = to_json(made)
            key = _length(Keys("catalogue").item(each.id))
            item += _key(key) + _EMPTY_JSON + _json(orjson.loads(shown), texts)
            document += _key(key) + _hash(to_hash(made, schema, shown), len(given))
            document += _MEMBER + _allocated(_length(each.id) + 2)  # in the set of ids
            document += _INDEXED + _allocated(key) + _terms(schema, each, tags)
        document += _NEW_TAG * len(tags)
        shares = tuple(sum(_has(each, v) for each in items) / len(items) for v in schema.vectors)
        return cls(item / len(items), document / len(items), shares)


def _document(item: Item, inputs: Mapping[str, str]) -> Document:
    """The item as it would be stored, without its vectors."""
    picture = item.picture
    shown = None if picture is None else str(picture) if isinstance(picture, Path) else _NO_FILE_YET
    return Document(item.id, item.fields, shown, {}, Stamp(_DIGEST, inputs))


def _terms(schema: Schema, item: Item, tags: set[tuple[str, str]]) -> int:
    """What the fields take in the index; their tags join `tags`."""
    taken = 0
    for field in schema.indexed:
        value = item.fields.get(field.name)
        if field.role is Role.TAG and value is not None:
            found = value if isinstance(value, tuple) else (value,)
            tags |= {(field.name, str(tag)) for tag in found}
            taken += _TAG * len(found)
        elif value is not None:
            taken += _NUMBER
    return taken


def _hash(pairs: Mapping[str, str | bytes], vectors: int) -> int:
    """A hash of these fields, with room for so many vectors that are not among them."""
    slots = 1 << (len(pairs) + vectors - 1).bit_length()
    fields = sum(_field(name, _length(value)) for name, value in pairs.items())
    return _EMPTY_HASH + 8 * slots + fields


def _allocated(size: int) -> int:
    """What jemalloc gives for so many bytes, as Redis builds it."""
    if size <= 64:  # noqa: PLR2004 - up to here its sizes are 8 apart, then four to a doubling
        return 8 * max(1, math.ceil(size / 8))
    step = 1 << ((size - 1).bit_length() - 3)
    return step * math.ceil(size / step)


def _length(value: str | bytes) -> int:
    return len(value if isinstance(value, bytes) else value.encode())


def _string(length: int) -> int:
    """A string of Redis: a head, the bytes, a zero."""
    return _allocated(length + (2 if length < 32 else 4 if length < 256 else 6))  # noqa: PLR2004


def _field(name: str, length: int) -> int:
    """A field of a hash, whose value has so many bytes."""
    return 24 + _string(len(name)) + _string(length)


def _key(length: int) -> int:
    """The entry of a key in the keyspace."""
    return _BUCKET + _allocated(length + 19)


def _json(value: Any, texts: set[str]) -> int:  # noqa: ANN401 - whatever JSON can hold
    """A value in RedisJSON, which keeps each text once; `texts` are those counted so far."""
    match value:
        case str() if value not in texts:
            texts.add(value)
            return 10 + _allocated(16 + _length(value))
        case float():
            return 16
        case int() if not isinstance(value, bool):
            return 8
        case list() if value:
            return _allocated(16 + 8 * len(value)) + sum(_json(each, texts) for each in value)
        case dict() if value:
            slots = max(4, 1 << (len(value) - 1).bit_length())
            return _allocated(16 + 26 * slots) + sum(_json(v, texts) for v in value.values())
        case _:
            return 0


# The time that writing takes.

_DOCUMENT = 150e-6
"""Seconds to write a document into a FLAT index. `python benchmarks/memory.py --algorithm flat`
found 118 to 309 microseconds on 2026-11-23, others being busy on both cores."""

_LINKING = (
    (1, 0.10e-6),
    (1_000, 0.20e-6),
    (5_000, 0.47e-6),
    (20_000, 1.05e-6),
    (50_000, 1.45e-6),
    (100_000, 1.70e-6),
    (100_000_000, 4.5e-6),
)
"""Seconds for each dimension of a vector to link it into an HNSW index that is filled from nothing
to so many: their average, 384 and 1280 dimensions being much alike. The last line goes on as
those before it do. Measured with
`python benchmarks/memory.py --algorithm hnsw --json 100 --documents 1000 5000 20000 50000 100000`
on 2026-11-23 (2 shared, busy cores, AMD EPYC Zen 5) as the time of Redis's processor."""


def write_seconds(schema: Schema, indexed: int, added: float) -> float:
    """What it takes to write so many documents more into an index of so many."""
    if schema.algorithm is Algorithm.FLAT:
        return _DOCUMENT * added
    dims = sum(vector.dims for vector in schema.vectors)
    return _DOCUMENT * added + dims * (_linking(indexed + added) - _linking(indexed))


def _linking(documents: float) -> float:
    """Seconds for each dimension to fill an HNSW index from nothing to so many."""
    sizes, seconds = zip(*_LINKING, strict=True)
    return documents * float(np.interp(math.log(max(1, documents)), np.log(sizes), seconds))
