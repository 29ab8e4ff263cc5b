"""Redis store: documents in Redis, searched by its search module."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from likewise.embedding.vectors import Vector, flaw
from likewise.errors import EngineError, IncompleteIndexError
from likewise.index.content import Content
from likewise.index.engine.engine import Engine
from likewise.index.filters.tree import EVERYTHING
from likewise.index.redis import commands, expansion, index
from likewise.index.redis.codec import (
    SHOWN,
    STAMP,
    Command,
    Kept,
    Keys,
    id_of_key,
    input_attribute,
    to_values,
    vector_attribute,
)
from likewise.index.redis.commands import Found, View
from likewise.index.redis.completions import Completions
from likewise.index.redis.maps import Maps
from likewise.index.redis.storage import storage_of
from likewise.index.requests import Matching, Nearest, Neighbour, Ordered, Request
from likewise.index.schema import Schema
from likewise.index.store import MOST_NEIGHBOURS, Document, Stamp
from likewise.language.completion import completions

_DOCUMENTS_A_TRANSACTION = 256  # each waits for the disk once
_ITEMS_A_COMMAND = 16  # Redis takes at most a gigabyte at once
_KEYS_A_SCAN = 1000
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What the search module says of an index.

    Attributes:
        documents: How many it holds.
        failures: How many documents it could not take.
        last_failure: Its last reason, or empty.
        indexing: Whether it is still reading keys.
        bytes: Memory of the vectors.
    """

    documents: int
    failures: int
    last_failure: str
    indexing: bool
    bytes: int


