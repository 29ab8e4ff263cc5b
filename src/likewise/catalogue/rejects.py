"""Rejects file: the refused rows with the reasons, as CSV that can be mended and imported."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TextIO

from likewise.catalogue.item import Reject

REASON_COLUMNS = ("reject_source", "reject_line", "reject_column", "reject_reason")


class RejectsFile:
    """Writes rejects to a file, which comes into being with the first one.

    Args:
        path: The file; one from an earlier import is removed.
        columns: The source's columns.
    """

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._path = path
        self._columns = columns
        self._file: TextIO | None = None
        path.unlink(missing_ok=True)

    @property
    def path(self) -> Path | None:
        """The file, or None while nothing was refused."""
        return self._path if self._file else None

    def add(self, reject: Reject) -> None:
        """Writes one reject."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow([*self._columns, *REASON_COLUMNS])
        cells = [reject.row.get(column, "") for column in self._columns]
        reasons = [reject.source, reject.line, reject.column, reject.reason]
        csv.writer(self._file).writerow([*cells, *reasons])

    def close(self) -> None:
        """Ends the file."""
        if self._file is not None:
            self._file.close()
