"""Memory, open files and threads of a service that is asked for minutes, some of it badly.

    python benchmarks/soak.py [--minutes N] [--rate N] [--items N] [--workers N]

One request in twenty is bad (no JSON, NaN, too deep, an unknown item, a filter that cannot be
read), and one in twenty is given up by its client before the answer. Most of the others carry an id
of their own, which the answer must echo, and ask for something that it must hold: so no answer can
be another's. Memory is that of the processes that serve, without Redis.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import uvloop

from likewise.catalogue.index_recipe import Algorithm
from likewise.index.engine.server import EmbeddedServer
from load_client import Answer, Ask, Connection, request
from running_service import CATALOGUE, browses, fill, make_home, pictured, running, words

SAMPLE_SECONDS = 5.0
WARM_SHARE = 0.2
_ROOT = f"/api/v1/catalogues/{CATALOGUE}"


@dataclass(frozen=True, slots=True)
class Sample:
    """What the processes that serve hold at a moment.

    Attributes:
        at: When, in seconds from the start.
        memory: Resident, in MB.
        files: Open ones, connections among them.
        threads: How many.
    """

    at: float
    memory: float
    files: int
    threads: int


def sample(processes: Sequence[int], at: float) -> Sample:
    """What they hold now."""
    folders = [Path(f"/proc/{each}") for each in processes]
    status = [(folder / "status").read_text() for folder in folders]
    memory = sum(int(text.partition("VmRSS:")[2].split()[0]) for text in status) / 1000
    threads = sum(int(text.partition("Threads:")[2].split()[0]) for text in status)
    return Sample(at, memory, sum(len(list((each / "fd").iterdir())) for each in folders), threads)


def family(process: int) -> list[int]:
    """A process and all that it, or a thread of it, has started."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return [process, *(each for child in children for each in family(child))]


def bad(chosen: random.Random) -> Ask:
    """A request that cannot be met, or that nobody should send."""
    bodies = (b"{", b'{"words": NaN}', b"[" * 5000, b'{"words": "\\ud800"}', b'{"limit": 1e999}')
    filters = (b'{"where": "price<<"}', b'{"where": "colour=red"}', b'{"words": ' + b'"x' * 3000)
    match chosen.randrange(4):
        case 0:
            return Ask("bad", request("POST", f"{_ROOT}/search", chosen.choice(bodies)))
        case 1:
            return Ask("bad", request("POST", f"{_ROOT}/search", chosen.choice(filters)))
        case 2:
            return Ask("bad", request("GET", f"{_ROOT}/items/absent-{chosen.random()}"))
        case _:
            return Ask("bad", request("POST", f"{_ROOT}/search", b"x" * 20_000, "image/png"))


def good(chosen: random.Random, number: int, items: int) -> tuple[Ask, str]:
    """A request with an id of its own, and what its answer must hold."""
    nonce = f"X-Request-ID: n{number}\r\n"
    match chosen.randrange(3):
        case 0:
            said = f"{words(chosen)} {number}"
            body = json.dumps({"words": said}).encode()
            return Ask("words", request("POST", f"{_ROOT}/search", body, more=nonce)), f'"{said}"'
        case 1:
            item = chosen.randrange(items)
            data = request("GET", f"{_ROOT}/items/{item}", more=nonce)
            return Ask("item", data), f'"id":"{item}"'
        case _:
            offset = chosen.randrange(900)
            path = f"{_ROOT}/search?sort=price&limit=5&offset={offset}"
            return Ask("sorted", request("GET", path, more=nonce)), f'"offset":{offset}'


