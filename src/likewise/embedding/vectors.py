"""Vectors: rows of 32-bit floats of unit length, and their bytes."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from likewise.errors import EncodingError

Vector: TypeAlias = NDArray[np.float32]
"""One vector: shape (dims,), float32, unit length."""

Vectors: TypeAlias = NDArray[np.float32]
"""Several vectors: shape (n, dims), float32, each row of unit length."""

SMALLEST_LENGTH = 1e-6
"""Shorter than this, a vector has no direction."""

LENGTH_TOLERANCE = 1e-3
"""How far from 1 the length of a stored vector may be."""


def unit(rows: NDArray[np.float32]) -> Vectors:
    """The rows scaled to unit length.

    Args:
        rows: Shape (n, dims).

    Raises:
        EncodingError: A row is not finite or has no length; the message counts from 0.
    """
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)  # no overflow
    bad = np.flatnonzero(~np.isfinite(lengths[:, 0]) | (lengths[:, 0] < SMALLEST_LENGTH))
    if bad.size:
        raise EncodingError(
            f"Expected vectors with a direction; number {bad[0]} is zero or not finite."
        )
    return np.ascontiguousarray(rows / lengths, dtype=np.float32)


def flaw(vector: NDArray[np.float32], dims: int) -> str | None:
    """What keeps a vector from being stored, in words; None if nothing does."""
    if vector.shape != (dims,):
        return f"expected {dims} dimensions, found {vector.size}"
    if not np.isfinite(vector).all():
        return "holds a number that is not finite"
    length = float(np.linalg.norm(vector.astype(np.float64)))  # no overflow
    if abs(length - 1) > LENGTH_TOLERANCE:
        return f"expected unit length, found {length:.4g}"
    return None


def to_bytes(vector: Vector) -> bytes:
    """The vector as Redis takes it: little-endian 32-bit floats, one after the other."""
    return vector.astype("<f4", copy=False).tobytes()


def from_bytes(data: bytes) -> Vector:
    """The vector in `to_bytes`' form; read-only, sharing the bytes."""
    return np.frombuffer(data, dtype="<f4")
