"""Decoding: pictures opened in child processes, which a bad picture may break and nothing else.

A child has bounded memory, and bounded time for each picture. One that hangs is replaced, at the
cost of the picture that it was on. One that dies is replaced too, and that picture tried once more:
the system may have killed it for want of memory.
"""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import LifoQueue
from threading import Lock
from types import TracebackType
from typing import IO, Self, TypeAlias, cast

import numpy as np

from likewise.embedding.pixels import Crop, Pixels
from likewise.errors import MediaError
from likewise.index.pictures.child import start_child
from likewise.index.pictures.decoder import ANSWER, AnswerKind, decode_words, encode_request

Decoded: TypeAlias = list[Pixels] | MediaError
"""The square of each crop of one picture, or what is wrong with it."""

_AHEAD = 2  # pictures that a child knows of: while it opens one, the next lies in its pipe
_STARTS = 3  # one may be killed while it starts
_DEATHS = 2  # of the children that are on a picture, until it is held to be the cause
_START_SECONDS = 60.0
_MODULE = "likewise.index.pictures.decoder"

_DOCTOR = "Free some memory, or run `likewise doctor` to see what this machine lacks."


class DecoderPool:
    """Child processes that open pictures; they start when needed, and end with the `with` block.

    Args:
        workers: The number of children.
        memory_bytes: The address space of a child, of which Python itself takes about 120 MiB; the
            largest pictures that are read need up to 700 MiB more. macOS does not keep to it.
        seconds: How long one picture may take.
    """

    def __init__(
        self, *, workers: int, memory_bytes: int = 2 * 2**30, seconds: float = 20.0
    ) -> None:
        self._children = [_Child(memory_bytes, seconds) for _ in range(workers)]
        self._idle: LifoQueue[_Child] = LifoQueue()
        for child in self._children:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(workers, "decoding")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def decode(self, paths: Sequence[Path], crops: Sequence[Crop]) -> list[Decoded]:
        """For each path in order the squares of its crops, or the error that says what is wrong.

        It may be called from several threads.

        Raises:
            MediaError: No child can be started.
        """
        asked = deque(_Request(number, path, crops) for number, path in enumerate(paths))
        decoded: dict[int, Decoded] = {}
        threads = min(len(asked), len(self._children))
        shares = [self._threads.submit(self._share, asked, decoded) for _ in range(threads)]
        try:
            for share in shares:
                share.result()
        finally:
            asked.clear()  # where one share failed, the others stop as well
        return [decoded[number] for number in range(len(paths))]

    def close(self) -> None:
        """Ends the children at once; a `decode` in another thread then raises RuntimeError."""
        for child in self._children:
            child.close()
        self._threads.shutdown()
        for child in self._children:
            child.forget()

    def _share(self, asked: deque[_Request], decoded: dict[int, Decoded]) -> None:
        """Gives one child a picture whenever it has room for one, until all are asked for."""
        child = self._idle.get()
        try:
            while child.fill(asked):
                number, answer = child.answer()
                decoded[number] = answer
        finally:
            child.forget()
            self._idle.put(child)


@dataclass(frozen=True, slots=True)
class _Request:
    number: int
    path: Path
    crops: Sequence[Crop]


class _Child:
    """A decoder that is there whenever something is asked of it, if need be in a new process."""

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._limits = (memory_bytes, 2 * seconds)
        self._seconds = seconds
        self._asked: deque[_Request] = deque()
        self._process: _Process | None = None
        self._closed = False
        self._closing = Lock()  # no process starts once the pool is closed

    def fill(self, requests: deque[_Request]) -> bool:
        """Takes requests while there is room, and says whether there is any to answer."""
        if not self._asked and self._process is not None and self._process.ended:
            self._end()  # it died while it had nothing to do, at the cost of no picture
        while len(self._asked) < _AHEAD:
            try:
                request = requests.popleft()
            except IndexError:  # other children take from them too
                break
            self._asked.append(request)
            if self._process is not None:
                self._process.send(request)
        return bool(self._asked)

    def answer(self) -> tuple[int, Decoded]:
        """The number of the oldest request, and its answer."""
        request = self._asked[0]
        for _ in range(_DEATHS):
            process = self._process or self._start()
            try:
                decoded = process.answer(request, time.monotonic() + self._seconds)
                break
            except (TimeoutError, EOFError) as error:
                if self._closed:
                    raise RuntimeError("The pool is closed.") from error
                decoded = _fault(request.path, error, self._seconds)
                self._end()
                if isinstance(error, TimeoutError):
                    break
        self._asked.popleft()
        return request.number, decoded

    def forget(self) -> None:
        """Drops what was not answered; the process ends if it is on it, for nobody will read it."""
        if self._asked or self._closed:
            self._asked.clear()
            self._end()

    def close(self) -> None:
        """Ends the process at once, whoever waits for its answer."""
        with self._closing:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def _start(self) -> _Process:
        for _ in range(_STARTS):
            with self._closing:
                if self._closed:
                    raise RuntimeError("The pool is closed.")
                self._process = process = _Process(*self._limits)
            with suppress(TimeoutError, EOFError):
                process.greet(time.monotonic() + _START_SECONDS)
                for request in self._asked:
                    process.send(request)
                return process
            self._end()
        raise MediaError("The process that decodes pictures does not start.", remedy=_DOCTOR)

    def _end(self) -> None:
        with self._closing:
            if self._process is not None:
                self._process.end()
                self._process = None


