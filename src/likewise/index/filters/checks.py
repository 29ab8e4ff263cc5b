"""Checks: what a condition may hold, however it was written."""

from __future__ import annotations

import math
from collections.abc import Sequence

from likewise.errors import FilterError
from likewise.index.filters.places import Place, self_crossing

MOST_TAGS = 1000
"""Of one condition."""

MOST_POINTS = 500
"""Of one polygon, each line of which is compared with each other."""

MOST_EDITS = 3
"""As far as the search module looks for words alike."""

MOST_TAG_BYTES = 4096
"""What is behind them, the search module does not compare."""

MOST_LON, MOST_LAT = 180.0, 85.05112878
"""As far as Redis goes."""

FIRST_SECOND, LAST_SECOND = -62_135_596_800.0, 253_402_300_800.0
"""The beginning of the year 1, and the end of 9999, in seconds since 1970."""

_MOST_TEXT = 1000  # characters
_MOST_SLANT = 1_000_000.0  # metres of radius times the tangent of the latitude
_METRES_A_DEGREE = 111_225.0
_MOST_REACH = 85.0


def check_text(name: str, text: object) -> None:
    """Refuses what is no text, has none, or could not be sent to Redis."""
    if not isinstance(text, str):
        raise FilterError(f"The filter on {name!r} needs a text, but has {text!r}.")
    if not text.strip():
        raise FilterError(f"The filter on {name!r} has an empty text.")
    if len(text) > _MOST_TEXT:
        raise FilterError(
            f"The filter on {name!r} has a text of {len(text):,} characters; the most are "
            f"{_MOST_TEXT:,}."
        )
    check_encodable(name, text)


def check_encodable(name: str, text: str) -> None:
    """Refuses half a character (a surrogate), which has no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise FilterError(f"The filter on {name!r} has half a character (a surrogate).") from None


def check_tags(name: str, tags: Sequence[object]) -> None:
    """Refuses no tags, too many, and those that no item can have."""
    if not tags:
        raise FilterError(f"The filter on {name!r} needs at least one tag.")
    if len(tags) > MOST_TAGS:
        raise FilterError(
            f"The filter on {name!r} has {len(tags):,} tags; the most are {MOST_TAGS:,}."
        )
    for tag in tags:
        if not isinstance(tag, str):
            raise FilterError(f"{name!r} is a tag, so the filter needs a text, but has {tag!r}.")
        if not tag:
            raise FilterError(f"The filter on {name!r} has an empty tag, which no item can have.")
        check_encodable(name, tag)
        if len(tag.encode()) > MOST_TAG_BYTES:
            raise FilterError(
                f"The filter on {name!r} has a tag of more than {MOST_TAG_BYTES:,} bytes, which "
                "cannot be compared."
            )


def check_number(name: str, number: object) -> None:
    """Refuses what is no number, or cannot be kept exactly; the infinite may be a bound."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise FilterError(f"{name!r} is a number, but the filter has {number!r}.")
    try:
        exact = not math.isnan(number) and float(number) == number
    except OverflowError:
        exact = False
    if not exact:
        raise FilterError(
            f"{name!r} needs a number in the filter that can be kept exactly, but has one that "
            "cannot.",
            remedy="Integers are exact up to 2^53.",
        )


def check_order(name: str, low: float, high: float) -> None:
    """Refuses a range that ends before it begins."""
    if low > high or low == math.inf or high == -math.inf:
        raise FilterError(
            f"The filter on {name!r} has a range that nothing can be in: it begins at {low:g} "
            f"and ends at {high:g}."
        )


def check_second(name: str, second: object) -> None:
    """Refuses a moment outside of the years 1 to 9999; the infinite may be a bound."""
    check_number(name, second)
    assert isinstance(second, int | float)  # noqa: S101 - for the type checker
    if math.isfinite(second) and not FIRST_SECOND <= second < LAST_SECOND:
        raise FilterError(f"The filter on {name!r} has a time outside of the years 1 to 9999.")


def check_edits(name: str, distance: object) -> None:
    """Refuses a distance between words that cannot be looked for."""
    if type(distance) is not int or not 1 <= distance <= MOST_EDITS:
        raise FilterError(
            f"The filter on {name!r} needs a distance from 1 to {MOST_EDITS}, but has {distance!r}."
        )


def check_place(name: str, lon: object, lat: object) -> None:
    """Refuses what is no place that Redis could hold."""
    for degrees, most, what in ((lon, MOST_LON, "longitude"), (lat, MOST_LAT, "latitude")):
        check_number(name, degrees)
        if abs(degrees) > most:  # type: ignore[arg-type] # the line above has found it a number
            raise FilterError(
                f"The filter on {name!r} needs a {what} up to {most:g} degrees, but has "
                f"{degrees:g}.",
                remedy="The longitude comes first.",
            )


def check_circle(name: str, lat: float, metres: object) -> None:
    """Refuses circles of no size, and those at whose edge the search module misses places.

    It looks in nine cells of a grid, which near the poles and for wide circles do not cover all
    of it: docs/decisions/0015-filters.md.
    """
    check_number(name, metres)
    assert isinstance(metres, int | float)  # noqa: S101 - for the type checker
    if not 0 < metres < math.inf:
        raise FilterError(f"The filter on {name!r} needs a distance above 0, but has {metres:g} m.")
    slant = math.tan(math.radians(abs(lat)))
    reach = (_MOST_REACH - abs(lat)) * _METRES_A_DEGREE
    most = min(reach, _MOST_SLANT / slant if slant else math.inf)
    if metres > most:
        raise FilterError(
            f"The filter on {name!r} has a circle of {metres / 1000:,.0f} km, which cannot be "
            f"searched exactly at that latitude.",
            remedy=f"Use at most {most // 1000:,.0f} km, or a polygon."
            if most >= 1000  # noqa: PLR2004 - metres
            else "Use a polygon.",
        )


def check_polygon(name: str, points: Sequence[Place]) -> None:
    """Refuses what is no polygon, or one whose lines cross."""
    if not 3 <= len(points) <= MOST_POINTS:  # noqa: PLR2004 - a triangle
        raise FilterError(
            f"The filter on {name!r} needs a polygon of 3 to {MOST_POINTS:,} different points, but "
            f"has {len(points):,}."
        )
    for lon, lat in points:
        check_place(name, lon, lat)
    if self_crossing(points):
        raise FilterError(
            f"The filter on {name!r} has a polygon whose lines touch or cross each other.",
            remedy="Give its points in the order in which they lie around it.",
        )
