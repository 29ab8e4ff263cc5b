"""Median latency of each kind of search by the library, by bare redis-py and by RedisVL.

    python benchmarks/search.py [--items N] [--algorithm flat|hnsw] [--queries N]

All ask the same index for the same, in turn, so that noise falls on all of them. The bare search
sends what is needed for the same hits by `execute_command`, in as few round trips as there can be,
and fuses ranks in a dictionary; it leaves the stored fields, in JSON, unread, and equals in any
order. RedisVL opens the index by `from_existing`. The encoder is left out: the others are given the
vector, and the library's time is the `took_ms` of its hits, from the query's vector to the hits.
What the library's hits hold beside, fields read from JSON, relevance and how many items meet the
filter, is made when it is looked at, and nobody does. Like an item means that its vector is read
first.

RedisVL has no fusion by ranks without FT.HYBRID, and no facets over what is relevant: it is asked
for its nearest, a linear combination of both scores for the first 10, and nothing.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from redisvl.index import SearchIndex
from redisvl.query import AggregateHybridQuery, TextQuery, VectorQuery, VectorRangeQuery
from redisvl.query.filter import Tag as PeerTag

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, IndexRecipe, Metric
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.encoder import EncoderDescription, Features, Modality
from likewise.embedding.vectors import Vectors, to_bytes, unit
from likewise.index.filters.tree import OneOf
from likewise.index.redis.store import RedisStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.search.query import Page, Query
from likewise.search.ranking.fusion import RANK_CONSTANT
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.relevance import Calibration, Calibrations, Quality
from likewise.search.searcher import Counted, Searcher
from likewise.search.tuning.tuned import Tuned
from likewise.settings import Settings

DIMS = 384
CLUSTERS = 200
EF = 100
INDEX = "likewise:benchmark:live"
SYLLABLES = [first + second for first in "bdfgklmnprtvz" for second in "aiou"]
VOCABULARY = ["".join(each) + "k" for each in product(SYLLABLES, repeat=3)][:20_000]  # no stems
RADIUS = 0.5
Ways = Mapping[str, Callable[[], float]]


class GivenVectors:
    """An encoder whose words are numbers of vectors made before, and then other words."""

    description = EncoderDescription("given", DIMS, Modality.TEXT, "none", "given")

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self.network = self
        self.words = self
        self.crop = None

    def prepare(self, given: object) -> int:
        """The number."""
        return int(str(given).split()[0])

    def features(self, prepared: Sequence[int]) -> Features:
        """The vectors of the numbers."""
        return self._vectors[list(prepared)]

    def vectors(self, features: Features) -> Vectors:
        """As they are."""
        return features


@dataclass(frozen=True)
class Bench:
    """What is searched, and with what."""

    parts: Parts
    store: RedisStore
    queries: Vectors
    peer: SearchIndex
    searcher: Searcher

    def bare(self, *commands: tuple[Any, ...]) -> float:
        """Milliseconds of commands sent together by redis-py."""
        if len(commands) == 1:
            return timed(lambda: self.parts.engine.client.execute_command(*commands[0]))
        return timed(lambda: self._sent(commands))

    def bare_fusion(self, nearest: tuple[Any, ...], matching: tuple[Any, ...]) -> float:
        """Milliseconds of two searches sent together, and of what the ten best of both show."""

        def send() -> None:
            rankings = self._sent((nearest, matching))
            scores: dict[bytes, float] = {}
            for ranking in rankings:  # keys and something else by turns
                for rank, key in enumerate(ranking[1::2], 1):
                    scores[key] = scores.get(key, 0.0) + 1 / (RANK_CONSTANT + rank)
            best = sorted(scores, key=scores.__getitem__, reverse=True)[:10]
            self._sent([("HGET", key, "_shown") for key in best])

        return timed(send)

    def _sent(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        pipeline = self.parts.engine.client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        replies: list[Any] = pipeline.execute()
        return replies

    def library(self, query: Query, page: Page, counted: Counted | None = None) -> float:
        """Milliseconds from the query's vector to the hits."""
        return self.searcher.search(query, page, counted=counted or Counted()).took_ms


def clustered(chosen: np.random.Generator, count: int, centres: Vectors) -> Vectors:
    """Vectors around centres, as those of a catalogue are."""
    near = centres[chosen.integers(len(centres), size=count)]
    noise = chosen.standard_normal((count, DIMS), np.float32) * 0.05
    return unit(near + noise)


def words(chosen: random.Random, count: int) -> str:
    """Some are common and most are rare, as in a language."""
    numbers = (int(len(VOCABULARY) * chosen.random() ** 3) for _ in range(count))
    return " ".join(VOCABULARY[number] for number in numbers)