class _Process:
    """One run of `likewise.index.pictures.decoder`, and the pipes to it and from it.

    Where it does not answer, TimeoutError says that it is too slow and EOFError that it has died.
    """

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._output, theirs = os.pipe()
        try:
            self._process = start_child(
                _MODULE, theirs, memory_bytes=memory_bytes, seconds=seconds, stdin=subprocess.PIPE
            )
        except MediaError:
            os.close(self._output)
            raise
        finally:
            os.close(theirs)
        self._input = cast("IO[bytes]", self._process.stdin).fileno()  # there, as it is PIPE
        os.set_blocking(self._input, False)
        self._unsent = bytearray()

    @property
    def ended(self) -> bool:
        """Whether it has died."""
        return self._process.poll() is not None

    def greet(self, deadline: float) -> None:
        """Waits until it is ready."""
        self._receive(memoryview(bytearray(ANSWER.size)), deadline)

    def send(self, request: _Request) -> None:
        """Queues a request; it goes out while answers are waited for."""
        self._unsent += encode_request(request.path, request.crops)

    def answer(self, request: _Request, deadline: float) -> Decoded:
        """The answer to the oldest request that was sent, which this is."""
        head = bytearray(ANSWER.size)
        self._receive(memoryview(head), deadline)
        kind, problem, remedy = ANSWER.unpack(head)
        if kind == AnswerKind.REFUSED:
            words = bytearray(problem + remedy)
            self._receive(memoryview(words), deadline)
            return MediaError(decode_words(words[:problem]), remedy=decode_words(words[problem:]))
        squares = [np.empty((crop.side, crop.side, 3), np.uint8) for crop in request.crops]
        for square in squares:
            self._receive(square.data.cast("B"), deadline)
        return squares

    def kill(self) -> None:
        """Kills it; `end` is still to be called."""
        self._process.kill()

    def end(self) -> None:
        """Kills it and frees what the system holds for it."""
        with self._process:
            self._process.kill()
        os.close(self._output)

    def _receive(self, space: memoryview, deadline: float) -> None:
        """Fills the space."""
        while space:
            ready = self._wait(deadline)
            if ready.get(self._input):
                self._send_some()
            if ready.get(self._output):
                received = os.readv(self._output, [space])
                if not received:
                    raise EOFError
                space = space[received:]

    def _wait(self, deadline: float) -> dict[int, int]:
        """The pipes that are ready: its output, and its input if there is something to send."""
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        if self._unsent:
            poll.register(self._input, select.POLLOUT)
        ready = dict(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
        if not ready:
            raise TimeoutError
        return ready

    def _send_some(self) -> None:
        """Sends what its pipe takes; if it has died, the pipe from it will say so."""
        try:
            sent = os.write(self._input, self._unsent)
        except BrokenPipeError:
            sent = len(self._unsent)
        del self._unsent[:sent]


def _fault(path: Path, error: TimeoutError | EOFError, seconds: float) -> MediaError:
    if isinstance(error, TimeoutError):
        return MediaError(
            f"{path} took more than {seconds:g} s to decode.",
            remedy="Give a smaller version of the picture.",
        )
    return MediaError(
        f"{path} ended the decoder: damaged, or too large.",
        remedy="Replace the file by a whole one, or by a smaller version.",
    )
