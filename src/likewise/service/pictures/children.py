"""Picture children: processes that open pictures for the service, so that it opens none itself."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore

import numpy as np

from likewise.embedding.pixels import Pixels
from likewise.errors import MediaError
from likewise.index.pictures.child import start_child
from likewise.service.pictures.child import ANSWER, REQUEST, Form, Kind, Source
from likewise.service.problems import Code, ProblemError

_START_SECONDS = 60.0
_MODULE = "likewise.service.pictures.child"
_TRIES = 2  # the system may have killed a child for want of memory that it did not take itself


class PictureChildren:
    """Child processes that open pictures; they start when needed, and end with `close`.

    Several threads may ask at once. Who asks waits a while for a child, if not too many wait.

    Args:
        children: How many there are.
        memory_bytes: The address space of a child, of which Python itself takes about 125 MiB, and
            80 of that never become memory. macOS does not keep to it.
        seconds: How long one picture may take.
        waiting: How many may ask at once, those being served included.
        wait_seconds: How long one waits for a child.
    """

    def __init__(
        self,
        *,
        children: int = 2,
        memory_bytes: int,
        seconds: float = 5.0,
        waiting: int = 32,
        wait_seconds: float = 2.0,
    ) -> None:
        self._children = [_Child(memory_bytes, seconds) for _ in range(children)]
        self._idle: LifoQueue[_Child] = LifoQueue()
        for child in self._children:
            self._idle.put(child)
        self._places = BoundedSemaphore(waiting)
        self._wait_seconds = wait_seconds

    def pixels(self, data: bytes, side: int) -> Pixels:
        """The middle square of the picture in a file's bytes, resized: shape (side, side, 3).

        Raises:
            MediaError: It is no picture that can be read.
            ProblemError: Too many pictures are being read.
        """
        with self._idle_child() as child:
            made = child.made(Source.BYTES, data, Form.PIXELS, side)
        return np.frombuffer(made, np.uint8).reshape(side, side, 3)

    def thumbnail(self, file: Path, side: int, form: Form) -> bytes:
        """The picture in a file, no side longer than `side` pixels, as a file of that form.

        Raises:
            MediaError: It is no picture that can be read.
            ProblemError: Too many pictures are being read.
        """
        with self._idle_child() as child:
            return child.made(Source.PATH, str(file).encode("utf-8", "surrogatepass"), form, side)

    def close(self) -> None:
        """Ends the children; one who waits for an answer has none."""
        for child in self._children:
            child.close()

    @contextmanager
    def _idle_child(self) -> Iterator[_Child]:
        if not self._places.acquire(blocking=False):
            raise _too_many()
        try:
            child = self._idle.get(timeout=self._wait_seconds)
        except Empty:
            raise _too_many() from None
        else:
            try:
                yield child
            finally:
                self._idle.put(child)
        finally:
            self._places.release()


class _Child:
    """A child that is there whenever something is asked of it, if need be in a new process."""

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._limits = (memory_bytes, 2 * seconds)
        self._seconds = seconds
        self._process: _Process | None = None
        self._closed = False

    def made(self, source: Source, given: bytes, form: Form, side: int) -> bytes:
        """What the child makes of the picture."""
        head = REQUEST.pack(source, form, side, len(given))
        for _ in range(_TRIES):
            try:
                process = self._running()
                return process.answer(head, given, time.monotonic() + self._seconds)
            except TimeoutError:
                self.end()
                raise MediaError(
                    f"The picture took more than {self._seconds:g} s to read.",
                    remedy="Give a smaller version of the picture.",
                ) from None
            except (EOFError, OSError):
                self.end()
        raise MediaError(
            "The picture ended the process that reads it: damaged, or too large.",
            remedy="Give a whole one, or a smaller version.",
        )

    def end(self) -> None:
        """Ends the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def close(self) -> None:
        """Ends the process, and starts none from then on."""
        self._closed = True
        self.end()

    def _running(self) -> _Process:
        if self._closed:
            raise ProblemError(Code.UNAVAILABLE, "The service is being stopped.")
        if self._process is None:
            self._process = _Process(*self._limits)
        return self._process


class _Process:
    """One run of `likewise.service.pictures.child`, and the socket to it.

    Where it does not answer, TimeoutError says that it is too slow, and EOFError or another OSError
    that it has died.
    """

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = start_child(
                    _MODULE,
                    theirs.fileno(),
                    memory_bytes=memory_bytes,
                    seconds=seconds,
                    stdin=subprocess.DEVNULL,
                )
            except MediaError:
                self._socket.close()
                raise
        try:
            self._receive(ANSWER.size, time.monotonic() + _START_SECONDS)
        except BaseException:
            self.end()
            raise

    def answer(self, head: bytes, given: bytes, deadline: float) -> bytes:
        """What it makes of a request; MediaError with its reason where it refuses."""
        self._wait_until(deadline)
        self._socket.sendall(head)
        self._socket.sendall(given)
        kind, length, remedy = ANSWER.unpack(self._receive(ANSWER.size, deadline))
        found = self._receive(length + remedy, deadline)
        if kind == Kind.REFUSED:
            raise MediaError(found[:length].decode(), remedy=found[length:].decode())
        return found

    def end(self) -> None:
        """Kills it and frees what the system holds for it."""
        with self._process:
            self._process.kill()
        self._socket.close()

    def _receive(self, length: int, deadline: float) -> bytes:
        found = bytearray(length)
        space = memoryview(found)
        while space:
            self._wait_until(deadline)
            received = self._socket.recv_into(space)
            if not received:
                raise EOFError
            space = space[received:]
        return bytes(found)

    def _wait_until(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def _too_many() -> ProblemError:
    return ProblemError(
        Code.TOO_MANY,
        "Too many pictures are being read.",
        remedy="Ask again in a second.",
        headers={"Retry-After": "1"},
    )
