"""CSV table: rows between delimiters below a header, read row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.record import checked_columns, mended, row_of
from likewise.catalogue.readers.row import REJECT_COLUMNS, Row
from likewise.catalogue.readers.stream import Stream
from likewise.catalogue.readers.text import Lines, Text
from likewise.errors import SourceError

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_DELIMITERS = (",", ";", "\t", "|")
_CELL_LIMIT = 10_000_000  # characters
_LINE_LIMIT = 4 * _CELL_LIMIT
_RECORD_LIMIT = _CELL_LIMIT + 2_000_000  # where it goes over lines
_AGAIN_LIMIT = 10 * _CELL_LIMIT  # of what unclosed quotes make us read again
_SAMPLE_RECORDS = 20
_SAMPLE_CHARACTERS = 1 << 16

_LAST_HOLDS_COMMAS = (
    *("id", "gender", "masterCategory", "subCategory", "articleType", "baseColour"),
    *("season", "year", "usage", "productDisplayName"),
)
"""The header of Kaggle's Fashion Product Images, whose names hold commas without quotes."""

_READER_WORDS = (
    ("unexpected end of data", "a quote is opened here and never closed"),
    (
        "record larger",
        f"a row is longer than {_RECORD_LIMIT:,} characters, as by an unclosed quote",
    ),
    ("field larger", f"a cell is longer than {_CELL_LIMIT:,} characters"),
    ("expected after", "a cell goes on after its closing quote; a quote inside a cell is doubled"),
)


class CsvTable:
    """A table of text cells; SourceError where it has no usable header."""

    typed = False

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._text = Text(stream)
        self._window = _Window(self._text)
        self._start = self._window.skip_blank()
        self._delimiter = _delimiter_of(self._window.sample(self._start))
        reader = _reader(self._window.lines_after(self._start), self._delimiter)
        try:
            header = next(reader)
        except csv.Error as error:
            raise SourceError(
                f"{stream.label}: the header cannot be read: {_words(error)}.",
                remedy="Correct the first line of the file.",
            ) from error
        self._names = checked_columns(header, stream.label)
        self._start += reader.line_num

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header, those of a rejects file left out."""
        return tuple(name for name in self._names if name not in REJECT_COLUMNS)

    @property
    def encoding(self) -> str:
        """The text's encoding, as far as it has been read."""
        return self._text.encoding

    def rows(self) -> Iterator[Row | Reject]:
        """The rows in their order, once; an unreadable one costs only itself."""
        source, names, window = self._stream.name, self._names, self._window
        whole = names == self.columns
        before = self._start
        reader = _reader(window.lines_after(before), self._delimiter)
        while True:
            window.record = line = before + reader.line_num
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Reject(source, line + 1, "", _words(error), {})
                before = line + 1  # so that one stray quote costs one row
                reader = _reader(window.lines_again(before), self._delimiter)
                continue
            cells = list(map(str.strip, record))
            if not any(cells):
                continue
            if whole and window.plain and len(cells) == len(names):
                yield Row(source, line + 1, dict(zip(names, cells, strict=True)))
            else:
                yield self._row(line + 1, cells)

    def part_read(self) -> float | None:
        """The part of the file's bytes that has been read."""
        return self._stream.part_read()

    def _row(self, line: int, cells: list[str]) -> Row | Reject:
        if len(cells) > len(self._names) and self._names == _LAST_HOLDS_COMMAS:
            last = len(self._names) - 1
            cells = [*cells[:last], ", ".join(cells[last:])]
        record = dict(zip(self._names, cells, strict=False))
        if len(cells) != len(self._names):
            reason = f"expected {len(self._names)} cells, found {len(cells)}"
            return Reject(self._stream.name, line, "", reason, mended(record))
        return row_of(self._stream.name, line, record)


class _Window:
    """The lines at hand: from the record that is being read to the end of what was loaded.

    Attributes:
        record: Number of lines before the record that is being read.
        plain: Whether all lines of the record are.
    """

    def __init__(self, text: Text) -> None:
        self.record = 0
        self.plain = True
        self._label = text.label
        self._blocks = text.lines(_LINE_LIMIT)
        self._lines: list[str] = []
        self._before = 0  # lines before the first at hand
        self._again = 0
        self._kept = self._fresh = 0  # characters of the record in blocks before, and of the last

    def skip_blank(self) -> int:
        """The number of blank lines at the start; SourceError where there are no others."""
        for line in self.lines_after(0):
            if line.strip():
                return self.record
            self.record += 1
        raise SourceError(f"{self._label} is empty.", remedy="Give a file with a row an item.")

    def sample(self, before: int) -> str:
        """The beginning of what is at hand after so many lines."""
        return "".join(self._lines[before - self._before :])[:_SAMPLE_CHARACTERS]

    def lines_after(self, before: int) -> Iterator[str]:
        """The lines after so many, which must be at hand."""
        fresh = self._lines[before - self._before :]
        while True:
            yield from fresh
            block = next(self._blocks, None)
            if block is None:
                return
            fresh = block.lines
            self._load(block)

    def lines_again(self, before: int) -> Iterator[str]:
        """The lines after so many, of which some have been given before."""
        self._again += sum(map(len, self._lines[before - self._before :]))
        if self._again > _AGAIN_LIMIT:
            raise SourceError(
                f"{self._label} has too many quotes that are opened and never closed, "
                f"as in line {before:,}.",
                remedy="Close them, or double each quote inside a cell.",
            )
        return self.lines_after(before)

    def _load(self, block: Lines) -> None:
        if block.cut:
            raise SourceError(
                f"{self._label} has a line of more than {_LINE_LIMIT:,} characters: not a table.",
                remedy="Give a CSV or TSV file with a header.",
            )
        del self._lines[: self.record - self._before]
        self._before = self.record
        self.plain = block.plain and (self.plain or not self._lines)
        self._kept = self._kept + self._fresh if self._lines else 0
        self._fresh = sum(map(len, block.lines))
        self._lines += block.lines
        if self._kept > _RECORD_LIMIT:
            raise csv.Error("record larger than limit")


def _delimiter_of(sample: str) -> str:
    """The delimiter that cuts most records as it cuts the header; of several the one in most."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[bool, float, int]:
    widths = []
    try:
        for record in islice(_reader(StringIO(sample, newline=""), delimiter), _SAMPLE_RECORDS):
            if record:
                widths.append(len(record))  # noqa: PERF401 - keeps those before an error
    except csv.Error:
        pass
    if not widths or widths[0] == 1:
        return False, 0.0, 0
    header, *rest = widths
    return True, rest.count(header) / max(len(rest), 1), header


def _reader(lines: Iterator[str], delimiter: str) -> CsvReader:
    csv.field_size_limit(_CELL_LIMIT)
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


def _words(error: csv.Error) -> str:
    return next((words for mark, words in _READER_WORDS if mark in str(error)), str(error))
