"""Rows: a recipe applied to a table makes items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from likewise.catalogue.cells import cell_text, is_empty, shown, value_of
from likewise.catalogue.item import Item, Picture, Reject, Value
from likewise.catalogue.pictures import named_by, picture_of
from likewise.catalogue.readers.row import Cell, CellError, Row, Table
from likewise.catalogue.recipe import Field, Recipe, Role, fill_pattern, pattern_columns
from likewise.catalogue.seen_ids import SeenIds
from likewise.errors import SourceError

_ID_LENGTH = 512


def read_items(recipe: Recipe, table: Table, seen: SeenIds) -> Iterator[Item | Reject]:
    """The items of the table in its order; a row that makes none is a Reject and the rest goes on.

    The id is among an item's fields only where the recipe lists it or a vector's pattern names it.

    Args:
        recipe: What the columns mean.
        table: The rows.
        seen: Takes the id of every row that has one, refused or not.

    Raises:
        SourceError: The table lacks a column that the recipe names.
    """
    missing = [name for name in _named_columns(recipe) if name not in table.columns]
    if missing:
        raise SourceError(
            f"{recipe.source} lacks {_listed(missing)}, which the recipe of {recipe.name!r} "
            f"names. It has {_listed(table.columns)}.",
            remedy="Correct likewise.toml, or give the file that it was written for.",
        )
    maker = ItemMaker(recipe, seen)
    return (row if isinstance(row, Reject) else maker.item(row) for row in table.rows())


def unused_columns(recipe: Recipe, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The table's columns that the recipe does not name, and that are therefore not imported."""
    named = set(_named_columns(recipe))
    return tuple(name for name in columns if name not in named)


def text_of(pattern: str, item: Item) -> str:
    """The words that a vector's pattern makes of the item; empty where all its columns are."""
    words = {
        name: _words(item.fields[name]) for name in pattern_columns(pattern) if name in item.fields
    }
    return " ".join(fill_pattern(pattern, words).split()) if any(words.values()) else ""


class ItemMaker:
    """Makes items of rows.

    Args:
        recipe: What the columns mean.
        seen: The ids of the rows so far.
        picture: A column that names the picture in the recipe's place where it is not empty.
    """

    def __init__(self, recipe: Recipe, seen: SeenIds, *, picture: str | None = None) -> None:
        self._recipe = recipe
        self._fields = _kept_fields(recipe)
        self._seen = seen
        self._pictures = () if recipe.picture is None else pattern_columns(recipe.picture)
        self._given = picture if recipe.picture is not None else None
        # The column to blame for a bad picture: the first that is not the id.
        self._blamed = next((name for name in self._pictures if name != recipe.id), recipe.id)

    def id(self, row: Row) -> str | Reject:
        """The row's id, now among the seen ones, or why it has none."""
        cell = row.cells.get(self._recipe.id)
        if isinstance(cell, Decimal) and cell == cell.to_integral_value():
            cell = int(cell)  # as databases give whole numbers
        if isinstance(cell, bool) or not isinstance(cell, str | int | None):
            return self._reject(row, self._recipe.id, f"expected an id, found {shown(cell)}")
        id_ = cell_text(cell)
        reason = None
        if not id_:
            reason = "expected an id, found an empty cell"
        elif len(id_) > _ID_LENGTH:
            reason = f"expected at most {_ID_LENGTH} characters, found {len(id_)}"
        elif (first := self._seen.add(id_, row.line)) is not None:
            reason = f"{shown(id_)} is already the id of the row at line {first}"
        return id_ if reason is None else self._reject(row, self._recipe.id, reason)

    def item(self, row: Row) -> Item | Reject:
        """The row's item, or why there is none."""
        id_ = self.id(row)
        return id_ if isinstance(id_, Reject) else self._item(row, id_, {}, None, self._fields)

    def changed(
        self, row: Row, id_: str, fields: Mapping[str, Value], picture: Picture | None
    ) -> Item | Reject:
        """An item as it becomes by a row that has some of its columns; the others stay.

        Args:
            row: The columns that change, beside the id's.
            id_: The item's id.
            fields: Its fields before.
            picture: Its picture before.
        """
        given = tuple(
            field for field in self._fields if not row.cells.keys().isdisjoint(field.columns)
        )
        named = not row.cells.keys().isdisjoint(set(self._pictures) - {self._recipe.id})
        if named or self._is_given(row.cells):
            picture = None
        return self._item(row, id_, fields, picture, given)

    def _item(
        self,
        row: Row,
        id_: str,
        before: Mapping[str, Value],
        picture: Picture | None,
        fields: tuple[Field, ...],
    ) -> Item | Reject:
        made = dict(before)
        column = self._recipe.id
        try:
            for field in fields:
                column = field.columns[0]
                value = value_of(field, row.cells)
                if value is None:
                    made.pop(field.name, None)
                else:
                    made[field.name] = value
            column = self._blamed
            if self._given is not None and self._is_given(row.cells):
                column = self._given
            picture = picture or self._picture(row.cells)
        except CellError as error:
            return self._reject(row, column, str(error))
        return Item(id_, made, picture, row.source, row.line, row.cells, column)

    def _picture(self, cells: Mapping[str, Cell]) -> Picture | None:
        pattern, columns = self._recipe.picture, self._pictures
        if pattern is None:
            return None
        if self._given is not None and self._is_given(cells):
            pattern, columns = named_by(self._given, pattern), (self._given,)
        picture = picture_of(pattern, cells, self._recipe.folder)
        texts = {name: cell_text(cells.get(name)) for name in columns}
        # Files named by the id may be missing for some rows; a file that a column names may not.
        named = all(texts.values()) and not any(map(_is_hollow, map(cells.get, columns)))
        if picture is None and named and set(texts) != {self._recipe.id}:
            raise CellError(f"picture {shown(fill_pattern(pattern, texts))} not found")
        return picture

    def _is_given(self, cells: Mapping[str, Cell]) -> bool:
        return self._given is not None and not is_empty(cells.get(self._given))

    def _reject(self, row: Row, column: str, reason: str) -> Reject:
        return Reject(row.source, row.line, column, reason, row.cells)


def _kept_fields(recipe: Recipe) -> tuple[Field, ...]:
    listed = {field.name for field in recipe.fields}
    in_words = any(recipe.id in vector.columns for vector in recipe.vectors)
    if recipe.id in listed or not in_words:
        return recipe.fields
    return (Field(recipe.id, Role.STORED), *recipe.fields)


def _named_columns(recipe: Recipe) -> tuple[str, ...]:
    pictures = pattern_columns(recipe.picture) if recipe.picture is not None else ()
    columns = [name for field in recipe.fields for name in field.columns]
    return tuple(dict.fromkeys((recipe.id, *columns, *pictures)))


def _is_hollow(cell: Cell) -> bool:
    """Whether it is an object that says nothing, as of a picture that is not there."""
    return isinstance(cell, dict) and not any(cell.values())


def _words(value: Value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(map(repr, names))
