"""Redis codec: names of keys, and documents as the values that Redis keeps.

Of each item Redis holds two keys, written in one transaction: `likewise:CATALOGUE:item:{ID}`, a
JSON document of what a hit shows, and `likewise:CATALOGUE:VERSION:{ID}`, a hash or a JSON document
of the vectors and the fields to filter by, which the index covers. The braces make both land on one
cluster slot. The set `likewise:CATALOGUE:VERSION:ids` holds the ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from likewise.catalogue.cells import epoch_seconds
from likewise.catalogue.item import Value
from likewise.catalogue.recipe import Role
from likewise.embedding.vectors import Vector
from likewise.index.draw import drawn
from likewise.index.filters.places import on_one_side
from likewise.index.filters.wording import forms
from likewise.index.redis.words import marks_of, stored_words
from likewise.index.schema import Schema
from likewise.index.store import Document
from likewise.language.analyzer import Analyzer
from likewise.language.stemming import stems

TAG_SEPARATOR = "\x1f"
"""Between the tags of one field; no tag may hold it."""

STAMP = "_digest"
"""The value that holds the item's digest."""

SHOWN = "_shown"
"""The value that repeats the item's JSON, so that a search answers in one round trip."""

NONE = "_none"
"""The value that no document has."""

DRAW = "_draw"
"""The value that holds a number from 0 up to 1, drawn by the id."""

ID = "_id"
"""The value that repeats the id, by which equals are sorted."""

Command: TypeAlias = tuple[str | bytes | int | float, ...]
"""What is sent to Redis, word by word."""

Reply: TypeAlias = Any
"""What the client makes of an answer: numbers, bytes and lists of them."""

Stored: TypeAlias = str | bytes | float | Vector
"""A value of a document as it is given to a storage."""

Kept: TypeAlias = Any
"""A value as a storage reads it: texts as bytes, vectors in a form of its own."""

_PREFIX = "likewise:"

CATALOGUES = f"{_PREFIX}catalogues"
"""The key of the set of the catalogues' names."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The names of one catalogue's keys."""

    catalogue: str

    @staticmethod
    def probe(token: str) -> str:
        """The name of an index that is made to see whether it can be."""
        return f"{_PREFIX}probe:{token}"

    @property
    def register(self) -> str:
        """The key that says which index is live."""
        return f"{_PREFIX}{self.catalogue}:register"

    @property
    def lock(self) -> str:
        """The key that says who writes."""
        return f"{_PREFIX}{self.catalogue}:lock"

    @property
    def last_import(self) -> str:
        """The key that says what the last import did."""
        return f"{_PREFIX}{self.catalogue}:last-import"

    @property
    def alias(self) -> str:
        """The name by which the live index is searched."""
        return f"{_PREFIX}{self.catalogue}:live"

    @property
    def items(self) -> str:
        """What the keys of all items begin with."""
        return f"{_PREFIX}{self.catalogue}:item:"

    def index(self, version: int) -> str:
        """The name of one version's index."""
        return f"{_PREFIX}{self.catalogue}:{version}"

    def documents(self, version: int) -> str:
        """What the keys of one version's documents begin with."""
        return f"{_PREFIX}{self.catalogue}:{version}:"

    def ids(self, version: int) -> str:
        """The key of the set of one version's ids: counting by the search module is not cheap."""
        return f"{self.documents(version)}ids"

    def completions(self, version: int) -> str:
        """The key of the dictionary of one version's names."""
        return f"{self.documents(version)}completions"

    def tuned(self, version: int) -> str:
        """The key of what was learnt of one version."""
        return f"{self.documents(version)}tuned"

    def maps(self, version: int) -> str:
        """The key of the hash of what is known of one version's maps, by their names.

        Maps are hashes, and so must not stand where the index takes each for a document.
        """
        return f"{_PREFIX}{self.catalogue}:maps:{version}"

    def map(self, version: int, name: str) -> str:
        """The key of the hash of a map's points, by the ids of their documents."""
        return f"{_PREFIX}{self.catalogue}:map:{version}:{name}:points"

    def map_draft(self, version: int, name: str) -> str:
        """The key of the points of a map that is being written."""
        return f"{_PREFIX}{self.catalogue}:map:{version}:{name}:draft"

    @property
    def judged(self) -> str:
        """The key of the hash of the queries that were judged, by their ids."""
        return f"{_PREFIX}{self.catalogue}:judged"

    @property
    def judges(self) -> str:
        """The key of the hash of how much each one has judged."""
        return f"{_PREFIX}{self.catalogue}:judges"

    def judgements(self, query: str) -> str:
        """The key of the hash of what was said of a query's results."""
        return f"{_PREFIX}{self.catalogue}:judgements:{query}"

    def item(self, document: str) -> str:
        """The key of an item's JSON."""
        return f"{self.items}{{{document}}}"

    def document(self, version: int, document: str) -> str:
        """The key of what the index covers of a document."""
        return f"{self.documents(version)}{{{document}}}"


