"""JSON table: rows that name their columns themselves."""

from __future__ import annotations

from collections.abc import Iterator

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.row import Row
from likewise.catalogue.readers.stream import Stream
from likewise.catalogue.readers.text import Text
from likewise.errors import SourceError

_SAMPLE_RECORDS = 1000
_SAMPLE_BYTES = 1 << 25


class JsonTable:
    """A table of objects, of which the first thousand are read at once, or fewer long ones.

    Args:
        stream: The file.
        text: Its text, from which the rows are read.
        rows: All of them; a SourceError comes after the rows before it.

    Attributes:
        columns: What the first thousand objects name, in order of first sight.
    """

    typed = True

    def __init__(self, stream: Stream, text: Text, rows: Iterator[Row | Reject]) -> None:
        self._stream = stream
        self._first: list[Row | Reject] = []
        self._rest = rows
        self._error: SourceError | None = None
        names: dict[str, None] = {}
        try:
            for row in rows:
                self._first.append(row)
                names.update(dict.fromkeys(row.cells if isinstance(row, Row) else ()))
                if len(self._first) == _SAMPLE_RECORDS or text.done_bytes > _SAMPLE_BYTES:
                    break
        except SourceError as error:
            self._error = error
        self.columns = tuple(names)

    def rows(self) -> Iterator[Row | Reject]:
        """The rows in the file's order, once."""
        self._first.reverse()
        while self._first:
            yield self._first.pop()
        if self._error:
            raise self._error
        yield from self._rest

    def part_read(self) -> float | None:
        """The part of the file's bytes that has been read."""
        return self._stream.part_read()
