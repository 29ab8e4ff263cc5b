"""Exporting: a catalogue's items as rows of a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeAlias

import orjson

from likewise.catalogue.item import Value
from likewise.catalogue.pictures import exported_column, free_column
from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.errors import SourceError, UsageError
from likewise.index.filters.reading import Where, read_filter
from likewise.index.filters.tree import Filter
from likewise.index.redis.store import RedisStore
from likewise.index.schema import Schema
from likewise.search.listing import Listed, every_item

Exported: TypeAlias = dict[str, Any]
"""A row: the columns of the id and the fields, that of the picture as a path, and vectors."""

_ROWS_A_BATCH = 1000
_AS_LINES = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE


def export_rows(
    recipe: Recipe, store: RedisStore, *, where: Where = None, vectors: bool = False
) -> Iterator[Exported]:
    """The items that meet the filter as rows, by id, under the names of the source's columns."""
    return _rows(recipe, store, read_filter(where, store.schema), vectors=vectors)


class PictureFolder:
    """The deepest folder that holds all the pictures of the rows that pass.

    Args:
        column: Where the rows name their pictures.

    Attributes:
        path: The folder; None until a picture has passed.
    """

    def __init__(self, column: str | None) -> None:
        self.path: Path | None = None
        self._column = column

    def passing(self, rows: Iterable[Exported]) -> Iterator[Exported]:
        """The same rows."""
        for row in rows:
            picture = None if self._column is None else row[self._column]
            if picture is not None:
                folder = picture.parent
                shared = folder if self.path is None else os.path.commonpath([self.path, folder])
                self.path = Path(shared)
            yield row


def writer_for(file: Path) -> Callable[[Iterable[Exported], BinaryIO], int]:
    """What writes rows in the format that the file's name tells; it answers how many it wrote.

    Raises:
        UsageError: The name tells no format that rows are written in.
    """
    for suffix, writer in _WRITERS.items():
        if file.name.endswith(suffix):
            return writer
    raise UsageError(
        f"{file.name!r} does not say how rows are to be written.",
        remedy=f"End it with {' or '.join(_WRITERS)}.",
    )


def write_json_lines(rows: Iterable[Exported], file: BinaryIO) -> int:
    """Writes one JSON object a line."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last count is the answer
        file.write(orjson.dumps(row, default=os.fspath, option=_AS_LINES))
    return count


def write_parquet(rows: Iterable[Exported], file: BinaryIO) -> int:
    """Writes Parquet, each column of a type that holds all its values."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise SourceError(
            "Writing Parquet needs the package pyarrow.", remedy="pip install 'likewise[parquet]'"
        ) from None
    source = iter(rows)
    schemas: list[Any] = []
    count = 0
    try:
        # A type is known for sure once all rows have been seen, so they go through a file first.
        with tempfile.TemporaryFile() as kept:
            while part := list(islice(source, _ROWS_A_BATCH)):
                names = dict.fromkeys(name for row in part for name in row)
                table = pa.table({name: [_plain(row.get(name)) for row in part] for name in names})
                with pa.ipc.new_stream(kept, table.schema) as stream:
                    stream.write_table(table)
                schemas.append(table.schema)
                count += len(part)
            kept.seek(0)
            schema = pa.unify_schemas(schemas or [pa.schema([])], promote_options="permissive")
            empty = schema.empty_table()
            with parquet.ParquetWriter(file, schema) as writer:
                for _ in schemas:
                    with pa.ipc.open_stream(kept) as stream:
                        parts = [empty, stream.read_all()]
                    writer.write_table(pa.concat_tables(parts, promote_options="permissive"))
    except pa.ArrowException as error:
        raise SourceError(
            f"The items do not fit into the columns of a Parquet file: {error}.",
            remedy="Export them as JSON lines.",
        ) from error
    return count


_WRITERS: Mapping[str, Callable[[Iterable[Exported], BinaryIO], int]] = {
    ".jsonl": write_json_lines,
    ".parquet": write_parquet,
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of an export are called, none of them twice.

    Attributes:
        id: The id's.
        fields: The fields, whose columns are those of the source.
        picture: The pictures', if there are any.
        vectors: Vector to column.
    """

    id: str
    fields: Sequence[Field]
    picture: str | None
    vectors: Mapping[str, str]

    @classmethod
    def of(cls, recipe: Recipe, schema: Schema) -> Self:
        picture = exported_column(recipe, schema.fields)
        columns = (column for field in schema.fields for column in field.columns)
        taken = {recipe.id, *columns, *([] if picture is None else [picture])}
        vectors: dict[str, str] = {}
        for vector in schema.vectors:
            vectors[vector.name] = free_column(f"vector_{vector.name}", taken)
            taken.add(vectors[vector.name])
        return cls(recipe.id, schema.fields, picture, vectors)

    def row(self, item: Listed) -> Exported:
        """An item without its vectors."""
        row: Exported = {self.id: item.id}
        for field in self.fields:
            row |= _cells(field, item.fields.get(field.name))
        if self.picture is not None:
            row[self.picture] = None if item.picture is None else Path(item.picture)
        return row


def _rows(recipe: Recipe, store: RedisStore, where: Filter, *, vectors: bool) -> Iterator[Exported]:
    columns = _Columns.of(recipe, store.schema)
    items = every_item(store, where)
    while part := list(islice(items, _ROWS_A_BATCH)):
        rows = [columns.row(item) for item in part]
        if vectors:
            ids = [item.id for item in part]
            for name, column in columns.vectors.items():
                for row, found in zip(rows, store.vectors(name, ids), strict=True):
                    row[column] = found
        yield from rows


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


def _cells(field: Field, value: Value | None) -> Exported:
    if field.role is not Role.GEO:
        return {field.name: value}
    lon, lat = value if isinstance(value, tuple) else (None, None)
    if len(field.columns) > 1:
        return dict(zip(field.columns, (lon, lat), strict=True))
    return {field.name: None if value is None else {"lon": lon, "lat": lat}}
