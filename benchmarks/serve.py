"""Requests a second and waits of the service at 1, 8 and 32 clients, and what it adds to a call.

    python benchmarks/serve.py [--items N] [--seconds N] [--workers N] [--kinds words,image,...]

The items are made up, with two vectors of 384 dimensions each in an HNSW index. Searches by words
go through the encoder and Redis; those by image send a JPEG of 640 x 480 pixels, which a child
process opens, and go through EfficientNet; `similar` and `browse` only ask Redis. The clients are a
process of their own on the same machine, and take processor time from the service. What the service
adds is its median with one client less that of the library's own call, in turn.
"""

from __future__ import annotations

import argparse
import io
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from PIL import Image

from likewise.assembly import Parts
from likewise.embedding.encoder import encode
from likewise.embedding.known_models import MINILM
from load_client import Ask, clients
from running_service import (
    CATALOGUE,
    browses,
    embeddings,
    fill,
    make_home,
    photographs,
    pictured,
    running,
    searches,
    similars,
    words,
)

CLIENTS = (1, 8, 32)
CALLS = 200
ROUNDS = 3


def asks(items: int) -> Mapping[str, Sequence[Ask]]:
    """The requests of each kind."""
    return {
        "words": searches(2000),
        "image": pictured(50),
        "similar": similars(2000, items),
        "browse": browses(500),
        "embeddings": embeddings(2000),
    }


def calls(parts: Parts, items: int) -> Mapping[str, Callable[[], object]]:
    """The same of the library, each with something else whenever it is called."""
    catalogue, chosen = parts.catalogue(CATALOGUE), random.Random(21)
    encoder, files = parts.encoders.encoder(MINILM.name), photographs(50)

    def image() -> object:
        picture = Image.open(io.BytesIO(chosen.choice(files))).convert("RGB")
        return catalogue.search(picture=picture, by="concept", limit=10)

    return {
        "words": lambda: catalogue.search(words(chosen), limit=10),
        "image": image,
        "similar": lambda: catalogue.similar(str(chosen.randrange(items)), limit=10),
        "browse": lambda: catalogue.browse(limit=20, offset=chosen.randrange(900)),
        "embeddings": lambda: encode(encoder, [words(chosen)]),
    }


def milliseconds(call: Callable[[], object]) -> float:
    """The median of some calls, the first tenth left out."""
    took = []
    for _ in range(CALLS):
        start = time.perf_counter()
        call()
        took.append((time.perf_counter() - start) * 1000)
    return median(took[CALLS // 10 :])


def main() -> None:
    """Prints the figures of each kind."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=100_000)
    arguments.add_argument("--seconds", type=float, default=6)
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--kinds", default="words,image,similar,browse,embeddings")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        settings = make_home(Path(folder))
        parts = Parts(settings)
        try:
            seconds = fill(settings, given.items)
            print(f"{given.items:,} items, written in {seconds:.0f} s; {given.workers} process(es)")
            # The queue holds the most clients that there are: what is measured is speed.
            with running(settings.home, "--workers", str(given.workers), "--waiting", "64") as made:
                compare(made.port, parts, given)
        finally:
            parts.server.stop()


def compare(port: int, parts: Parts, given: argparse.Namespace) -> None:
    """Prints the table."""
    requests, library = asks(given.items), calls(parts, given.items)
    print(f"{'':12}{'clients':>8}{'a second':>10}{'p50 ms':>9}{'p95':>8}{'p99':>8}{'failed':>8}")
    for kind in given.kinds.split(","):
        for count in CLIENTS:
            found = clients(port, requests[kind], count=count, seconds=given.seconds)
            waits = "".join(f"{found.milliseconds(each):8.1f}" for each in (0.5, 0.95, 0.99))
            print(f"{kind:12}{count:8}{found.rate:10.0f} {waits}{found.failed:8}", flush=True)
        served, called = [], []
        for _ in range(ROUNDS):  # in turn, so that other work on this machine falls on both
            one = clients(port, requests[kind], count=1, seconds=2)
            served.append(one.milliseconds(0.5))
            called.append(milliseconds(library[kind]))
        added = median(served) - median(called)
        print(
            f"{'':12}one client {median(served):.2f} ms, the library's call {median(called):.2f}: "
            f"{added:+.2f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
