"""Survey: the first rows of a source, and about how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Self

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Row
from likewise.catalogue.source import Source

SURVEYED_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What the beginning of a source shows.

    Attributes:
        source: The source.
        columns: Its columns.
        rows: The first rows that could be read.
        refused: How many could not be, among them.
        estimate: How many rows there are, good or bad; None where that cannot be told.
        whole: Whether these are all, so that `estimate` is exact.
    """

    source: Source
    columns: tuple[str, ...]
    rows: list[Row]
    refused: int
    estimate: int | None
    whole: bool

    @classmethod
    def of(cls, source: Source) -> Self:
        """Reads the first rows; SourceError where the source cannot be read."""
        with open_table(source) as table:
            coming = table.rows()
            first = list(islice(coming, SURVEYED_ROWS))
            part = table.part_read()
            whole = len(first) < SURVEYED_ROWS or next(coming, None) is None
            rows = [row for row in first if not isinstance(row, Reject)]
            estimate = round(len(first) / part) if part else None
            return cls(
                source,
                table.columns,
                rows,
                len(first) - len(rows),
                len(first) if whole else estimate,
                whole,
            )
