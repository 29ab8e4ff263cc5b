"""Row: a record of a source as its reader found it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from likewise.catalogue.item import Reject

Cell: TypeAlias = (
    str
    | int
    | float
    | bool
    | Decimal
    | date
    | datetime
    | time
    | bytes
    | Path
    | list[Any]
    | dict[str, Any]
    | None
)
"""A value with the type that the source gives it: text alone in CSV, more elsewhere.

Text is stripped and in Unicode's composed form (NFC); None is a cell without a value, as is `""`.
A path is a program's own: readers give none.
"""


class CellError(ValueError):
    """A cell is not what it has to be; the message is the reason."""


REJECT_COLUMNS = ("reject_source", "reject_line", "reject_column", "reject_reason")
"""What a rejects file has beside the rows' own columns; dropped when it is fed again."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a source.

    Attributes:
        source: Name of the file, or of the database.
        line: Line at which the record begins, from 1; its number where there are no lines.
        cells: Column to cell; a column may be missing.
    """

    source: str
    line: int
    cells: Mapping[str, Cell]


class Table(Protocol):
    """An opened source."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in the source's order, those of a rejects file left out.

        Where the records name them one by one (JSON), those of the first thousand.
        """
        ...

    @property
    def typed(self) -> bool:
        """Whether cells have types; where they have none, as in CSV, all are texts."""
        ...

    def rows(self) -> Iterator[Row | Reject]:
        """The rows in the source's order, once; a bad one is a Reject and the rest goes on.

        Raises:
            SourceError: The source cannot be read any further.
        """
        ...

    def part_read(self) -> float | None:
        """The part of the source that has been read, 0 to 1; None where it cannot be known."""
        ...
