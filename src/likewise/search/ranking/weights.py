"""Weights: how much each leg of a search counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from likewise.errors import UsageError


def shares(weights: Mapping[str, float], legs: Iterable[str]) -> Mapping[str, float]:
    """Each leg's part of the whole, in the legs' order; those that do not count are left out.

    Args:
        weights: Leg's name to weight; a leg that is not named has weight 1.
        legs: The names of the legs that there are.

    Raises:
        UsageError: A weight is of no leg, negative or not finite; none is above 0; or two legs
            have one name.
    """
    names = tuple(legs)
    for name in set(names):
        if names.count(name) > 1:
            raise UsageError(
                f"The search looks at two legs called {name!r}.",
                remedy="Give the catalogue's vectors another name.",
            )
    strangers = [name for name in weights if name not in names]
    if strangers:
        raise UsageError(
            f"There is a weight for {strangers[0]!r}, which this search does not look at.",
            remedy=f"It looks at {', '.join(names) or 'nothing'}.",
        )
    for name, weight in weights.items():
        if not 0 <= weight < math.inf:
            raise UsageError(
                f"The weight of {name!r} is {weight}.", remedy="Use 0 or a positive number."
            )
    given = {name: float(weights.get(name, 1)) for name in names}
    # Divided by the largest first: the sum of huge weights is infinite, that of parts is not.
    most = max(given.values(), default=0)
    if not most:
        raise UsageError("No leg of the search has a weight above 0.", remedy="Give one to some.")
    parts = {name: weight / most for name, weight in given.items()}
    whole = math.fsum(parts.values())
    return {name: part / whole for name, part in parts.items() if part}
