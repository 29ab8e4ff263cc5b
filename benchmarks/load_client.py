"""Load client: requests as bytes over connections that are kept, timed and read whole."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Ask:
    """A request.

    Attributes:
        kind: What it is for, in a word.
        data: As it goes over the wire, to its last byte.
    """

    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request; status 0 where the connection broke or nothing came.

    Attributes:
        kind: That of the request.
        sent: When, in seconds of the machine's own clock.
        seconds: Until the last byte.
        status: Of the answer.
        head: Its headers.
        body: What it holds.
    """

    kind: str
    sent: float
    seconds: float
    status: int
    head: bytes = b""
    body: bytes = b""


def request(
    method: str, path: str, body: bytes = b"", kind: str = "application/json", more: str = ""
) -> bytes:
    """A request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{more}"
    if body:
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


class Connection:
    """One connection, opened again when it has been closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, asked: Ask, *, keep: bool = True) -> Answer:
        """The answer, without its body unless that is kept."""
        sent = time.monotonic()
        try:
            async with asyncio.timeout(_SECONDS):
                status, head, body = await self._exchange(asked.data)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            self.close()
            return Answer(asked.kind, sent, time.monotonic() - sent, 0)
        took = time.monotonic() - sent
        return Answer(asked.kind, sent, took, status, *((head, body) if keep else ()))

    async def _exchange(self, data: bytes) -> tuple[int, bytes, bytes]:
        if self._streams is not None and self._streams[0].at_eof():
            self.close()  # it was idle for longer than the service keeps one
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
        reader, writer = self._streams
        writer.write(data)
        head = await reader.readuntil(b"\r\n\r\n")
        found = _LENGTH.search(head)
        body = await reader.readexactly(int(found[1])) if found else b""
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head[9:12]), head, body

    def close(self) -> None:
        """Closes it, whatever is under way."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def steadily(
    port: int,
    asked: Callable[[int], Ask],
    *,
    rate: float,
    seconds: float,
    meanwhile: Callable[[], object] = lambda: None,
) -> list[Answer]:
    """The answers to requests that set out at a steady rate, whatever becomes of those before.

    Args:
        port: Where the service listens on this machine.
        asked: From a number to the request of that number.
        rate: How many a second.
        seconds: For how long.
        meanwhile: Done in a thread of its own while they go.
    """

    async def run() -> list[Answer]:
        idle: list[Connection] = []
        answers: list[Answer] = []

        async def one(number: int) -> None:
            connection = idle.pop() if idle else Connection(port)
            answers.append(await connection.ask(asked(number)))
            idle.append(connection)

        done = asyncio.get_running_loop().run_in_executor(None, meanwhile)
        start = time.monotonic()
        tasks = []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            tasks.append(asyncio.create_task(one(number)))
        await asyncio.gather(*tasks)
        await done
        for each in idle:
            each.close()
        return answers

    return uvloop.run(run())


@dataclass(frozen=True, slots=True)
class Timings:
    """What so many clients at once measured, each asking again as soon as it was answered.

    Attributes:
        seconds: Of each answer, sorted.
        lasted: From the first request to the last answer, in seconds.
        failed: How many answers were none, or not 200.
    """

    seconds: Sequence[float]
    lasted: float
    failed: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.lasted

    def milliseconds(self, share: float) -> float:
        """What that share of the answers took at most."""
        return 1000 * self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def clients(port: int, asks: Sequence[Ask], *, count: int, seconds: float) -> Timings:
    """The timings of clients in a process of their own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_clients, (port, asks, count, seconds))


def _clients(port: int, asks: Sequence[Ask], count: int, seconds: float) -> Timings:
    async def client(source: Iterator[Ask], end: float) -> list[Answer]:
        connection, answers = Connection(port), list[Answer]()
        while time.monotonic() < end:
            answers.append(await connection.ask(next(source), keep=False))
        connection.close()
        return answers

    async def run() -> Timings:
        source = itertools.cycle(asks)
        start = time.monotonic()
        found = await asyncio.gather(*(client(source, start + seconds) for _ in range(count)))
        lasted = time.monotonic() - start
        answers = [each for answers in found for each in answers]
        failed = sum(each.status != 200 for each in answers)  # noqa: PLR2004 - OK
        return Timings(sorted(each.seconds for each in answers), lasted, failed)

    return uvloop.run(run())
