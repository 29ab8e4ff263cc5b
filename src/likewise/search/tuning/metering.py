"""Metering: what searches of a catalogue's own index find, and how long they take."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

import numpy as np

from likewise.catalogue.index_recipe import Policy
from likewise.embedding.vectors import Vector, Vectors, unit
from likewise.index.engine.engine import Engine
from likewise.index.redis.measure import Window, distances_to, read_distances
from likewise.index.requests import Total
from likewise.index.schema import Schema
from likewise.index.search_setting import TUNED_FOR, SearchSetting
from likewise.index.store import Store, answer
from likewise.search.relevance.sample import draw_sample
from likewise.search.tuning.choosing import choose_steps, choose_unfiltered, why_flat
from likewise.search.tuning.tuning import COMPARE_ALL, Reading, Tuning, VectorTuning

SHARES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001)
"""Of the documents: so many meet the filters under which settings are compared."""

SHOWN_SHARES = (0.1, 0.01, 0.001)
"""Those under which a search is measured before and after."""

_ITEMS = 2000  # of so many the vectors are enough to make queries of
# Not BATCHES, which keeps on walking where a filter admits only what is far from the query, slowly
# and for a lower recall; AUTO compares all then. docs/decisions/0019-tuning.md
_SETTINGS = tuple(SearchSetting(width, Policy.AUTO) for width in (50, 100, 200, 400, 800, 1600))
_QUERIES = 100
_CHECKS = 200
_FEWEST_CANDIDATES = 2 * TUNED_FOR  # with fewer in a window, all are compared in no time
_EQUAL = 1e-5  # distances of equal vectors differ by rounding


@dataclass(frozen=True, slots=True)
class Subject:
    """One vector of an index, to be searched.

    Attributes:
        engine: Runs the searches.
        index: The index's name.
        schema: What it holds.
        documents: How many there are.
        vector: The vector's name.
    """

    engine: Engine
    index: str
    schema: Schema
    documents: int
    vector: str

    def compare(
        self,
        queries: Vectors,
        windows: Sequence[Window | None],
        settings: Sequence[SearchSetting],
        random: Random,
    ) -> dict[SearchSetting, list[_Search]]:
        """What each setting finds for the queries, and what `COMPARE_ALL` does.

        For each query they take turns in any order: so noise falls on all, and no one always finds
        in the processor's caches what another has brought there.
        """
        done: dict[SearchSetting, list[_Search]] = {
            setting: [] for setting in (COMPARE_ALL, *settings)
        }
        for to, window in zip(queries, windows, strict=True):
            for setting in random.sample(list(done), len(done)):
                done[setting].append(self._search(to, window, setting))
        return done

    def _search(self, to: Vector, window: Window | None, setting: SearchSetting) -> _Search:
        command = distances_to(
            self.index, self.schema, self.vector, to, k=TUNED_FOR, window=window, setting=setting
        )
        start = time.perf_counter()
        reply = self.engine.run(*command)
        took = (time.perf_counter() - start) * 1000
        return _Search(tuple(read_distances(reply)), took)


class _Search(NamedTuple):
    """The distances that were found, the smallest first, and the time that it took."""

    distances: tuple[float, ...]
    took_ms: float


def tune(
    engine: Engine,
    index: str,
    store: Store,
    *,
    recall: float,
    seed: int = 0,
    say: Callable[[str], None] = lambda _: None,
) -> Tuning:
    """How the graph of each vector is searched quickest so that the recall is held.

    Takes about a minute for each vector of 100,000 documents, in which Redis answers others late.

    Args:
        engine: Runs the searches.
        index: The index's name.
        store: Its documents.
        recall: The least mean share of the ten nearest that a search finds.
        seed: Another one makes other queries.
        say: Told of each vector.
    """
    sample, documents = draw_sample(store, _ITEMS, seed=seed), answer(store, Total())
    tuned = {}
    for field in store.schema.vectors:
        vectors = sample.vectors[field.name][sample.having[field.name]]
        if len(vectors) > 1:
            say(f"Measuring searches by {field.name}.")
            subject = Subject(engine, index, store.schema, documents, field.name)
            tuned[field.name] = tune_vector(subject, vectors, recall=recall, random=Random(seed))
    return Tuning(recall, documents, tuned)


def tune_vector(
    subject: Subject, vectors: Vectors, *, recall: float, random: Random
) -> VectorTuning:
    """How the vector's graph is searched quickest so that the recall is held.

    Args:
        subject: The vector.
        vectors: Of two items or more, between which queries are made: shape (n, dims).
        recall: The least mean share of the ten nearest that a search finds.
        random: Makes the queries.
    """
    schema, documents = subject.schema, subject.documents
    shares = [each for each in SHARES if each * documents >= _FEWEST_CANDIDATES]
    plain = _measure(subject, vectors, None, random)
    chosen = choose_unfiltered(plain, recall)
    filtered = [
        reading for share in shares for reading in _measure(subject, vectors, share, random)
    ]
    tuned = VectorTuning(
        chosen.setting,
        choose_steps(filtered, documents, recall),
        flat=why_flat(chosen, plain, recall),
    )
    before, after = [], []
    for share in (None, *(each for each in SHOWN_SHARES if each in shares)):
        old, new = SearchSetting.of(schema), tuned.unfiltered
        if share is None:
            old = old._replace(policy=Policy.AUTO)  # Redis heeds a policy under a filter only
        else:
            new = tuned.setting(round(share * documents))
        queries, windows = _between(vectors, _CHECKS, random), _windows(share, _CHECKS, random)
        done = subject.compare(queries, windows, (old, new), random)
        before.append(_reading(share, old, done))
        after.append(_reading(share, new, done))
    return replace(tuned, before=tuple(before), after=tuple(after))


def _measure(
    subject: Subject, vectors: Vectors, share: float | None, random: Random
) -> list[Reading]:
    """What every setting does, and comparing all."""
    queries, windows = _between(vectors, _QUERIES, random), _windows(share, _QUERIES, random)
    done = subject.compare(queries, windows, _SETTINGS, random)
    return [_reading(share, setting, done) for setting in done]


def _between(vectors: Vectors, count: int, random: Random) -> Vectors:
    """Queries as far from the items as typed words are: docs/decisions/0019-tuning.md."""
    pairs = [random.sample(range(len(vectors)), 2) for _ in range(count)]
    near, far = (vectors[list(rows)] for rows in zip(*pairs, strict=True))
    return unit(np.asarray(near + far / 2, np.float32))


def _windows(share: float | None, count: int, random: Random) -> list[Window | None]:
    if share is None:
        return [None] * count
    lows = [random.uniform(0, 1 - share) for _ in range(count)]
    return [Window(low, low + share) for low in lows]


def _reading(
    share: float | None,
    setting: SearchSetting,
    done: Mapping[SearchSetting, Sequence[_Search]],
) -> Reading:
    truths = done[COMPARE_ALL]
    found = [_recall(search, truth) for search, truth in zip(done[setting], truths, strict=True)]
    times = np.sort([search.took_ms for search in done[setting]])
    return Reading(
        share=share,
        setting=setting,
        recall=float(np.mean(found)),
        doubt=float(np.std(found) / np.sqrt(len(found))),
        p50_ms=float(np.median(times)),
        p95_ms=float(np.percentile(times, 95)),
        mean_ms=float(times[: max(1, round(0.95 * len(times)))].mean()),
    )


def _recall(search: _Search, truth: _Search) -> float:
    """The share of the nearest that were found; one as near as the last of them is one of them."""
    if not truth.distances:
        return 1.0
    furthest = truth.distances[-1] + _EQUAL
    found = sum(distance <= furthest for distance in search.distances)
    return min(1.0, found / len(truth.distances))
