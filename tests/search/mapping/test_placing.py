"""Placing: a point amid its neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.search.mapping.placing import amid

coordinates = st.floats(-1, 1, width=32)
points = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=8)


def way(point: np.ndarray, neighbours: np.ndarray) -> float:
    return float(np.linalg.norm(neighbours - point, axis=1).sum())


@given(points)
def test_no_neighbour_and_no_mean_is_nearer_to_all(found: list[tuple[float, float]]) -> None:
    neighbours = np.array(found, np.float32)
    least = way(amid(neighbours), neighbours)
    assert least <= min(way(each, neighbours) for each in neighbours) + 0.02
    assert least <= way(neighbours.mean(axis=0), neighbours) + 1e-5


@pytest.mark.parametrize("outlier", [(1, 1), (-1, 0.5)])
def test_one_that_lies_elsewhere_does_not_pull(outlier: tuple[float, float]) -> None:
    neighbours = np.array([(0, 0), (0.01, 0), (0, 0.01), (0.01, 0.01), outlier], np.float32)
    assert np.abs(amid(neighbours)).max() < 0.02
    assert np.abs(neighbours.mean(axis=0)).max() > 0.1


def test_amid_one_is_that_one() -> None:
    assert amid(np.array([(0.25, -0.5)], np.float32)) == pytest.approx((0.25, -0.5))
