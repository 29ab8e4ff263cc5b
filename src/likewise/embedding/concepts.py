"""Concept encoder: pictures into the space of words, by the classes seen in them.

Method: ConSE, Norouzi et al. 2014, https://arxiv.org/abs/1312.5650.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from likewise.embedding.encoder import (
    Encoder,
    EncoderDescription,
    Features,
    Network,
    encode,
)
from likewise.embedding.vectors import Vectors, unit

_LIKELIEST = 10


@dataclass(frozen=True, slots=True)
class Classifier:
    """The last layer of the network: shape (classes, width) and (classes,), and their names."""

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    names: Sequence[str]

    def probabilities(self, features: Features) -> NDArray[np.float32]:
        """The probability of each class: shape (n, classes), rows that sum to 1."""
        logits = features @ self.weight.T + self.bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


class ConceptEncoder:
    """A picture's likeliest classes as one vector among the vectors of words."""

    def __init__(
        self,
        description: EncoderDescription,
        network: Network,
        classifier: Classifier,
        words: Encoder,
    ) -> None:
        self.description = description
        self.network = network
        self.words = words
        self._classifier = classifier

    def vectors(self, features: Features) -> Vectors:
        """The names of the ten likeliest classes, weighted by probability, at unit length."""
        chances = self._classifier.probabilities(features)
        unlikely = np.argpartition(chances, -_LIKELIEST, axis=1)[:, :-_LIKELIEST]
        np.put_along_axis(chances, unlikely, 0, axis=1)
        return unit(chances @ self._names)

    @cached_property
    def _names(self) -> Vectors:
        return encode(self.words, self._classifier.names)
