"""Cells: each read by the role of its field."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from likewise.catalogue.item import Value
from likewise.catalogue.readers.row import Cell, CellError
from likewise.catalogue.recipe import Field, Role

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER_LENGTH = 64
_EXACT_INTEGERS = 2**53
_STORED_INTEGERS = 2**63
_TAG_MARK = "\x1f"  # separates tags inside the index
_LONGEST_TAG = 4096  # bytes; the search module finds no longer ones
_SHOWN = 60  # characters of a cell in a reason
_LON_NAMES = ("lon", "lng", "long", "longitude")
_LAT_NAMES = ("lat", "latitude")
_MOST_LON = 180.0
_MOST_LAT = 85.05112878  # as far as Redis goes, and Mercator's maps
_DEEPEST = 32  # levels of a nested value


def value_of(field: Field, cells: Mapping[str, Cell]) -> Value | None:
    """The field's value, None where its cells are empty; CellError where it can have none."""
    if field.lon is not None and field.lat is not None:
        return _place_of_two(cells.get(field.lon), cells.get(field.lat))
    cell = cells.get(field.name)
    if is_empty(cell):
        return None
    if field.role is Role.TAG:
        return _tags(field, cell)
    return _READERS[field.role](cell)


def is_empty(cell: Cell) -> bool:
    """Whether there is nothing in the cell."""
    return cell is None or (isinstance(cell, str | bytes | list | dict) and not cell)


def parse_number(cell: Cell) -> int | float:
    """The number in the cell; CellError where it is none that can be kept exactly."""
    if isinstance(cell, Decimal):
        cell = str(cell)
    if isinstance(cell, str):
        if len(cell) > _NUMBER_LENGTH or not _NUMBER.fullmatch(cell):
            raise CellError(f"expected a number such as 12.5, found {shown(cell)}")
        value: int | float = int(cell) if _INTEGER.fullmatch(cell) else float(cell)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        value = cell
    else:
        raise CellError(f"expected a number, found {shown(cell)}")
    if isinstance(value, float) and not math.isfinite(value):
        raise CellError(f"expected a finite number, found {shown(cell)}")
    if isinstance(value, int) and abs(value) > _EXACT_INTEGERS:
        raise CellError(
            f"{shown(value)} is beyond 2^53, where numbers are no longer exact; "
            "give the column the role tag or stored"
        )
    return value


def parse_place(cell: Cell) -> tuple[float, float]:
    """Longitude and latitude from "lon,lat", a pair, or an object that names them, also as JSON."""
    if isinstance(cell, str) and cell.startswith(("[", "{")):
        with suppress(ValueError, RecursionError):
            cell = json.loads(cell)
    if isinstance(cell, str):
        parts: list[Any] = re.split(r"\s*[,; ]\s*", cell)
    elif isinstance(cell, dict):
        named = {str(key).casefold(): value for key, value in cell.items()}
        parts = [
            next((named[name] for name in names if name in named), None)
            for names in (_LON_NAMES, _LAT_NAMES)
        ]
    else:
        parts = cell if isinstance(cell, list) else []
    if len(parts) != 2 or any(map(is_empty, parts)):  # noqa: PLR2004 - a pair
        raise CellError(f"expected longitude and latitude such as 13.4,52.5, found {shown(cell)}")
    return _place(parts[0], parts[1])


def parse_moment(cell: Cell) -> str:
    """The date or time in ISO 8601, as it was written."""
    if not isinstance(cell, str | date):  # a datetime is one too
        raise CellError(f"expected a date or a time, found {shown(cell)}")
    text = cell if isinstance(cell, str) else cell.isoformat()
    epoch_seconds(text)
    return _checked(text)


def epoch_seconds(moment: str) -> float:
    """Seconds since 1970 in UTC; a moment without a zone is UTC, a date is its beginning."""
    try:
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            parsed = parsed.replace(tzinfo=UTC)
        return parsed.timestamp()
    except (ValueError, OverflowError):
        raise CellError(
            f"expected a date or a time such as 2026-11-23 or 2026-11-23T10:30:00+01:00, found "
            f"{shown(moment)}"
        ) from None


def shown(cell: Cell) -> str:
    """The cell as it stands in a message."""
    if isinstance(cell, bytes):
        return f"{len(cell)} bytes"
    try:
        text = cell if isinstance(cell, str) else str(cell)
    except (RecursionError, ValueError):  # nested too deep, or more digits than Python writes
        return "what is too long to be shown"
    short = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return repr(short) if isinstance(cell, str) else short


