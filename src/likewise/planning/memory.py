"""Memory: what the documents of an import take of Redis."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Self

import orjson

from likewise.catalogue.index_recipe import Algorithm, StorageType, VectorType
from likewise.catalogue.item import Item
from likewise.catalogue.recipe import Role
from likewise.index.redis.codec import (
    Keys,
    Stored,
    text_attribute,
    to_values,
    vector_attribute,
    words_attribute,
)
from likewise.index.redis.hash_storage import HashStorage
from likewise.index.redis.json_storage import JsonStorage
from likewise.index.schema import M, Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.planning.redis_sizes import (
    allocated,
    field_bytes,
    float_list_bytes,
    hash_bytes,
    json_bytes,
    key_bytes,
    length,
    list_bytes,
)
from likewise.planning.sample import has_input

ERROR = 0.15
"""By what part of itself the estimate may be wrong; `benchmarks/memory.py` checks it."""

_NO_FILE_YET = "/" * 100  # stands for the path of a picture that is still to be fetched

# What the search module takes, found as `redis_sizes` says.

_VECTORS_A_BLOCK = 1024  # which it takes at once, in one piece
_LABELS = 86  # from a vector to its document and back
_LINK_HEAD, _LINK, _MORE_LINKS = 110, 8, 102  # of HNSW: with the block, there for M, by themselves
_INDEX = 300_000  # one with a single document, without blocks
_INDEXED = 100  # its record of a document, without the key
_TAG, _NEW_TAG, _NUMBER, _SORTED, _SHAPE = 10, 120, 12, 16, 210
_DRAWN = 60  # the number that each document has, and a place for all that can be sorted by
_TOKEN, _WORD, _NEW_WORD = 2.6, 8, 260  # each of a text, each other one of it, each of all texts
_COMPARED = (
    (Algorithm.FLAT, Algorithm.HNSW),
    (VectorType.FLOAT32, VectorType.FLOAT16),
)
_MEMBER = 22  # of a set


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
        type: How a number of a vector is kept.
        bytes_a_document: What one takes, with its two keys and its part of the index.
        bytes: What all take that the import adds.
    """

    algorithm: Algorithm
    type: VectorType
    bytes_a_document: int
    bytes: int


def bytes_needed(schema: Schema, items: Sequence[Item], growth: Growth) -> tuple[Memory, ...]:
    """The memory that Redis needs for what an import adds, by the kind of index.

    Of a document it counts the hash (vectors, fields to filter by, digests, the JSON that it
    repeats), the item's JSON, the names of both keys and the one in the set of ids, and its part
    of the index: the vectors once more, the links between them, tags and numbers.

    Args:
        schema: That of the index; the answer begins with it, and others to compare follow.
        items: Typical ones. Texts that repeat among them are taken to repeat in the rest.
        growth: How many documents are added.
    """
    typical = _Typical.of(schema, items)
    others = (
        replace(schema, algorithm=algorithm, type=kind, m=M)
        for algorithm, kind in product(*_COMPARED)
        if (algorithm, kind) != (schema.algorithm, schema.type)
    )
    return tuple(_memory(each, typical, growth) for each in (schema, *others))


def _memory(schema: Schema, typical: _Typical, growth: Growth) -> Memory:
    walks = schema.algorithm.walks
    links = _LINK_HEAD + _LINK * schema.m
    total = growth.indexed + growth.documents
    new_terms = typical.terms_of(total) - typical.terms_of(growth.indexed)
    each, whole_blocks, part_of_block = typical.document, 0, 0.0
    for vector, share in zip(schema.vectors, typical.shares, strict=True):
        indexed = vector.dims * schema.type.bytes
        each += share * (_stored(vector, schema) + _LABELS + _MORE_LINKS * walks)
        block = allocated(_VECTORS_A_BLOCK * indexed + 16) + _VECTORS_A_BLOCK * links * walks
        part_of_block += share * block / _VECTORS_A_BLOCK
        whole_blocks += block * (_blocks(share * total) - _blocks(share * growth.indexed))
    index = 0 if growth.indexed or not growth.documents else _INDEX
    added = growth.items * typical.item + growth.documents * each + new_terms
    return Memory(
        schema.algorithm,
        schema.type,
        bytes_a_document=round(
            typical.item + each + part_of_block + new_terms / max(1, growth.documents)
        ),
        bytes=round(added + whole_blocks + index),
    )


def _stored(vector: VectorField, schema: Schema) -> int:
    """The vector in the document."""
    if schema.storage is StorageType.HASH:
        return field_bytes(vector_attribute(vector.name), vector.dims * schema.type.bytes)
    if schema.type in (VectorType.INT8, VectorType.UINT8):
        return list_bytes(vector.dims)
    return float_list_bytes(vector.dims)


