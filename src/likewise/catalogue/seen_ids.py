"""Seen ids: those of the rows read so far, kept on disk so that a long source costs no memory."""

from __future__ import annotations

import sqlite3
import threading
from typing import Self


class SeenIds:
    """From id to the line of its first row, in a temporary file."""

    def __init__(self) -> None:
        # An empty name is a temporary database, spilt to disk when it outgrows its cache.
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._base.execute("BEGIN")
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def add(self, id_: str, line: int) -> int | None:
        """Adds an id; the line of the row that had it before, or None."""
        with self._lock:
            added = self._base.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (id_, line))
            return None if added.rowcount else self._line(id_)

    def __contains__(self, id_: str) -> bool:
        """Whether a row had it."""
        with self._lock:
            return self._line(id_) is not None

    def _line(self, id_: str) -> int | None:
        found = self._base.execute("SELECT line FROM seen WHERE id = ?", (id_,)).fetchone()
        return None if found is None else int(found[0])
