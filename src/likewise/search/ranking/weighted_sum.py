"""Weighted sum: the items nearest in several vectors at once.

An item's score is the weighted mean of its similarities in the legs, also where a leg's ranking did
not reach it. Method: the threshold algorithm of Fagin, Lotem and Naor 2003,
https://doi.org/10.1016/S0022-0000(03)00026-6, which tells how many of the best can no longer be
overtaken by what no leg has reached.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from likewise.index.requests import Neighbour
from likewise.search.ranking.weights import shares

# Two computations of one cosine from 32-bit floats may differ by so much.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Summed:
    """An item with the weighted mean of its similarities.

    Attributes:
        id: The item's.
        score: In [0, 1], larger is nearer; similarities below 0 count as 0.
        similarities: Leg's name to cosine; a leg is absent where the item has no vector, which
            counts as 0, and where it has weight 0.
    """

    id: str
    score: float
    similarities: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SummedRanking:
    """Candidates by their score, ties by id.

    Attributes:
        items: The candidates.
        settled: So many of the first are the first of the whole catalogue, in this order.
    """

    items: tuple[Summed, ...]
    settled: int


def candidates(legs: Mapping[str, Sequence[Neighbour]]) -> tuple[str, ...]:
    """The ids of all items in the rankings, sorted: those whose similarities are needed."""
    return tuple(sorted({neighbour.id for ranking in legs.values() for neighbour in ranking}))


def weighted_sum(
    legs: Mapping[str, Sequence[Neighbour]],
    similarities: Mapping[str, Mapping[str, float]],
    *,
    weights: Mapping[str, float],
    depth: int,
) -> SummedRanking:
    """The candidates of the legs by the weighted mean of their similarities.

    Where too few are settled, ask for twice the depth: what is settled stays as it is, so pages
    that are cut from it fit each other.

    Args:
        legs: Name of the vectors compared to their ranking, nearest first.
        similarities: Name of the vectors to the cosine of each candidate, by id; a candidate
            without a vector is absent. All from one source, not some from the rankings: their last
            digits may differ.
        weights: Leg's name to weight; 1 where none is given.
        depth: How many of each leg were asked for; a leg that is shorter has no more.

    Raises:
        UsageError: A weight is of no leg, negative or not finite; or none is above 0.
    """
    parts = shares(weights, legs)
    counted = {name: legs[name] for name in parts}
    items = [
        _summed(
            id_,
            parts,
            {name: similarities[name][id_] for name in parts if id_ in similarities[name]},
        )
        for id_ in candidates(counted)
    ]
    items.sort(key=lambda item: (-item.score, item.id))
    unreached = {
        name: ranking[-1].score for name, ranking in counted.items() if len(ranking) >= depth
    }
    if not unreached:
        return SummedRanking(tuple(items), len(items))
    most = _mean(parts, unreached) + _ROUNDING
    return SummedRanking(tuple(items), sum(item.score > most for item in items))


def _summed(id_: str, parts: Mapping[str, float], similarities: Mapping[str, float]) -> Summed:
    return Summed(id_, _mean(parts, similarities), similarities)


def _mean(parts: Mapping[str, float], similarities: Mapping[str, float]) -> float:
    terms = (parts[name] * max(0.0, cosine) for name, cosine in similarities.items())
    return min(1.0, math.fsum(terms))
