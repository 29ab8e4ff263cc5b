"""Judging: figures of quality against ones that were worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.search.relevance.judging import A_COIN, judge

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_the_figures_of_a_small_case() -> None:
    found = judge(np.array([0.95, 0.55, 0.35]), np.array([0.05, 0.52, 0.1]), {"title": 3})
    assert found.pairs == 3
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 3)
    squares = [0.05**2, 0.45**2, 0.65**2, 0.05**2, 0.52**2, 0.1**2]
    assert found.brier == pytest.approx(sum(squares) / 6)
    assert [(round(b.said, 3), b.seen, b.pairs) for b in found.curve] == [
        (0.05, 0, 1),
        (0.1, 0, 1),
        (0.35, 1, 1),
        (0.535, 0.5, 2),
        (0.95, 1, 1),
    ]
    assert found.error == pytest.approx((0.05 + 0.1 + 0.65 + 2 * 0.035 + 0.05) / 6)
    assert found.origins == {"title": 3}


def test_who_knows_everything_makes_no_error() -> None:
    found = judge(np.ones(5), np.zeros(5), {})
    assert (found.precision, found.recall, found.brier, found.error) == (1, 1, 0, 0)


def test_who_says_a_half_is_as_good_as_a_coin_and_makes_no_error_of_calibration() -> None:
    found = judge(np.full(5, 0.5), np.full(5, 0.5), {})
    assert (found.precision, found.recall) == (0.5, 1)
    assert found.brier == A_COIN
    assert found.error == 0


def test_who_finds_nothing_relevant_has_neither_precision_nor_recall() -> None:
    found = judge(np.full(3, 0.4), np.full(3, 0.1), {})
    assert (found.precision, found.recall) == (0, 0)


@given(CHANCES)
def test_the_curve_has_every_pair_once_and_its_means_lie_in_their_bins(said: list[float]) -> None:
    found = judge(np.array(said), np.array(said[::-1]), {})
    assert sum(each.pairs for each in found.curve) == 2 * len(said)
    assert [each.said for each in found.curve] == sorted(each.said for each in found.curve)
    assert all(each.seen == 0.5 for each in found.curve)
