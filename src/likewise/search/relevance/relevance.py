"""Relevance: how probable it is that an item is relevant, by how similar it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike

from likewise.search.ranking.legs import Asker, Leg, VectorLeg
from likewise.search.relevance.logistic import Numbers, chance

RELEVANT = 0.5
"""From this probability on an item counts as relevant, unless the caller says otherwise."""


SURE = 0.8
"""From this precision on, held out, a calibration tells what is relevant beside others."""


class Bin(NamedTuple):
    """Pairs to which nearly the same probability was given: a point of the reliability curve.

    Attributes:
        said: The mean of the probabilities.
        seen: The share of them that are known to belong together.
        pairs: How many there are.
    """

    said: float
    seen: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a calibration does on pairs of items that it was not learnt from.

    Attributes:
        pairs: How many known pairs there were; and as many random ones.
        precision: The known pairs' share of those that are relevant by it.
        recall: The share of the known pairs that are relevant by it.
        brier: Mean square of probability less truth, from 0 up to a coin's 0.25.
        error: Expected calibration error: how far the bins are from what is seen, on average.
        curve: The bins that hold a pair, the least probable first.
        origins: From how pairs came to be known to how many did.
    """

    pairs: int
    precision: float
    recall: float
    brier: float
    error: float
    curve: tuple[Bin, ...]
    origins: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """As plain values; `from_json` reads it back."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {
            "curve": [list(each) for each in self.curve],
            "origins": dict(self.origins),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The quality that `to_json` wrote."""
        return cls(**(dict(plain) | {"curve": tuple(Bin(*each) for each in plain["curve"])}))


@dataclass(frozen=True, slots=True)
class Calibration:
    """From the cosine of two vectors to the probability that one is relevant to the other.

    It holds where relevant and irrelevant items are equally many. At a half it lets as many
    irrelevant ones pass as it leaves out relevant ones: precision and recall are the same there.

    Attributes:
        slope: Of the log-odds by the cosine; more than 0, so what is nearer is never less relevant.
        half: The cosine at which the probability is a half.
        quality: How well it does.
    """

    slope: float
    half: float
    quality: Quality

    def __post_init__(self) -> None:
        if not (0 < self.slope < math.inf and math.isfinite(self.half)):
            raise ValueError(f"A calibration rises; slope {self.slope} at {self.half} does not.")

    def probability(self, similarity: ArrayLike) -> Numbers:
        """The probabilities of relevance at these cosines, in the same shape."""
        return chance(self.slope * (np.asarray(similarity, np.float64) - self.half))

    def similarity_at(self, probability: float) -> float:
        """The least cosine at which an item is that probably relevant.

        Below -1 every item is, above 1 none; minus infinity at 0, infinity at 1.
        """
        if probability <= 0 or probability >= 1:
            return math.copysign(math.inf, probability - 0.5)
        return self.half + (math.log(probability) - math.log1p(-probability)) / self.slope

    def to_json(self) -> dict[str, Any]:
        """As plain values; `from_json` reads it back."""
        return {"slope": self.slope, "half": self.half, "quality": self.quality.to_json()}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The calibration that `to_json` wrote."""
        return cls(plain["slope"], plain["half"], Quality.from_json(plain["quality"]))


@dataclass(frozen=True, slots=True)
class Calibrations:
    """The calibrations of a catalogue, each for a vector and for what is compared with it.

    Attributes:
        found: Those that there are.
        missing: Why there is none for others, in words.
    """

    found: Mapping[tuple[str, Asker], Calibration] = field(
        default_factory=lambda: MappingProxyType({})
    )
    missing: Mapping[tuple[str, Asker], str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, vector: str, asker: Asker) -> Calibration | None:
        """The calibration of a vector for what is compared with it; None where there is none."""
        return self.found.get((vector, asker))

    def telling(self, legs: Sequence[Leg]) -> Sequence[tuple[VectorLeg, Calibration]]:
        """The legs that tell what is relevant, with their calibrations.

        A leg that takes many a random item for a relevant one is left out, where another does not:
        it ranks, but what it calls relevant would be too much.
        """
        known = [
            (leg, calibration)
            for leg in legs
            if isinstance(leg, VectorLeg) and (calibration := self.of(leg.name, leg.asker))
        ]
        sure = [each for each in known if each[1].quality.precision >= SURE]
        return sure or known

    def to_json(self) -> list[dict[str, Any]]:
        """As plain values; `from_json` reads it back."""
        found = [
            {"vector": vector, "asker": asker.value, "calibration": each.to_json()}
            for (vector, asker), each in self.found.items()
        ]
        missing = [
            {"vector": vector, "asker": asker.value, "missing": reason}
            for (vector, asker), reason in self.missing.items()
        ]
        return [*found, *missing]

    @classmethod
    def from_json(cls, plain: Sequence[Mapping[str, Any]]) -> Self:
        """The calibrations that `to_json` wrote."""
        keyed = [((each["vector"], Asker(each["asker"])), each) for each in plain]
        return cls(
            {
                key: Calibration.from_json(each["calibration"])
                for key, each in keyed
                if "calibration" in each
            },
            {key: each["missing"] for key, each in keyed if "missing" in each},
        )