def id_of_key(key: str, prefix: str) -> str:
    """The id in the key of an item or a document."""
    return key[len(prefix) + 1 : -1]


def attribute(name: str) -> str:
    """The name of a field or vector within Redis, safe in a query whatever the column's name."""
    if name.isascii() and name.isidentifier() and not name.startswith("_"):
        return name
    return f"_{name.encode().hex()}"


def vector_attribute(name: str) -> str:
    """The name of a vector within Redis; never that of a field."""
    return f"_v_{attribute(name)}"


def text_attribute(name: str) -> str:
    """The value that holds the stems of a text field's tokens, by which words are ranked."""
    return f"_t_{attribute(name)}"


def words_attribute(name: str) -> str:
    """The value that holds the words of a text field for filters, as `words` marks them."""
    return f"_w_{attribute(name)}"


def shape_attribute(name: str) -> str:
    """The value that holds a place as a point of a plane."""
    return f"_s_{attribute(name)}"


def input_attribute(name: str) -> str:
    """The value that holds the digest of what a vector's model was given."""
    return f"_i_{attribute(name)}"


def to_values(
    document: Document, schema: Schema, shown: bytes, analyzer: Analyzer
) -> dict[str, Stored]:
    """The vectors, the indexed fields, the stamp, and the content as JSON."""
    fields: dict[str, Stored] = {DRAW: drawn(document.id), ID: document.id}
    for field in schema.indexed:
        if field.name in document.fields:
            value = document.fields[field.name]
            fields[attribute(field.name)] = _indexed(field.role, value)
            if field.role is Role.GEO and isinstance(value, tuple):
                fields[shape_attribute(field.name)] = "POINT({!r} {!r})".format(*value)
    for field in schema.text_fields:
        if field.name in document.fields:
            tokens = analyzer.tokens(str(document.fields[field.name]))
            fields[text_attribute(field.name)] = " ".join(stems(tokens, schema.keywords.language))
            words = stored_words(forms(tokens), marks_of(field.name, schema))
            fields[words_attribute(field.name)] = words
    vectors = {vector_attribute(name): row for name, row in document.vectors.items()}
    inputs = {input_attribute(name): each for name, each in document.stamp.inputs.items()}
    return fields | vectors | inputs | {STAMP: document.stamp.item, SHOWN: shown}


def _indexed(role: Role, value: Value) -> str | float:
    if role is Role.TIME:
        return epoch_seconds(str(value))
    if role is Role.NUMBER and isinstance(value, (int, float)):
        return value
    if role is Role.GEO and isinstance(value, tuple):
        return f"{on_one_side(float(value[0]))!r},{value[1]!r}"
    if isinstance(value, tuple):
        return TAG_SEPARATOR.join(map(str, value))
    return str(value)
