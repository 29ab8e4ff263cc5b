"""Cache: vectors kept on disk, so that nothing is encoded twice."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self, TypeAlias, TypeVar
from zlib import crc32

import numpy as np

from likewise.embedding.vectors import LENGTH_TOLERANCE, Vector, Vectors, from_bytes, to_bytes

PAGE_BYTES = 8192
"""Holds five vectors of 384 numbers; measured in docs/decisions/0010-vector-cache.md."""

LOG_PAGES = 4000
"""Length at which SQLite's log of writes goes into the file: seldom enough to take little time."""

BUSY_SECONDS = 5.0
"""How long a put waits for another process's put before it gives up."""

ROUND = 256
"""Entries that are found or removed at a time: a put does not wait long for its room."""

LOOKED_AT_KIB = 16_384
"""Of the file's pages that are kept at hand: those of the keys of half a million vectors."""

CREATE = """
CREATE TABLE IF NOT EXISTS entries (
  number INTEGER PRIMARY KEY,  -- order of insertion
  key BLOB NOT NULL UNIQUE,
  checksum INTEGER NOT NULL,
  vector BLOB NOT NULL
)"""
FIND = "SELECT key, checksum, vector FROM entries WHERE key IN ({})"
PUT = "INSERT OR REPLACE INTO entries (key, checksum, vector) VALUES (?, ?, ?)"
REMOVE = "DELETE FROM entries WHERE number IN (SELECT number FROM entries ORDER BY number LIMIT ?)"
USED_BYTES = """
SELECT (page_count - freelist_count) * page_size
FROM pragma_page_count, pragma_freelist_count, pragma_page_size"""

DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""What SQLite says of a file that is not ours; an error in our own SQL is a missing table."""

FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the second where its message quotes a damaged file's bytes."""

T = TypeVar("T")
Row: TypeAlias = tuple[bytes, int, bytes]
Found: TypeAlias = tuple[object, object, object]
"""A row as it is found, of whatever types a damaged file gives it."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A connection, and which file it is connected to, whatever its name has become."""

    connection: sqlite3.Connection
    device: int
    inode: int

    def is_at(self, file: Path) -> bool:
        found = file.stat()
        return (found.st_dev, found.st_ino) == (self.device, self.inode)


