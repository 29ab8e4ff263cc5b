"""Searcher: from a query to a page of hits."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

import numpy as np

from likewise.catalogue.cells import epoch_seconds
from likewise.catalogue.recipe import Role
from likewise.embedding.encoder import Encoder
from likewise.embedding.reranker import Reranker
from likewise.embedding.vectors import Vector
from likewise.errors import UsageError
from likewise.index.content import Content
from likewise.index.filters.tree import EVERYTHING, meets
from likewise.index.requests import Near, Ordered, Relevant, Total
from likewise.index.store import MOST_NEIGHBOURS, Store, answer
from likewise.search.arranging.arranging import Arranger
from likewise.search.cursor import Cursor, decode_cursor, encode_cursor
from likewise.search.explaining import Explainer
from likewise.search.facets import Facets, NumbersToCome, TagsToCome, read
from likewise.search.hits import Estimate, Hit, Hits, Place
from likewise.search.listing import items_from
from likewise.search.query import Arrangement, Page, Query
from likewise.search.ranking.legs import KeywordLeg, Leg, Legs, VectorLeg
from likewise.search.ranking.ranking import Ranker, with_contents
from likewise.search.relevance.estimating import Estimator
from likewise.search.relevance.relevance import RELEVANT
from likewise.search.round import Pending, Round
from likewise.search.tuning.tuned import Tuned

_SORTED = (Role.NUMBER, Role.TIME)

_LAST = sys.float_info.max  # where an item without the field stands


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted beside the hits.

    Attributes:
        facets: The fields of which the relevant items' values are counted.
        relevant: Whether the relevant items are.
        total: Whether what meets the filter is, at once; else it is when it is first asked for.
    """

    facets: tuple[str, ...] = ()
    relevant: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class _Tally:
    """What is counted, once the round was sent."""

    total: Pending[int] | None
    relevant: Pending[int] | None
    facets: Mapping[str, TagsToCome | NumbersToCome]


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a page begins that was asked for by its offset."""

    passed: int


class _Identity:
    """What makes a query the same query on the next page."""

    def __init__(self, query: Query, legs: Sequence[Leg], arrangement: Arrangement) -> None:
        self._query = query
        self._legs = legs
        self._arrangement = arrangement

    @cached_property
    def text(self) -> str:
        """The same for the same query."""
        query = self._query
        legs = [
            (leg.name, leg.weight, leg.words if isinstance(leg, KeywordLeg) else leg.to.tobytes())
            for leg in self._legs
        ]
        limits = (query.fusion, query.exact, query.min_relevance, query.min_score, query.examples)
        return repr((legs, query.where, limits, self._arrangement))


class Searcher:
    """Searches one store with the encoders that filled it.

    Args:
        store: What is searched.
        encoder_of: From a model's name to its encoder.
        reranker_of: From a name to the reranker.
        tuned: What was learnt of the catalogue.
        version: Of the index, for cursors.
    """

    def __init__(
        self,
        store: Store,
        encoder_of: Callable[[str], Encoder],
        reranker_of: Callable[[str], Reranker],
        *,
        tuned: Tuned,
        version: int,
    ) -> None:
        self._store = store
        self._reranker_of = reranker_of
        self._tuned = tuned
        self._calibrations = tuned.calibrations
        self._version = version
        self._analyzer = store.schema.analyzer()
        self._legs = Legs(store, encoder_of, self._analyzer)
        self._facets = Facets(store)
        self._explainer = Explainer(store, self._analyzer, tuned)

    def search(
        self,
        query: Query,
        page: Page,
        arrangement: Arrangement = Arrangement(),  # noqa: B008 - frozen
        counted: Counted = Counted(),
    ) -> Hits:
        """The hits of a page.

        Raises:
            UsageError: The request cannot be met; the message says why.
            UnknownItemError: An example is not there, or lacks the vector compared.
        """
        legs = () if query.empty else self._legs.of(query)
        start = time.perf_counter()
        about = self._about(query, legs)
        identity = _Identity(query, legs, arrangement)
        begin = self._begin(page, identity)
        listed = query.empty and not arrangement.sort  # only the page itself is looked up
        need = min(begin.passed + page.limit + 1, MOST_NEIGHBOURS)
        within = Round(self._store)
        tally = self._count(query, about, counted, within)
        estimate = self._estimate(legs) if about and legs else None
        arranged: Sequence[Hit]
        if arrangement.sort:
            found = self._sorted(query, legs, about, arrangement, need, within)
            arranged = [hit._replace(estimate=estimate) for hit in found]
        elif listed:
            arranged = self._listed(query, page, begin)
        else:
            relevant = about if query.picky else None
            ranker = Ranker(self._store, query, legs, self._tuned, relevant, estimate)
            arranged = self._arranged(ranker, legs, query, arrangement, need, within)
        within.send()
        first = 0 if listed else _place_after(arranged, begin)
        shown = arranged[first : first + page.limit]
        more = len(arranged) > first + page.limit
        passed = begin.passed + len(shown)
        return Hits(
            tuple(with_contents(self._store, shown)),
            (time.perf_counter() - start) * 1000,
            partial(self._total, query, legs, tally.total),
            relevant=tally.relevant.answer if tally.relevant else None,
            facets=read(tally.facets),
            legs=tuple(leg.name for leg in legs),
            after=partial(self._cursor, shown[-1], passed, identity) if more else None,
            explainer=None if query.empty else partial(self._explainer.explain, query, legs),
        )

    def vector(self, query: Query, name: str) -> Vector:
        """What a query becomes among the vectors of a name.

        Raises:
            UsageError: There are no such vectors, or the query has nothing to compare them with.
            UnknownItemError: An example is not there, or lacks the vector.
        """
        if query.empty:
            raise UsageError("Nothing is looked for.", remedy="Give words, a picture or an item.")
        legs = self._legs.of(replace(query, by=(name,), weights={}))
        return next(leg.to for leg in legs if isinstance(leg, VectorLeg))

    def _about(self, query: Query, legs: Sequence[Leg]) -> Relevant | None:
        """The items that are relevant to the query; None where that was not calibrated."""
        least = RELEVANT if query.min_relevance is None else query.min_relevance
        near = [
            Near(leg.name, leg.to, calibration.similarity_at(least))
            for leg, calibration in self._calibrations.telling(legs)
        ]
        words = next((leg.words for leg in legs if isinstance(leg, KeywordLeg)), None)
        alone = words is not None and len(legs) == 1
        if near or alone:
            return Relevant(tuple(near), words)
        if query.min_relevance is not None:
            raise UsageError(
                "What is relevant is not known here: the catalogue has not been calibrated.",
                remedy="Run `likewise tune`, or leave the least relevance out.",
            )
        return None

    def _estimate(self, legs: Sequence[Leg]) -> Estimate:
        return Estimator(legs, self._calibrations, self._store.schema, self._analyzer).relevance

    def _count(
        self, query: Query, about: Relevant | None, counted: Counted, within: Round
    ) -> _Tally:
        fields = self._facets.fields(counted.facets)
        wanted = about is not None and (counted.relevant or bool(fields) or query.picky)
        return _Tally(
            within.ask(Total(query.where)) if wanted or counted.total else None,
            within.ask(Total(query.where, about)) if wanted else None,
            self._facets.ask(fields, query.where, about, within),
        )

    def _begin(self, page: Page, identity: _Identity) -> Cursor | _Start:
        if not page.cursor:
            return _Start(page.offset)
        cursor = decode_cursor(page.cursor, query=identity.text, version=self._version)
        if cursor.passed > MOST_NEIGHBOURS - page.limit - 1:
            raise UsageError(
                f"Pages end after {MOST_NEIGHBOURS:,} hits.",
                remedy="Narrow the search with a filter instead of paging so far.",
            )
        return cursor

    def _cursor(self, last: Hit, passed: int, identity: _Identity) -> str:
        cursor = Cursor(passed, last.id)
        return encode_cursor(cursor, query=identity.text, version=self._version)

    def _arranged(
        self,
        ranker: Ranker,
        legs: Sequence[Leg],
        query: Query,
        arrangement: Arrangement,
        need: int,
        within: Round,
    ) -> Sequence[Hit]:
        if not arrangement.whole:
            return ranker.first(need, within).hits
        vectors = [leg.name for leg in legs if isinstance(leg, VectorLeg)]
        arranger = Arranger(
            self._store,
            arrangement,
            words=query.words,
            vector=(vectors or [self._store.schema.vectors[0].name])[0],
            reranker_of=self._reranker_of,
        )
        count = max(need, arrangement.depth)
        while True:
            ranked = ranker.first(count, within)
            arranged = arranger.arranged(ranked.hits)
            if len(arranged) >= need or ranked.ended or count >= MOST_NEIGHBOURS:
                return arranged
            count, within = min(2 * count, MOST_NEIGHBOURS), Round(self._store)

    def _sorted(
        self,
        query: Query,
        legs: Sequence[Leg],
        about: Relevant | None,
        arrangement: Arrangement,
        need: int,
        within: Round,
    ) -> Sequence[Hit]:
        """By a field: the relevant items; the best `depth` where relevance is not known."""
        name, descending = arrangement.sort.removeprefix("-"), arrangement.sort.startswith("-")
        role = self._sortable(name)
        if legs and about is None:
            ranker = Ranker(self._store, query, legs, self._tuned, None, None)
            best = ranker.first(arrangement.depth, within).hits[: arrangement.depth]
            return _by_field(with_contents(self._store, best), name, role, descending=descending)
        found = within.ask(Ordered(name, descending, need, query.where, about))
        within.send()
        others = [each for each in found.answer if each.id not in query.examples]
        places = self._places([each.id for each in others], legs)
        sorted_ = [
            Hit(each.id, _best(at, query), each.content, at)
            for each, at in zip(others, places, strict=True)
        ]
        return _by_field(sorted_, name, role, descending=descending)

    def _sortable(self, name: str) -> Role:
        fields = [each for each in self._store.schema.fields if each.role in _SORTED]
        for field in fields:
            if field.name == name:
                return field.role
        names = ", ".join(field.name for field in fields)
        raise UsageError(
            f"Items cannot be sorted by {name!r}.",
            remedy=f"They can by {names}." if names else "This catalogue has no numbers or times.",
        )

    def _places(self, ids: Sequence[str], legs: Sequence[Leg]) -> Sequence[Mapping[str, Place]]:
        """How near each item is in the legs of vectors, without its rank in them."""
        places: list[dict[str, Place]] = [{} for _ in ids]
        for leg in legs:
            if isinstance(leg, VectorLeg) and ids:
                found = self._store.vectors(leg.name, ids)
                for place, vector in zip(places, found, strict=True):
                    if vector is not None:
                        place[leg.name] = Place(0, float(np.dot(vector, leg.to)))
        return places

    def _listed(self, query: Query, page: Page, begin: Cursor | _Start) -> Sequence[Hit]:
        """By id, where nothing is looked for; those before the page are only counted."""
        found = items_from(self._store, query.where, offset=begin.passed)
        return [
            Hit(each.id, 1.0, Content(each.fields, each.picture))
            for each in islice(found, page.limit + 1)
        ]

    def _total(self, query: Query, legs: Sequence[Leg], counted: Pending[int] | None) -> int:
        total = counted.answer if counted else answer(self._store, Total(query.where))
        return total - self._examples_among(query, legs)

    def _examples_among(self, query: Query, legs: Sequence[Leg]) -> int:
        """How many of the examples, which are no hits, meet the filter."""
        examples = tuple(dict.fromkeys(query.examples))
        found = any(isinstance(leg, VectorLeg) for leg in legs)  # else none was looked up
        if not examples or (found and query.where == EVERYTHING):
            return len(examples)
        told = self._store.schema.told
        return sum(
            content is not None and meets(told(id_, content.fields), query.where, self._analyzer)
            for id_, content in zip(examples, self._store.contents(examples), strict=True)
        )


def _place_after(arranged: Sequence[Hit], begin: Cursor | _Start) -> int:
    """The number of the first item of the page."""
    if isinstance(begin, _Start):
        return min(begin.passed, len(arranged))
    for number, each in enumerate(arranged, 1):
        if each.id == begin.id:
            return number
    return min(begin.passed - 1, len(arranged))  # it is gone, and the others have moved up


def _by_field(found: Sequence[Hit], name: str, role: Role, *, descending: bool) -> Sequence[Hit]:
    sign = -1 if descending else 1

    def place(hit: Hit) -> tuple[float, str]:
        value = hit.fields.get(name)
        if value is None:
            return (_LAST, hit.id)
        number = epoch_seconds(str(value)) if role is Role.TIME else float(str(value))
        return (sign * number, hit.id)

    return sorted(found, key=place)


def _best(places: Mapping[str, Place], query: Query) -> float:
    """The best cosine; 1 where nothing was looked for, as every item fits that."""
    if query.empty:
        return 1.0
    return min(1.0, max((place.score for place in places.values()), default=0.0))
