"""Image encoder: pictures into vectors by an EfficientNet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from likewise.embedding.efficientnet import efficientnet_lite
from likewise.embedding.encoder import EncoderDescription, Features, Input, Precision
from likewise.embedding.runtime import Program
from likewise.embedding.vectors import Vectors, unit
from likewise.embedding.weights import Weights
from likewise.errors import EncodingError

Pixels = NDArray[np.uint8]
"""One picture as the network sees it: shape (224, 224, 3), RGB."""

_SIDE = 224
_SHORTER_SIDE = 256  # 224 / 0.875
_PICTURES_A_PASS = 8


class EfficientNetwork:
    """Pictures into pooled features of width 1,280."""

    def __init__(self, weights: Weights, precision: Precision) -> None:
        self._program = Program(efficientnet_lite(weights, _SIDE), precision)

    def prepare(self, given: Input) -> Pixels:
        """The middle square of the picture, at the network's size."""
        if not isinstance(given, Image.Image):
            raise EncodingError(f"Expected a picture, found {type(given).__name__}.")
        if not all(given.size):
            raise EncodingError("Expected a picture, found one without pixels.")
        scale = _SHORTER_SIDE / min(given.size)
        width, height = (max(_SHORTER_SIDE, round(side * scale)) for side in given.size)
        left, top = (width - _SIDE) // 2, (height - _SIDE) // 2
        # Only the middle is resampled: the same pixels as resizing all and cutting afterwards.
        box = (
            left * given.width / width,
            top * given.height / height,
            (left + _SIDE) * given.width / width,
            (top + _SIDE) * given.height / height,
        )
        middle = given.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BICUBIC, box)
        return np.asarray(middle)

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
