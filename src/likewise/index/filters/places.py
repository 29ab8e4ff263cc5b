"""Places: distances on the sphere, and points within polygons, as Redis has them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Place: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees."""

_EARTH_METRES = 6372797.560856  # the radius in Redis' geohash_helper.c
_DECIMALS = 7
_ROUNDING = 2.0**-52
_DOUBT = 2.0**-42  # of points on one line that are kept in degrees
_CELLS = 2**26  # along either axis of Redis' grid: 0.6 m at the equator
_MOST_LON, _MOST_LAT = 180.0, 85.05112878


def on_one_side(lon: float) -> float:
    """The longitude, the date line being west: Redis loses what is on the east of its grid."""
    return -_MOST_LON if lon == _MOST_LON else lon


def as_kept(place: Place) -> Place:
    """Where Redis has the place: in the middle of its cell."""
    lon, lat = place
    return _middle(on_one_side(lon), _MOST_LON), _middle(lat, _MOST_LAT)


def _middle(degrees: float, most: float) -> float:
    cell = min(int((degrees + most) / (2 * most) * _CELLS), _CELLS - 1)
    west, east = (-most + each / _CELLS * (2 * most) for each in (cell, cell + 1))
    return max(-most, min(most, (west + east) / 2))


def earth_metres(one: Place, other: Place) -> float:
    """The great-circle distance by the haversine formula."""
    lon, lat, other_lon, other_lat = map(math.radians, (*one, *other))
    east, north = math.sin((other_lon - lon) / 2), math.sin((other_lat - lat) / 2)
    chord = north * north + math.cos(lat) * math.cos(other_lat) * east * east
    return 2 * _EARTH_METRES * math.asin(math.sqrt(min(1.0, chord)))


def in_polygon(place: Place, points: Sequence[Place]) -> bool:
    """Whether the place is inside, and not on a line; lines are straight in degrees."""
    inside = False
    for start, end in _lines(points):
        side = _side(start, end, place)
        if not side and _in_box(place, start, end):
            return False
        upward = start[1] <= place[1] < end[1]
        downward = end[1] <= place[1] < start[1]
        inside ^= (upward and side > 0) or (downward and side < 0)
    return inside


def corners(points: Sequence[Place]) -> tuple[Place, ...]:
    """The ring to a centimetre, without points that repeat the one before.

    Closer together, Redis takes different points for one. The last point comes before the first.
    """
    kept = [(round(lon, _DECIMALS), round(lat, _DECIMALS)) for lon, lat in points]
    return tuple(start for start, end in _lines(kept) if start != end)


def self_crossing(points: Sequence[Place]) -> bool:
    """Whether two lines of a polygon have more in common than the corner between them."""
    lines = list(_lines(points))
    for at, (start, end) in enumerate(lines):
        west, east = sorted((start[0], end[0]))
        south, north = sorted((start[1], end[1]))
        for later in range(at + 1, len(lines)):
            other_start, other_end = lines[later]
            if (
                max(other_start[0], other_end[0]) < west
                or min(other_start[0], other_end[0]) > east
                or max(other_start[1], other_end[1]) < south
                or min(other_start[1], other_end[1]) > north
            ):
                continue
            if later == at + 1:
                meet = _folds(start, end, other_end)
            elif at == 0 and later == len(lines) - 1:
                meet = _folds(other_start, start, end)
            else:
                meet = _touch(start, end, other_start, other_end)
            if meet:
                return True
    return False


def _lines(points: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    return zip(points, (*points[1:], *points[:1]), strict=True)


def _folds(start: Place, corner: Place, end: Place) -> bool:
    """Whether the way from a corner goes back over the way to it."""
    return _is_on(end, start, corner) or _is_on(start, corner, end)


def _touch(start: Place, end: Place, other_start: Place, other_end: Place) -> bool:
    if _parts(start, end, other_start, other_end) and _parts(other_start, other_end, start, end):
        return True
    return (
        _is_on(other_start, start, end)
        or _is_on(other_end, start, end)
        or _is_on(start, other_start, other_end)
        or _is_on(end, other_start, other_end)
    )


def _parts(start: Place, end: Place, one: Place, other: Place) -> bool:
    """Whether the line, if it went on, would part the two places."""
    return _side(start, end, one) * _side(start, end, other) < 0


def _is_on(place: Place, start: Place, end: Place) -> bool:
    """Whether the place is, perhaps, on the line."""
    return _in_box(place, start, end) and not _side(start, end, place, _DOUBT)


def _in_box(place: Place, start: Place, end: Place) -> bool:
    return min(start[0], end[0]) <= place[0] <= max(start[0], end[0]) and min(
        start[1], end[1]
    ) <= place[1] <= max(start[1], end[1])


def _side(start: Place, end: Place, place: Place, slack: float = _ROUNDING) -> int:
    """1 where the place is left of the line, -1 where right, 0 on it, as Boost.Geometry has it.

    Boost's side_by_triangle takes the least of the points for the origin, and what is off the line
    by less than a rounding for on it.

    Args:
        start: Where the line begins.
        end: Where it ends.
        place: What is looked for.
        slack: The rounding, of a number near one.
    """
    first, second, third = min(
        (start, end, place), (end, place, start), (place, start, end), key=lambda turn: turn[0]
    )
    east, north = second[0] - first[0], second[1] - first[1]
    to_east, to_north = third[0] - first[0], third[1] - first[1]
    area = east * to_north - north * to_east
    if abs(area) <= slack * max(1.0, abs(east), abs(north), abs(to_east), abs(to_north)):
        return 0
    return 1 if area > 0 else -1
