"""Image encoder: pictures into vectors by an EfficientNet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

import numpy as np
from PIL import Image

from likewise.embedding.efficientnet import efficientnet_lite
from likewise.embedding.encoder import EncoderDescription, Features, Input, Network, Precision
from likewise.embedding.pixels import Crop, Pixels
from likewise.embedding.runtime import Program, cores
from likewise.embedding.vectors import Vectors, unit
from likewise.embedding.weights import Weights
from likewise.errors import EncodingError

PICTURES_A_PASS = 8
_PICTURES_WORTH_A_PASS = 4  # fewer are not parted: one pass uses all cores


class EfficientNetwork:
    """Pictures into pooled features of width 1,280.

    Attributes:
        crop: What it sees of a picture.
    """

    crop = Crop(side=224, shorter_side=256)  # 224 / 0.875

    def __init__(self, weights: Weights, precision: Precision) -> None:
        self._program = Program(efficientnet_lite(weights, self.crop.side), precision)

    def prepare(self, given: Input) -> Pixels:
        """The middle square of the picture, at the network's size."""
        if not isinstance(given, Image.Image):
            raise EncodingError(f"Expected a picture, found {type(given).__name__}.")
        if not all(given.size):
            raise EncodingError("Expected a picture, found one without pixels.")
        return self.crop.of(given)

    def size(self, prepared: Pixels) -> int:  # noqa: ARG002 - they are all of one size
        """One."""
        return 1

    def features(self, prepared: Sequence[Pixels]) -> Features:
        """Mean of the last feature maps."""
        bounds = _bounds(len(prepared))
        passes = ((np.stack(prepared[start:end]),) for start, end in pairwise(bounds))
        return np.concatenate(list(self._program.run(passes)))


def _bounds(pictures: int) -> list[int]:
    """Where each pass starts, and the end: as many on each core, and all of about one size."""
    least = ceil(pictures / PICTURES_A_PASS)
    wanted = min(ceil(least / cores()) * cores(), max(least, pictures // _PICTURES_WORTH_A_PASS))
    return [pictures * number // wanted for number in range(wanted + 1)]


class ImageEncoder:
    """Pictures into the space of looks, where words have no place."""

    words = None

    def __init__(self, description: EncoderDescription, network: Network) -> None:
        self.description = description
        self.network = network

    def vectors(self, features: Features) -> Vectors:
        """The features at unit length."""
        return unit(features)
