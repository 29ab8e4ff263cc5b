"""Judging: how well probabilities of relevance agree with what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from likewise.search.relevance.logistic import Numbers
from likewise.search.relevance.relevance import RELEVANT, Bin, Quality

A_COIN = 0.25
"""The Brier score of one that always says a half."""

_BINS = 10


def judge(known: Numbers, random: Numbers, origins: Mapping[str, int]) -> Quality:
    """How well probabilities fit the truth.

    Args:
        known: Those that were given to known pairs: shape (n,).
        random: Those that were given to as many random ones.
        origins: From how pairs came to be known to how many did.
    """
    said = np.concatenate([known, random])
    truth = np.concatenate([np.ones(len(known)), np.zeros(len(random))])
    right, taken = int((known >= RELEVANT).sum()), int((said >= RELEVANT).sum())
    curve = tuple(_curve(said, truth))
    return Quality(
        pairs=len(known),
        precision=right / max(1, taken),
        recall=right / max(1, len(known)),
        brier=float(np.mean((said - truth) ** 2)) if len(said) else A_COIN,
        error=sum(abs(each.said - each.seen) * each.pairs for each in curve) / max(1, len(said)),
        curve=curve,
        origins=origins,
    )


def _curve(said: Numbers, truth: Numbers) -> Iterator[Bin]:
    bins = np.minimum((said * _BINS).astype(int), _BINS - 1)
    for number in range(_BINS):
        rows = bins == number
        if rows.any():
            yield Bin(float(said[rows].mean()), float(truth[rows].mean()), int(rows.sum()))
