"""What a document takes of Redis: the estimate of `likewise.planning.memory` against `used_memory`.

    python benchmarks/memory.py [--documents 5000 20000] [--dims 384 1280] [--json 100 2000]
                                [--algorithm flat hnsw] [--type float32 float16]
                                [--storage hash json]

Each row is one catalogue, filled anew in a Redis of its own: documents with one vector, a tag, a
number, a name, and text that is only shown, up to about so many bytes of JSON. The last two columns
are microseconds to write a document, on average from the first on: as the writer sees them, and of
the processor for Redis. `planning.duration.write_seconds` follows the former for FLAT, and the
latter for HNSW.

The vectors are of unit length and lie along 24 random directions, with noise. So an HNSW index is
filled as fast as with 20,000 sentences encoded by all-minilm-l6-v2; without directions at all it
takes half as long again.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric, StorageType, VectorType
from likewise.catalogue.item import Item, Value
from likewise.catalogue.recipe import Field, Role
from likewise.embedding.vectors import Vector, Vectors, unit
from likewise.index.redis.codec import Keys
from likewise.index.redis.store import RedisStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.planning.memory import ERROR, Growth, bytes_needed
from likewise.settings import Settings

DIRECTIONS = 24
NOISE = 0.3
WORDS = [
    "lorem",
    "ipsum",
    "dolor",
    "sit",
    "amet",
    "consectetur",
    "adipiscing",
    "elit",
    "sed",
    "do",
    "eiusmod",
    "tempor",
]
A_BATCH = 256
FIELDS = (
    Field("name", Role.TEXT),
    Field("category", Role.TAG),
    Field("price", Role.NUMBER),
    Field("description", Role.STORED),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the documents of one catalogue are like."""

    dims: int
    json_bytes: int
    algorithm: Algorithm
    type: VectorType
    storage: StorageType

    @property
    def schema(self) -> Schema:
        """The schema of its index."""
        vector = VectorField("text", "{name}", self.dims, "given", "given")
        return Schema(
            FIELDS,
            (vector,),
            Metric.COSINE,
            self.algorithm,
            type=self.type,
            storage=self.storage,
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """A catalogue in figures."""

    documents: int
    bytes: int
    writing: float
    processor: float


def vectors(random: np.random.Generator, count: int, dims: int) -> Vectors:
    """Random ones along some directions, the same for each call with so many dims."""
    directions = np.random.default_rng(dims).standard_normal((DIRECTIONS, dims), np.float32)
    along = random.standard_normal((count, DIRECTIONS), np.float32) @ directions
    noise = random.standard_normal((count, dims), np.float32) * np.float32(DIRECTIONS**0.5)
    return unit(along + NOISE * noise)


def item(number: int, json_bytes: int) -> Item:
    """The item of that number, whose JSON has about so many bytes."""
    random = np.random.default_rng(number)
    fields: dict[str, Value] = {
        "name": f"Thing {number}",
        "category": f"c{number % 50}",
        "price": number / 4,
    }
    made = Item(str(number), fields, None, "none", number)
    room = json_bytes - len(document(made).content.to_json())
    if room > len(', "description": ""'):
        text = " ".join(random.choice(WORDS, room // 4))
        fields["description"] = text[: room - len(', "description": ""')]
    return Item(str(number), fields, None, "none", number)


def document(made: Item, **rows: Vector) -> Document:
    """The item as it is stored."""
    stamp = Stamp(f"0{made.line:031x}", {"text": f"1{made.line:031x}"})
    return Document(made.id, made.fields, None, rows, stamp)


def fill(shape: Shape, sizes: Sequence[int]) -> Iterator[Filled]:
    """The catalogue at each of these sizes, as it grows."""
    random = np.random.default_rng(7)
    with tempfile.TemporaryDirectory(prefix="likewise-") as home:
        parts = Parts(Settings(home=Path(home)))
        try:
            client = parts.engine.client
            before, written, writing = client.info("memory")["used_memory"], 0, 0.0
            processor = seconds(client.info("cpu"))
            store = RedisStore(parts.engine, Keys("benchmark"), 1, shape.schema)
            store.create()
            for size in sizes:
                while written < size:
                    rows = vectors(random, min(A_BATCH, size - written), shape.dims)
                    items = (item(written + n, shape.json_bytes) for n in range(len(rows)))
                    made = [document(n, text=row) for n, row in zip(items, rows, strict=True)]
                    start = time.perf_counter()
                    store.put(made)
                    writing += time.perf_counter() - start
                    written += len(rows)
                used = client.info("memory")["used_memory"] - before
                yield Filled(size, used, writing, seconds(client.info("cpu")) - processor)
        finally:
            if "engine" in vars(parts):
                parts.engine.client.close()
            parts.server.stop()


def seconds(processor: dict[str, float]) -> float:
    """What Redis says it has used of the processor."""
    return float(processor["used_cpu_user"]) + float(processor["used_cpu_sys"])


def estimate(shape: Shape, documents: int) -> int:
    """The bytes foretold from 1,000 of the items."""
    items = [item(number, shape.json_bytes) for number in range(0, documents, documents // 1000)]
    return bytes_needed(shape.schema, items, Growth(documents, documents))[0].bytes


def main() -> None:
    """Prints a table; ends with status 1 where an estimate is further off than it may be."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, nargs="+", default=[5000, 20_000])
    arguments.add_argument("--dims", type=int, nargs="+", default=[384, 1280])
    arguments.add_argument("--json", type=int, nargs="+", default=[100, 2000])
    arguments.add_argument(
        "--algorithm", type=Algorithm, nargs="+", default=[Algorithm.FLAT, Algorithm.HNSW]
    )
    arguments.add_argument("--type", type=VectorType, nargs="+", default=[VectorType.FLOAT32])
    arguments.add_argument("--storage", type=StorageType, nargs="+", default=[StorageType.HASH])
    given = arguments.parse_args()
    print(
        "storage algorithm type      dims   JSON  documents  bytes a document  estimate / actual"
        "  written    Redis"
    )
    worst = 1.0
    shapes = product(given.storage, given.algorithm, given.type, given.dims, given.json)
    for storage, algorithm, kind, dims, json_bytes in shapes:
        shape = Shape(dims, json_bytes, algorithm, kind, storage)
        for filled in fill(shape, sorted(given.documents)):
            ratio = estimate(shape, filled.documents) / filled.bytes
            worst = max(worst, ratio, 1 / ratio)
            print(
                f"{storage:7} {algorithm:9} {kind:8} {dims:5} {json_bytes:6}"
                f" {filled.documents:10,}"
                f" {filled.bytes / filled.documents:17,.0f} {ratio:18.3f}"
                f" {filled.writing / filled.documents * 1e6:8.0f}"
                f" {filled.processor / filled.documents * 1e6:8.0f}",
                flush=True,
            )
    if worst > 1 + ERROR:
        raise SystemExit(f"An estimate is off by a factor of {worst:.2f}.")


if __name__ == "__main__":
    main()