class RedisStore:
    """The documents of one version of a catalogue's index."""

    def __init__(self, engine: Engine, keys: Keys, version: int, schema: Schema) -> None:
        self.schema = schema
        self.version = version
        self._engine = engine
        self._keys = keys
        self._index = keys.index(version)
        self._prefix = keys.documents(version)
        self._ids = keys.ids(version)
        self._storage = storage_of(schema)
        self._analyzer = schema.analyzer()
        self.completions = Completions(engine, keys.completions(version))
        self.maps = Maps(engine, keys, version)
        self._view = View(self._index, self._prefix, self._ids, schema, self._analyzer)

    def create(self) -> None:
        """Makes the index, unless it is there, and waits until it has what is stored."""
        holds = bool(self._engine.run("EXISTS", self._ids))
        command = index.create_index(self._index, self._prefix, self.schema, scanning=holds)
        try:
            self._engine.run(*command)
        except EngineError as error:
            if "Index already exists" not in str(error):
                raise
        while holds and self.facts().indexing:
            time.sleep(_POLL_SECONDS)

    def drop(self) -> None:
        """Removes the index with what it covers; the items' JSON stays."""
        with suppress(EngineError):  # no such index: a drop was cut off before
            self._engine.run("FT.DROPINDEX", self._index)
        keys = self._engine.keys(self._prefix + "{*")
        while part := list(islice(keys, _KEYS_A_SCAN)):
            self._engine.run("UNLINK", *part)
        self.maps.drop()
        beside = (self._keys.tuned(self.version), self._keys.completions(self.version))
        self._engine.run("UNLINK", self._ids, *beside)

    def put(self, documents: Iterable[Document]) -> None:
        """Writes both keys of each document in one transaction, with others of its batch."""
        source = iter(documents)
        while part := list(islice(source, _DOCUMENTS_A_TRANSACTION)):
            for document in part:
                self._check(document)
            self._engine.pipeline(self._write(part), atomic=True)
            if self.completions.exists():  # else it is made of all names when first asked for
                names = (self.schema.name_of(document.fields) for document in part)
                self.completions.add(each for name in names for each in completions(name))

    def remove(self, ids: Iterable[str]) -> None:
        """Removes both keys of each document together."""
        source = iter(ids)
        while part := list(islice(source, _KEYS_A_SCAN)):
            keys = [self._keys.document(self.version, document) for document in part]
            gone = ("DEL", *keys, *map(self._keys.item, part))
            self._engine.pipeline((gone, ("SREM", self._ids, *part)), atomic=True)

    def ask(self, requests: Sequence[Request[Any]]) -> Sequence[Any]:
        """The answers; in one round trip, but where equals stand at the end of a ranking."""
        asked = [commands.asked(request, self._view) for request in requests]
        self._refuse_cut(requests)
        replies = self._engine.together(*(each.command for each in asked))
        return [
            self._settled(request, found) if isinstance(found := each.read(reply), Found) else found
            for request, each, reply in zip(requests, asked, replies, strict=True)
        ]

    def _refuse_cut(self, requests: Sequence[Request[Any]]) -> None:
        """Refuses filters that mean more words than Redis looks at."""
        filters = [getattr(request, "where", EVERYTHING) for request in requests]
        conditions = {each for where in filters for each in expansion.expanding(where)}
        if conditions and self._engine.most_words < expansion.ENOUGH:
            view = self._view
            asking = (
                command
                for each in conditions
                for command in expansion.profiles(view.index, each, view.schema, view.analyzer)
            )
            for reply in self._engine.together(*asking):
                expansion.refuse_cut(reply)

    def _settled(self, request: Request[Any], found: Found) -> Sequence[Neighbour]:
        """The first k, ties by id, whichever of several equal ones the engine gave."""
        match request:
            case Matching(k=k) if _is_cut(found, k, commands.ahead(k) - 1):
                by_id = commands.matching_by_id(request, self._view)
                return by_id.read(self._engine.run(*by_id.command))
            case Matching(k=k):
                return found.neighbours[:k]
            case Nearest() | Ordered():
                return self._first(request, found)
        raise TypeError(request)

    def _first(self, request: Nearest | Ordered, found: Found) -> Sequence[Neighbour]:
        k, wider = request.k, request
        while _is_cut(found, k, wider.k) and wider.k < MOST_NEIGHBOURS:
            wider = replace(wider, k=min(8 * wider.k + 100, MOST_NEIGHBOURS), contents=False)
            ids_alone = commands.asked(wider, self._view)
            found = ids_alone.read(self._engine.run(*ids_alone.command))
        chosen = found.neighbours[:k]
        if wider is request or not request.contents:
            return chosen
        contents = self.contents([each.id for each in chosen])
        return [
            each._replace(content=content)
            for each, content in zip(chosen, contents, strict=True)
            if content is not None
        ]

    def size(self) -> int:
        """How many documents there are."""
        return int(self._engine.run("SCARD", self._ids))

    def contents(self, ids: Sequence[str]) -> Sequence[Content | None]:
        """What the documents show."""
        if not ids:
            return []
        # Not from the items' JSON: RedisJSON rounds the last digit of some numbers.
        found = self._read(ids, (SHOWN,))
        return [Content.stored(data) if data is not None else None for (data,) in found]

    def vectors(self, name: str, ids: Sequence[str]) -> Sequence[Vector | None]:
        """The documents' vectors of that name."""
        found = self._read(ids, (vector_attribute(name),))
        return [None if data is None else self._storage.vector(data) for (data,) in found]

    def stamps(self, ids: Sequence[str]) -> Sequence[Stamp | None]:
        """The documents' stamps."""
        names = [vector.name for vector in self.schema.vectors]
        attributes = (STAMP, *map(input_attribute, names))
        return [
            item
            and Stamp(
                item.decode(),
                {n: each.decode() for n, each in zip(names, inputs, strict=True) if each},
            )
            for item, *inputs in self._read(ids, attributes)
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

    def _read(self, ids: Sequence[str], names: Sequence[str]) -> Iterator[Sequence[Kept | None]]:
        """Some of each document's values, in the order of the ids."""
        reading = (
            self._storage.read(self._keys.document(self.version, each), names) for each in ids
        )
        for reply in self._engine.pipeline(reading, atomic=False):
            yield self._storage.values(reply, names)

    def _flaws(self, ids: Sequence[str]) -> Iterator[str]:
        names = [vector_attribute(vector.name) for vector in self.schema.vectors]
        for start in range(0, len(ids), _KEYS_A_SCAN):
            part = ids[start : start + _KEYS_A_SCAN]
            for document, found in zip(part, self._read(part, names), strict=True):
                if said := self._flaw(found):
                    yield f"item {document!r}: {said}"

    def _flaw(self, found: Sequence[Kept | None]) -> str | None:
        if all(value is None for value in found):
            return "has no vector"
        for vector, value in zip(self.schema.vectors, found, strict=True):
            said = None if value is None else self._storage.flaw(value, vector.dims)
            if said:
                return f"vector {vector.name}: {said}"
        return None

    def _check(self, document: Document) -> None:
        # Redis takes a vector of the wrong size and then silently finds the document no more.
        for vector in self.schema.vectors:
            row = document.vectors.get(vector.name)
            if row is not None and (said := flaw(row, vector.dims)):
                raise IncompleteIndexError(f"Item {document.id!r}, vector {vector.name}: {said}.")

    def _write(self, documents: Sequence[Document]) -> Iterator[Command]:
        ids = [document.id for document in documents]
        keys = [self._keys.document(self.version, each) for each in ids]
        yield ("DEL", *keys)  # a field that the new row lacks must go
        items: list[str | bytes] = []
        for key, document in zip(keys, documents, strict=True):
            shown = document.content.to_json()
            yield self._storage.write(key, to_values(document, self.schema, shown, self._analyzer))
            items += (self._keys.item(document.id), "$", shown)
        for start in range(0, len(items), 3 * _ITEMS_A_COMMAND):
            yield ("JSON.MSET", *items[start : start + 3 * _ITEMS_A_COMMAND])
        yield ("SADD", self._ids, *ids)


def _is_cut(found: Found, k: int, asked: int) -> bool:
    """Whether the last of the first k may have equals beyond those found."""
    return len(found.keys) > asked and found.keys[k - 1] == found.keys[-1]


def _difference(what: str, ids: set[str]) -> Iterator[str]:
    if ids:
        yield f"{len(ids)} items {what}, such as {min(ids)!r}"
