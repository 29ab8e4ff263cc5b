"""Explanations as they go over the wire."""

from __future__ import annotations

from pydantic import Field

from likewise.search.explanation import Explanation
from likewise.service.wire.shape import Shape


class Condition(Shape):
    """A condition of the filter, and whether the item meets it."""

    condition: str = Field(examples=["price<=80"])
    met: bool


class Verdict(Shape):
    """What one leg says of an item."""

    leg: str = Field(examples=["text"])
    """The leg's name."""

    rank: int | None = Field(examples=[3])
    """Among the items that meet the filter, from 1; null where the leg cannot have it."""

    score: float | None = Field(examples=[0.52])
    """The cosine of the vectors, or the BM25 of the words; null as the rank."""

    relevance: float | None
    """The probability that the item is relevant, by this leg; null where that was not
    calibrated."""

    words: list[str]
    """Of a keyword leg, the words of the query that the item has, as the item writes them."""

    said: str
    """What there is to know beside."""


class Explained(Shape):
    """Why an item is found, or why it is not."""

    id: str = Field(examples=["15970"])
    """The item's."""

    rank: int | None = Field(examples=[3])
    """In the ranking of all legs, from 1; null where it is not among it."""

    score: float | None = Field(examples=[0.52])
    """There."""

    won: str = Field(examples=["text"])
    """The leg that counts most in it; empty where there is none."""

    conditions: list[Condition]
    """Those of the filter."""

    legs: list[Verdict]
    """What each leg says."""

    said: str = Field(examples=["It is number 3."])
    """The answer in one sentence."""

    @classmethod
    def of(cls, explanation: Explanation) -> Explained:
        """The explanation as it is shown."""
        return cls(
            id=explanation.id,
            rank=explanation.rank,
            score=explanation.score,
            won=explanation.won,
            conditions=[
                Condition(condition=line, met=met) for line, met in explanation.conditions.items()
            ],
            legs=[
                Verdict(
                    leg=leg.leg,
                    rank=leg.rank,
                    score=leg.score,
                    relevance=leg.relevance,
                    words=list(leg.words),
                    said=leg.said,
                )
                for leg in explanation.legs
            ],
            said=explanation.said,
        )
