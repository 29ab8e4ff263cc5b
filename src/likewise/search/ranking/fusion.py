"""Fusion: the rankings of several legs as one.

The legs are fused block by block: block b takes ranks b * BLOCK + 1 to (b + 1) * BLOCK of each leg,
less what an earlier block has taken. So the first n of the fused ranking depend on the first
`depth(n)` of each leg only, whatever page is asked for, and no page repeats or skips an item.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count, repeat
from typing import Protocol

from likewise.errors import UsageError
from likewise.index.requests import Neighbour
from likewise.search.hits import Place
from likewise.search.ranking.weights import shares

BLOCK = 100
"""How many ranks of each leg are fused at a time."""

RANK_CONSTANT = 60.0
"""The paper's: rank 1 counts twice as much as rank 62."""


class Scale(StrEnum):
    """What a leg's scores are: SIMILARITY, cosines or what a calibration made of them; or BM25."""

    SIMILARITY = "similarity"
    BM25 = "bm25"


@dataclass(frozen=True, slots=True)
class Leg:
    """One of the rankings that are fused.

    Attributes:
        name: Of the vectors that were compared, or `keyword`.
        ranking: Best first, ties by id.
        scale: Of its scores.
    """

    name: str
    ranking: Sequence[Neighbour]
    scale: Scale = Scale.SIMILARITY


@dataclass(frozen=True, slots=True)
class Fused:
    """An item of several rankings.

    Attributes:
        id: The item's.
        score: In [0, 1], larger is better; never larger than that of the item before.
        places: Leg's name to the item's place there, as far down as it was looked.
    """

    id: str
    score: float
    places: Mapping[str, Place]


class Fusion(Protocol):
    """How an item's places become one score."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Leg's name to weight; 1 where none is given."""
        ...

    def parts(self, leg: Leg, start: int) -> Sequence[float]:
        """What each place of a leg's block counts, from 0 to 1; an item without one has 0."""
        ...


@dataclass(frozen=True, slots=True)
class RankFusion:
    """Reciprocal rank fusion: a place counts (constant + 1) / (constant + rank).

    Source: Cormack, Clarke and Buettcher 2009, https://doi.org/10.1145/1571941.1572114; times
    constant + 1, so that the first of all legs has score 1.

    Attributes:
        weights: Leg's name to weight; 1 where none is given.
        constant: The larger, the less the first ranks stand out.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    constant: float = RANK_CONSTANT

    def __post_init__(self) -> None:
        if not 0 <= self.constant < math.inf:
            raise UsageError(
                f"The rank constant is {self.constant}.",
                remedy=f"Use 0 or a positive number; {RANK_CONSTANT:g} is usual.",
            )

    def parts(self, leg: Leg, start: int) -> Sequence[float]:
        """What each place of a leg's block counts."""
        constant, end = self.constant, min(start + BLOCK, len(leg.ranking))
        return [(constant + 1) / (constant + rank) for rank in range(start + 1, end + 1)]


@dataclass(frozen=True, slots=True)
class ScoreFusion:
    """A convex combination of the legs' scores.

    A similarity counts as it is, below 0 as 0. A BM25 counts as its part of the leg's best: BM25
    has 0 as its least and no largest. Source: theoretical min-max normalisation of Bruch, Gai and
    Ingber 2023, https://arxiv.org/abs/2210.11934. The least score that was fetched is not used, as
    it moves with the depth.

    Attributes:
        weights: Leg's name to weight; 1 where none is given.
    """

    weights: Mapping[str, float] = field(default_factory=dict)

    def parts(self, leg: Leg, start: int) -> Sequence[float]:
        """What each place of a leg's block counts."""
        block = leg.ranking[start : start + BLOCK]
        best = leg.ranking[0].score if leg.scale is Scale.BM25 and block else 1.0
        return [min(1.0, max(0.0, each.score) / best) if best > 0 else 0.0 for each in block]


def depth(count: int) -> int:
    """How many of each leg decide the first `count` of the fused ranking."""
    return -(-count // BLOCK) * BLOCK


def fuse(legs: Sequence[Leg], fusion: Fusion) -> Iterator[Fused]:
    """The items of the legs, best first within each block, ties by id; each once.

    A leg of weight 0 is left out. An item that a leg has in a later block than another leg counts
    by the places that its own block knows. Where a later block has higher scores than an earlier
    one, they are cut to the last of the earlier.

    Raises:
        UsageError: A weight is of no leg, negative or not finite; or none is above 0.
    """
    parts = shares(fusion.weights, (leg.name for leg in legs))
    counted = [leg for leg in legs if leg.name in parts]
    longest = max(len(leg.ranking) for leg in counted)
    taken: set[str] = set()
    ceiling = 1.0
    for start in range(0, longest, BLOCK):
        ranks, counts = {}, []
        for leg in counted:  # from the last to the first: of an item's places the better stays
            ids = [id_ for id_, *_ in leg.ranking[start : start + BLOCK]][::-1]
            ranks[leg.name] = dict(zip(ids, count(start + len(ids) - 1, -1), strict=False))
            weight = parts[leg.name]
            counted_for = [weight * part for part in fusion.parts(leg, start)][::-1]
            counts.append(dict(zip(ids, counted_for, strict=True)))
        found = sorted({id_ for each in counts for id_ in each} - taken)
        sums = map(
            math.fsum, zip(*(map(each.get, found, repeat(0.0)) for each in counts), strict=True)
        )
        scores = dict(zip(found, sums, strict=True))
        taken.update(found)
        for id_ in sorted(found, key=scores.__getitem__, reverse=True):  # which leaves ties by id
            ceiling = min(ceiling, scores[id_])
            places = {
                leg.name: Place(rank + 1, leg.ranking[rank].score)
                for leg in counted
                if (rank := ranks[leg.name].get(id_)) is not None
            }
            yield Fused(id_, ceiling, places)
