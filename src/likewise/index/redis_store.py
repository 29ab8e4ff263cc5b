"""Redis store: documents in Redis, searched by its search module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import redis

from likewise.embedding.vectors import Vector, flaw, from_bytes
from likewise.errors import EngineError, EngineUnavailableError, IncompleteIndexError
from likewise.index import redis_query
from likewise.index.connection import engine_errors
from likewise.index.filters import Filter
from likewise.index.redis_codec import (
    SHOWN,
    STAMP,
    Keys,
    from_json,
    id_of_key,
    input_attribute,
    to_hash,
    to_json,
    vector_attribute,
)
from likewise.index.schema import Schema
from likewise.index.store import MOST_NEIGHBOURS, Content, Document, Neighbour, Neighbours, Stamp

T = TypeVar("T")

_DOCUMENTS_A_TRANSACTION = 256  # each waits for the disk once
_KEYS_A_SCAN = 1000


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What the search module says of an index.

    Attributes:
        documents: How many it holds.
        failures: How many hashes it could not take.
        last_failure: Its last reason, or empty.
        indexing: Whether it is still reading keys.
        bytes: Memory of the vectors.
    """

    documents: int
    failures: int
    last_failure: str
    indexing: bool
    bytes: int


class Engine:
    """Runs commands on Redis, and brings an embedded server back if it has died.

    Args:
        client: Bytes in and out, RESP2.
        revive: Makes the server run again; None where that is not ours to do.
    """

    def __init__(self, client: redis.Redis, revive: Callable[[], object] | None = None) -> None:
        self.client = client
        self._revive = revive

    def run(self, *command: str | bytes | float) -> Any:  # noqa: ANN401 - any reply
        """The reply to a command."""
        return self.doing(lambda: self.client.execute_command(*command))  # type: ignore[no-untyped-call] # redis-py

    def pipeline(self, commands: Iterable[redis_query.Command], *, atomic: bool) -> list[Any]:
        """The replies to commands sent together, as one transaction if `atomic`."""
        kept = list(commands)

        def send() -> list[Any]:
            # Made anew each time: redis-py empties a pipeline that has failed.
            pipeline = self.client.pipeline(transaction=atomic)
            for command in kept:
                pipeline.execute_command(*command)  # type: ignore[no-untyped-call] # redis-py
            return pipeline.execute(raise_on_error=True)

        return self.doing(send)

    def together(self, *commands: redis_query.Command) -> list[Any]:
        """The replies to commands sent in one write; cheaper than redis-py's pipeline."""
        return self.doing(lambda: self._together(commands))

    def _together(self, commands: Sequence[redis_query.Command]) -> list[Any]:
        pool = self.client.connection_pool
        connection: Any = pool.get_connection()  # redis-py types none of its methods

        def exchange() -> list[Any]:
            connection.send_packed_command(connection.pack_commands(commands))
            return [connection.read_response() for _ in commands]

        def disconnect(*_: object) -> None:
            connection.disconnect()

        try:
            replies: list[Any] = connection.retry.call_with_retry(exchange, disconnect)
        except BaseException:
            disconnect()  # replies may be left on it that nobody will read
            raise
        else:
            return replies
        finally:
            pool.release(connection)

    def doing(self, action: Callable[[], T]) -> T:
        """What the action gives; done once more if the server had died and could be revived."""
        try:
            with engine_errors():
                return action()
        except EngineUnavailableError:
            if self._revive is None:
                raise
        self._revive()
        with engine_errors():
            return action()

    def keys(self, pattern: str) -> Iterator[str]:
        """The keys that match a glob pattern, each once, in no order."""
        cursor, seen = 0, set[bytes]()
        while True:
            cursor, found = self.run("SCAN", cursor, "MATCH", pattern, "COUNT", _KEYS_A_SCAN)
            for key in found:
                if key not in seen:
                    seen.add(key)
                    yield key.decode()
            cursor = int(cursor)
            if not cursor:
                return


