"""RedisVL: an index of ours as a schema by which RedisVL opens it."""

from __future__ import annotations

from typing import Any, TypeAlias

import yaml

from likewise.catalogue.recipe import Role
from likewise.catalogue.redisvl_schema import GRAPH_WORDS, VERSION
from likewise.index.redis.codec import (
    DRAW,
    ID,
    NONE,
    TAG_SEPARATOR,
    Keys,
    attribute,
    text_attribute,
    vector_attribute,
    words_attribute,
)
from likewise.index.redis.storage import storage_of
from likewise.index.schema import Schema

_Kind: TypeAlias = tuple[str, dict[str, object]]
"""The type of a field, and its attributes."""

_SORTED: dict[str, object] = {"sortable": True, "index_missing": True}
_TAG: dict[str, object] = {"separator": TAG_SEPARATOR, "case_sensitive": True}
_FIELDS: dict[Role, _Kind] = {
    Role.TAG: ("tag", _TAG | _SORTED),
    Role.NUMBER: ("numeric", _SORTED),
    Role.TIME: ("numeric", _SORTED),
    Role.GEO: ("geo", {"index_missing": True}),
}
_TEXT: _Kind = ("text", {"no_stem": True, "index_missing": True})


def redisvl_schema(keys: Keys, version: int, schema: Schema) -> dict[str, Any]:
    """The schema of one version's index, as plain values.

    It has the index's own name: RedisVL takes an alias for an index that does not exist, and
    would make one of that name, which then hides the alias. Of a place it lacks the point of a
    plane, as RedisVL knows no such fields.
    """
    named: dict[str, _Kind] = {NONE: ("tag", _TAG | {"index_missing": True})}
    named[DRAW] = ("numeric", {"sortable": True})
    named[ID] = ("tag", _TAG | {"sortable": True, "no_index": True})
    named |= {attribute(field.name): _FIELDS[field.role] for field in schema.indexed}
    for field in schema.text_fields:
        named |= {text_attribute(field.name): _TEXT, words_attribute(field.name): _TEXT}
    for vector in schema.vectors:
        options: dict[str, object] = {
            "dims": vector.dims,
            "algorithm": schema.algorithm.value,
            "datatype": schema.type.value,
            "distance_metric": schema.metric.value,
        }
        for theirs, (ours, _) in GRAPH_WORDS[schema.algorithm].items():
            options[theirs] = getattr(schema, ours)
        named[vector_attribute(vector.name)] = ("vector", options)
    index: dict[str, object] = {
        "name": keys.index(version),
        "prefix": keys.documents(version),
        "key_separator": ":",
        "storage_type": schema.storage.value,
        "stopwords": [],
    }
    fields = [_field(name, *kind, schema) for name, kind in named.items()]
    return {"version": VERSION, "index": index, "fields": fields}


def _field(name: str, kind: str, attrs: dict[str, object], schema: Schema) -> dict[str, Any]:
    path, *alias = storage_of(schema).column(name)
    place = {"path": path} if alias else {}
    return {"name": name, "type": kind, **place, "attrs": dict(attrs)}


def redisvl_yaml(keys: Keys, version: int, schema: Schema) -> str:
    """The same as the text of a `schema.yaml`, which says above what its names stand for."""
    lines = [
        f"The index of {keys.catalogue} that is searched now. An import that makes it anew gives",
        f'it another name; SearchIndex.from_existing("{keys.alias}") finds the one in use.',
    ]
    lines += [
        f"{attribute(field.name)} is the field {field.name!r}."
        for field in schema.indexed
        if attribute(field.name) != field.name
    ]
    for field in schema.text_fields:
        names = f"{text_attribute(field.name)} and {words_attribute(field.name)}"
        lines.append(f"{names} have the words of {field.name!r}, as Likewise asks for them.")
    lines += [
        f"{vector_attribute(vector.name)} is made by {vector.model} from {vector.source!r}."
        for vector in schema.vectors
    ]
    comment = "".join(f"# {line}\n" for line in lines)
    return comment + yaml.safe_dump(redisvl_schema(keys, version, schema), sort_keys=False)
