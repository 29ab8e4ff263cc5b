"""Explanation: what is known of an item and a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegVerdict:
    """What one leg says of an item.

    Attributes:
        leg: The leg's name.
        rank: Among the items that meet the filter, from 1, as if all were compared; None where the
            leg cannot have the item, or not among its first 10,000.
        score: The cosine of the vectors, or the BM25 of the words; None where the leg cannot have
            the item.
        relevance: The probability that the item is relevant, by this leg; None where that was not
            calibrated.
        words: Of a keyword leg, the words of the query that the item has, as the item writes them.
        said: What there is to know beside, in words; empty for nothing.
    """

    leg: str
    rank: int | None
    score: float | None
    relevance: float | None
    words: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of an item and a query.

    Attributes:
        id: The item's.
        rank: In the ranking of all legs, from 1; None where it is not among it.
        score: There.
        won: The leg that counts most in it; empty where there is none.
        conditions: Each condition of the filter, and whether the item meets it.
        legs: What each leg says.
        said: The answer in one sentence.
    """

    id: str
    rank: int | None
    score: float | None
    won: str
    conditions: Mapping[str, bool]
    legs: tuple[LegVerdict, ...]
    said: str
