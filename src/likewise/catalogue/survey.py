"""Survey: the first rows of a source, and about how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import Self

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Row
from likewise.catalogue.source import Source

SURVEYED_ROWS = 10_000

_MOST_AHEAD = 200_000  # rows that a reader may have read and not yet given


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
            following = list(islice(coming, 1))
            rows = [row for row in first if not isinstance(row, Reject)]
            estimate = None if following else len(first)
            if following and part:
                # The reader is ahead of its rows: the rest of what it has read counts as well.
                rest = islice(chain(following, coming), _MOST_AHEAD)
                ahead = takewhile(lambda _: table.part_read() == part, rest)
                estimate = round((len(first) + sum(1 for _ in ahead)) / part)
            return cls(
                source,
                table.columns,
                rows,
                len(first) - len(rows),
                estimate,
                whole=not following,
            )


class Surveys:
    """Surveys of sources, each made once: a query may be dear to the database that answers it."""

    def __init__(self) -> None:
        self._made: dict[Source, Survey] = {}

    def of(self, source: Source) -> Survey:
        """The source's survey; SourceError where it cannot be read."""
        key = source.anchored(Path.cwd())
        if key not in self._made:
            self._made[key] = Survey.of(source)
        return self._made[key]

    def take(self, source: Source) -> Survey:
        """The same for the last time: its rows may need much memory."""
        survey = self.of(source)
        del self._made[source.anchored(Path.cwd())]
        return survey
