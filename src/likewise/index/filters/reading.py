"""Reading: filters from whatever form a caller wrote them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from likewise.errors import FilterError
from likewise.index.filters.checking import check
from likewise.index.filters.json_reading import read_json
from likewise.index.filters.line_reading import read_line
from likewise.index.filters.tree import EVERYTHING, And, Filter
from likewise.index.schema import Schema

Where: TypeAlias = Filter | Mapping[str, object] | str | Sequence[str] | None
"""How a caller may write a filter: an expression such as `Tag("gender") == "Women"`, an object such
as `{"gender": "Women", "price": (None, 80)}`, or a line such as `gender=Women price<=80`; several
lines must all hold."""


def read_filter(where: Where, schema: Schema) -> Filter:
    """The filter that the caller wrote, checked against the schema.

    Raises:
        FilterError: It cannot be read, names an unknown field, or compares the wrong type.
    """
    found = _read(where, schema)
    check(found, schema)
    return found


def _read(where: object, schema: Schema) -> Filter:
    if where is None:
        return EVERYTHING
    if isinstance(where, Filter):
        return where
    if isinstance(where, Mapping):
        return read_json(where, schema)
    lines = [where] if isinstance(where, str) else where
    if not isinstance(lines, Sequence) or not all(isinstance(line, str) for line in lines):
        raise FilterError(
            "A filter is an expression, an object of fields or lines of text, but here it is "
            f"{where!r}."
        )
    parts = tuple(read_line(line, schema) for line in lines)
    return parts[0] if len(parts) == 1 else And(parts)
