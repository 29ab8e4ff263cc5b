"""What a service answers when it is asked for several times what it can do.

    python benchmarks/overload.py [--times N] [--seconds N] [--items N]

First so many clients as it works on at once ask for what it can do a second; then requests set out
at N times that rate, whatever becomes of those before; then at a tenth of it, to see when all is as
before. The client is on the same cores, and at N times the rate takes its share of them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from likewise.catalogue.index_recipe import Algorithm
from likewise.index.engine.server import EmbeddedServer
from load_client import Answer, clients, steadily
from running_service import fill, make_home, running, searches

AT_ONCE = 16


def tell(name: str, answers: Sequence[Answer], seconds: float) -> None:
    """Prints the figures of answers."""
    right = sorted(each.seconds for each in answers if each.status == 200)  # noqa: PLR2004 - OK
    others = Counter(
        f"{each.status}{'' if b'retry-after' in each.head else ' without Retry-After'}"
        for each in answers
        if each.status != 200  # noqa: PLR2004 - OK
    )
    p50, p99 = (1000 * right[int(share * (len(right) - 1))] for share in (0.5, 0.99))
    print(
        f"{name}: {len(answers) / seconds:.0f} a second asked, {len(right) / seconds:.0f} right "
        f"(p50 {p50:.0f}, p99 {p99:.0f} ms), {dict(others)}",
        flush=True,
    )


def main() -> None:
    """Prints what was answered before, meanwhile and after."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=float, default=10)
    arguments.add_argument("--seconds", type=float, default=20)
    arguments.add_argument("--items", type=int, default=5_000)
    given = arguments.parse_args()
    asked = searches(5000)
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        settings = make_home(Path(folder))
        server = EmbeddedServer(settings.redis_folder)
        try:
            fill(settings, given.items, Algorithm.FLAT)
            with running(settings.home) as service:
                capacity = clients(service.port, asked, count=AT_ONCE, seconds=8).rate
                print(f"{AT_ONCE} clients: {capacity:.0f} a second")
                for name, times, seconds in (
                    (f"{given.times:g} times", given.times, given.seconds),
                    ("a tenth, after", 0.1, 10),
                ):
                    answers = steadily(
                        service.port,
                        lambda number: asked[number % len(asked)],
                        rate=times * capacity,
                        seconds=seconds,
                    )
                    tell(name, answers, seconds)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
