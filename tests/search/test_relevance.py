"""Calibrations: values that turn cosines into probabilities and back."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.search.ranking.legs import Asker
from likewise.search.relevance.relevance import Bin, Calibration, Calibrations, Quality

QUALITY = Quality(
    pairs=60,
    precision=0.9,
    recall=0.85,
    brier=0.1,
    error=0.03,
    curve=(Bin(0.1, 0.05, 40), Bin(0.9, 0.95, 80)),
    origins={"title": 40, "tag": 20},
)
CALIBRATION = Calibration(18.0, 0.37, QUALITY)

CALIBRATIONS = st.builds(
    Calibration,
    slope=st.floats(0.5, 200),
    half=st.floats(-1, 1),
    quality=st.just(QUALITY),
)


@given(CALIBRATIONS, st.floats(0.001, 0.999))
def test_the_cosine_of_a_probability_has_that_probability(made: Calibration, p: float) -> None:
    assert float(made.probability(made.similarity_at(p))) == pytest.approx(p)


@given(CALIBRATIONS, st.floats(-1, 1), st.floats(-1, 1))
def test_what_is_nearer_is_never_less_relevant(made: Calibration, a: float, b: float) -> None:
    near, far = made.probability([max(a, b), min(a, b)])
    assert 0 <= far <= near <= 1


@given(CALIBRATIONS, st.floats(0.01, 0.99), st.floats(-1, 1))
def test_a_threshold_on_either_side_leaves_the_same_items(
    made: Calibration, p: float, cosine: float
) -> None:
    least = made.similarity_at(p)
    if abs(cosine - least) > 1e-9:
        assert (cosine >= least) == (float(made.probability(cosine)) >= p)


def test_a_half_is_where_it_says() -> None:
    assert CALIBRATION.similarity_at(0.5) == 0.37
    assert float(CALIBRATION.probability(0.37)) == 0.5


def test_many_cosines_are_read_at_once_in_their_shape() -> None:
    cosines = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)
    assert CALIBRATION.probability(cosines).shape == (2, 3)


def test_everything_is_relevant_with_probability_0_and_nothing_surely_is() -> None:
    assert CALIBRATION.similarity_at(0) == -math.inf
    assert CALIBRATION.similarity_at(1) == math.inf
    assert CALIBRATION.similarity_at(1 - 1e-12) > 1


@pytest.mark.parametrize(
    ("slope", "half"), [(0, 0.5), (-3, 0.5), (math.nan, 0.5), (math.inf, 0.5), (3, math.nan)]
)
def test_what_does_not_rise_is_no_calibration(slope: float, half: float) -> None:
    with pytest.raises(ValueError, match="A calibration rises"):
        Calibration(slope, half, QUALITY)


def test_calibrations_come_back_from_json_as_they_were() -> None:
    made = Calibrations(
        {("text", Asker.WORDS): CALIBRATION, ("image", Asker.ITEM): replace(CALIBRATION, half=0.1)},
        {("concept", Asker.WORDS): "3 known pairs, and 50 are needed"},
    )
    assert Calibrations.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_calibrations_are_found_by_vector_and_asker() -> None:
    made = Calibrations({("text", Asker.WORDS): CALIBRATION})
    assert made.of("text", Asker.WORDS) is CALIBRATION
    assert made.of("text", Asker.ITEM) is None
    assert made.of("image", Asker.WORDS) is None
    assert Calibrations().of("text", Asker.WORDS) is None
