"""Arrow table: the rows of a Parquet or Arrow file, with their types."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.arrow_process import BATCH, ArrowProcess
from likewise.catalogue.readers.record import checked_columns, row_of
from likewise.catalogue.readers.row import REJECT_COLUMNS, Row
from likewise.catalogue.source import Format
from likewise.errors import SourceError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_ZERO = date(1970, 1, 1).toordinal()

_Decode = Callable[[Any], object] | None


class ArrowTable:
    """A table that the child reads; a row's line is its number.

    Args:
        process: The child, for as long as the table is read.
        path: The file.
        format_: Parquet or Arrow.
        name: What rows name as their source.
        label: What messages call the file.
    """

    typed = True

    def __init__(
        self, process: ArrowProcess, path: Path, format_: Format, *, name: str, label: str
    ) -> None:
        self._name = name
        self._part = 0.0
        (_, columns), *_ = process.frames(path, format_.value, label, only_columns=True)
        self._names = checked_columns((column for column, _ in columns), label)
        self._decoders = [_decoder(kind) for _, kind in columns]
        self._frames = process.frames(path, format_.value, label)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file's schema."""
        return tuple(name for name in self._names if name not in REJECT_COLUMNS)

    def rows(self) -> Iterator[Row | Reject]:
        """The rows in the file's order, once; SourceError where it is damaged."""
        number = 0
        for mark, content in self._frames:
            if mark != BATCH:
                continue
            part, count, columns = content
            for at in range(count):
                number += 1
                yield self._row(number, [column[at] for column in columns])
            self._part = part

    def part_read(self) -> float | None:
        """The part of the rows that has been read."""
        return self._part

    def _row(self, number: int, values: list[Any]) -> Row | Reject:
        record: dict[str, object] = dict(zip(self._names, values, strict=True))
        for name, decode in zip(self._names, self._decoders, strict=True):
            if decode and record[name] is not None:
                try:
                    record[name] = decode(record[name])
                except (ArithmeticError, ValueError) as error:
                    reason = f"no date, time or number that can be kept: {error}"
                    return Reject(self._name, number, name, reason, {})
        return row_of(self._name, number, record)


def _decoder(kind: list[Any] | None) -> _Decode:
    """What turns the child's values into a column's; None where they are the same."""
    if kind is None:
        return None
    name, *rest = kind
    if name == "struct":
        return partial(_struct, {key: _decoder(inner) for key, inner in rest[0].items()})
    if name == "list":
        return partial(_list, _decoder(rest[0]))
    if name == "map":
        return partial(_map, _decoder(rest[0]))
    if name == "timestamp":
        return partial(_timestamp, _zone(rest[0]))
    return _SIMPLE[name]


def _inner(decode: _Decode, value: object) -> object:
    return value if decode is None or value is None else decode(value)


def _struct(decoders: dict[str, _Decode], value: dict[str, object]) -> dict[str, object]:
    return {key: _inner(decoders[key], each) for key, each in value.items()}


def _list(decode: _Decode, value: list[object]) -> list[object]:
    return [_inner(decode, each) for each in value]


def _map(decode: _Decode, value: list[dict[str, Any]]) -> dict[str, object]:
    return {pair["key"]: _inner(decode, pair["value"]) for pair in value}


def _timestamp(zone: tzinfo | None, microseconds: int) -> datetime:
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return moment.astimezone(zone) if zone else moment.replace(tzinfo=None)


def _zone(name: str | None) -> tzinfo | None:
    """The zone of a name of the zone database, or of an offset such as `+02:00`."""
    if not name:
        return None
    if name == "UTC":
        return UTC
    if name[0] in "+-":
        try:
            return datetime.strptime(name, "%z").tzinfo
        except ValueError:
            raise _no_zone(name) from None
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise _no_zone(name) from None


def _no_zone(name: str) -> SourceError:
    return SourceError(
        f"{name!r} is no time zone that this machine knows.",
        remedy="Correct it, or install the zones: pip install tzdata.",
    )


def _date(days: int) -> date:
    return date.fromordinal(_DAY_ZERO + days)


def _time(microseconds: int) -> time:
    return (_EPOCH + timedelta(microseconds=microseconds)).time()


def _seconds(milliseconds: float) -> float:
    return milliseconds / 1000


_SIMPLE: dict[str, Callable[[Any], object]] = {
    "bytes": b64decode,
    "date": _date,
    "duration": _seconds,
    "time": _time,
    "decimal": Decimal,
}