def documents(vectors: Vectors) -> Iterator[Document]:
    """A document for each vector."""
    chosen = random.Random(11)
    for number, vector in enumerate(vectors):
        fields: dict[str, Any] = {
            "name": words(chosen, chosen.randint(3, 12)),
            "category": f"c{number % 10}",
            "price": chosen.random() * 100,
        }
        yield Document(str(number), fields, None, {"text": vector}, Stamp(str(number), {}))


def fill(parts: Parts, vectors: Vectors, algorithm: Algorithm) -> RedisStore:
    """A store of items with a name, a category and a price."""
    fields = (Field("name", Role.TEXT), Field("category", Role.TAG), Field("price", Role.NUMBER))
    vector = VectorField("text", "{name}", DIMS, "given", "given")
    schema = Schema(fields, (vector,), Metric.COSINE, algorithm, ef_runtime=EF)
    made = VectorRecipe("text", "{name}", "given")
    source = Source.of("none.csv")
    recipe = Recipe("benchmark", source, "id", None, fields, (made,), IndexRecipe())
    store = parts.register.begin(recipe, schema)
    store.put(documents(vectors))
    parts.register.finish("benchmark", store, may_lose=False)
    return store


def timed(action: Callable[[], object]) -> float:
    """Milliseconds that the action takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def kinds(bench: Bench, number: int) -> Mapping[str, Ways]:
    """Each kind of search in each way."""
    vector = bench.queries[number]
    data = to_bytes(vector)
    said = words(random.Random(number), 3)
    tokens = said.split()
    options = "" if bench.store.schema.algorithm is Algorithm.FLAT else f" EF_RUNTIME {EF}"
    deep = "" if not options else " EF_RUNTIME 1001"
    shown = ("RETURN", 2, "d", "_shown")

    def knn(k: int, before: str = "*", ef: str = options) -> tuple[Any, ...]:
        text = f"{before}=>[KNN {k} @_v_text $v{ef} AS d]"
        return (
            *("FT.SEARCH", INDEX, text, "SORTBY", "d", *shown, "LIMIT", 0, k),
            *("PARAMS", 2, "v", data, "DIALECT", 2),
        )

    any_word = " | ".join(tokens)
    keyword = (
        *("FT.SEARCH", INDEX, f"@_t_name:({any_word})", "WITHSCORES", "SCORER", "BM25STD"),
        *("RETURN", 1, "_shown", "LIMIT", 0, 10, "DIALECT", 2),
    )
    ids = ("FT.SEARCH", INDEX, f"@_t_name:({any_word})", "WITHSCORES", "SCORER", "BM25STD")
    near = f"(@_v_text:[VECTOR_RANGE {1 - RADIUS} $v])"
    bound = ("PARAMS", 2, "v", data, "DIALECT", 2)
    facet = (
        *("FT.AGGREGATE", INDEX, near, "GROUPBY", 1, "@category", "REDUCE", "COUNT", 0, "AS", "n"),
        *("LIMIT", 0, 50, *bound),
    )
    count = ("FT.SEARCH", INDEX, near, "LIMIT", 0, 0, *bound)
    vector_of_item = ("HGET", f"{bench.peer.prefix}{{{number}}}", "_v_text")
    tag = OneOf("category", ("c3",))
    by_text = ("text",)
    name = str(number)

    def peer(query: object) -> Callable[[], float]:
        return lambda: timed(lambda: bench.peer.query(query))

    def vector_query(k: int, **more: Any) -> VectorQuery:  # noqa: ANN401 - RedisVL's options
        if options:
            more["ef_runtime"] = 1001 if k > EF else EF
        return VectorQuery(data, "_v_text", return_fields=["_shown"], num_results=k, **more)

    return {
        "nearest 10": {
            "library": lambda: bench.library(Query(name, by=by_text), Page(10)),
            "bare": lambda: bench.bare(knn(10)),
            "RedisVL": peer(vector_query(10)),
        },
        "nearest 10 of a tenth": {
            "library": lambda: bench.library(Query(name, by=by_text, where=tag), Page(10)),
            "bare": lambda: bench.bare(knn(10, "(@category:{c3})")),
            "RedisVL": peer(vector_query(10, filter_expression=PeerTag("category") == "c3")),
        },
        "nearest 1,000": {
            "library": lambda: bench.library(Query(name, by=by_text), Page(1000)),
            "bare": lambda: bench.bare(knn(1000, ef=deep)),
            "RedisVL": peer(vector_query(1000)),
        },
        "within a radius": {
            "library": lambda: bench.library(Query(name, by=by_text, min_score=RADIUS), Page(10)),
            "bare": lambda: bench.bare(
                (
                    *("FT.SEARCH", INDEX, near + "=>{$yield_distance_as: d}", "SORTBY", "d"),
                    *(*shown, "LIMIT", 0, 10, *bound),
                )
            ),
            "RedisVL": peer(
                VectorRangeQuery(
                    data,
                    "_v_text",
                    return_fields=["_shown"],
                    num_results=10,
                    distance_threshold=1 - RADIUS,
                )
            ),
        },
        "keyword": {
            "library": lambda: bench.library(Query(said, by=("keyword",)), Page(10)),
            "bare": lambda: bench.bare(keyword),
            "RedisVL": peer(
                TextQuery(
                    said,
                    "_t_name",
                    text_scorer="BM25STD",
                    return_fields=["_shown"],
                    num_results=10,
                    stopwords=None,
                )
            ),
        },
        "hybrid": {
            "library": lambda: bench.library(
                Query(f"{number} {said}", by=("text", "keyword")), Page(10)
            ),
            "bare": lambda: bench.bare_fusion(
                (
                    *("FT.SEARCH", INDEX, f"*=>[KNN 100 @_v_text $v{options} AS d]", "RETURN", 1),
                    *("d", "LIMIT", 0, 100, *bound),
                ),
                (*ids, "NOCONTENT", "LIMIT", 0, 100, "DIALECT", 2),
            ),
            "RedisVL": peer(
                AggregateHybridQuery(
                    said,
                    "_t_name",
                    data,
                    "_v_text",
                    text_scorer="BM25STD",
                    num_results=10,
                    return_fields=["_shown"],
                    stopwords=None,
                )
            ),
        },
        "with a facet and the relevant counted": {
            "library": lambda: bench.library(
                Query(name, by=by_text), Page(10), Counted(("category",), relevant=True)
            ),
            "bare": lambda: bench.bare(knn(10), count, facet),
        },
        "like an item": {
            "library": lambda: bench.library(Query(like=(name,)), Page(10)),
            "bare": lambda: bench.bare(vector_of_item) + bench.bare(knn(11)),
            "RedisVL": lambda: timed(lambda: bench.peer.fetch(name)) + peer(vector_query(11))(),
        },
    }


def compare(bench: Bench) -> Mapping[str, Mapping[str, float]]:
    """Median milliseconds of each kind in each way, the first tenth left out."""
    times: dict[str, dict[str, list[float]]] = {}
    for kind in kinds(bench, 0):
        for number in range(len(bench.queries)):
            ways = kinds(bench, number)[kind]
            # Whoever asks second finds the vectors in the processor's caches: take turns.
            turn = number % len(ways)
            for way in [*list(ways)[turn:], *list(ways)[:turn]]:
                times.setdefault(kind, {}).setdefault(way, []).append(ways[way]())
    return {
        kind: {way: median(each[len(each) // 10 :]) for way, each in ways.items()}
        for kind, ways in times.items()
    }


def calibrations() -> Calibrations:
    """One that calls relevant what is as near as the radius."""
    quality = Quality(0, 1.0, 1.0, 0.0, 0.0, (), {})
    return Calibrations({("text", Asker.WORDS): Calibration(10.0, RADIUS, quality)})


def main() -> None:
    """Prints the medians and their ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=100_000)
    arguments.add_argument("--queries", type=int, default=400)
    arguments.add_argument("--algorithm", type=Algorithm, choices=[Algorithm.FLAT, Algorithm.HNSW])
    given = arguments.parse_args()
    chosen = np.random.default_rng(7)
    centres = unit(chosen.standard_normal((CLUSTERS, DIMS), np.float32))
    vectors = clustered(chosen, given.items, centres)
    queries = clustered(chosen, given.queries, centres)
    both = (Algorithm.FLAT, Algorithm.HNSW)
    for algorithm in [given.algorithm] if given.algorithm else both:
        with tempfile.TemporaryDirectory(prefix="likewise-") as home:
            parts = Parts(Settings(home=Path(home)))
            try:
                seconds = timed(lambda: fill(parts, vectors, algorithm)) / 1000  # noqa: B023
                store = parts.register.live("benchmark")
                searcher = Searcher(
                    store,
                    lambda _: GivenVectors(queries),
                    parts.reranker,
                    tuned=Tuned(calibrations()),
                    version=1,
                )
                peer = SearchIndex.from_existing(INDEX, redis_client=parts.engine.client)
                medians = compare(Bench(parts, store, queries, peer, searcher))
            finally:
                parts.server.stop()
        print(f"{algorithm}, {given.items:,} items, written in {seconds:.1f} s")
        for kind, ways in medians.items():
            print(f"  {kind}")
            for way, each in ways.items():
                print(f"    {way:8} {each:8.3f} ms   library / it: {ways['library'] / each:.2f}")


if __name__ == "__main__":
    main()
