"""Placing: where something lies among neighbours whose places are known."""

from __future__ import annotations

import numpy as np

from likewise.index.redis.maps import Points

NEIGHBOURS = 5
"""Among so many something is placed: docs/decisions/0026-maps.md."""

_ROUNDS = 60
_NO_DISTANCE = 1e-6


def amid(neighbours: Points) -> Points:
    """The point from which the way to all of them is shortest in all: shape (2,).

    Unlike their mean it stays with most of them where one lies elsewhere, so that nothing lands in
    the empty middle between two groups.

    Args:
        neighbours: At least one.
    """
    points = neighbours.astype(np.float64)
    found = points.mean(axis=0)
    for _ in range(_ROUNDS):  # Weiszfeld's way
        weights = 1 / (np.linalg.norm(points - found, axis=1) + _NO_DISTANCE)
        found = (points * weights[:, np.newaxis]).sum(axis=0) / weights.sum()
    return np.asarray(found, np.float32)
