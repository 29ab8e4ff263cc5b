"""Record: what a reader found, its cells made clean, as a row or a reject."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.row import REJECT_COLUMNS, Cell, CellError, Row
from likewise.errors import SourceError

_DROPPED = frozenset(REJECT_COLUMNS)
_DEEPEST = 100
"""Lists and records within one another; what reads them later has limits of its own."""


def clean_text(text: str) -> str:
    """Text without blanks around it, composed (NFC)."""
    return (text if text.isascii() else normalize("NFC", text)).strip()


def clean_cell(value: object) -> Cell:
    """The value as a cell; CellError where it cannot be one.

    NaN is a cell without a value, and what no cell can be is its text.
    """
    return _cleaner(value)(value, _DEEPEST)


def row_of(source: str, line: int, record: Mapping[str, object]) -> Row | Reject:
    """The record as a row with clean cells, or the reject of the first bad one."""
    cells: dict[str, Cell] = {}
    for column, value in record.items():
        try:
            if column not in _DROPPED:
                cells[column] = _cleaner(value)(value, _DEEPEST)
        except CellError as error:
            return Reject(source, line, column, str(error), mended(record))
    return Row(source, line, cells)


def mended(record: Mapping[str, object]) -> dict[str, Cell]:
    """What can be kept of a record with bad cells, for the rejects file."""
    kept: dict[str, Cell] = {}
    for column, value in record.items():
        if column in _DROPPED:
            continue
        try:
            kept[column] = clean_cell(value)
        except CellError:
            whole = value if isinstance(value, str) else repr(value)[:1000]
            text = whole.replace("\0", "").encode("utf-8", "replace").decode()
            kept[column] = clean_text(text)
    return kept


def checked_columns(names: Iterable[str], label: str) -> tuple[str, ...]:
    """The clean names; SourceError where one is missing or doubled, or none but a reject's."""
    columns = tuple(map(clean_text, names))
    if not set(columns) - set(REJECT_COLUMNS):
        raise SourceError(
            f"{label} has no columns of its own.", remedy="Give a table with a header."
        )
    for place, name in enumerate(columns, start=1):
        if not is_usable(name):
            raise SourceError(
                f"{label}: column {place} of {len(columns)} has no usable name in the header.",
                remedy="Name each column in the first line, and leave no delimiter at its end.",
            )
    twice = sorted(name for name, count in Counter(columns).items() if count > 1)
    if twice:
        raise SourceError(
            f"{label}: the header names more than one column {', '.join(map(repr, twice))}.",
            remedy="Give each column a name of its own.",
        )
    return columns


def is_usable(column: str) -> bool:
    """Whether text can name a column."""
    return bool(column) and "\0" not in column and not _has_surrogate(column)


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _text(value: str, _: int) -> str:
    if "\0" in value:
        raise CellError("the cell holds a NUL character")
    if value.isascii():
        return value.strip()
    if _has_surrogate(value):
        raise CellError("the cell holds a byte or half a character that cannot be decoded")
    return normalize("NFC", value).strip()


def _number(value: float | Decimal, _: int) -> float | Decimal | None:
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return None
    raise CellError("the number is too large or infinite")


def _list(value: Iterable[object], depth: int) -> list[Any]:
    if not depth:
        raise CellError(f"the cell is nested more than {_DEEPEST} deep")
    return [_cleaner(each)(each, depth - 1) for each in value]


def _mapping(value: Mapping[object, object], depth: int) -> dict[str, Any]:
    if not depth:
        raise CellError(f"the cell is nested more than {_DEEPEST} deep")
    cells = {_text(str(key), depth): _cleaner(each)(each, depth - 1) for key, each in value.items()}
    if len(cells) < len(value):
        raise CellError("the cell names a part of it twice")
    return cells


def _same(value: Cell, _: int) -> Cell:
    return value


def _bytes(value: bytes | bytearray | memoryview, _: int) -> bytes:
    return bytes(value)


def _other(value: object, depth: int) -> str:
    return _text(str(value), depth)


_Cleaner = Callable[[Any, int], Cell]

_CLEANERS: tuple[tuple[type | tuple[type, ...], _Cleaner], ...] = (
    (str, _text),
    ((type(None), bool, int, date, datetime, time, Path), _same),
    ((float, Decimal), _number),
    ((bytes, bytearray, memoryview), _bytes),
    ((list, tuple, set, frozenset), _list),
    (Mapping, _mapping),
)
_KNOWN: dict[type, _Cleaner] = {
    kind: cleaner
    for kinds, cleaner in _CLEANERS
    for kind in (kinds if isinstance(kinds, tuple) else (kinds,))
}


def _cleaner(value: object) -> _Cleaner:
    known = _KNOWN.get(type(value))
    if known:
        return known
    return next((cleaner for kinds, cleaner in _CLEANERS if isinstance(value, kinds)), _other)
