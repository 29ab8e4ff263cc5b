"""Encoder: the contract of everything that makes vectors.

An encoder reads what a *network* saw: the network prepares inputs and computes features, the
encoder turns features into vectors. Encoders that share a network share its work, so a picture
passes through it once however many vectors are made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from likewise.embedding.pixels import Crop
from likewise.embedding.vectors import Vectors

Input: TypeAlias = str | Image
"""What can be encoded: words, or an open picture in RGB."""

Features: TypeAlias = NDArray[np.float32]
"""What a network computes: shape (n, width), float32, of any length."""


class Modality(StrEnum):
    """The kind of thing that an encoder reads."""

    TEXT = "text"
    PICTURE = "picture"


class Precision(StrEnum):
    """EXACT computes in 32-bit floats; FAST in 16-bit ones where the processor has them."""

    EXACT = "exact"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class EncoderDescription:
    """What an encoder declares of itself.

    Its vectors are float32 and of unit length, always.

    Attributes:
        name: The model's name.
        dims: Length of its vectors.
        modality: What it reads.
        preprocessing: In words, what happens to an input before the network.
        fingerprint: Equal for two encoders exactly when their vectors can be compared.
    """

    name: str
    dims: int
    modality: Modality
    preprocessing: str
    fingerprint: str


class Network(Protocol):
    """What encoders share: preparation of one input, features of many."""

    @property
    def crop(self) -> Crop | None:
        """What it sees of a picture; None where it reads text.

        `crop.of(picture)` is what `prepare(picture)` gives.
        """
        ...

    def prepare(self, given: Input) -> Any:  # noqa: ANN401 - only the same network reads it
        """One input made ready; safe to call from several threads.

        Raises:
            EncodingError: The input is of the wrong kind, or there is nothing in it to encode.
        """
        ...

    def size(self, prepared: Any) -> int:  # noqa: ANN401 - as above
        """How much work an input is that was made ready: a text's tokens, and 1 for a picture."""
        ...

    def features(self, prepared: Sequence[Any]) -> Features:
        """The features of inputs made ready by this network, in their order."""
        ...


class Encoder(Protocol):
    """Makes vectors of unit length in one space."""

    @property
    def description(self) -> EncoderDescription:
        """What it declares of itself."""
        ...

    @property
    def network(self) -> Network:
        """The network whose features it reads."""
        ...

    @property
    def words(self) -> Encoder | None:
        """The encoder that puts words into this space; None where words have no place in it."""
        ...

    def vectors(self, features: Features) -> Vectors:
        """The vectors, one for each row of the network's features."""
        ...


def encode(encoder: Encoder, inputs: Sequence[Input]) -> Vectors:
    """The vectors of the inputs: shape (n, dims), in their order.

    Raises:
        EncodingError: An input is of the wrong kind, or there is nothing in it to encode.
    """
    network = encoder.network
    if not inputs:
        return np.empty((0, encoder.description.dims), np.float32)
    return encoder.vectors(network.features([network.prepare(given) for given in inputs]))
