"""Vectors: unit length, what keeps one from being stored, bytes and back."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from likewise.embedding.vectors import (
    LENGTH_TOLERANCE,
    SMALLEST_LENGTH,
    flaw,
    from_bytes,
    to_bytes,
    unit,
)
from likewise.errors import EncodingError

floats = st.floats(width=32)
moderate = st.floats(-1e6, 1e6, width=32)
AXIS = np.array([1, 0, 0], np.float32)


def rows(values: st.SearchStrategy[float]) -> st.SearchStrategy[list[list[float]]]:
    return st.integers(1, 8).flatmap(
        lambda dims: st.lists(st.lists(values, min_size=dims, max_size=dims), min_size=1)
    )


@given(st.lists(floats, min_size=1))
def test_a_vector_comes_back_from_its_bytes(values: list[float]) -> None:
    vector = np.array(values, np.float32)
    data = to_bytes(vector)
    assert len(data) == 4 * len(values)
    assert_array_equal(from_bytes(data), vector)
    assert to_bytes(from_bytes(data)) == data


def test_bytes_are_little_endian_floats_of_four_bytes() -> None:
    expected = bytes.fromhex("0000803f 000000c0")
    assert to_bytes(np.array([1, -2], np.float32)) == expected
    assert to_bytes(np.array([1, -2], ">f4")) == expected
    assert to_bytes(np.array([1, 9, -2, 9], np.float32)[::2]) == expected


def test_a_vector_from_bytes_is_read_only() -> None:
    assert not from_bytes(to_bytes(AXIS)).flags.writeable


@given(rows(moderate))
def test_rows_with_a_direction_get_unit_length_and_keep_it(given_rows: list[list[float]]) -> None:
    array = np.array(given_rows, np.float32)
    lengths = np.linalg.norm(array.astype(float), axis=1, keepdims=True)
    assume((lengths > 2 * SMALLEST_LENGTH).all())
    found = unit(array)
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert_allclose(found, array / lengths, atol=1e-5)
    assert_allclose(unit(found), found, atol=1e-6)
    assert all(flaw(row, array.shape[1]) is None for row in found)


@pytest.mark.parametrize("bad", [[0, 0], [np.nan, 1], [np.inf, 1], [1, -np.inf], [1e-9, 0]])
@pytest.mark.parametrize("number", [0, 2])
def test_a_row_without_direction_is_refused_by_its_number(bad: list[float], number: int) -> None:
    array = np.ones((3, 2), np.float32)
    array[number] = bad
    with pytest.raises(EncodingError, match=f"number {number} is zero or not finite"):
        unit(array)


def test_no_rows_stay_no_rows() -> None:
    assert unit(np.empty((0, 5), np.float32)).shape == (0, 5)


def test_a_row_of_huge_numbers_gets_unit_length() -> None:
    assert_allclose(unit(np.full((1, 4), 1e25, np.float32)), [[0.5] * 4], atol=1e-6)


@pytest.mark.parametrize(
    ("vector", "expected"),
    [
        (AXIS, None),
        (AXIS * (1 + LENGTH_TOLERANCE / 2), None),
        (AXIS * (1 - LENGTH_TOLERANCE / 2), None),
        (AXIS * (1 + LENGTH_TOLERANCE * 2), "expected unit length, found 1.002"),
        (AXIS * 0, "expected unit length, found 0"),
        (AXIS * 2, "expected unit length, found 2"),
        (AXIS[:2], "expected 3 dimensions, found 2"),
        (AXIS[:0], "expected 3 dimensions, found 0"),
        (np.ones(4, np.float32), "expected 3 dimensions, found 4"),
        (np.array([1, np.nan, 0], np.float32), "holds a number that is not finite"),
        (np.array([1, np.inf, 0], np.float32), "holds a number that is not finite"),
        pytest.param(AXIS * 1e25, "expected unit length, found 1e+25"),
    ],
)
def test_what_keeps_a_vector_from_being_stored_is_said(
    vector: np.ndarray, expected: str | None
) -> None:
    assert flaw(vector, 3) == expected


def test_a_table_in_place_of_a_vector_is_a_flaw() -> None:
    assert flaw(AXIS[None], 3) is not None
