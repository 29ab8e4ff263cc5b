"""Pixels: what a network sees of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
"""One picture as a network sees it: shape (side, side, 3), RGB."""


@dataclass(frozen=True, slots=True)
class Crop:
    """The middle square that a network sees.

    Attributes:
        side: Of the square, in pixels.
        shorter_side: Of the whole picture, once it is resized so that the square is cut from it.
    """

    side: int
    shorter_side: int

    def of(self, picture: Image.Image) -> Pixels:
        """The middle of a picture that has pixels."""
        scale = self.shorter_side / min(picture.size)
        width, height = (max(self.shorter_side, round(side * scale)) for side in picture.size)
        left, top = (width - self.side) // 2, (height - self.side) // 2
        # Only the middle is resampled: the same pixels as resizing all and cutting afterwards.
        box = (
            left * picture.width / width,
            top * picture.height / height,
            (left + self.side) * picture.width / width,
            (top + self.side) * picture.height / height,
        )
        square = (self.side, self.side)
        return np.asarray(picture.convert("RGB").resize(square, Image.Resampling.BICUBIC, box))
