"""Running service: `likewise serve` on a home of its own, over items that are made up."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, IndexRecipe, Metric
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.known_models import CONCEPTS, MINILM
from likewise.embedding.load import describe
from likewise.embedding.vectors import unit
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.settings import Settings
from load_client import Ask, request

CATALOGUE = "benchmark"
MODELS = Path(__file__).parents[1] / ".models"

_SYLLABLES = [first + then for first in "bdfgklmnprst" for then in ("a", "e", "ir", "on", "u")]
_VOCABULARY = 20_000
_CLUSTERS = 200


def words(chosen: random.Random, count: int = 3) -> str:
    """Words that nobody knows; some are common and most are rare, as in a language."""
    numbers = (int(_VOCABULARY * chosen.random() ** 3) for _ in range(count))
    return " ".join(map(_word, numbers))


def _word(number: int) -> str:
    syllables, left = [], number
    while left or not syllables:
        left, syllable = divmod(left, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    return "".join(syllables)


def fill(settings: Settings, items: int, algorithm: Algorithm = Algorithm.HNSW) -> float:
    """Fills a catalogue of so many items, and tells in how many seconds.

    Each has a name, a kind, a price, and two vectors of 384 dimensions: of its words, and of the
    concepts of a picture, which it does not have. The vectors stand around centres, as those of a
    catalogue do, and are made up.
    """
    parts = Parts(settings)
    fields = (Field("name", Role.TEXT), Field("kind", Role.TAG), Field("price", Role.NUMBER))
    vectors = tuple(
        VectorField(name, "{name}", model.dims, model.name, describe(model).fingerprint)
        for name, model in (("text", MINILM), ("concept", CONCEPTS))
    )
    schema = Schema(fields, vectors, Metric.COSINE, algorithm)
    made = tuple(VectorRecipe(each.name, "{name}", each.model) for each in vectors)
    source = Source.of("none.csv")
    recipe = Recipe(CATALOGUE, source, "id", None, fields, made, IndexRecipe())
    start = time.perf_counter()
    store = parts.register.begin(recipe, schema)
    store.put(_documents(items))
    parts.register.finish(CATALOGUE, store, may_lose=False)
    parts.remember(CATALOGUE)
    parts.engine.client.close()
    return time.perf_counter() - start


def _documents(items: int) -> Iterator[Document]:
    chosen, drawn = random.Random(7), np.random.default_rng(7)
    centres = unit(drawn.standard_normal((_CLUSTERS, MINILM.dims), np.float32))
    for number in range(items):
        near = centres[drawn.integers(_CLUSTERS, size=2)]
        made = unit(near + drawn.standard_normal(near.shape, np.float32) * 0.05)
        shown: dict[str, Any] = {
            "name": words(chosen, 8),
            "kind": f"k{number % 10}",
            "price": round(chosen.random() * 100, 2),
        }
        vectors = {"text": made[0], "concept": made[1]}
        stamp = Stamp(str(number), dict.fromkeys(vectors, f"{number:032x}"))
        yield Document(str(number), shown, None, vectors, stamp)


@contextmanager
def filled(items: int, algorithm: Algorithm) -> Iterator[Parts]:
    """The parts of a home of its own, with a catalogue of so many items."""
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        parts = Parts(make_home(Path(folder)))
        try:
            fill(parts.settings, items, algorithm)
            yield parts
        finally:
            parts.server.stop()


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs.

    Attributes:
        process: The one that was started.
        port: Where it listens on this machine.
    """

    process: subprocess.Popen[str]
    port: int

    def ask(self, path: str) -> tuple[int, bytes]:
        """Status and body of a GET."""
        connection = HTTPConnection("localhost", self.port, timeout=30)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def wait(self, seconds: float = 120) -> None:
        """Returns when it is ready."""
        deadline = time.monotonic() + seconds
        while self.ask("/readyz")[0] != 200:  # noqa: PLR2004 - OK
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.1)


@contextmanager
def running(home: Path, *options: str, **environment: str) -> Iterator[Service]:
    """A service on that home, at a free port; its log is in `home/service.log`."""
    command = [sys.executable, "-m", "likewise", "serve", "--port", "0", *options]
    with (
        (home / "service.log").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            env=os.environ | {"LIKEWISE_HOME": str(home)} | environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None  # noqa: S101 - as it was started
            line = process.stdout.readline()
            port = urlsplit("http://" + line.partition("http://")[2].strip()).port
            assert port is not None  # noqa: S101 - it says so, or has ended
            service = Service(process, port)
            service.wait()
            yield service
        finally:
            process.terminate()
            process.wait(30)


def make_home(folder: Path) -> Settings:
    """Settings with that home, and the models of this checkout."""
    folder.mkdir(parents=True, exist_ok=True)
    if MODELS.is_dir() and not (folder / "models").exists():
        (folder / "models").symlink_to(MODELS)
    return Settings(folder)


_ROOT = f"/api/v1/catalogues/{CATALOGUE}"


def searches(count: int, nonce: str = "") -> list[Ask]:
    """By words, no two alike."""
    chosen = random.Random(11)
    return [
        Ask("words", request("POST", f"{_ROOT}/search", _json({"words": words(chosen) + nonce})))
        for _ in range(count)
    ]


def similars(count: int, items: int) -> list[Ask]:
    """Like items that are drawn."""
    chosen = random.Random(12)
    paths = (f"{_ROOT}/items/{chosen.randrange(items)}/similar" for _ in range(count))
    return [Ask("similar", request("GET", path)) for path in paths]


def browses(count: int) -> list[Ask]:
    """Pages of all items, and of a tenth of them."""
    chosen = random.Random(13)
    return [
        Ask("browse", request("GET", f"{_ROOT}/items?limit=20&offset={chosen.randrange(900)}"))
        for _ in range(count)
    ]


def pictured(count: int) -> list[Ask]:
    """By pictures, as forms."""
    return [Ask("image", _form(each)) for each in photographs(count)]


def embeddings(count: int) -> list[Ask]:
    """Vectors of words."""
    chosen = random.Random(15)
    return [
        Ask(
            "embeddings",
            request(
                "POST", "/v1/embeddings", _json({"input": words(chosen), "model": MINILM.name})
            ),
        )
        for _ in range(count)
    ]


def photographs(count: int) -> Sequence[bytes]:
    """JPEG files of 640 x 480 pixels with coarse noise."""
    drawn = np.random.default_rng(14)
    files = []
    for _ in range(count):
        coarse = drawn.integers(0, 255, (12, 16, 3), np.uint8)
        file = BytesIO()
        Image.fromarray(coarse).resize((640, 480), Image.Resampling.BICUBIC).save(file, "JPEG")
        files.append(file.getvalue())
    return files


def _form(picture: bytes) -> bytes:
    parts = (
        b'Content-Disposition: form-data; name="query"\r\n\r\n{"by": "concept"}',
        b'Content-Disposition: form-data; name="picture"; filename="p.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + picture,
    )
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n"
    return request("POST", f"{_ROOT}/search", body, "multipart/form-data; boundary=x")


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
