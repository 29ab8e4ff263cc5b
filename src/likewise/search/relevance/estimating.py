"""Estimating: how probable it is that each hit of a query is relevant."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from likewise.catalogue.item import Value
from likewise.index.bm25 import has_all
from likewise.index.content import Content
from likewise.index.schema import Schema
from likewise.language.analyzer import Analyzer
from likewise.language.stemming import stems
from likewise.language.terms import Term, stemmed
from likewise.search.hits import Place
from likewise.search.ranking.legs import KeywordLeg, Leg
from likewise.search.relevance.relevance import Calibrations


class Estimator:
    """Estimates the relevance of the items that one query found.

    Args:
        legs: The query's.
        calibrations: From similarity to relevance.
        schema: Of what is searched.
        analyzer: Makes the tokens of its texts.
    """

    def __init__(
        self,
        legs: Sequence[Leg],
        calibrations: Calibrations,
        schema: Schema,
        analyzer: Analyzer,
    ) -> None:
        self._curves = [
            (leg.name, each.slope, each.half) for leg, each in calibrations.telling(legs)
        ]
        self._schema = schema
        self._language = schema.keywords.language
        self._analyzer = analyzer
        words = next((leg.words for leg in legs if isinstance(leg, KeywordLeg)), None)
        self._terms = None if words is None else stemmed(words.terms, self._language)

    def relevance(self, places: Mapping[str, Place], content: Content) -> float:
        """The largest probability that a leg gives an item; 1 where it has every word."""
        if self._terms is not None and self._has_all(content.fields, self._terms):
            return 1.0
        largest = 0.0
        for name, slope, half in self._curves:
            if name in places:
                odds = slope * (places[name].score - half)
                # Halved, as the exponential of large odds is infinite.
                largest = max(largest, 0.5 + 0.5 * math.tanh(odds / 2))
        return largest

    def _has_all(self, fields: Mapping[str, Value], terms: Sequence[Term]) -> bool:
        tokens = self._analyzer.tokens(self._schema.text_of(fields))
        return has_all(stems(tokens, self._language), terms)
