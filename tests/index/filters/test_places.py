"""Distances and polygons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.index.filters.places import (
    Place,
    as_kept,
    corners,
    earth_metres,
    in_polygon,
    self_crossing,
)

places = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
# A star with a concave corner at (2, 2).
STAR = ((0.0, 0.0), (4.0, 0.0), (2.0, 2.0), (4.0, 4.0), (0.0, 4.0))


def test_distances_are_those_of_redis() -> None:
    """Palermo and Catania, as in the documentation of GEODIST."""
    palermo, catania = as_kept((13.361389, 38.115556)), as_kept((15.087269, 37.502669))
    assert earth_metres(palermo, catania) == pytest.approx(166274.1516, abs=1e-4)


@given(places)
def test_a_place_is_kept_to_a_metre(place: Place) -> None:
    assert earth_metres(place, as_kept(place)) < 1
    assert as_kept(as_kept(place)) == as_kept(place)


def test_the_date_line_is_one_line() -> None:
    assert as_kept((180.0, 0.0)) == as_kept((-180.0, 0.0))


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ((1.0, 2.0), True),
        ((3.0, 0.5), True),
        ((3.0, 2.0), False),
        ((2.0, 2.0), False),  # a corner
        ((2.0, 0.0), False),  # on a line
        ((3.0, 1.0), False),
        ((-1.0, 2.0), False),
        ((5.0, 0.0), False),
    ],
)
def test_what_is_on_a_line_is_outside(place: Place, inside: bool) -> None:  # noqa: FBT001 - a table
    assert in_polygon(place, STAR) is inside
    assert in_polygon(place, STAR[::-1]) is inside


@pytest.mark.parametrize(
    ("points", "crossing"),
    [
        (STAR, False),
        (((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)), True),
        (((0.0, 0.0), (2.0, 0.0), (1.0, 0.0)), True),
        (((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 0.0), (0.0, 4.0)), True),
        (((0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (4.0, 4.0)), False),
    ],
)
def test_lines_that_touch_are_found(points: tuple[Place, ...], crossing: bool) -> None:  # noqa: FBT001 - a table
    assert self_crossing(points) is crossing


def test_a_ring_is_opened() -> None:
    closed = ((0.0, 0.0), (0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1e-9))
    assert corners(closed) == ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
