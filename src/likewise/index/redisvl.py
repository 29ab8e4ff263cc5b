"""RedisVL: an index of ours as a schema by which RedisVL opens it."""

from __future__ import annotations

from typing import Any

import yaml

from likewise.catalogue.recipe import Role
from likewise.catalogue.redisvl_schema import VERSION
from likewise.index.redis_codec import TAG_SEPARATOR, Keys, attribute, vector_attribute
from likewise.index.schema import Schema

_TYPES = {Role.TAG: "tag", Role.NUMBER: "numeric", Role.TIME: "numeric", Role.GEO: "geo"}


def redisvl_schema(keys: Keys, version: int, schema: Schema) -> dict[str, Any]:
    """The schema of one version's index, as plain values.

    It has the index's own name: RedisVL takes an alias for an index that does not exist, and
    would make one of that name, which then hides the alias.
    """
    fields: list[dict[str, Any]] = []
    for field in schema.indexed:
        fields.append({"name": attribute(field.name), "type": _TYPES[field.role]})
        if field.role is Role.TAG:
            fields[-1]["attrs"] = {"separator": TAG_SEPARATOR, "case_sensitive": True}
    for vector in schema.vectors:
        options = {
            "dims": vector.dims,
            "algorithm": schema.algorithm.value,
            "datatype": "float32",
            "distance_metric": schema.metric.value,
        }
        name = vector_attribute(vector.name)
        fields.append({"name": name, "type": "vector", "attrs": options})
    index = {
        "name": keys.index(version),
        "prefix": keys.hashes(version),
        "key_separator": ":",
        "storage_type": "hash",
    }
    return {"version": VERSION, "index": index, "fields": fields}


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
    lines += [
        f"{vector_attribute(vector.name)} is made by {vector.model} from {vector.source!r}."
        for vector in schema.vectors
    ]
    comment = "".join(f"# {line}\n" for line in lines)
    return comment + yaml.safe_dump(redisvl_schema(keys, version, schema), sort_keys=False)
