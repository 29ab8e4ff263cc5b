"""Explaining: why an item is a hit, and why another is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from likewise.catalogue.item import Value
from likewise.errors import UnknownItemError
from likewise.index.filters.line_writing import to_line
from likewise.index.filters.tree import And, Filter, meets
from likewise.index.requests import Matching, Near, Nearest, Relevant, Total
from likewise.index.store import MOST_NEIGHBOURS, Store, answer
from likewise.language.analyzer import Analyzer
from likewise.language.matched import matched
from likewise.search.explanation import Explanation, LegVerdict
from likewise.search.query import Query
from likewise.search.ranking.fusion import RANK_CONSTANT
from likewise.search.ranking.legs import KeywordLeg, Leg, VectorLeg
from likewise.search.ranking.ranking import Ranker
from likewise.search.round import Round
from likewise.search.tuning.tuned import Tuned

_APART = 1e-6  # two computations of one cosine from 32-bit floats may differ by so much


class Explainer:
    """Explains queries to one store.

    Args:
        store: What is searched.
        analyzer: Makes the tokens that the store's texts were made into.
        tuned: What was learnt of the catalogue.
    """

    def __init__(self, store: Store, analyzer: Analyzer, tuned: Tuned) -> None:
        self._store = store
        self._analyzer = analyzer
        self._tuned = tuned

    def explain(self, query: Query, legs: Sequence[Leg], item: str) -> Explanation:
        """What is known of an item and a query with its legs, be it a hit or not.

        It costs a look at the first 10,000 of each leg.

        Raises:
            UnknownItemError: There is no such item.
        """
        content = self._store.contents([item])[0]
        if content is None:
            raise UnknownItemError(f"There is no item {item!r} in this catalogue.")
        told = self._store.schema.told(item, content.fields)
        conditions = {
            to_line(each): meets(told, each, self._analyzer) for each in _conditions(query.where)
        }
        met = all(conditions.values())
        verdicts = tuple(self._verdict(item, content.fields, leg, query) for leg in legs)
        found = self._place(item, query, legs) if met else None
        rank, score, won = found or (None, None, "")
        said = self._said(item, query, conditions, verdicts, rank)
        return Explanation(item, rank, score, won, conditions, verdicts, said)

    def _verdict(
        self, item: str, fields: Mapping[str, Value], leg: Leg, query: Query
    ) -> LegVerdict:
        if isinstance(leg, KeywordLeg):
            return self._words_verdict(item, fields, leg, query)
        vector = self._store.vectors(leg.name, [item])[0]
        if vector is None:
            said = "the item has nothing to make this vector from"
            return LegVerdict(leg.name, None, None, None, (), said)
        cosine = float(np.dot(vector, leg.to))
        nearer = Near(leg.name, leg.to, cosine + _APART)
        rank = 1 + answer(self._store, Total(query.where, Relevant((nearer,))))
        calibration = self._tuned.calibrations.of(leg.name, leg.asker)
        relevance = float(calibration.probability(cosine)) if calibration else None
        said = "" if query.exact or self._is_reached(item, leg, query, rank) else _UNREACHED
        return LegVerdict(leg.name, rank, cosine, relevance, (), said)

    def _is_reached(self, item: str, leg: VectorLeg, query: Query, rank: int) -> bool:
        """Whether the index finds what is so near."""
        if not self._store.schema.algorithm.walks or rank > MOST_NEIGHBOURS:
            return True
        near = Nearest(leg.name, leg.to, rank, query.where, contents=False)
        return any(each.id == item for each in answer(self._store, near))

    def _words_verdict(
        self, item: str, fields: Mapping[str, Value], leg: KeywordLeg, query: Query
    ) -> LegVerdict:
        text = self._store.schema.text_of(fields)
        found = matched(text, leg.words.terms, self._analyzer)
        missing = [term.word for term in leg.words.terms if term not in found]
        said = f"it lacks {', '.join(missing)}" if missing else "it has every word"
        words = tuple(dict.fromkeys(word for each in found.values() for word in each))
        matching = Matching(leg.words, MOST_NEIGHBOURS, query.where, contents=False)
        for rank, each in enumerate(answer(self._store, matching), 1):
            if each.id == item:
                return LegVerdict(leg.name, rank, each.score, None, words, said)
        return LegVerdict(leg.name, None, None, None, words, said)

    def _place(self, item: str, query: Query, legs: Sequence[Leg]) -> tuple[int, float, str] | None:
        """The item's rank and score in the ranking of all legs, and the leg that counts most."""
        ranker = Ranker(self._store, query, legs, self._tuned, None, None)
        found = ranker.first(MOST_NEIGHBOURS, Round(self._store)).hits
        for rank, each in enumerate(found, 1):
            if each.id == item:
                weights = {leg.name: leg.weight for leg in legs}
                counts = {
                    name: weights[name] / (RANK_CONSTANT + place.rank)
                    for name, place in each.places.items()
                }
                return rank, each.score, max(counts, key=lambda name: counts[name], default="")
        return None

    def _said(
        self,
        item: str,
        query: Query,
        conditions: Mapping[str, bool],
        verdicts: Sequence[LegVerdict],
        rank: int | None,
    ) -> str:
        failed = [line for line, met in conditions.items() if not met]
        if item in query.examples:
            return "It is one of the examples, which are never among the hits."
        if failed:
            return f"The filter leaves it out: it does not meet {' and '.join(failed)}."
        if rank is None:
            return f"It is not among the first {MOST_NEIGHBOURS:,} of any leg."
        least = query.min_relevance
        best = max((each.relevance or 0 for each in verdicts), default=0)
        if least is not None and best < least:
            return f"It would be number {rank:,}, but its relevance of {best:.2f} is below {least}."
        return f"It is number {rank:,}."


def _conditions(where: Filter) -> Sequence[Filter]:
    """The conditions that must all be met, one by one."""
    if isinstance(where, And):
        return [part for each in where.filters for part in _conditions(each)]
    return [where]


_UNREACHED = "the index passes it over; search with `exact`, or run `likewise tune`"
