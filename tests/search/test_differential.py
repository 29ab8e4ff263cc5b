"""Searches find in Redis what they find by plain Python: filters, legs, pages, orders, counts.

LIKEWISE_SEARCH_EXAMPLES says how many searches are tried for each metric: 100 if it is not set.
`LIKEWISE_SEARCH_EXAMPLES=3400 pytest tests/search/test_differential.py --timeout 7200` is the long
run: 10,200 searches.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from filter_trees import DIMS, FIELDS, SCHEMA, WORDS, items, trees
from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Metric
from likewise.catalogue.recipe import Recipe, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.encoder import EncoderDescription, Features, Modality
from likewise.embedding.vectors import Vectors, unit
from likewise.errors import UsageError
from likewise.index.filters.tree import Between
from likewise.index.memory_store import MemoryStore
from likewise.index.schema import VectorField
from likewise.index.store import Document, Stamp, Store
from likewise.search.facets import MOST_TAGS
from likewise.search.hits import Hits, NumberFacet, TagFacet
from likewise.search.query import Arrangement, Page, Query
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.relevance import Calibration, Calibrations, Quality
from likewise.search.searcher import Counted, Searcher
from likewise.search.tuning.tuned import Tuned

EXAMPLES = int(os.environ.get("LIKEWISE_SEARCH_EXAMPLES", "100"))
COUNT = 500
ROUNDING = 2e-5
ROWS = unit(np.random.default_rng(9).standard_normal((COUNT, DIMS)).astype(np.float32))
HALF = Calibration(8.0, 0.25, Quality(9, 1.0, 1.0, 0.0, 0.0, (), {}))
TUNED = Tuned(Calibrations({("text", Asker.WORDS): HALF, ("text", Asker.ITEM): HALF}))


class Numbered:
    """An encoder of words that begin with the number of a vector; of others it takes the first."""

    description = EncoderDescription("model", DIMS, Modality.TEXT, "none", "fingerprint")
    crop = None

    def __init__(self) -> None:
        self.network = self
        self.words = self

    def prepare(self, given: object) -> int:
        first = str(given).split()[0] if str(given).split() else "0"
        return int(first) % COUNT if first.isdecimal() and first.isascii() else 0

    def features(self, prepared: Sequence[int]) -> Features:
        return ROWS[list(prepared)]

    def vectors(self, features: Features) -> Vectors:
        return features


def documents() -> list[Document]:
    """Every tenth has no vector, and every seventh that of the one before."""
    made = []
    for number, fields in enumerate(items(COUNT)):
        row = ROWS[number - 1] if number % 7 == 0 and number else ROWS[number]
        vectors = {"text": row} if number % 10 else {}
        id_ = f"id {number} 货:{{}}"
        made.append(Document(id_, fields, None, vectors, Stamp(str(number), {})))
    return made


DOCUMENTS = documents()


@dataclass(frozen=True)
class Asked:
    """A search, whole."""

    query: Query
    page: Page
    arrangement: Arrangement
    counted: Counted


@pytest.fixture(scope="module", params=Metric, ids=str)
def pair(request: pytest.FixtureRequest, parts: Parts) -> Iterator[tuple[Searcher, Searcher]]:
    """The same documents searched in Redis and in memory."""
    name = f"t-differential-{request.param}"
    vector = VectorField("text", "{name}", DIMS, "model", "fingerprint")
    schema = replace(SCHEMA, vectors=(vector,), metric=request.param)
    made = (VectorRecipe("text", "{name}", "model"),)
    recipe = Recipe(name, Source.of("none.csv"), "id", None, FIELDS, made)
    stores: tuple[Store, Store] = (parts.register.begin(recipe, schema), MemoryStore(schema))
    for store in stores:
        store.put(DOCUMENTS)
    searchers = [
        Searcher(store, lambda _: Numbered(), parts.reranker, tuned=TUNED, version=1)
        for store in stores
    ]
    yield searchers[0], searchers[1]
    parts.register.forget(name)


words = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=3).map(" ".join)
numbered = st.builds(lambda number, said: f"{number} {said}", st.integers(0, COUNT - 1), words)
ids = st.sampled_from([document.id for document in DOCUMENTS if document.vectors])
legs = st.sampled_from([(), ("text",), ("keyword",), ("text", "keyword"), ("hybrid",)])
pages = st.builds(Page, st.sampled_from([1, 3, 10, 100, 1000]), st.sampled_from([0, 0, 1, 7, 150]))
relevance = st.sampled_from([None, None, 0.3, 0.5, 0.9])
queries = st.one_of(
    st.builds(Query, words=numbered, by=legs, where=trees, min_relevance=relevance),
    st.builds(Query, words=words, by=st.just(("keyword",)), where=trees),
    st.builds(
        Query, like=st.tuples(ids), unlike=st.one_of(st.just(()), st.tuples(ids)), where=trees
    ),
    st.builds(Query, where=trees),
)
arrangements = st.one_of(
    st.just(Arrangement()),
    st.builds(Arrangement, sort=st.sampled_from(["price", "-price", "published", "-has:time"])),
    st.builds(Arrangement, group_by=st.sampled_from(["gender", "tags", "price"])),
    st.builds(Arrangement, diversity=st.sampled_from([0.0, 0.4])),
    st.builds(Arrangement, fold=st.just(0.999)),
)
counts = st.one_of(
    st.just(Counted()), st.just(Counted(("gender", "any", "Preis in € -> @x:[1 2]"), relevant=True))
)
searches = st.builds(Asked, queries, pages, arrangements, counts)


def found(searcher: Searcher, asked: Asked) -> Hits | str:
    """The hits, or in words why there can be none."""
    try:
        return searcher.search(asked.query, asked.page, asked.arrangement, asked.counted)
    except UsageError as error:
        return str(error)


@hypothesis_settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=searches)
def test_a_search_finds_in_redis_what_it_finds_in_memory(
    pair: tuple[Searcher, Searcher], asked: Asked
) -> None:
    hits, right = (found(searcher, asked) for searcher in pair)
    if isinstance(hits, str) or isinstance(right, str):
        assert hits == right
        return
    assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in right], abs=ROUNDING)
    assert (hits.total, hits.relevant, hits.legs) == (right.total, right.relevant, right.legs)
    assert hits.facets == right.facets
    assert bool(hits.cursor) == bool(right.cursor)
    for hit, best in zip(hits, right, strict=True):
        if (
            hit.id != best.id
        ):  # only what is equally near, but for the last digits, may change places
            assert hit.score == pytest.approx(best.score, abs=ROUNDING)
        else:
            assert (hit.fields, hit.picture, hit.folded) == (best.fields, best.picture, best.folded)
    after = replace(asked, page=Page(asked.page.limit, cursor=hits.cursor)) if hits.cursor else None
    if after:
        following = found(pair[0], after)
        assert isinstance(following, Hits)
        assert not {hit.id for hit in following} & {hit.id for hit in hits}


def test_facets_and_totals_of_two_hundred_searches_are_those_counted_by_hand(
    pair: tuple[Searcher, Searcher],
) -> None:
    searcher, _ = pair
    for number in range(1, 401, 2):
        least = number % 50
        hits = searcher.search(
            Query(str(number), by=("text",), where=Between("price", low=least)),
            Page(3, 2 * (number % 4)),
            counted=Counted(("gender", "price"), relevant=True),
        )
        meeting = [each for each in DOCUMENTS if price(each) >= least]
        right = [
            each.fields
            for each in meeting
            if "text" in each.vectors and float(each.vectors["text"] @ ROWS[number]) >= 0.25
        ]
        genders, prices = hits.facets["gender"], hits.facets["price"]
        assert isinstance(genders, TagFacet)
        assert isinstance(prices, NumberFacet)
        assert (hits.total, hits.relevant) == (len(meeting), len(right))
        counted = Counter(chain(*(set(fields.get("gender", ())) for fields in right)))
        assert len(counted) <= MOST_TAGS
        assert genders.counts == counted
        bins = Counter(
            round(float(str(fields["price"])) // prices.width * prices.width, 9) for fields in right
        )
        assert prices.counts == bins


def price(document: Document) -> float:
    """As a filter sees it: less than any number where there is none."""
    return float(str(document.fields.get("price", "-inf")))
