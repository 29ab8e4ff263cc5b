"""Logistic regression: what the fit is, by what it must be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_allclose

from likewise.search.relevance.logistic import Line, Numbers, chance, fit

COSINES = arrays.arrays(
    np.float64, st.integers(2, 60), elements=st.floats(-1, 1, allow_subnormal=False)
)


def targets(happened: Numbers, otherwise: Numbers) -> Numbers:
    """Platt's, section 2.2."""
    high = (len(happened) + 1) / (len(happened) + 2)
    return np.repeat([high, 1 / (len(otherwise) + 2)], [len(happened), len(otherwise)])


def test_the_line_that_made_the_outcomes_is_found_again() -> None:
    random = np.random.default_rng(0)
    numbers = random.uniform(-1, 1, 40_000)
    came = random.uniform(size=len(numbers)) < chance(8.0 * numbers - 2.0)
    found = fit(numbers[came], numbers[~came])
    assert found.slope == pytest.approx(8, rel=0.05)
    assert found.intercept == pytest.approx(-2, rel=0.05)


def test_groups_that_do_not_overlap_have_a_finite_slope() -> None:
    found = fit(np.full(50, 0.9), np.full(50, 0.1))
    assert 0 < found.slope < 100
    assert chance(np.array([found.slope * 0.9 + found.intercept]))[0] == pytest.approx(51 / 52)


def test_numbers_that_say_nothing_have_no_slope() -> None:
    assert fit(np.full(9, 0.3), np.full(9, 0.3)).slope == pytest.approx(0, abs=1e-6)
    assert fit(np.array([0.1, 0.9]), np.array([0.1, 0.9])).slope == pytest.approx(0, abs=1e-6)


def test_a_slope_may_fall() -> None:
    assert fit(np.linspace(-1, 0.1, 30), np.linspace(-0.1, 1, 30)).slope < -1


@given(COSINES, COSINES)
def test_no_line_is_likelier(happened: Numbers, otherwise: Numbers) -> None:
    """The likelihood has no slope at its maximum: what is said agrees with the targets."""
    line = fit(happened, otherwise)
    numbers = np.concatenate([happened, otherwise])
    missed = targets(happened, otherwise) - chance(line.slope * numbers + line.intercept)
    assert_allclose(missed.sum(), 0, atol=1e-5)
    spread = max(1e-9, numbers.std())
    assert_allclose((missed * (numbers - numbers.mean()) / spread).sum(), 0, atol=1e-4)


@pytest.mark.parametrize("move", [-0.7, 0.3, 5.0])
def test_the_line_moves_with_the_numbers(move: float) -> None:
    random = np.random.default_rng(1)
    happened, otherwise = random.normal(0.6, 0.2, 300), random.normal(0.2, 0.1, 300)
    here, there = fit(happened, otherwise), fit(happened + move, otherwise + move)
    moved = Line(here.slope, here.intercept - here.slope * move)
    assert_allclose(there, moved, rtol=1e-6)


def test_chances_are_those_of_their_odds_and_never_overflow() -> None:
    low, high = 1 / (1 + np.e), np.e / (1 + np.e)
    assert_allclose(chance(np.array([-1e4, -1.0, 0.0, 1.0, 1e4])), [0, low, 0.5, high, 1])
