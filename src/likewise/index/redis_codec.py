"""Redis codec: names of keys, and documents as the hash and the JSON that Redis keeps.

Of each item Redis holds two keys, written in one transaction: `likewise:CATALOGUE:item:{ID}`, a
JSON document of what a hit shows, and `likewise:CATALOGUE:VERSION:{ID}`, a hash of the vectors and
the fields to filter by, which the index covers. The braces make both land on one cluster slot. The
set `likewise:CATALOGUE:VERSION:ids` holds the ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from likewise.catalogue.cells import epoch_seconds
from likewise.catalogue.item import Value
from likewise.catalogue.recipe import Role
from likewise.embedding.vectors import to_bytes
from likewise.index.schema import Schema
from likewise.index.store import Content, Document

TAG_SEPARATOR = "\x1f"
"""Between the tags of one field; no tag may hold it."""

STAMP = "_digest"
"""The hash field that holds the item's digest."""

SHOWN = "_shown"
"""The hash field that repeats the item's JSON, so that a search answers in one round trip."""

_PREFIX = "likewise:"


@dataclass(frozen=True, slots=True)
class Keys:
    """The names of one catalogue's keys."""

    catalogue: str

    @property
    def register(self) -> str:
        """The key that says which index is live."""
        return f"{_PREFIX}{self.catalogue}:register"

    @property
    def lock(self) -> str:
        """The key that says who writes."""
        return f"{_PREFIX}{self.catalogue}:lock"

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

    def hashes(self, version: int) -> str:
        """What the keys of one version's hashes begin with."""
        return f"{_PREFIX}{self.catalogue}:{version}:"

    def ids(self, version: int) -> str:
        """The key of the set of one version's ids: counting by the search module is not cheap."""
        return f"{self.hashes(version)}ids"

    def item(self, document: str) -> str:
        """The key of an item's JSON."""
        return f"{self.items}{{{document}}}"

    def hash(self, version: int, document: str) -> str:
        """The key of a document's hash."""
        return f"{self.hashes(version)}{{{document}}}"


def every_register() -> str:
    """The pattern that finds the registers of all catalogues."""
    return f"{_PREFIX}*:register"


def catalogue_of_register(key: str) -> str:
    """The catalogue whose register that key is."""
    return key.removeprefix(_PREFIX).removesuffix(":register")


def id_of_key(key: str, prefix: str) -> str:
    """The id in the key of an item or a hash."""
    return key[len(prefix) + 1 : -1]


def attribute(name: str) -> str:
    """The name of a field or vector within Redis, safe in a query whatever the column's name."""
    if name.isascii() and name.isidentifier() and not name.startswith("_"):
        return name
    return f"_{name.encode().hex()}"


def vector_attribute(name: str) -> str:
    """The name of a vector within Redis; never that of a field."""
    return f"_v_{attribute(name)}"


def input_attribute(name: str) -> str:
    """The hash field that holds the digest of what a vector's model was given."""
    return f"_i_{attribute(name)}"


def to_hash(document: Document, schema: Schema, shown: bytes) -> dict[str, str | bytes]:
    """The vectors, the indexed fields, the stamp, and what `to_json` made of the document."""
    fields: dict[str, str | bytes] = {
        attribute(field.name): _indexed(field.role, document.fields[field.name])
        for field in schema.indexed
        if field.name in document.fields
    }
    vectors = {vector_attribute(name): to_bytes(row) for name, row in document.vectors.items()}
    inputs = {input_attribute(name): each for name, each in document.stamp.inputs.items()}
    return fields | vectors | inputs | {STAMP: document.stamp.item, SHOWN: shown}


def _indexed(role: Role, value: Value) -> str:
    if role is Role.TIME:
        return repr(epoch_seconds(str(value)))
    if isinstance(value, tuple):
        return (TAG_SEPARATOR if role is Role.TAG else ",").join(map(str, value))
    return str(value)


def to_json(document: Document) -> bytes:
    """What a hit shows, as JSON."""
    return orjson.dumps({"fields": dict(document.fields), "picture": document.picture})


def from_json(data: bytes) -> Content:
    """What `to_json` wrote."""
    plain = orjson.loads(data)
    fields: dict[str, Any] = plain["fields"]
    if b"[" in data:  # only then can there be a list; most searches are spared the look
        fields = {k: tuple(v) if type(v) is list else v for k, v in fields.items()}
    return Content(fields, plain["picture"])
