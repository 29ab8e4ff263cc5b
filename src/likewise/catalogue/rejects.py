"""Rejects file: the refused rows with the reasons, in a form that can be mended and imported."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, Self, TextIO

from likewise.catalogue.cells import cell_text
from likewise.catalogue.item import Reject
from likewise.catalogue.readers.row import REJECT_COLUMNS, Cell, Table


class RejectsFile:
    """Writes rejects to a file, which comes into being with the first one.

    It takes its place when it is closed, so that the file before it can be the import's source.

    Args:
        folder: Where the file is, or will be: `rejects.csv` or `rejects.jsonl`.
        columns: The source's columns.
        form: How the rejects are written.
    """

    def __init__(self, folder: Path, columns: tuple[str, ...], form: type[_Form]) -> None:
        self._path = folder / form.name
        self._before = [folder / each.name for each in _FORMS]
        self._draft = self._path.with_suffix(".new")
        self._columns = columns
        self._form = form
        self._file: TextIO | None = None
        self._written: _Form | None = None

    @classmethod
    def of(cls, folder: Path, table: Table) -> Self:
        """As CSV where the table's cells are texts, else as JSON lines, which keep their types."""
        return cls(folder, table.columns, _JsonLines if table.typed else _Csv)

    @classmethod
    def left_in(cls, folder: Path) -> Path | None:
        """The file that the last import left; None where nothing was refused."""
        return next((path for each in _FORMS if (path := folder / each.name).is_file()), None)

    @property
    def path(self) -> Path | None:
        """The file, or None while nothing was refused."""
        return self._path if self._file else None

    def add(self, reject: Reject) -> None:
        """Writes one reject."""
        if self._file is None or self._written is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # The name of a file may hold bytes that are no text.
            self._file = self._draft.open(
                "w", encoding="utf-8", errors="backslashreplace", newline=""
            )
            self._written = self._form(self._file, self._columns)
        reasons = (reject.source, reject.line, reject.column, reject.reason)
        self._written.add(reject.row, dict(zip(REJECT_COLUMNS, reasons, strict=True)))

    def close(self) -> None:
        """Puts the file in its place; one from before goes."""
        for path in self._before:
            if self._file is None or path != self._path:
                path.unlink(missing_ok=True)
        if self._file is not None:
            self._file.close()
            self._draft.replace(self._path)


class _Form(Protocol):
    name: str

    def __init__(self, file: TextIO, columns: tuple[str, ...]) -> None: ...

    def add(self, row: Mapping[str, Cell], reasons: Mapping[str, str | int]) -> None: ...


class _Csv:
    name = "rejects.csv"

    def __init__(self, file: TextIO, columns: tuple[str, ...]) -> None:
        self._columns = columns
        self._writer = csv.writer(file)
        self._writer.writerow([*columns, *REJECT_COLUMNS])

    def add(self, row: Mapping[str, Cell], reasons: Mapping[str, str | int]) -> None:
        cells = [cell_text(row.get(column)) for column in self._columns]
        self._writer.writerow([*cells, *reasons.values()])


class _JsonLines:
    name = "rejects.jsonl"

    def __init__(self, file: TextIO, columns: tuple[str, ...]) -> None:
        self._file = file
        # Every row names each: the columns of JSON are those that its rows name.
        self._empty = dict.fromkeys(columns)

    def add(self, row: Mapping[str, Cell], reasons: Mapping[str, str | int]) -> None:
        cells = {**self._empty, **row, **reasons}
        self._file.write(json.dumps(cells, ensure_ascii=False, default=_text_or_none) + "\n")


_FORMS: tuple[type[_Form], ...] = (_Csv, _JsonLines)


def _text_or_none(cell: Cell) -> str | None:
    """What JSON has no type for: a date, a time, a decimal number; bytes are left out."""
    return cell_text(cell) or None
