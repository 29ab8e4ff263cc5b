"""Ranking: the items that a query's legs find, as one list."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from likewise.index.content import NO_CONTENT
from likewise.index.filters.tree import EVERYTHING
from likewise.index.requests import (
    Matching,
    Nearest,
    Neighbour,
    Ranking,
    Relevant,
    Total,
)
from likewise.index.store import MOST_NEIGHBOURS, Store, answer
from likewise.search.hits import Estimate, Hit, Place
from likewise.search.query import Fusion, Query
from likewise.search.ranking import fusion
from likewise.search.ranking.fusion import RankFusion, Scale, ScoreFusion
from likewise.search.ranking.legs import KeywordLeg, Leg, VectorLeg
from likewise.search.ranking.weighted_sum import candidates as every_candidate
from likewise.search.ranking.weighted_sum import weighted_sum
from likewise.search.round import Pending, Round
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import search_setting


@dataclass(frozen=True, slots=True)
class Ranked:
    """The first of a ranking.

    Attributes:
        hits: Best first, without the query's examples; of several legs' with nothing to show yet.
        ended: Whether there are no more.
    """

    hits: Sequence[Hit]
    ended: bool


class Ranker:
    """Ranks the items of one store by the legs of a query.

    Args:
        store: What is searched.
        query: What is looked for.
        legs: The query's.
        tuned: What was learnt of the catalogue.
        relevant: The items that are left in where the query asks for relevant ones; else None.
        estimate: Tells the relevance of a hit; None where that was not calibrated.
    """

    def __init__(
        self,
        store: Store,
        query: Query,
        legs: Sequence[Leg],
        tuned: Tuned,
        relevant: Relevant | None,
        estimate: Estimate | None,
    ) -> None:
        self._store = store
        self._query = query
        self._legs = legs
        self._tuned = tuned
        self._relevant = relevant
        self._estimate = estimate
        self._examples = frozenset((*query.like, *query.unlike))

    @cached_property
    def _candidates(self) -> int | None:
        """How many documents meet the filter, where the way to search depends on it."""
        tuning, where = self._tuned.tuning, self._query.where
        if where == EVERYTHING or tuning is None:
            return None
        names = [leg.name for leg in self._legs if leg.name in tuning.vectors]
        if not any(tuning.vectors[name].counts for name in names):
            return tuning.documents
        return answer(self._store, Total(where))

    def first(self, count: int, within: Round) -> Ranked:
        """The first `count`, and perhaps more; the round is sent."""
        wanted = min(count + len(self._examples), MOST_NEIGHBOURS)
        if len(self._legs) == 1:
            return self._alone(self._legs[0], wanted, within)
        if self._is_weighted_sum():
            return self._summed(wanted, within)
        return self._fused(wanted, within)

    def _alone(self, leg: Leg, wanted: int, within: Round) -> Ranked:
        found = within.ask(self._request(leg, wanted, contents=True))
        within.send()
        answer, name, estimate = found.answer, leg.name, self._estimate
        best = answer[0].score if answer and isinstance(leg, KeywordLeg) else 1.0
        hits = [
            Hit(id_, max(0.0, score / best), content, {name: Place(rank, score)}, (), estimate)
            for rank, (id_, score, content) in enumerate(answer, 1)
        ]
        return self._ranked(hits, ended=len(answer) < wanted)

    def _fused(self, wanted: int, within: Round) -> Ranked:
        depth = min(fusion.depth(wanted), MOST_NEIGHBOURS)
        asked = self._ask(depth, within)
        legs = [
            fusion.Leg(
                leg.name,
                asked[leg.name].answer,
                Scale.BM25 if isinstance(leg, KeywordLeg) else Scale.SIMILARITY,
            )
            for leg in self._legs
        ]
        weights = {leg.name: leg.weight for leg in self._legs}
        weighted = self._query.fusion is Fusion.WEIGHTED
        how = ScoreFusion(weights) if weighted else RankFusion(weights)
        fused = fusion.fuse(legs, how) if any(leg.ranking for leg in legs) else ()
        found = [
            Hit(each.id, each.score, NO_CONTENT, each.places, (), self._estimate)
            for each in islice(fused, wanted)
        ]
        return self._ranked(found, ended=len(found) < wanted)

    def _summed(self, wanted: int, within: Round) -> Ranked:
        depth = min(fusion.depth(wanted), MOST_NEIGHBOURS)
        weights = {leg.name: leg.weight for leg in self._legs}
        while True:
            asked = self._ask(depth, within)
            rankings = {name: pending.answer for name, pending in asked.items()}
            similarities = self._similarities(every_candidate(rankings))
            ranking = weighted_sum(rankings, similarities, weights=weights, depth=depth)
            ended = all(len(each) < depth for each in rankings.values())
            if ranking.settled >= wanted or ended or depth >= MOST_NEIGHBOURS:
                break
            depth, within = min(2 * depth, MOST_NEIGHBOURS), Round(self._store)
        places = {
            name: {each.id: Place(rank, each.score) for rank, each in enumerate(found, 1)}
            for name, found in rankings.items()
        }
        found = [
            Hit(
                each.id,
                each.score,
                NO_CONTENT,
                {name: at[each.id] for name, at in places.items() if each.id in at},
                (),
                self._estimate,
            )
            for each in ranking.items[: None if ended else max(ranking.settled, wanted)]
        ]
        return self._ranked(found, ended=ended)

    def _ask(self, depth: int, within: Round) -> Mapping[str, Pending[Sequence[Neighbour]]]:
        asked = {
            leg.name: within.ask(self._request(leg, depth, contents=False)) for leg in self._legs
        }
        within.send()
        return asked

    def _request(self, leg: Leg, k: int, *, contents: bool) -> Ranking:
        query = self._query
        if isinstance(leg, KeywordLeg):
            return Matching(leg.words, k, query.where, self._relevant, contents)
        setting = search_setting(self._tuned.tuning, leg.name, self._candidates)
        return Nearest(
            leg.name, leg.to, k, query.where, self._least(leg), query.exact, contents, setting
        )

    def _least(self, leg: VectorLeg) -> float:
        if self._query.min_score is not None:
            return self._query.min_score
        if self._query.min_relevance is None:
            return -math.inf
        least = self._query.min_relevance
        for each, calibration in self._tuned.calibrations.telling(self._legs):
            if each is leg:
                return calibration.similarity_at(least)
        return math.inf  # it brings nothing that could be called relevant

    def _similarities(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, float]]:
        similarities = {}
        for leg in self._legs:
            if isinstance(leg, VectorLeg):
                vectors = self._store.vectors(leg.name, ids)
                similarities[leg.name] = {
                    id_: float(np.dot(vector, leg.to))
                    for id_, vector in zip(ids, vectors, strict=True)
                    if vector is not None
                }
        return similarities

    def _is_weighted_sum(self) -> bool:
        query = self._query
        vectors = all(isinstance(leg, VectorLeg) for leg in self._legs)
        weighted = query.fusion is Fusion.WEIGHTED or (query.fusion is None and query.weights)
        return vectors and bool(weighted)

    def _ranked(self, found: Sequence[Hit], *, ended: bool) -> Ranked:
        examples = self._examples
        return Ranked([e for e in found if e.id not in examples] if examples else found, ended)


def with_contents(store: Store, found: Sequence[Hit]) -> Sequence[Hit]:
    """The hits with what they show; without those that are gone meanwhile."""
    missing = [hit.id for hit in found if hit.content is NO_CONTENT]
    if not missing:
        return found
    brought = dict(zip(missing, store.contents(missing), strict=True))
    return [
        hit if hit.content is not NO_CONTENT else hit._replace(content=content)
        for hit in found
        if (content := brought.get(hit.id, hit.content)) is not None
    ]
