"""Weights: parts that sum to one, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.errors import UsageError
from likewise.search.ranking.weights import shares

weight = st.one_of(st.just(0.0), st.floats(1e-300, 1e308))


@given(st.dictionaries(st.text(), weight).filter(lambda given: any(given.values())))
def test_shares_sum_to_one_in_the_ratio_of_the_weights(weights: dict[str, float]) -> None:
    found = shares(weights, weights)
    assert math.fsum(found.values()) == pytest.approx(1)
    most = max(weights, key=lambda name: weights[name])
    for name, share in found.items():
        assert share == pytest.approx(weights[name] / weights[most] * found[most])


def test_a_leg_without_a_weight_has_one_and_one_of_weight_zero_is_left_out() -> None:
    assert shares({"image": 3, "keyword": 0}, ["text", "image", "keyword"]) == {
        "text": 0.25,
        "image": 0.75,
    }


@pytest.mark.parametrize(
    ("weights", "legs", "problem"),
    [
        ({"images": 1}, ["text", "image"], "'images', which.*text, image"),
        ({"text": -1}, ["text"], "'text' is -1"),
        ({"text": math.nan}, ["text"], "'text' is nan"),
        ({"text": math.inf}, ["text"], "'text' is inf"),
        ({"text": 0}, ["text"], "above 0"),
        ({}, [], "above 0"),
        ({}, ["keyword", "text", "keyword"], "two legs called 'keyword'"),
    ],
)
def test_weights_that_cannot_be_are_refused(
    weights: dict[str, float], legs: list[str], problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        shares(weights, legs)