def _blocks(vectors: float) -> int:
    return math.ceil(vectors / _VECTORS_A_BLOCK)


@dataclass(frozen=True, slots=True)
class _Typical:
    """What a document takes on average.

    Attributes:
        item: Bytes of the item's JSON.
        document: Bytes of the rest, without vectors and terms.
        shares: For each vector of the schema the part of the documents that have it.
        terms_of: Bytes that the index takes for the different tags and words of so many documents.
    """

    item: float
    document: float
    shares: tuple[float, ...]
    terms_of: Callable[[float], float]

    @classmethod
    def of(cls, schema: Schema, items: Sequence[Item]) -> Self:
        if not items:
            return cls(0, 0, tuple(0 for _ in schema.vectors), lambda _: 0)
        texts, tags, words, analyzer = set[str](), _Terms(), _Terms(), schema.analyzer()
        item, document = 0, 0.0
        for number, each in enumerate(items):
            given = [v.name for v in schema.vectors if has_input(each, v)]
            made = _document(each, given, f"{number:031x}")
            shown = made.content.to_json()
            key = length(Keys("catalogue").item(each.id))
            item += key_bytes(key) + json_bytes(orjson.loads(shown), texts)
            values = to_values(made, schema, shown, analyzer)
            document += key_bytes(key) + _values(values, given, schema.storage, texts)
            document += _MEMBER + allocated(length(each.id) + 2)  # in the set of ids
            document += _INDEXED + allocated(key)
            document += _fields(schema, each, tags) + _texts(schema, values, words)
        count = len(items)
        shares = (sum(has_input(each, v) for each in items) / count for v in schema.vectors)

        def terms_of(documents: float) -> float:
            grown = documents / count
            return _NEW_TAG * tags.different(grown) + _NEW_WORD * words.different(grown)

        return cls(item / count, document / count, tuple(shares), terms_of)


class _Terms:
    """The different terms of the sample's documents, by attribute."""

    def __init__(self) -> None:
        self._documents: Counter[tuple[str, str]] = Counter()

    def add(self, attribute: str, terms: Iterable[str]) -> None:
        """Counts those of one document, each given once."""
        self._documents.update((attribute, term) for term in terms)

    def different(self, grown: float) -> float:
        """How many there are in so many times the sample.

        They grow by Heaps' law, as a power. It is the part of them that one document alone has:
        so large is the chance that the next term is new, in relation to all seen.
        """
        if not self._documents or not grown:
            return 0
        alone = sum(count == 1 for count in self._documents.values())
        return len(self._documents) * math.pow(grown, alone / len(self._documents))


def _document(item: Item, given: Sequence[str], digest: str) -> Document:
    """The item as it would be stored, without the vectors given."""
    picture = item.picture
    shown = None if picture is None else str(picture) if isinstance(picture, Path) else _NO_FILE_YET
    # No two digests are the same, nor is one of a vector that of an item.
    inputs = {name: f"{number:x}{digest}" for number, name in enumerate(given, 1)}
    return Document(item.id, item.fields, shown, {}, Stamp(f"0{digest}", inputs))


def _values(
    values: Mapping[str, Stored], given: Sequence[str], storage: StorageType, texts: set[str]
) -> int:
    """The values under one key, with room for the vectors given; their type does not matter."""
    if storage is StorageType.HASH:
        return hash_bytes(HashStorage(VectorType.FLOAT32).fields(values), len(given))
    plain = JsonStorage(VectorType.FLOAT32).plain(values)
    return json_bytes(plain | {vector_attribute(name): [] for name in given}, texts)


def _fields(schema: Schema, item: Item, tags: _Terms) -> int:
    """What tags, numbers and places take in the index; the tags join `tags`."""
    taken = _DRAWN + _SORTED + allocated(length(item.id) + 1)
    for field in schema.indexed:
        value = item.fields.get(field.name)
        if value is None:
            continue
        if field.role is Role.TAG:
            found = {str(tag) for tag in (value if isinstance(value, tuple) else (value,))}
            tags.add(field.name, found)
            taken += _SORTED + _TAG * len(found)
        else:
            taken += _NUMBER + (_SHAPE if field.role is Role.GEO else _SORTED)
    return taken


def _texts(schema: Schema, values: Mapping[str, Stored], words: _Terms) -> float:
    """What texts take in the index; their words join `words`."""
    taken = 0.0
    for field in schema.text_fields:
        for attribute in (text_attribute(field.name), words_attribute(field.name)):
            tokens = str(values.get(attribute, "")).split()
            words.add(attribute, found := set(tokens))
            taken += _TOKEN * len(tokens) + _WORD * len(found)
    return taken
