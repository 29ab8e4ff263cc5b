"""What a service answers while its Redis hangs, and is killed and starts again.

    python benchmarks/faults.py [--times N] [--rate N] [--items N] [--timeout SECONDS]

Requests of five kinds set out at a steady rate, whatever becomes of those before. Ten times Redis
is stopped by SIGSTOP for three seconds and goes on; ten times it is killed by SIGKILL, and is
started again by the service itself. An answer is right if it is 200 and holds what it must: a hit
for each that was asked for, and the total; a 503 counts if it is a problem with Retry-After. There
must be nothing else. Recovery is from the moment at which Redis answers again to the first right
answer.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from likewise.catalogue.index_recipe import Algorithm
from likewise.index.engine.server import EmbeddedServer, ServerState
from load_client import Answer, Ask, request, steadily
from running_service import (
    CATALOGUE,
    Service,
    browses,
    fill,
    make_home,
    running,
    searches,
    similars,
)

HITS = 10
LISTED = 20
STOPPED_SECONDS = 3.0
CALM_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run.

    Attributes:
        answers: All of them.
        moments: When Redis was there again, or was killed.
    """

    answers: Sequence[Answer]
    moments: Sequence[float]


def is_right(answer: Answer, items: int) -> bool:
    """Whether it holds all that it must."""
    if answer.status != 200:  # noqa: PLR2004 - OK
        return False
    found: dict[str, Any] = json.loads(answer.body)
    match answer.kind:
        case "words" | "similar":
            return len(found["hits"]) == HITS
        case "browse":
            return len(found["items"]) == LISTED and found["total"] == items
        case "item":
            return "name" in found["fields"]
        case _:
            return found["total"] == items and len(found["products"]) == LISTED


def is_honest(answer: Answer) -> bool:
    """Whether it says, as a problem, that there is no answer now, and when to come again."""
    return (
        answer.status == 503  # noqa: PLR2004 - Service Unavailable
        and b"\r\nretry-after: 1\r\n" in answer.head
        and json.loads(answer.body)["code"] in {"unavailable", "overloaded"}
    )


def traffic(items: int) -> Callable[[int], Ask]:
    """The requests, of five kinds in turn."""
    paths = {"item": f"/api/v1/catalogues/{CATALOGUE}/items/7", "product": "/api/v1/product/"}
    other = [Ask(kind, request("GET", path)) for kind, path in paths.items()]
    kinds = [searches(100), similars(100, items), browses(100), [other[0]], [other[1]]]

    def asked(number: int) -> Ask:
        kind = kinds[number % len(kinds)]
        return kind[number // len(kinds) % len(kind)]

    return asked


def hanging(server: EmbeddedServer, times: int, moments: list[float]) -> None:
    """Stops Redis and lets it go on, again and again."""
    for _ in range(times):
        time.sleep(CALM_SECONDS)
        pid = server.status().pid
        assert pid is not None  # noqa: S101 - it runs
        os.kill(pid, signal.SIGSTOP)
        time.sleep(STOPPED_SECONDS)
        os.kill(pid, signal.SIGCONT)
        moments.append(time.monotonic())


def killing(server: EmbeddedServer, times: int, moments: list[float]) -> None:
    """Kills Redis again and again; the service starts it."""
    for _ in range(times):
        time.sleep(CALM_SECONDS)
        pid = server.status().pid
        assert pid is not None  # noqa: S101 - it runs
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
        while server.status().state is not ServerState.READY:
            time.sleep(0.01)
        moments.append(time.monotonic())
        time.sleep(STOPPED_SECONDS - 1)


def run(
    service: Service,
    action: Callable[[EmbeddedServer, int, list[float]], None],
    server: EmbeddedServer,
    given: argparse.Namespace,
) -> Outcome:
    """The answers while the action goes on."""
    moments: list[float] = []
    answers = steadily(
        service.port,
        traffic(given.items),
        rate=given.rate,
        seconds=given.times * (CALM_SECONDS + STOPPED_SECONDS) + CALM_SECONDS,
        meanwhile=lambda: action(server, given.times, moments),
    )
    return Outcome(answers, moments)


def tell(name: str, outcome: Outcome, items: int) -> None:
    """Prints the figures of a run."""
    right = [each for each in outcome.answers if is_right(each, items)]
    refused = [each for each in outcome.answers if is_honest(each)]
    wrong = Counter(
        f"{each.kind} {each.status}"
        for each in outcome.answers
        if not is_right(each, items) and not is_honest(each)
    )
    recoveries = [
        min(each.sent + each.seconds for each in right if each.sent + each.seconds > moment)
        - moment
        for moment in outcome.moments
    ]
    print(f"{name}: {len(outcome.answers)} requests, {len(outcome.moments)} times")
    print(
        f"  right {len(right)}, 503 {len(refused)}, everything else {wrong.total()} {dict(wrong)}"
    )
    for what, found in (("right", right), ("503", refused)):
        took = sorted(each.seconds for each in found)
        if took:
            shares = (took[int(share * (len(took) - 1))] * 1000 for share in (0.5, 0.99, 1))
            print(
                f"  {what}: p50 / p99 / slowest {' / '.join(f'{each:.0f}' for each in shares)} ms"
            )
    shown = ", ".join(f"{1000 * each:.0f}" for each in sorted(recoveries))
    print(f"  from Redis to the first right answer: {shown} ms")


def main() -> None:
    """Prints what was answered."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=10)
    arguments.add_argument("--rate", type=float, default=50)
    arguments.add_argument("--items", type=int, default=5_000)
    arguments.add_argument("--timeout", type=float, default=2.0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        settings = make_home(Path(folder))
        server = EmbeddedServer(settings.redis_folder)
        try:
            fill(settings, given.items, Algorithm.FLAT)
            timeout = {"LIKEWISE_REDIS_TIMEOUT": str(given.timeout)}
            with running(settings.home, **timeout) as service:
                for name, action in (("SIGSTOP", hanging), ("SIGKILL", killing)):
                    tell(name, run(service, action, server, given), given.items)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
