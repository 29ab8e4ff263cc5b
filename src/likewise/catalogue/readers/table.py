"""Table: CSV and TSV files with a header, read row by row."""

from __future__ import annotations

import codecs
import csv
import re
import stat
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO

from likewise.catalogue.item import Reject
from likewise.errors import SourceError

REJECT_COLUMNS = ("reject_source", "reject_line", "reject_column", "reject_reason")
"""What a rejects file has beside the rows' own columns; dropped when it is fed again."""

_DELIMITERS = (",", ";", "\t", "|")
_CELL_LIMIT = 10_000_000  # characters
_LINE_LIMIT = 4 * _CELL_LIMIT
_CHUNK_BYTES = 1 << 20
_QUOTED = re.compile(r'"[^"]*"?')

_READER_WORDS = (
    ("unexpected end of data", "a quote is opened here and never closed"),
    ("field larger", f"a cell is longer than {_CELL_LIMIT:,} characters"),
    ("expected after", "a cell goes on after its closing quote; a quote inside a cell is doubled"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a table.

    Attributes:
        source: Name of the file.
        line: Line at which the record begins, from 1.
        cells: Column to cell, stripped and in Unicode's composed form (NFC).
    """

    source: str
    line: int
    cells: Mapping[str, str]


def columns(path: Path) -> tuple[str, ...]:
    """The columns of the table, in its order; SourceError where there is no usable header."""
    with _opened(path) as lines:
        return tuple(name for name in _Header.read(lines).names if name not in REJECT_COLUMNS)


def read_table(path: Path) -> Iterator[Row | Reject]:
    """The table's rows in its order, one at a time; a bad one is a Reject and the rest goes on.

    SourceError where the file cannot be read at all, or holds a header and nothing else.
    """
    with _opened(path) as lines:
        header = _Header.read(lines)
        empty = True
        for line, record in _records(lines, header.delimiter):
            if isinstance(record, str):
                empty = False
                yield Reject(path.name, line, "", record, {})
            elif any(record):
                empty = False
                yield header.row(path.name, line, record)
        if empty:
            raise SourceError(
                f"{path} has a header, but no rows below it.",
                remedy="Give a file with a row for each item.",
            )


class _Lines:
    """A file's lines, which can be handed back when a record turns out to be none."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path = path
        self.record_line = 1
        self._file = file
        self._taken: list[str] = []
        self._ahead: deque[str] = deque()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._read()
        self._taken.append(line)
        return line

    def begin_record(self) -> None:
        """Forgets the lines taken so far: the next one begins a record."""
        self.record_line += len(self._taken)
        self._taken.clear()

    def hand_back(self, *, keep: int) -> None:
        """Hands back the lines of this record after the first `keep`."""
        self._ahead.extendleft(reversed(self._taken[keep:]))
        del self._taken[keep:]

    def _read(self) -> str:
        try:
            line = self._file.readline(_LINE_LIMIT)
        except UnicodeDecodeError:
            raise _undecodable(self.path) from None
        except OSError as error:
            raise _unreadable(self.path, error) from error
        if not line:
            raise StopIteration
        if len(line) == _LINE_LIMIT:
            raise SourceError(
                f"{self.path} has a line of more than {_LINE_LIMIT:,} characters: not a table.",
                remedy="Give a CSV or TSV file with a header.",
            )
        return line


@dataclass(frozen=True, slots=True)
class _Header:
    delimiter: str
    names: tuple[str, ...]

    @classmethod
    def read(cls, lines: _Lines) -> Self:
        for line in lines:
            if line.strip():
                break
            lines.begin_record()
        else:
            raise SourceError(
                f"{lines.path} is empty.", remedy="Give a CSV or TSV file with a header."
            )
        bare = _QUOTED.sub("", line)
        delimiter = max(_DELIMITERS, key=bare.count)
        lines.hand_back(keep=0)
        try:
            cells = next(_reader(lines, delimiter))
        except csv.Error as error:
            raise SourceError(
                f"{lines.path}: the header cannot be read: {_words(error)}.",
                remedy="Correct the first line of the file.",
            ) from error
        header = cls(delimiter, tuple(_clean(cell) for cell in cells))
        header._check(lines.path)
        return header

    def row(self, source: str, line: int, record: list[str]) -> Row | Reject:
        cells = {
            name: cell
            for name, cell in zip(self.names, record, strict=False)
            if name not in REJECT_COLUMNS
        }
        if len(record) != len(self.names):
            reason = f"expected {len(self.names)} cells, found {len(record)}"
            return Reject(source, line, "", reason, cells)
        for name, cell in cells.items():
            if "\0" in cell:
                clean = {name: cell.replace("\0", "") for name, cell in cells.items()}
                return Reject(source, line, name, "the cell holds a NUL character", clean)
        return Row(source, line, cells)

    def _check(self, path: Path) -> None:
        if not set(self.names) - set(REJECT_COLUMNS):
            raise SourceError(
                f"{path} has no columns of its own.", remedy="Give a table with a header."
            )
        for place, name in enumerate(self.names, start=1):
            if not name or "\0" in name:
                raise SourceError(
                    f"{path}: column {place} of {len(self.names)} has no usable name "
                    "in the header.",
                    remedy="Name each column in the first line, and leave no delimiter at its end.",
                )
        twice = sorted({name for name in self.names if self.names.count(name) > 1})
        if twice:
            raise SourceError(
                f"{path}: the header names more than one column {', '.join(map(repr, twice))}.",
                remedy="Give each column a name of its own.",
            )


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each record's first line with its clean cells, or with what is wrong with it."""
    reader = _reader(lines, delimiter)
    while True:
        lines.begin_record()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            lines.hand_back(keep=1)  # so that one stray quote costs one row
            yield lines.record_line, _words(error)
        else:
            yield lines.record_line, [_clean(cell) for cell in record]


def _reader(lines: _Lines, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_CELL_LIMIT)
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


def _words(error: csv.Error) -> str:
    return next((words for mark, words in _READER_WORDS if mark in str(error)), str(error))


def _clean(cell: str) -> str:
    return (cell if cell.isascii() else unicodedata.normalize("NFC", cell)).strip()


@contextmanager
def _opened(path: Path) -> Iterator[_Lines]:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
            raise SourceError(f"{path} is {kind}.", remedy="Give a CSV or TSV file.")
        with path.open("rb") as start:
            wide = start.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
        file = path.open(encoding="utf-16" if wide else "utf-8-sig", newline="")
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}.", remedy="Check the path.") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    with file:
        yield _Lines(path, file)


def _unreadable(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"{str(path)!r} cannot be read: {error}.", remedy="Check the path and its permissions."
    )


def _undecodable(path: Path) -> SourceError:
    """Says where the first byte is that is not UTF-8; reads the file again to find it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    place = "somewhere"
    done = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK_BYTES)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                place = f"at byte {done - pending + error.start:,}"
                break
            done += len(chunk)
            if not chunk:
                break
    return SourceError(
        f"{path} is not UTF-8 text: it cannot be decoded {place}.",
        remedy="Save it as CSV in UTF-8, or convert it: iconv -f ENCODING -t UTF-8 FILE > NEW.",
    )