def cell_text(cell: Cell) -> str:
    """The cell as text that a CSV can hold: what is nested as JSON, bytes left out."""
    if isinstance(cell, str):
        return cell
    if cell is None or isinstance(cell, bytes):
        return ""
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, Decimal | Path):
        return str(cell)
    try:
        return json.dumps(cell, ensure_ascii=False, default=cell_text)
    except (RecursionError, ValueError):  # nested too deep, or more digits than Python writes
        return ""


def _place_of_two(lon: Cell, lat: Cell) -> tuple[float, float] | None:
    if is_empty(lon) and is_empty(lat):
        return None
    if is_empty(lon) or is_empty(lat):
        raise CellError("expected longitude and latitude, found one of them alone")
    return _place(lon, lat)


def _place(lon: Cell, lat: Cell) -> tuple[float, float]:
    east, north = float(parse_number(lon)), float(parse_number(lat))
    if abs(east) > _MOST_LON or abs(north) > _MOST_LAT:
        raise CellError(
            f"expected a longitude up to {_MOST_LON:.0f} and then a latitude up to "
            f"{_MOST_LAT:.2f} degrees, found {east:g} and {north:g}"
        )
    return east, north


def _text(cell: Cell, depth: int = 0) -> str | None:
    _check_depth(depth)
    if isinstance(cell, list):
        return ", ".join(filter(None, (_text(part, depth + 1) for part in cell))) or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return _checked(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, int | float | Decimal):
        with suppress(ValueError):  # an integer of more digits than Python writes
            return str(cell)
    if cell is None:
        return None
    raise CellError(f"expected text, found {shown(cell)}")


def _tags(field: Field, cell: Cell) -> Value | None:
    if isinstance(cell, str) and cell.startswith("["):  # as a rejects file has lists
        with suppress(ValueError, RecursionError):
            cell = json.loads(cell)
    if isinstance(cell, list):
        parts = [_tag(part) for part in cell]
    elif isinstance(cell, str) and field.separator is not None:
        parts = [_tag(part) for part in cell.split(field.separator)]
    else:
        return _tag(cell) or None
    return tuple(dict.fromkeys(part for part in parts if part)) or None


def _tag(cell: Cell) -> str:
    if isinstance(cell, list):
        raise CellError("expected tags, found a list within a list")
    text = (_text(cell) or "").strip()
    if _TAG_MARK in text:
        raise CellError("expected tags, found the control character U+001F")
    if (size := len(text.encode("utf-8", "surrogatepass"))) > _LONGEST_TAG:
        raise CellError(
            f"expected a tag of at most {_LONGEST_TAG:,} bytes, found {size:,}; "
            "give the column the role text or stored"
        )
    return text


def _stored(cell: Cell, depth: int = 0) -> Any:  # noqa: ANN401 - whatever JSON can hold
    _check_depth(depth)
    if isinstance(cell, list):
        parts = [_stored(part, depth + 1) for part in cell]
        return parts if depth else tuple(parts)
    if isinstance(cell, dict):
        return {_checked(str(key)): _stored(part, depth + 1) for key, part in cell.items()}
    if isinstance(cell, date | time | Decimal):
        return cell_text(cell)
    if isinstance(cell, str):
        return _checked(cell)
    if isinstance(cell, float):
        return _finite(cell)
    if not isinstance(cell, int | None):
        raise CellError(f"expected what JSON can hold, found {shown(cell)}")
    if cell is not None and not -_STORED_INTEGERS <= cell < _STORED_INTEGERS:
        raise CellError(f"{shown(cell)} is beyond 64 bits; write it as a text")
    return cell


def _check_depth(depth: int) -> None:
    if depth > _DEEPEST:
        raise CellError(f"expected at most {_DEEPEST} levels within each other, found more")


def _checked(text: str) -> str:
    """The text if it can be stored; rows from readers never fail this, those of a program may."""
    if "\0" in text:
        raise CellError("expected text, found a NUL character in it")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CellError("expected text, found half a character in it (a surrogate)") from None
    return text


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise CellError(f"expected a finite number, found {shown(value)}")
    return float(value)  # a float of numpy's is one, but no JSON


_READERS: dict[Role, Callable[[Cell], Value | None]] = {
    Role.NUMBER: parse_number,
    Role.GEO: parse_place,
    Role.TIME: parse_moment,
    Role.TEXT: _text,
    Role.STORED: _stored,
}
