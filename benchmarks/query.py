"""Median latency of a search by the library against a bare FT.SEARCH, on 100,000 items.

    python benchmarks/query.py [--items N] [--algorithm flat|hnsw]

Both ask the same index for the same vector's ten nearest, in turn, so that noise falls on both.
The library's hits hold each item's fields and the total. The bare search is sent three times: by
`execute_command` for ids and distances alone, the same with the stored fields (as JSON, unread),
and by redis-py's `ft().search` for ids and distances. The encoder is left out on both sides: the
bare search is given the vector, and the library's time is the `took_ms` of its hits, from the
query's vector to the hits.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from redis.commands.search.query import Query

from likewise.assembly import Parts
from likewise.catalogue.recipe import (
    Algorithm,
    Field,
    IndexRecipe,
    Metric,
    Recipe,
    Role,
    VectorRecipe,
)
from likewise.catalogue.source import Source
from likewise.embedding.encoder import EncoderDescription, Features, Modality
from likewise.embedding.vectors import Vectors, to_bytes, unit
from likewise.index.redis_codec import SHOWN
from likewise.index.redis_store import RedisStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.search.searcher import Page, Searcher
from likewise.settings import Settings

DIMS = 384
CLUSTERS = 200
QUERIES = 2000


class GivenVectors:
    """An encoder whose words are numbers of vectors made before."""

    description = EncoderDescription("given", DIMS, Modality.TEXT, "none", "given")

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self.network = self
        self.words = self

    def prepare(self, given: object) -> int:
        """The number."""
        return int(str(given))

    def features(self, prepared: Sequence[int]) -> Features:
        """The vectors of the numbers."""
        return self._vectors[list(prepared)]

    def vectors(self, features: Features) -> Vectors:
        """As they are."""
        return features


def clustered(random: np.random.Generator, count: int, centres: Vectors) -> Vectors:
    """Vectors around centres, as those of a catalogue are."""
    chosen = centres[random.integers(len(centres), size=count)]
    noise = random.standard_normal((count, DIMS), np.float32) * 0.05
    return unit(chosen + noise)


def fill(parts: Parts, vectors: Vectors, algorithm: Algorithm) -> RedisStore:
    """A store of items with a name, a category and a price."""
    fields = (Field("name", Role.TEXT), Field("category", Role.TAG), Field("price", Role.NUMBER))
    schema = Schema(
        fields, (VectorField("text", "{name}", DIMS, "given", "given"),), Metric.COSINE, algorithm
    )
    recipe = Recipe(
        "benchmark",
        Source.of("none.csv"),
        "id",
        None,
        fields,
        (VectorRecipe("text", "{name}", "given"),),
        IndexRecipe(),
    )
    store = parts.register.begin(recipe, schema)
    store.put(documents(vectors))
    parts.register.finish("benchmark", store, may_lose=False)
    return store


def documents(vectors: Vectors) -> Iterator[Document]:
    """A document for each vector."""
    for number, vector in enumerate(vectors):
        fields = {"name": f"Product number {number}", "category": f"c{number % 10}", "price": 9.5}
        yield Document(str(number), fields, None, {"text": vector}, Stamp(str(number), {}))


def timed(action: Callable[[], object]) -> float:
    """Milliseconds that the action takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def compare(parts: Parts, store: RedisStore, queries: Vectors) -> dict[str, float]:
    """Median milliseconds of each way."""
    client = parts.engine.client
    searcher = Searcher(store, lambda _: GivenVectors(queries))
    index = "likewise:benchmark:live"
    ef = " EF_RUNTIME 100" if store.schema.algorithm is Algorithm.HNSW else ""
    text = f"*=>[KNN 10 @_v_text $v{ef} AS d]"
    query = Query(text).sort_by("d").return_fields("d").paging(0, 10).dialect(2)
    times: dict[str, list[float]] = {}
    page = Page(10)
    for number in range(len(queries)):
        data = to_bytes(queries[number])
        head = ("FT.SEARCH", index, text, "SORTBY", "d", "RETURN")
        tail = ("LIMIT", 0, 10, "PARAMS", 2, "v", data, "DIALECT", 2)
        ways: dict[str, Callable[[], float]] = {
            "bare": lambda head=head, tail=tail: timed(
                lambda: client.execute_command(*head, 1, "d", *tail)
            ),
            "bare, with fields": lambda head=head, tail=tail: timed(
                lambda: client.execute_command(*head, 2, "d", SHOWN, *tail)
            ),
            "library": lambda number=number: (
                searcher.by_words(str(number), by="text", where=None, page=page).took_ms
            ),
            "ft().search": lambda data=data: timed(
                lambda: client.ft(index).search(query, {"v": data})
            ),
        }
        # Whoever asks second finds the vectors in the processor's caches: take turns.
        order = sorted(ways, key=lambda name: (list(ways).index(name) + number) % len(ways))
        for name in order:
            times.setdefault(name, []).append(ways[name]())
    return {name: median(each[len(each) // 10 :]) for name, each in times.items()}


def main() -> None:
    """Prints the medians and their ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=100_000)
    arguments.add_argument("--algorithm", type=Algorithm, choices=list(Algorithm))
    given = arguments.parse_args()
    random = np.random.default_rng(7)
    centres = unit(random.standard_normal((CLUSTERS, DIMS), np.float32))
    vectors = clustered(random, given.items, centres)
    queries = clustered(random, QUERIES, centres)
    for algorithm in [given.algorithm] if given.algorithm else list(Algorithm):
        with tempfile.TemporaryDirectory(prefix="likewise-") as home:
            parts = Parts(Settings(home=Path(home)))
            try:
                seconds = timed(lambda: fill(parts, vectors, algorithm)) / 1000  # noqa: B023
                medians = compare(parts, parts.register.live("benchmark"), queries)
            finally:
                parts.server.stop()
        print(f"{algorithm}, {given.items:,} items, written in {seconds:.1f} s")
        for name, each in medians.items():
            print(f"  {name:18} {each:7.3f} ms   library / it: {medians['library'] / each:.2f}")


if __name__ == "__main__":
    main()
