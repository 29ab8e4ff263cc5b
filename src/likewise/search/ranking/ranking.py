"""Ranking: the items that a query's legs find, as one list."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from likewise.index.content import Content
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
from likewise.search.hits import Place
from likewise.search.query import Fusion, Query
from likewise.search.ranking import fusion
from likewise.search.ranking.fusion import RankFusion, Scale, ScoreFusion
from likewise.search.ranking.legs import KeywordLeg, Leg, VectorLeg
from likewise.search.ranking.weighted_sum import candidates as every_candidate
from likewise.search.ranking.weighted_sum import weighted_sum
from likewise.search.round import Pending, Round
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import search_setting


class Candidate(NamedTuple):
    """An item that was found.

    Attributes:
        id: The item's.
        score: In [0, 1], larger is better.
        places: From a leg's name to the item's place in it.
        content: What a hit shows of it; None where it was not brought yet.
        folded: Ids of the items that it stands for too.
        key: What it is sorted by, the smaller before, if not by its score.
    """

    id: str
    score: float
    places: Mapping[str, Place]
    content: Content | None = None
    folded: tuple[str, ...] = ()
    key: float | None = None

    @property
    def order(self) -> tuple[float, str]:
        """Where it stands among others, the smaller before."""
        return (-self.score if self.key is None else self.key, self.id)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The first of a ranking.

    Attributes:
        candidates: Best first, without the query's examples.
        ended: Whether there are no more.
    """

    candidates: Sequence[Candidate]
    ended: bool


class Ranker:
    """Ranks the items of one store by the legs of a query.

    Args:
        store: What is searched.
        query: What is looked for.
        legs: The query's.
        tuned: What was learnt of the catalogue.
        relevant: The items that are left in where the query asks for relevant ones; else None.
    """

    def __init__(
        self,
        store: Store,
        query: Query,
        legs: Sequence[Leg],
        tuned: Tuned,
        relevant: Relevant | None,
    ) -> None:
        self._store = store
        self._query = query
        self._legs = legs
        self._tuned = tuned
        self._relevant = relevant
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
        answer, name = found.answer, leg.name
        if isinstance(leg, KeywordLeg):
            best = answer[0].score if answer else 1.0
            candidates = [
                Candidate(each.id, each.score / best, {name: Place(rank, each.score)}, each.content)
                for rank, each in enumerate(answer, 1)
            ]
        else:
            candidates = [
                Candidate(id_, max(0.0, cosine), {name: Place(rank, cosine)}, content)
                for rank, (id_, cosine, content) in enumerate(answer, 1)
            ]
        return self._ranked(candidates, ended=len(answer) < wanted)

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
        found = [Candidate(each.id, each.score, each.places) for each in islice(fused, wanted)]
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
            Candidate(
                each.id,
                each.score,
                {name: at[each.id] for name, at in places.items() if each.id in at},
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

    def _ranked(self, found: Sequence[Candidate], *, ended: bool) -> Ranked:
        examples = self._examples
        return Ranked([e for e in found if e.id not in examples] if examples else found, ended)


def with_contents(store: Store, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates with what hits show of them; without those that are gone meanwhile."""
    missing = [id_ for id_, _, _, content, *_ in found if content is None]
    if not missing:
        return found
    brought = dict(zip(missing, store.contents(missing), strict=True))
    whole = [
        each if each.content is not None else each._replace(content=brought[each.id])
        for each in found
    ]
    return [each for each in whole if each.content is not None]


NO_PLACES: Mapping[str, Place] = MappingProxyType({})
