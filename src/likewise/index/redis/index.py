"""Redis index: the index of a schema in the words of the search module."""

from __future__ import annotations

from likewise.catalogue.recipe import Role
from likewise.index.redis.codec import (
    DRAW,
    ID,
    NONE,
    TAG_SEPARATOR,
    Command,
    attribute,
    shape_attribute,
    text_attribute,
    vector_attribute,
    words_attribute,
)
from likewise.index.redis.storage import storage_of
from likewise.index.redis.vector_index import vector_options
from likewise.index.schema import Schema

_EXACT = ("TAG", "SEPARATOR", TAG_SEPARATOR, "CASESENSITIVE")
_TAG = (*_EXACT, "INDEXMISSING")
_FIELD_TYPES = {
    Role.TAG: (*_TAG, "SORTABLE", "UNF"),
    Role.NUMBER: ("NUMERIC", "INDEXMISSING", "SORTABLE"),
    Role.TIME: ("NUMERIC", "INDEXMISSING", "SORTABLE"),
    Role.GEO: ("GEO", "INDEXMISSING"),
}


def create_index(name: str, prefix: str, schema: Schema, *, scanning: bool = False) -> Command:
    """FT.CREATE for the schema.

    Args:
        name: Of the index.
        prefix: What the keys of its documents begin with.
        schema: What it holds.
        scanning: Whether documents that are there already are taken in, in the background. What is
            written meanwhile may be counted twice, which spoils the scores of words.
    """
    column = storage_of(schema).column
    fields: list[str | int] = [*column(NONE), *_TAG]
    fields += [
        *column(DRAW),
        "NUMERIC",
        "SORTABLE",
        *column(ID),
        *_EXACT,
        "SORTABLE",
        "UNF",
        "NOINDEX",
    ]
    for field in schema.indexed:
        fields += [*column(attribute(field.name)), *_FIELD_TYPES[field.role]]
        if field.role is Role.GEO:
            fields += [*column(shape_attribute(field.name)), "GEOSHAPE", "FLAT"]
    for field in schema.text_fields:
        fields += [*column(text_attribute(field.name)), "TEXT", "NOSTEM", "INDEXMISSING"]
        fields += [*column(words_attribute(field.name)), "TEXT", "NOSTEM", "INDEXMISSING"]
    for vector in schema.vectors:
        fields += [*column(vector_attribute(vector.name)), *vector_options(vector, schema)]
    storage = schema.storage.upper()
    options = ("STOPWORDS", 0, *(() if scanning else ("SKIPINITIALSCAN",)))
    return ("FT.CREATE", name, "ON", storage, "PREFIX", 1, prefix, *options, "SCHEMA", *fields)
