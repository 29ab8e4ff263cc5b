"""Rows: a recipe applied to a table makes items."""

from __future__ import annotations

import math
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from likewise.catalogue.item import Item, Reject, Value
from likewise.catalogue.readers.table import Row, columns, read_table
from likewise.catalogue.recipe import Field, Recipe, Role, fill_pattern, pattern_columns
from likewise.errors import SourceError

_ID_LENGTH = 512
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER_LENGTH = 64
_EXACT_INTEGERS = 2**53
_TAG_MARK = "\x1f"  # separates tags inside the index
_SHOWN = 60  # characters of a cell in a reason


class CellError(ValueError):
    """A cell is not what its column's role asks for; the message is the reason."""


def read_items(recipe: Recipe, source: Path) -> Iterator[Item | Reject]:
    """The items of the table in its order; a row that makes none is a Reject and the rest goes on.

    The id is among an item's fields only where the recipe lists it or a vector's pattern names it.
    SourceError where the table lacks a column that the recipe names.
    """
    found = columns(source)
    named = _named_columns(recipe)
    missing = [name for name in named if name not in found]
    if missing:
        raise SourceError(
            f"{source} lacks {_listed(missing)}, which the recipe of {recipe.name!r} names. "
            f"It has {_listed(found)}.",
            remedy="Correct likewise.toml, or give the file that it was written for.",
        )
    return _items(recipe, source)


def unused_columns(recipe: Recipe, source: Path) -> tuple[str, ...]:
    """The table's columns that the recipe does not name, and that are therefore not imported."""
    named = set(_named_columns(recipe))
    return tuple(name for name in columns(source) if name not in named)


def text_of(pattern: str, item: Item) -> str:
    """The words that a vector's pattern makes of the item; empty where all its columns are."""
    words = {
        name: _words(item.fields[name]) for name in pattern_columns(pattern) if name in item.fields
    }
    return " ".join(fill_pattern(pattern, words).split()) if any(words.values()) else ""


def parse_number(cell: str) -> int | float:
    """The number written in the cell; CellError where it is none that can be kept exactly."""
    if len(cell) > _NUMBER_LENGTH or not _NUMBER.fullmatch(cell):
        raise CellError(f"expected a number such as 12.5, found {_shown(cell)}")
    value = float(cell)
    if not math.isfinite(value):
        raise CellError(f"expected a finite number, found {_shown(cell)}")
    if not _INTEGER.fullmatch(cell):
        return value
    integer = int(cell)
    if abs(integer) > _EXACT_INTEGERS:
        raise CellError(
            f"{cell} is beyond 2^53, where numbers are no longer exact; "
            "give the column the role tag or stored"
        )
    return integer


def find_picture(pattern: str, cells: Mapping[str, str], folder: Path) -> Path | None:
    """The regular file that the filled pattern names, or None where nothing is there.

    None too where a cell that the pattern names is empty. CellError where the path leaves the
    pattern's folder (`folder`, or the literal start of an absolute pattern) or is no file.
    """
    used = [cells.get(name, "") for name in pattern_columns(pattern)]
    if not all(used):
        return None
    root = _picture_root(pattern, folder)
    name = fill_pattern(pattern, cells)
    if any(cell.startswith("/") for cell in used):
        raise CellError(f"expected a path relative to {root}, found {_shown(name)}")
    try:
        root = root.resolve()
        path = (root / name if Path(pattern).is_absolute() else folder / name).resolve()
        mode = path.stat().st_mode if path.is_relative_to(root) else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, a NUL
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise CellError(f"picture {_shown(name)} cannot be opened: {words}") from error
    if mode is None:
        raise CellError(f"picture {_shown(name)} lies outside {root}")
    if not stat.S_ISREG(mode):
        raise CellError(f"picture {_shown(name)} is not a regular file")
    return path


def _items(recipe: Recipe, source: Path) -> Iterator[Item | Reject]:
    maker = _Maker(recipe)
    for row in read_table(source):
        yield row if isinstance(row, Reject) else maker.item(row)


class _Maker:
    """Makes items of rows, and knows the ids that were seen."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._fields = _kept_fields(recipe)
        self._line_of: dict[str, int] = {}

    def item(self, row: Row) -> Item | Reject:
        column = self._recipe.id
        fields: dict[str, Value] = {}
        try:
            id_ = self._id(row)
            for field in self._fields:
                column = field.name
                value = _value(field, row.cells[column])
                if value is not None:
                    fields[column] = value
            column = _picture_column(self._recipe)
            picture = self._picture(row.cells)
        except CellError as error:
            return Reject(row.source, row.line, column, str(error), row.cells)
        return Item(id_, fields, picture, row.source, row.line, row.cells, column)

    def _id(self, row: Row) -> str:
        id_ = row.cells[self._recipe.id]
        if not id_:
            raise CellError("expected an id, found an empty cell")
        if len(id_) > _ID_LENGTH:
            raise CellError(f"expected at most {_ID_LENGTH} characters, found {len(id_)}")
        first = self._line_of.setdefault(id_, row.line)
        if first != row.line:
            raise CellError(f"{_shown(id_)} is already the id of the row at line {first}")
        return id_

    def _picture(self, cells: Mapping[str, str]) -> Path | None:
        pattern = self._recipe.picture
        if pattern is None:
            return None
        path = find_picture(pattern, cells, self._recipe.folder)
        names = pattern_columns(pattern)
        # Files named by the id may be missing for some rows; a file that a column names may not.
        if path is None and set(names) != {self._recipe.id} and all(cells[name] for name in names):
            raise CellError(f"picture {_shown(fill_pattern(pattern, cells))} not found")
        return path


def _kept_fields(recipe: Recipe) -> tuple[Field, ...]:
    listed = {field.name for field in recipe.fields}
    in_words = any(recipe.id in vector.columns for vector in recipe.vectors)
    if recipe.id in listed or not in_words:
        return recipe.fields
    return (Field(recipe.id, Role.STORED), *recipe.fields)


def _named_columns(recipe: Recipe) -> tuple[str, ...]:
    pictures = pattern_columns(recipe.picture) if recipe.picture is not None else ()
    return tuple(dict.fromkeys((recipe.id, *(field.name for field in recipe.fields), *pictures)))


def _picture_column(recipe: Recipe) -> str:
    """The column to blame for a bad picture: the first that is not the id."""
    names = pattern_columns(recipe.picture) if recipe.picture is not None else ()
    return next((name for name in names if name != recipe.id), recipe.id)


def _picture_root(pattern: str, folder: Path) -> Path:
    if not Path(pattern).is_absolute():
        return folder
    marked = fill_pattern(pattern, dict.fromkeys(pattern_columns(pattern), "\0"))
    return Path(marked.partition("\0")[0].rpartition("/")[0] or "/")


def _value(field: Field, cell: str) -> Value | None:
    if not cell:
        return None
    if field.role is Role.NUMBER:
        return parse_number(cell)
    if field.role is Role.TAG:
        return _tags(field, cell)
    return cell


def _tags(field: Field, cell: str) -> Value | None:
    if _TAG_MARK in cell:
        raise CellError("expected tags, found the control character U+001F")
    if field.separator is None:
        return cell
    tags = (tag.strip() for tag in cell.split(field.separator))
    return tuple(dict.fromkeys(tag for tag in tags if tag)) or None


def _words(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= _SHOWN else cell[:_SHOWN] + "…")


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(map(repr, names))
