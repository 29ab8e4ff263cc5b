"""Supplies: what a sync draws on beside its encoders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from likewise.catalogue.pictures import PictureFiles
from likewise.embedding.kept_vectors import KeptVectors
from likewise.index.pictures.decoding import DecoderPool

_MOST_DECODERS = 4


@dataclass(frozen=True, slots=True)
class Supplies:
    """What a sync draws on.

    Attributes:
        files: Brings the files of pictures.
        decoders: Opens pictures.
        cache: The vectors made before.
    """

    files: PictureFiles
    decoders: DecoderPool
    cache: KeptVectors

    @classmethod
    @contextmanager
    def open(cls, files: PictureFiles, cache: KeptVectors) -> Iterator[Self]:
        """Supplies with decoders on this machine's cores, up to four, while it lasts."""
        with DecoderPool(workers=min(_MOST_DECODERS, os.cpu_count() or 1)) as decoders:
            yield cls(files, decoders, cache)
