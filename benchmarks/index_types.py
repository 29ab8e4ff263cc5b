"""Memory, latency and recall of each kind of index, on the same vectors.

    python benchmarks/index_types.py [--lines FILE] [--documents 20000] [--queries 300]
                                     [--algorithm flat hnsw] [--type float32 ...]
                                     [--storage hash json] [--metric cosine ip l2] [--m 16]

Each row is one index, filled anew in a Redis of its own with documents of one vector of 384 numbers
and a short name. The vectors are the file's lines by all-minilm-l6-v2, or, without a file, random
ones along some directions, as in `memory.py`. Queries are vectors that were not stored.

Columns: bytes a document of `used_memory`; microseconds of Redis's processor to write one; for ten
neighbours with what they show the median as the asker sees it, and the mean of Redis's processor,
both in milliseconds; the part that is among numpy's ten in 32 bits; and the largest difference of a
similarity to numpy's.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from statistics import median

import numpy as np

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric, StorageType, VectorType
from likewise.catalogue.recipe import Field, Role
from likewise.embedding.encoder import encode
from likewise.embedding.known_models import MINILM
from likewise.embedding.vectors import Vectors
from likewise.index.redis.codec import Keys
from likewise.index.redis.store import RedisStore
from likewise.index.requests import Nearest
from likewise.index.schema import M, Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.settings import Settings
from memory import seconds, vectors

DIMS = 384
K = 10
A_BATCH = 256
HERE = tuple(kind for kind in VectorType if kind not in (VectorType.INT8, VectorType.UINT8))


@dataclass(frozen=True, slots=True)
class Measured:
    """An index in figures, as the columns are."""

    bytes: float
    writing: float
    median: float
    processor: float
    recall: float
    error: float


def encoded(file: Path, most: int) -> Vectors:
    """The vectors of so many different lines of a file."""
    with file.open(encoding="utf-8") as lines:
        different = list(islice(dict.fromkeys(line.strip() for line in lines), most))
    with tempfile.TemporaryDirectory(prefix="likewise-") as home:
        (Path(home) / "models").symlink_to(Path(__file__).parents[1] / ".models")
        encoder = Parts(Settings(home=Path(home))).encoders.encoder(MINILM.name)
        parts = range(0, len(different), A_BATCH)
        return np.concatenate([encode(encoder, different[n : n + A_BATCH]) for n in parts])


def measure(schema: Schema, rows: Vectors, queries: Vectors) -> Measured:
    """Fills an index of that schema, and searches it."""
    exact = queries @ rows.T
    least = np.partition(exact, -K, axis=1)[:, -K]
    with tempfile.TemporaryDirectory(prefix="likewise-") as home:
        parts = Parts(Settings(home=Path(home)))
        try:
            client = parts.engine.client
            before = client.info("memory")["used_memory"]
            store = RedisStore(parts.engine, Keys("benchmark"), 1, schema)
            store.create()
            start = seconds(client.info("cpu"))
            store.put(
                Document(
                    str(number),
                    {"name": f"Thing {number}"},
                    None,
                    {"text": row},
                    Stamp(f"0{number:031x}", {"text": f"1{number:031x}"}),
                )
                for number, row in enumerate(rows)
            )
            writing = seconds(client.info("cpu")) - start
            used = client.info("memory")["used_memory"] - before
            taken, right, errors = [], 0, [0.0]
            before = seconds(client.info("cpu"))
            for number, query in enumerate(queries):
                start = time.perf_counter()
                (found,) = store.ask([Nearest("text", query, K)])
                taken.append(time.perf_counter() - start)
                for each in found:
                    similarity = exact[number, int(each.id)]
                    right += similarity >= least[number] - 1e-6  # an equal one is as good
                    errors.append(abs(each.score - similarity))
            return Measured(
                used / len(rows),
                writing / len(rows) * 1e6,
                median(taken) * 1e3,
                (seconds(client.info("cpu")) - before) / len(queries) * 1e3,
                right / (K * len(queries)),
                max(errors),
            )
        finally:
            if "engine" in vars(parts):
                parts.engine.client.close()
            parts.server.stop()


def main() -> None:
    """Prints a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=Path)
    arguments.add_argument("--documents", type=int, default=20_000)
    arguments.add_argument("--queries", type=int, default=300)
    arguments.add_argument(
        "--algorithm", type=Algorithm, nargs="+", default=[Algorithm.FLAT, Algorithm.HNSW]
    )
    arguments.add_argument("--type", type=VectorType, nargs="+", default=HERE)
    arguments.add_argument("--storage", type=StorageType, nargs="+", default=list(StorageType))
    arguments.add_argument("--metric", type=Metric, nargs="+", default=[Metric.COSINE])
    arguments.add_argument("--m", type=int, default=M)
    given = arguments.parse_args()
    wanted = given.documents + given.queries
    rows = (
        vectors(np.random.default_rng(7), wanted, DIMS)
        if given.lines is None
        else encoded(given.lines, wanted)
    )
    queries, stored = rows[: given.queries], rows[given.queries :]
    print(f"{len(stored):,} documents")
    print(
        "storage algorithm metric type      bytes  write us  median ms  Redis ms  recall    error"
    )
    kinds = product(given.storage, given.algorithm, given.metric, given.type)
    for storage, algorithm, metric, kind in kinds:
        vector = VectorField("text", "{name}", DIMS, "given", "given")
        schema = Schema(
            (Field("name", Role.STORED),),
            (vector,),
            metric,
            algorithm,
            type=kind,
            storage=storage,
            m=given.m,
        )
        found = measure(schema, stored, queries)
        print(
            f"{storage:7} {algorithm:9} {metric:6} {kind:8} {found.bytes:6,.0f}"
            f" {found.writing:9.0f} {found.median:10.2f} {found.processor:9.2f}"
            f" {found.recall:7.4f} {found.error:8.1e}",
            flush=True,
        )


if __name__ == "__main__":
    main()
