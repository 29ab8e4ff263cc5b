"""Arrow process: the parent's side of the child that reads Parquet and Arrow files."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Self, cast

import orjson

from likewise.errors import SourceError

_CHILD = Path(__file__).with_name("arrow_child.py")
BATCH = b"B"
_END = b"E"
_ERROR = b"X"

_HEAD_BYTES = 5
_READ_BYTES = 1 << 20
_LAST_WORDS_SECONDS = 5


class ArrowProcess:
    """Reads one file after another in a child, which starts with the first.

    A child that crashes, or that sends nothing for too long, is a SourceError, and the next file
    gets another.

    Args:
        patience_seconds: How long it may send nothing.
        most_bytes: How much it may send at once: a row or several, as JSON.
    """

    def __init__(self, *, patience_seconds: float = 60, most_bytes: int = 1 << 28) -> None:
        self._patience_seconds = patience_seconds
        self._most_bytes = most_bytes
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def frames(
        self, path: Path, kind: str, label: str, *, only_columns: bool = False
    ) -> Iterator[tuple[bytes, Any]]:
        """What the child says of a file: its columns, then its batches.

        Raises:
            SourceError: The file is damaged, or the child is gone.
        """
        request = {"path": str(path.absolute()), "format": kind, "only_columns": only_columns}
        if self._child is None:
            self._child = _Child(self._patience_seconds, self._most_bytes)
        whole = False
        problem = ""
        try:
            self._child.ask(orjson.dumps(request) + b"\n")
            while not whole:
                mark, content = self._child.frame()
                whole = mark in {_END, _ERROR}
                if not whole:
                    yield mark, content
                elif mark == _ERROR:
                    problem = content
        except _LostError as error:
            problem = str(error)
        finally:
            if not whole:  # what it still sends belongs to no one
                self._stop()
        if problem:
            raise SourceError(
                f"{label} is damaged or too large to be read: {problem}.",
                remedy="Check that it is whole, or save it again with smaller row groups.",
            )

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.stop()


class _LostError(Exception):
    """The file cannot be read on; its text says why."""


class _Child:
    def __init__(self, patience_seconds: float, most_bytes: int) -> None:
        if find_spec("pyarrow") is None:
            raise SourceError(
                "Parquet and Arrow files need pyarrow, which is not installed.",
                remedy="Install it: pip install 'likewise[parquet]'.",
            )
        self._patience_seconds = patience_seconds
        self._most_bytes = most_bytes
        self._held = bytearray()
        self._process = subprocess.Popen(  # noqa: S603 - our own file and our own interpreter
            [sys.executable, "-P", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._input = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)

    def ask(self, request: bytes) -> None:
        try:
            self._input.write(request)
            self._input.flush()
        except OSError:
            raise self._ended() from None

    def frame(self) -> tuple[bytes, Any]:
        """The next kind of message with its content."""
        head = self._take(_HEAD_BYTES)
        length = int.from_bytes(head[:4], "big")
        if length > self._most_bytes:
            raise _LostError(f"a row of it takes {length:,} bytes")
        try:
            return head[4:], orjson.loads(self._take(length))
        except orjson.JSONDecodeError as error:
            raise _LostError(str(error)) from None

    def stop(self) -> None:
        self._process.kill()
        with contextlib.suppress(OSError):  # a request that never went out
            self._input.close()
        self._output.close()
        self._process.wait()

    def _take(self, size: int) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ)
            while len(self._held) < size:
                if not selector.select(self._patience_seconds):
                    raise _LostError(
                        f"nothing of it was read in {self._patience_seconds:g} seconds"
                    )
                more = os.read(self._output.fileno(), _READ_BYTES)
                if not more:
                    raise self._ended()
                self._held += more
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def _ended(self) -> _LostError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS_SECONDS)
        status = self._process.returncode or 0
        return _LostError(
            "the process that reads it ended" + f" by signal {-status}" * (status < 0)
        )
