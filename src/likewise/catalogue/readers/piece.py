"""Piece: a file, or standard input, before it is opened."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from likewise.catalogue.readers.stream import Stream
from likewise.errors import SourceError


class FilePiece:
    """A file; SourceError where it is none that can be read."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.label = str(path)
        self.path = path
        try:
            status = path.stat()
        except FileNotFoundError:
            raise SourceError(f"There is no file {path}.", remedy="Check the path.") from None
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise SourceError(f"{path} is {kind}.", remedy="Give a file of rows.")
        self.size_bytes = status.st_size

    def open(self) -> Stream:
        """What is in the file."""
        return Stream(self, self.open_raw(), self.path)

    def open_raw(self) -> FileIO:
        """The file as it lies there."""
        try:
            return self.path.open("rb", buffering=0)
        except OSError as error:
            raise _unreadable(self.path, error) from error


class InputPiece:
    """Standard input, which can be opened once and is left open."""

    name = "standard input"
    label = name
    size_bytes = None

    def open(self) -> Stream:
        """What comes in."""
        if sys.stdin is None:
            raise SourceError("There is no standard input.", remedy="Give a file.")
        return Stream(self, _Input(sys.stdin.buffer))


class _Input:
    def __init__(self, file: BinaryIO) -> None:
        self.read: Callable[[int], bytes] = getattr(file, "read1", file.read)

    def close(self) -> None:
        pass


def _unreadable(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"{str(path)!r} cannot be read: {error}.", remedy="Check the path and its permissions."
    )
