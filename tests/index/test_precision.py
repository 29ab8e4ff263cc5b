"""Precision: a vector survives each kind of number as well as that kind can hold it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from likewise.catalogue.index_recipe import VectorType
from likewise.embedding.vectors import Vector, unit
from likewise.index.precision import (
    UINT8_SCALE,
    as_numbers,
    flaw,
    from_numbers,
    pack,
    to_bytes,
    to_numbers,
    unpack,
)

EXACT = (VectorType.FLOAT32, VectorType.FLOAT64)
KINDS = pytest.mark.parametrize("kind", VectorType)

ERRORS = {
    VectorType.FLOAT16: 3e-4,
    VectorType.BFLOAT16: 3e-3,
    VectorType.INT8: 1e-2,
    VectorType.UINT8: 5e-2,
}
"""How far the cosine of two vectors of 384 numbers may be from that before."""


def vectors(count: int, dims: int = 384) -> list[Vector]:
    return list(unit(np.random.default_rng(5).standard_normal((count, dims), np.float32)))


def directions(dims: int = 12) -> st.SearchStrategy[Vector]:
    """Unit vectors, also such as lie along an axis or have numbers next to nothing."""
    numbers = st.floats(-1, 1, width=32, allow_subnormal=False)
    rows = arrays(np.float32, (1, dims), elements=numbers)
    return rows.filter(lambda row: float(np.linalg.norm(row)) > 1e-3).map(lambda row: unit(row)[0])


def cosine(one: Vector, other: Vector) -> float:
    lengths = np.linalg.norm(one.astype(float)) * np.linalg.norm(other.astype(float))
    return float(one.astype(float) @ other.astype(float) / lengths)


@KINDS
@given(vector=directions())
def test_a_vector_comes_back_of_unit_length_in_its_direction(
    kind: VectorType, vector: Vector
) -> None:
    back = from_numbers(to_numbers(vector, kind), kind)

    assert back.dtype == np.float32
    assert np.linalg.norm(back.astype(float)) == pytest.approx(1, abs=1e-5)
    if kind in EXACT:
        assert_array_equal(back, vector)
    else:
        assert cosine(back, vector) == pytest.approx(1, abs=ERRORS[kind])


@KINDS
@given(vector=directions())
def test_bytes_and_lists_carry_the_same_numbers(kind: VectorType, vector: Vector) -> None:
    numbers = to_numbers(vector, kind)
    data = to_bytes(vector, kind)

    assert len(data) == kind.bytes * len(vector)
    assert_array_equal(unpack(data, kind), numbers)
    assert pack(unpack(data, kind), kind) == data
    assert_array_equal(as_numbers(numbers.tolist(), kind), numbers)


@KINDS
@given(vector=directions())
def test_a_vector_read_and_written_again_and_again_stays_where_it_was(
    kind: VectorType, vector: Vector
) -> None:
    again = vector
    for _ in range(20):
        again = from_numbers(to_numbers(again, kind), kind)

    assert cosine(again, vector) == pytest.approx(1, abs=ERRORS.get(kind, 1e-6))


@KINDS
def test_what_was_rounded_is_rounded_to_itself(kind: VectorType) -> None:
    for vector in vectors(50):
        numbers = to_numbers(vector, kind)
        assert_array_equal(to_numbers(from_numbers(numbers, kind), kind), numbers)


@KINDS
@given(vector=directions())
def test_what_we_make_has_no_flaw(kind: VectorType, vector: Vector) -> None:
    assert flaw(to_numbers(vector, kind), kind, len(vector)) is None


@KINDS
def test_cosines_stay_near_what_they_were(kind: VectorType) -> None:
    before = np.array(vectors(50))
    after = np.array([from_numbers(to_numbers(vector, kind), kind) for vector in before])

    assert np.abs(after @ after.T - before @ before.T).max() <= ERRORS.get(kind, 1e-6)


def test_bfloat16_is_the_upper_half_of_float32_rounded_to_the_nearest_even() -> None:
    given_ = np.array([1, 1 + 2**-8, 1 + 3 * 2**-8, 1 + 2**-8 + 2**-20, -0.1], np.float32)
    rounded = [1, 1, 1 + 2**-6, 1 + 2**-7, -0.10009765625]

    assert to_numbers(given_, VectorType.BFLOAT16).tolist() == rounded
    assert to_bytes(given_[:1], VectorType.BFLOAT16) == b"\x80\x3f"


def test_of_int8_the_largest_number_is_127_whatever_the_vector() -> None:
    for vector in vectors(20):
        numbers = to_numbers(vector, VectorType.INT8)
        assert numbers.dtype == np.int8
        assert np.abs(numbers.astype(int)).max() == 127


def test_of_uint8_distances_are_stretched_by_the_square_of_its_scale() -> None:
    one, other = vectors(2)
    first, second = (to_numbers(each, VectorType.UINT8).astype(float) for each in (one, other))
    distance = float(((first - second) ** 2).sum()) / UINT8_SCALE**2

    assert distance == pytest.approx(2 - 2 * cosine(one, other), abs=0.02)
    assert to_numbers(np.array([1, 0, -1], np.float32), VectorType.UINT8).tolist() == [255, 128, 1]


@pytest.mark.parametrize(
    ("numbers", "kind", "said"),
    [
        ([1, 0], VectorType.FLOAT32, "expected 3 dimensions, found 2"),
        ([[1, 0, 0]], VectorType.FLOAT16, "expected 3 dimensions"),
        ([math.nan, 0, 1], VectorType.FLOAT16, "not finite"),
        ([math.inf, 0, 1], VectorType.BFLOAT16, "not finite"),
        ([1, 1, 0], VectorType.FLOAT32, "expected unit length, found 1.414"),
        ([1.01, 0, 0], VectorType.FLOAT32, "unit length"),
        ([1.01, 0, 0], VectorType.BFLOAT16, "unit length"),
        ([0, 0, 0], VectorType.FLOAT64, "unit length, found 0"),
        ([0, 0, 0], VectorType.INT8, "expected 127 as its largest, found 0"),
        ([100, 0, 0], VectorType.INT8, "expected 127 as its largest, found 100"),
        ([128, 128, 128], VectorType.UINT8, "unit length, found 0"),
        ([0, 0, 0], VectorType.UINT8, "unit length, found 1.7"),
    ],
)
def test_numbers_that_are_no_unit_vector_are_told(
    numbers: list[float], kind: VectorType, said: str
) -> None:
    assert said in (flaw(as_numbers(numbers, kind), kind, 3) or "")


@pytest.mark.parametrize("kind", [kind for kind in VectorType if kind.bytes > 1])
def test_bytes_that_end_within_a_number_are_refused(kind: VectorType) -> None:
    with pytest.raises(ValueError, match="multiple of element size"):
        unpack(to_bytes(vectors(1)[0], kind)[:-1], kind)
