"""File table: files and members of archives, read one after another as one table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.arrow_process import ArrowProcess
from likewise.catalogue.readers.arrow_table import ArrowTable
from likewise.catalogue.readers.csv_table import CsvTable
from likewise.catalogue.readers.detection import format_of
from likewise.catalogue.readers.json_array import json_array
from likewise.catalogue.readers.json_lines import json_lines
from likewise.catalogue.readers.json_table import JsonTable
from likewise.catalogue.readers.row import Row, Table
from likewise.catalogue.readers.stream import Piece
from likewise.catalogue.source import Format
from likewise.errors import SourceError


class FileTable:
    """The rows of all the pieces, in their order.

    The header of each is looked at first, so that one that does not fit stops an import before it
    begins. JSON's columns are those of all pieces, each by its first thousand objects.

    Args:
        pieces: At least one.
        format_: How all of them are written; None to find it out.
        process: The reader of Parquet and Arrow files.
        stack: Closes what is open at the end.
    """

    def __init__(
        self, pieces: list[Piece], format_: Format | None, process: ArrowProcess, stack: ExitStack
    ) -> None:
        self._pieces = pieces
        self._format = format_
        self._process = process
        self._open = stack.enter_context(ExitStack())
        self._before_bytes = 0  # in the pieces that are done
        self._current_bytes = pieces[0].size_bytes or 0
        self._table = self._next(pieces[0])
        self.columns = self._table.columns
        self.typed = self._table.typed
        for piece in pieces[1:]:
            with _opened(piece, format_, process) as table:
                self._add(table, piece)

    @property
    def encoding(self) -> str | None:
        """The encoding of the text that is being read; None where it is no CSV."""
        return self._table.encoding if isinstance(self._table, CsvTable) else None

    def rows(self) -> Iterator[Row | Reject]:
        """The rows, once; SourceError where no piece has any."""
        empty = True
        for place, piece in enumerate(self._pieces):
            if place:
                self._before_bytes += self._current_bytes
                self._current_bytes = piece.size_bytes or 0
                self._table = self._next(piece)
            for row in self._table.rows():
                empty = False
                yield row
        if empty:
            found = "has a header, but no rows below it" if self.columns else "holds no rows"
            raise SourceError(
                f"{self._pieces[0].label} {found}.", remedy="Give a file with a row for each item."
            )

    def part_read(self) -> float | None:
        """The part of all bytes that has been read, or of the rows where their number is known."""
        sizes = [piece.size_bytes for piece in self._pieces]
        part = self._table.part_read()
        if part is None or None in sizes:
            return None
        total = sum(size or 0 for size in sizes)
        return (self._before_bytes + part * self._current_bytes) / total if total else 1.0

    def _next(self, piece: Piece) -> Table:
        self._open.close()
        return self._open.enter_context(_opened(piece, self._format, self._process))

    def _add(self, table: Table, piece: Piece) -> None:
        self.typed = self.typed or table.typed
        if isinstance(table, JsonTable):
            self.columns = tuple(dict.fromkeys(self.columns + table.columns))
            return
        lacks = sorted(set(self.columns) - set(table.columns))
        more = sorted(set(table.columns) - set(self.columns))
        if lacks or more:
            differences = [f"it lacks {', '.join(map(repr, lacks))}"] if lacks else []
            differences += [f"it has {', '.join(map(repr, more))} besides"] if more else []
            raise SourceError(
                f"{piece.label} has other columns than {self._pieces[0].label}: "
                f"{' and '.join(differences)}.",
                remedy="Give files with the same columns, or import them one by one.",
            )


@contextmanager
def _opened(piece: Piece, format_: Format | None, process: ArrowProcess) -> Iterator[Table]:
    with piece.open() as stream:
        found = format_ or format_of(stream)
        if found is Format.CSV:
            yield CsvTable(stream)
        elif found is Format.JSON_LINES:
            yield json_lines(stream)
        elif found is Format.JSON:
            yield json_array(stream)
        elif found in {Format.PARQUET, Format.ARROW}:
            with stream.as_file() as path:
                yield ArrowTable(process, path, found, name=piece.name, label=piece.label)
        else:
            raise SourceError(
                f"{piece.label} is a file, which cannot be read as {found}.",
                remedy="Leave the format out, or name that of the file.",
            )