class RedisStore:
    """The documents of one version of a catalogue's index."""

    def __init__(self, engine: Engine, keys: Keys, version: int, schema: Schema) -> None:
        self.schema = schema
        self.version = version
        self._engine = engine
        self._keys = keys
        self._index = keys.index(version)
        self._prefix = keys.hashes(version)
        self._ids = keys.ids(version)

    def create(self) -> None:
        """Makes the index, unless it is there."""
        try:
            self._engine.run(*redis_query.create_index(self._index, self._prefix, self.schema))
        except EngineError as error:
            if "Index already exists" not in str(error):
                raise

    def drop(self) -> None:
        """Removes the index with its hashes; the items' JSON stays."""
        with suppress(EngineError):  # no such index: a drop was cut off before
            self._engine.run("FT.DROPINDEX", self._index)
        keys = self._engine.keys(self._prefix + "{*")
        while part := list(islice(keys, _KEYS_A_SCAN)):
            self._engine.run("UNLINK", *part)
        self._engine.run("UNLINK", self._ids)

    def put(self, documents: Iterable[Document]) -> None:
        """Writes each document's hash and JSON in one transaction, with others of its batch."""
        source = iter(documents)
        while part := list(islice(source, _DOCUMENTS_A_TRANSACTION)):
            for document in part:
                self._check(document)
            self._engine.pipeline(self._write(part), atomic=True)

    def remove(self, ids: Iterable[str]) -> None:
        """Removes hash and JSON together."""
        source = iter(ids)
        while part := list(islice(source, _KEYS_A_SCAN)):
            keys = [self._keys.hash(self.version, document) for document in part]
            gone = ("DEL", *keys, *map(self._keys.item, part))
            self._engine.pipeline((gone, ("SREM", self._ids, *part)), atomic=True)

    def nearest(self, name: str, vector: Vector, *, k: int, where: Filter = ()) -> Neighbours:
        """The k nearest documents, and the total, in one round trip."""
        k = max(1, min(k, MOST_NEIGHBOURS))
        search = redis_query.nearest(self._index, self.schema, name, vector, k=k, where=where)
        found, counted = self._engine.together(search, self._count(where))
        start, scale = len(self._prefix) + 1, redis_query.distance_scale(self.schema.metric)
        ranked = sorted(
            (float(pairs[1]), key[start:-1].decode(), pairs[3])
            for key, pairs in zip(found[1::2], found[2::2], strict=True)
        )
        neighbours = [
            Neighbour(document, 1 - distance / scale, from_json(data))
            for distance, document, data in ranked
        ]
        return Neighbours(neighbours, _first(counted))

    def count(self, where: Filter = ()) -> int:
        """How many documents meet the filter."""
        return _first(self._engine.run(*self._count(where)))

    def _count(self, where: Filter) -> redis_query.Command:
        return redis_query.count(self._index, where) if where else ("SCARD", self._ids)

    def contents(self, ids: Sequence[str]) -> Sequence[Content | None]:
        """What the documents show."""
        if not ids:
            return []
        # Not from the items' JSON: RedisJSON rounds the last digit of some numbers.
        commands = (("HGET", self._keys.hash(self.version, each), SHOWN) for each in ids)
        replies = self._engine.pipeline(commands, atomic=False)
        return [from_json(data) if data is not None else None for data in replies]

    def vectors(self, name: str, ids: Sequence[str]) -> Sequence[Vector | None]:
        """The documents' vectors of that name."""
        attribute = vector_attribute(name)
        commands = (("HGET", self._keys.hash(self.version, each), attribute) for each in ids)
        replies = self._engine.pipeline(commands, atomic=False)
        return [None if data is None else from_bytes(data) for data in replies]

    def stamps(self, ids: Sequence[str]) -> Sequence[Stamp | None]:
        """The documents' stamps."""
        names = [vector.name for vector in self.schema.vectors]
        attributes = (STAMP, *map(input_attribute, names))
        commands = (("HMGET", self._keys.hash(self.version, each), *attributes) for each in ids)
        return [
            item
            and Stamp(
                item.decode(),
                {n: each.decode() for n, each in zip(names, inputs, strict=True) if each},
            )
            for item, *inputs in self._engine.pipeline(commands, atomic=False)
        ]

    def ids(self) -> Iterator[str]:
        """The ids of all documents."""
        cursor = 0
        while True:
            reply = self._engine.run("SSCAN", self._ids, cursor, "COUNT", _KEYS_A_SCAN)
            cursor = int(reply[0])
            yield from (document.decode() for document in reply[1])
            if not cursor:
                return

    def absent_from(self, other: RedisStore) -> set[str]:
        """The ids of the documents that another version of the same catalogue lacks."""
        return {each.decode() for each in self._engine.run("SDIFF", self._ids, other._ids)}

    def facts(self) -> IndexFacts:
        """What the search module says of the index."""
        reply = self._engine.run("FT.INFO", self._index)
        facts = dict(zip(reply[::2], reply[1::2], strict=True))
        errors = dict(zip(*[iter(facts.get(b"Index Errors", []))] * 2, strict=False))
        failures = int(facts[b"hash_indexing_failures"])
        return IndexFacts(
            documents=int(facts[b"num_docs"]),
            failures=failures,
            last_failure=errors.get(b"last indexing error", b"").decode() if failures else "",
            indexing=bool(int(facts[b"indexing"])),
            bytes=int(float(facts[b"vector_index_sz_mb"]) * 2**20),
        )

    def problems(self) -> Iterator[str]:
        """What is wrong with the stored documents, in words, the first offender named in each."""
        known = self._stored(self._prefix)
        items = self._stored(self._keys.items)
        listed = set(self.ids())
        yield from _difference("have vectors but no item", known - items)
        yield from _difference("have an item but no vectors", items - known)
        yield from _difference("are stored but not listed", known - listed)
        yield from _difference("are listed but not stored", listed - known)
        facts = self.facts()
        if facts.indexing:
            yield "the index is still being built"
        elif facts.documents != len(known):
            yield f"the index holds {facts.documents} documents, but {len(known)} are stored"
        if facts.failures:
            yield f"the index refused {facts.failures} documents; the last: {facts.last_failure}"
        yield from islice(self._flaws(sorted(known)), 1)

    def _stored(self, prefix: str) -> set[str]:
        """The ids of the keys that begin so."""
        return {id_of_key(key, prefix) for key in self._engine.keys(prefix + "{*")}

    def _flaws(self, ids: Sequence[str]) -> Iterator[str]:
        names = [vector_attribute(vector.name) for vector in self.schema.vectors]
        for start in range(0, len(ids), _KEYS_A_SCAN):
            part = ids[start : start + _KEYS_A_SCAN]
            commands = (("HMGET", self._keys.hash(self.version, each), *names) for each in part)
            replies = self._engine.pipeline(commands, atomic=False)
            for document, reply in zip(part, replies, strict=True):
                if said := self._flaw(reply):
                    yield f"item {document!r}: {said}"

    def _flaw(self, stored: Sequence[bytes | None]) -> str | None:
        if not any(stored):
            return "has no vector"
        for vector, data in zip(self.schema.vectors, stored, strict=True):
            if data is None:
                continue
            said = "a number is cut off" if len(data) % 4 else flaw(from_bytes(data), vector.dims)
            if said:
                return f"vector {vector.name}: {said}"
        return None

    def _check(self, document: Document) -> None:
        # Redis takes a vector of the wrong size and then silently finds the document no more.
        for vector in self.schema.vectors:
            row = document.vectors.get(vector.name)
            if row is not None and (said := flaw(row, vector.dims)):
                raise IncompleteIndexError(f"Item {document.id!r}, vector {vector.name}: {said}.")

    def _write(self, documents: Sequence[Document]) -> Iterator[redis_query.Command]:
        ids = [document.id for document in documents]
        keys = [self._keys.hash(self.version, each) for each in ids]
        yield ("DEL", *keys)  # a field that the new row lacks must go
        for key, document in zip(keys, documents, strict=True):
            shown = to_json(document)
            pairs = to_hash(document, self.schema, shown).items()
            yield ("HSET", key, *(part for pair in pairs for part in pair))
            yield ("JSON.SET", self._keys.item(document.id), "$", shown)
        yield ("SADD", self._ids, *ids)


def _first(counted: Any) -> int:  # noqa: ANN401 - a number, or a list that begins with it
    return int(counted[0] if isinstance(counted, list) else counted)


def _difference(what: str, ids: set[str]) -> Iterator[str]:
    if ids:
        yield f"{len(ids)} items {what}, such as {min(ids)!r}"
