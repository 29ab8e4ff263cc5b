"""Estimating: how probable it is that each hit of a query is relevant."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

from likewise.catalogue.item import Value
from likewise.index.bm25 import has_all
from likewise.index.schema import Schema
from likewise.language.analyzer import Analyzer
from likewise.language.stemming import stems
from likewise.language.terms import Term, stemmed
from likewise.search.hits import Hit
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
        self._legs = legs
        self._calibrations = calibrations
        self._schema = schema
        self._analyzer = analyzer

    def relevance(self, hit: Hit) -> float:
        """The largest probability that a leg gives an item; 1 where it has every word."""
        if self._terms is not None and self._has_all(hit.fields, self._terms):
            return 1.0
        largest, places = 0.0, hit.places
        for name, slope, half in self._curves:
            if name in places:
                odds = slope * (places[name].score - half)
                # Halved, as the exponential of large odds is infinite.
                largest = max(largest, 0.5 + 0.5 * math.tanh(odds / 2))
        return largest

    @cached_property
    def _curves(self) -> Sequence[tuple[str, float, float]]:
        told = self._calibrations.telling(self._legs)
        return [(leg.name, each.slope, each.half) for leg, each in told]

    @cached_property
    def _terms(self) -> Sequence[Term] | None:
        words = next((leg.words for leg in self._legs if isinstance(leg, KeywordLeg)), None)
        return None if words is None else stemmed(words.terms, self._schema.keywords.language)

    def _has_all(self, fields: Mapping[str, Value], terms: Sequence[Term]) -> bool:
        tokens = self._analyzer.tokens(self._schema.text_of(fields))
        return has_all(stems(tokens, self._schema.keywords.language), terms)
