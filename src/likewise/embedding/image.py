"""Image encoder: pictures into vectors by an EfficientNet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from likewise.embedding.efficientnet import efficientnet_lite
from likewise.embedding.encoder import EncoderDescription, Features, Input, Precision
from likewise.embedding.pixels import Crop, Pixels
from likewise.embedding.runtime import Program
from likewise.embedding.vectors import Vectors, unit
from likewise.embedding.weights import Weights
from likewise.errors import EncodingError

_PICTURES_A_PASS = 8


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

    def features(self, prepared: Sequence[Pixels]) -> Features:
        """Mean of the last feature maps."""
        passes = (
            (np.stack(prepared[start : start + _PICTURES_A_PASS]),)
            for start in range(0, len(prepared), _PICTURES_A_PASS)
        )
        return np.concatenate(list(self._program.run(passes)))


class ImageEncoder:
    """Pictures into the space of looks, where words have no place."""

    words = None

    def __init__(self, description: EncoderDescription, network: EfficientNetwork) -> None:
        self.description = description
        self.network = network

    def vectors(self, features: Features) -> Vectors:
        """The features at unit length."""
        return unit(features)
