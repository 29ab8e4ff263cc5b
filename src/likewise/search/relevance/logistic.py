"""Logistic: the chance of one of two outcomes, as it rises with one number.

Source: Platt 1999, "Probabilistic outputs for support vector machines", sections 2.1 to 2.3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
"""Shape (n,), float64."""

_STEPS = 100
_SMALL = 1e-10
_RIDGE = 1e-9  # keeps the matrix invertible where all numbers are alike


class Line(NamedTuple):
    """The log-odds of the outcome as a line: `slope * number + intercept`."""

    slope: float
    intercept: float


def fit(happened: Numbers, otherwise: Numbers) -> Line:
    """The likeliest line, by the numbers at which the outcome happened, and at which it did not.

    Newton's method, a step being halved as long as it does not help. The outcomes are smoothed as
    Platt does it, so that two groups that do not overlap have a finite slope too.
    """
    numbers = np.concatenate([happened, otherwise])
    centre, spread = float(numbers.mean()), max(_SMALL, float(numbers.std()))
    x = np.column_stack([(numbers - centre) / spread, np.ones(len(numbers))])
    targets = np.concatenate(
        [
            np.full(len(happened), (len(happened) + 1) / (len(happened) + 2)),
            np.full(len(otherwise), 1 / (len(otherwise) + 2)),
        ]
    )
    weights, loss = np.zeros(2), _loss(x @ np.zeros(2), targets)
    for _ in range(_STEPS):
        chances = chance(x @ weights)
        curvature = (x * (chances * (1 - chances))[:, None]).T @ x + _RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, x.T @ (targets - chances))
        while (after := _loss(x @ (weights + step), targets)) > loss and np.abs(
            step
        ).max() > _SMALL:
            step = step / 2
        weights, loss = weights + step, after
        if np.abs(step).max() <= _SMALL:
            break
    slope = float(weights[0] / spread)
    return Line(slope, float(weights[1]) - slope * centre)


def chance(log_odds: Numbers) -> Numbers:
    """The probability of given log-odds; never overflows."""
    small = np.exp(-np.abs(log_odds))
    return np.asarray(np.where(log_odds >= 0, 1.0, small) / (1 + small), np.float64)


def _loss(log_odds: Numbers, targets: Numbers) -> float:
    """Minus the log-likelihood of the targets."""
    return float(np.sum(np.logaddexp(0, log_odds) - targets * log_odds))
