"""Kept vectors: what remembers vectors, so that nothing is encoded twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from likewise.embedding.vectors import Vector, Vectors


class KeptVectors(Protocol):
    """Vectors found by a model's fingerprint and a content's digest; it may keep none at all."""

    def get(self, fingerprint: str, digests: Sequence[bytes]) -> Sequence[Vector | None]:
        """The vectors of these contents, in their order; None for one that is not there."""

    def put(self, fingerprint: str, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Keeps the vectors, one for each content."""