class VectorCache:
    """Vectors on disk, found by a model's fingerprint and a content's digest.

    A cache fails nobody: where it cannot be read nothing is found, where it cannot be written
    nothing is kept, and neither raises. A damaged or unreadable file is renamed, with `.damaged`
    at the end of its name, and a new one begun in its place; an earlier `.damaged` is lost.
    Where the disk or the folder is read-only, what is in the file can still be got.

    Threads may share a cache, and several processes may have the same file open; a process that
    was forked opens its own. The file must be on a disk of this machine, as SQLite's log of
    writes needs memory that all of them share.

    When more than `max_bytes` of the file are used, the entries put first are removed. Their
    room is used again, and the file does not shrink.
    """

    def __init__(self, file: Path, *, max_bytes: int = 4_000_000_000) -> None:
        self._file = file
        self._max_bytes = max_bytes
        self._lock = Lock()
        self._opened = _open(file)

    def get(self, fingerprint: str, digests: Sequence[bytes]) -> list[Vector | None]:
        """The vectors of these contents, in their order; None for one that is not there.

        An entry is as good as absent if it is not what was put, or not of unit length. The
        vectors are read-only. A cache that cannot be read, or is closed, holds nothing.
        """
        keys = _keys(fingerprint, digests)
        return self._attempt(lambda connection: _read(connection, keys)) or [None] * len(keys)

    def put(self, fingerprint: str, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Keeps the vectors, one for each content, in place of those it had.

        All of one call are kept, or none: none where the disk is full or read-only, where
        another process writes for too long, where the file turns out to be damaged, or after
        `close`; nothing is said of it. A vector that is not of unit length is left out.
        What was kept when this returns outlives the process, though it be killed. A power cut
        may take the last calls with it, and leaves the file whole.

        Raises:
            ValueError: There are more contents than vectors, or fewer.
        """
        rows = _rows(_keys(fingerprint, digests), vectors)
        self._attempt(lambda connection: _write(connection, rows, max_bytes=self._max_bytes))

    def close(self) -> None:
        """Closes the file; nothing is found or kept after it."""
        with self._lock:
            self._disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What the work returns; None if it cannot be done."""
        with self._lock:
            if self._opened is None:
                return None
            try:
                return work(self._opened.connection)
            except FAILURES as error:
                if _is_damage(error):
                    self._begin_anew(self._opened)
                return None

    def _begin_anew(self, damaged: _Opened) -> None:
        self._disconnect()
        with suppress(OSError), _alone_in(self._file.parent):
            if damaged.is_at(self._file):  # else another process was quicker
                _put_aside(self._file)
        self._opened = _open(self._file)

    def _disconnect(self) -> None:
        if self._opened is not None:
            with suppress(sqlite3.Error):
                self._opened.connection.close()
            self._opened = None


def _open(file: Path) -> _Opened | None:
    """The file opened, for reading alone if it must be, or a new one; None if nothing can be."""
    try:
        with suppress(OSError):  # a folder on a read-only disk is no reason not to read
            file.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(file.parent):
            connection = _connection(file)
            found = file.stat()
            return _Opened(connection, found.st_dev, found.st_ino)
    except (OSError, *FAILURES):
        return None


def _connection(file: Path) -> sqlite3.Connection:
    try:
        return _writable(file)
    except FAILURES as error:
        if not (_is_damage(error) or _is_unreadable(file)):
            return _read_only(file)
    _put_aside(file)
    return _writable(file)


def _writable(file: Path) -> sqlite3.Connection:
    return _prepared(
        file.absolute().as_uri(),
        f"PRAGMA page_size = {PAGE_BYTES}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        f"PRAGMA wal_autocheckpoint = {LOG_PAGES}",
        f"PRAGMA cache_size = -{LOOKED_AT_KIB}",
        CREATE,
    )


def _read_only(file: Path) -> sqlite3.Connection:
    """For where SQLite cannot make the files that it has beside its own."""
    return _prepared(file.absolute().as_uri() + "?immutable=1")


def _prepared(uri: str, *statements: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = bytes  # a damaged entry may call itself text, and not be
    try:
        for statement in statements:
            connection.execute(statement).fetchall()
        _find(connection, [b""])  # fails where the table is not ours
    except BaseException:
        connection.close()
        raise
    return connection


def _is_damage(error: Exception) -> bool:
    if isinstance(error, UnicodeDecodeError):
        return True
    primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return primary in DAMAGE


def _is_unreadable(file: Path) -> bool:
    return file.exists() and not (file.is_file() and os.access(file, os.R_OK, effective_ids=True))


def _put_aside(file: Path) -> None:
    file.replace(f"{file}.damaged")
    for beside in ("-wal", "-shm", "-journal"):
        Path(f"{file}{beside}").unlink(missing_ok=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """While it lasts, no other process opens or puts aside a cache in the folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.rollback()


def _read(connection: sqlite3.Connection, keys: Sequence[bytes]) -> list[Vector | None]:
    found: dict[bytes, Vector] = {}
    with _transaction(connection, "BEGIN"):
        for start in range(0, len(keys), ROUND):
            found.update(_sound(_find(connection, keys[start : start + ROUND])))
    return [found.get(key) for key in keys]


def _find(connection: sqlite3.Connection, keys: Sequence[bytes]) -> list[Found]:
    """The entries of at most `ROUND` keys, in any order."""
    return connection.execute(FIND.format(",".join("?" * len(keys))), keys).fetchall()


def _write(connection: sqlite3.Connection, rows: Sequence[Row], *, max_bytes: int) -> None:
    with _transaction(connection, "BEGIN IMMEDIATE"):
        connection.executemany(PUT, rows)
    while _used_bytes(connection) > max_bytes:
        with _transaction(connection, "BEGIN IMMEDIATE"):
            if not connection.execute(REMOVE, (ROUND,)).rowcount:
                return


def _used_bytes(connection: sqlite3.Connection) -> int:
    ((found,),) = connection.execute(USED_BYTES).fetchall()
    return int(found)


def _keys(fingerprint: str, digests: Sequence[bytes]) -> list[bytes]:
    model = blake2b(fingerprint.encode()).digest()
    return [blake2b(digest, digest_size=16, key=model).digest() for digest in digests]


def _rows(keys: Sequence[bytes], vectors: Vectors) -> list[Row]:
    kept = [
        (key, to_bytes(vector))
        for key, vector, good in zip(keys, vectors, _have_unit_length(vectors), strict=True)
        if good
    ]
    return [(key, _checksum(key, data), data) for key, data in kept]


def _sound(found: Sequence[Found]) -> Iterator[tuple[bytes, Vector]]:
    """The keys and vectors of the entries that are as they were put."""
    alike: dict[int, list[tuple[bytes, bytes]]] = defaultdict(list)
    for key, checksum, data in found:
        if not isinstance(key, bytes) or not isinstance(data, bytes) or len(data) % 4:
            continue
        if data and checksum == _checksum(key, data):
            alike[len(data)].append((key, data))
    for entries in alike.values():
        vectors = from_bytes(b"".join(data for _, data in entries)).reshape(len(entries), -1)
        for (key, _), vector, good in zip(
            entries, vectors, _have_unit_length(vectors), strict=True
        ):
            if good:
                yield key, vector


def _checksum(key: bytes, data: bytes) -> int:
    """Also of the key: a damaged file may find one content's vector under another's key."""
    return crc32(data, crc32(key))


def _have_unit_length(vectors: Vectors) -> list[bool]:
    """As `vectors.flaw` finds it, at a fifth of the time; not for what is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        kept: list[bool] = (abs(lengths - 1) <= LENGTH_TOLERANCE).tolist()
    return kept
