"""Precision: unit vectors as the numbers that Redis keeps of them, and back.

FLOAT64 holds a vector as it is, as FLOAT32 does; FLOAT16 and BFLOAT16 round each number to the
nearest even. INT8 stretches each vector by itself until its largest number, of either sign, is 127:
its length is lost, which COSINE does not look at. UINT8 has no sign, so zero becomes 128 and one
255; only L2 is the same after such a move. Vectors of many numbers have none near one, so INT8 is
the finer of the two: docs/decisions/0016-index-types.md.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from likewise.catalogue.index_recipe import VectorType
from likewise.embedding import vectors
from likewise.embedding.vectors import Vector

Numbers: TypeAlias = NDArray[Any]
"""What Redis keeps of one vector: shape (dims,); of BFLOAT16, which numpy lacks, as float32."""

UINT8_SCALE = 127
"""By what UINT8 stretches a vector, and so its distances."""

_INT8_LARGEST, _UINT8_ZERO = 127, 128

_TYPES: dict[VectorType, str] = {
    VectorType.FLOAT32: "<f4",
    VectorType.FLOAT16: "<f2",
    VectorType.BFLOAT16: "<f4",
    VectorType.FLOAT64: "<f8",
    VectorType.INT8: "i1",
    VectorType.UINT8: "u1",
}

_HALF_BITS = {VectorType.FLOAT16: 2**-11, VectorType.BFLOAT16: 2**-8}  # of a number of 1


def to_bytes(vector: Vector, kind: VectorType) -> bytes:
    """A unit vector as Redis takes it in a hash or a query."""
    return pack(to_numbers(vector, kind), kind)


def to_numbers(vector: Vector, kind: VectorType) -> Numbers:
    """The numbers that stand for a unit vector."""
    numbers: Numbers = vector
    match kind:
        case VectorType.BFLOAT16:
            numbers = _without_lower_bits(vector)
        case VectorType.INT8:
            numbers = np.rint(vector * (_INT8_LARGEST / np.abs(vector).max()))
        case VectorType.UINT8:
            numbers = np.rint(vector * UINT8_SCALE) + _UINT8_ZERO
    return numbers.astype(_TYPES[kind], copy=False)


def from_numbers(numbers: Numbers, kind: VectorType) -> Vector:
    """The unit vector that numbers stand for, which are without flaw."""
    found: Vector = _signed(numbers, kind).astype(np.float32, copy=False)
    if kind not in (VectorType.FLOAT32, VectorType.FLOAT64):
        found = vectors.unit(found[np.newaxis])[0]
    return found


def pack(numbers: Numbers, kind: VectorType) -> bytes:
    """The numbers as bytes, little-endian, one after the other."""
    if kind is VectorType.BFLOAT16:
        return (numbers.view("<u4") >> 16).astype("<u2").tobytes()
    return numbers.tobytes()


def unpack(data: bytes, kind: VectorType) -> Numbers:
    """The numbers in `pack`'s form; ValueError if the last is cut off."""
    if kind is VectorType.BFLOAT16:
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4")
    return np.frombuffer(data, _TYPES[kind])


def as_numbers(values: list[float], kind: VectorType) -> Numbers:
    """The numbers that a list holds; ValueError or OverflowError if it cannot hold them."""
    return np.array(values, _TYPES[kind])


def flaw(numbers: Numbers, kind: VectorType, dims: int) -> str | None:
    """Why the numbers stand for no unit vector, in words; None if they do."""
    if numbers.shape != (dims,):
        return f"expected {dims} dimensions, found {numbers.size}"
    if not np.isfinite(numbers).all():
        return "holds a number that is not finite"
    signed = _signed(numbers, kind).astype(np.float64)
    if kind is VectorType.INT8:
        largest = int(np.abs(signed).max())
        fits = largest == _INT8_LARGEST
        return None if fits else f"expected {_INT8_LARGEST} as its largest, found {largest}"
    length = float(np.linalg.norm(signed))
    if abs(length - 1) > vectors.LENGTH_TOLERANCE + _rounded_off(kind, dims):
        return f"expected unit length, found {length:.4g}"
    return None


def _without_lower_bits(vector: Vector) -> Vector:
    """The numbers rounded, to the nearest even, to those whose last 16 bits are 0."""
    bits = vector.astype("<f4", copy=False).view("<u4")
    even = (bits >> 16) & 1
    rounded: Vector = ((bits + even + 0x7FFF) & 0xFFFF0000).view("<f4")  # no overflow below 2**127
    return rounded


def _signed(numbers: Numbers, kind: VectorType) -> Numbers:
    """The numbers around zero."""
    if kind is VectorType.UINT8:
        return (numbers.astype(np.float32) - _UINT8_ZERO) / UINT8_SCALE
    return numbers


def _rounded_off(kind: VectorType, dims: int) -> float:
    """By how much rounding may have changed a vector's length."""
    if kind is VectorType.UINT8:
        return 0.5 / UINT8_SCALE * math.sqrt(dims)
    return _HALF_BITS.get(kind, 0.0)
