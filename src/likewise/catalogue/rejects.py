"""Rejects file: the refused rows with the reasons, as CSV that can be mended and imported."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TextIO

from likewise.catalogue.cells import cell_text
from likewise.catalogue.item import Reject
from likewise.catalogue.readers.row import REJECT_COLUMNS


class RejectsFile:
    """Writes rejects to a file, which comes into being with the first one.

    It takes its place when it is closed, so that the file before it can be the import's source.

    Args:
        path: The file.
        columns: The source's columns.
    """

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._path = path
        self._draft = path.with_suffix(".new")
        self._columns = columns
        self._file: TextIO | None = None

    @property
    def path(self) -> Path | None:
        """The file, or None while nothing was refused."""
        return self._path if self._file else None

    def add(self, reject: Reject) -> None:
        """Writes one reject."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._draft.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow([*self._columns, *REJECT_COLUMNS])
        cells = [cell_text(reject.row.get(column)) for column in self._columns]
        reasons = [reject.source, reject.line, reject.column, reject.reason]
        csv.writer(self._file).writerow([*cells, *reasons])

    def close(self) -> None:
        """Puts the file in its place; without rejects, one from before goes."""
        if self._file is None:
            self._path.unlink(missing_ok=True)
        else:
            self._file.close()
            self._draft.replace(self._path)
