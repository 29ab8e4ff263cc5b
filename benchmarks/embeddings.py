"""The embedding API against the library's own batch, on the same texts in the same run.

    python benchmarks/embeddings.py [--seconds N] [--rounds N] [--at-once N]

Texts are of real words in three lengths. The library encodes all of them in one call, in a process
that does nothing else; the service, `likewise serve`, is asked over HTTP by 1, 8 and 32 clients,
each for one text at a time, and at last by 8 clients for 16 texts at a time. The clients are a
process of their own, but take their time from the same cores. They take turns, and the best round
counts for each. What the service adds is the median of one client less the median of a call.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from likewise.assembly import Parts
from likewise.embedding.encoder import Encoder, encode
from likewise.embedding.known_models import MINILM
from load_client import Ask, Timings, clients, request
from running_service import fill, make_home, running

LENGTHS = {"titles": (6, 1024), "sentences": (17, 768), "paragraphs": (105, 192)}
LOADS = ((1, 1), (8, 1), (32, 1), (8, 16))
"""How many clients, and how many texts in each request."""

CALLS = 50


def texts(vocabulary: Sequence[str], length: int, count: int) -> list[str]:
    """Texts of about so many words."""
    lengths = (max(2, round(random.gauss(length, length / 4))) for _ in range(count))
    return [" ".join(random.choices(vocabulary, k=each)) for each in lengths]


def asks(given: Sequence[str], size: int) -> list[Ask]:
    """Requests for so many texts each, as OpenAI's client writes them."""
    parts = (given[start : start + size] for start in range(0, len(given), size))
    bodies = ({"input": part, "model": MINILM.name, "encoding_format": "base64"} for part in parts)
    return [
        Ask("embeddings", request("POST", "/v1/embeddings", json.dumps(body).encode()))
        for body in bodies
    ]


def batch_rate(encoder: Encoder, given: Sequence[str]) -> float:
    """Texts a second of one call."""
    start = time.perf_counter()
    encode(encoder, given)
    return len(given) / (time.perf_counter() - start)


def call_milliseconds(encoder: Encoder, given: Sequence[str]) -> float:
    """The median of calls for one text each."""
    took = []
    for text in given[:CALLS]:
        start = time.perf_counter()
        encode(encoder, [text])
        took.append(time.perf_counter() - start)
    return 1000 * median(took)


def main() -> None:
    """Prints a table for each length."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=2, help="of each round of a load")
    arguments.add_argument("--rounds", type=int, default=6)
    arguments.add_argument("--at-once", default="")
    given = arguments.parse_args()
    random.seed(7)
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        settings = make_home(Path(folder) / "home")
        fill(settings, 100)
        parts = Parts(settings)
        encoder = parts.encoders.encoder(MINILM.name)
        tokenizer = json.loads(parts.models.path(MINILM, "tokenizer.json").read_text("utf-8"))
        vocabulary = [
            word
            for word in tokenizer["model"]["vocab"]
            if word.isalpha() and word.isascii() and len(word) > 3  # noqa: PLR2004 - as in encode.py
        ]
        options = ["--at-once", given.at_once] if given.at_once else []
        try:
            with running(settings.home, *options) as service:
                for name, (length, count) in LENGTHS.items():
                    sample = texts(vocabulary, length, count)
                    measure(name, sample, encoder, service.port, given.rounds, given.seconds)
        finally:
            parts.server.stop()


def measure(
    name: str, sample: Sequence[str], encoder: Encoder, port: int, rounds: int, seconds: float
) -> None:
    """Prints the rates of one length."""
    batch, call = 0.0, float("inf")
    best: dict[tuple[int, int], Timings] = {}
    for _ in range(rounds):
        batch = max(batch, batch_rate(encoder, sample))
        call = min(call, call_milliseconds(encoder, sample))
        for load in LOADS:
            found = clients(port, asks(sample, load[1]), count=load[0], seconds=seconds)
            if found.failed:
                print(f"{name}: {found.failed} of {len(found.seconds)} requests failed at {load}")
            if load not in best or found.rate > best[load].rate:
                best[load] = found
    print(f"{name}: {batch:.0f} texts/s in one batch; one call {call:.1f} ms")
    for (count, size), found in best.items():
        rate = found.rate * size
        print(
            f"  {count:2} clients of {size:2} texts: {rate:6.0f} texts/s, {rate / batch:4.0%} of "
            f"the batch; p50 {found.milliseconds(0.5):6.1f} ms, p95 {found.milliseconds(0.95):6.1f}"
            f" ms, p99 {found.milliseconds(0.99):6.1f} ms"
        )
    print(f"  one client waits {best[1, 1].milliseconds(0.5) - call:+.2f} ms longer than a call")


if __name__ == "__main__":
    main()