class Soak:
    """Traffic, and what came of it."""

    def __init__(self, port: int, items: int) -> None:
        self.counts: Counter[str] = Counter()
        self._port = port
        self._items = items
        self._chosen = random.Random(5)
        self._idle: list[Connection] = []
        self._others = [*browses(50), *pictured(10)]

    async def one(self, number: int) -> None:
        """A request of one kind or another."""
        connection = self._idle.pop() if self._idle else Connection(self._port)
        draw = self._chosen.random()
        if draw < 0.05:  # noqa: PLR2004 - one in twenty
            await self._bad(connection)
        elif draw < 0.10:  # noqa: PLR2004 - another
            await self._given_up(connection)
        elif draw < 0.13:  # noqa: PLR2004 - with pictures, and lists
            answer = await connection.ask(self._chosen.choice(self._others))
            self.counts["right" if answer.status == 200 else f"{answer.kind} {answer.status}"] += 1  # noqa: PLR2004 - OK
        else:
            await self._good(connection, number)
        self._idle.append(connection)

    async def _good(self, connection: Connection, number: int) -> None:
        asked, held = good(self._chosen, number, self._items)
        answer = await connection.ask(asked)
        echoed = f"\r\nx-request-id: n{number}\r\n".encode() in answer.head
        if answer.status != 200:  # noqa: PLR2004 - OK
            self.counts[f"{answer.kind} {answer.status}"] += 1
        elif echoed and held.encode() in answer.body:
            self.counts["right"] += 1
        else:
            self.counts["another's answer"] += 1

    async def _bad(self, connection: Connection) -> None:
        answer: Answer = await connection.ask(bad(self._chosen))
        refused = 400 <= answer.status < 500  # noqa: PLR2004 - the fault is the client's
        self.counts["bad, refused" if refused else f"bad {answer.status}"] += 1

    async def _given_up(self, connection: Connection) -> None:
        asked = self._chosen.choice([good(self._chosen, 0, self._items)[0], self._others[-1]])
        with suppress(TimeoutError):
            async with asyncio.timeout(self._chosen.random() * 0.02):
                await connection.ask(asked)
        connection.close()
        self.counts["given up"] += 1

    def close(self) -> None:
        """Closes its connections."""
        for each in self._idle:
            each.close()


async def soak(port: int, process: int, given: argparse.Namespace) -> tuple[Soak, list[Sample]]:
    """The traffic, and samples taken all the while."""
    traffic, samples, tasks = Soak(port, given.items), list[Sample](), set[asyncio.Task[None]]()
    start = last = time.monotonic()
    for number in range(int(given.minutes * 60 * given.rate)):
        await asyncio.sleep(max(0.0, start + number / given.rate - time.monotonic()))
        task = asyncio.create_task(traffic.one(number))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        if time.monotonic() - last > SAMPLE_SECONDS:
            last = time.monotonic()
            samples.append(sample(family(process), last - start))
    await asyncio.gather(*tasks)
    traffic.close()
    return traffic, samples


def tell(traffic: Soak, samples: Sequence[Sample], minutes: float) -> None:
    """Prints what was counted, and how what is held has changed after the warm-up."""
    print(dict(traffic.counts.most_common()))
    warm = [each for each in samples if each.at > WARM_SHARE * minutes * 60]
    for name in ("memory", "files", "threads"):
        found = [float(getattr(each, name)) for each in warm]
        slope = float(np.polyfit([each.at for each in warm], found, 1)[0]) * 600
        unit = " MB" if name == "memory" else ""
        print(
            f"{name:8} first {found[0]:.0f}{unit}, last {found[-1]:.0f}, from {min(found):.0f} to "
            f"{max(found):.0f}; slope {slope:+.1f}{unit} in ten minutes"
        )


def main() -> None:
    """Prints what was answered, and what the service held."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=5)
    arguments.add_argument("--rate", type=float, default=40)
    arguments.add_argument("--items", type=int, default=2_000)
    arguments.add_argument("--workers", type=int, default=1)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        settings = make_home(Path(folder))
        server = EmbeddedServer(settings.redis_folder)
        try:
            fill(settings, given.items, Algorithm.FLAT)
            with running(settings.home, "--workers", str(given.workers)) as service:
                traffic, samples = uvloop.run(soak(service.port, service.process.pid, given))
            tell(traffic, samples, given.minutes)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
