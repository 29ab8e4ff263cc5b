"""Tuning: which setting a search gets, and that it is kept as it was."""

from __future__ import annotations

import json

import pytest

from likewise.catalogue.index_recipe import Policy
from likewise.index.search_setting import SearchSetting
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.relevance import Calibrations
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import (
    COMPARE_ALL,
    Reading,
    Step,
    Tuning,
    VectorTuning,
    search_setting,
)

NARROW, WIDE = SearchSetting(100, Policy.AUTO), SearchSetting(400, Policy.BATCHES, 1000)
READING = Reading(0.1, WIDE, 0.991, 0.002, 1.5, 2.5, 1.6)
VECTOR = VectorTuning(
    NARROW,
    (Step(5000, NARROW), Step(1000, WIDE), Step(0, COMPARE_ALL)),
    before=(READING._replace(share=None), READING),
    after=(READING._replace(share=None, setting=NARROW), READING),
    flat="to compare all is as quick",
)
TUNING = Tuning(0.98, 100_000, {"text": VECTOR})


@pytest.mark.parametrize(
    ("candidates", "setting"),
    [
        (None, NARROW),
        (100_000, NARROW),
        (5000, NARROW),
        (4999, WIDE),
        (1000, WIDE),
        (999, COMPARE_ALL),
        (0, COMPARE_ALL),
    ],
)
def test_the_setting_is_that_of_the_step_that_the_candidates_reach(
    candidates: int | None, setting: SearchSetting
) -> None:
    assert search_setting(TUNING, "text", candidates) == setting


def test_where_nothing_was_tuned_there_is_no_setting() -> None:
    assert search_setting(None, "text", 5) is None
    assert search_setting(TUNING, "image", 5) is None


def test_a_rule_of_one_step_needs_no_count() -> None:
    assert VECTOR.counts
    assert not VectorTuning(NARROW, (Step(0, NARROW),)).counts


def test_a_tuning_comes_back_from_json_as_it_was() -> None:
    assert Tuning.from_json(json.loads(json.dumps(TUNING.to_json()))) == TUNING


def test_what_was_learnt_comes_back_from_its_text_as_it_was() -> None:
    calibrations = Calibrations(missing={("text", Asker.WORDS): "too few"})
    for made in (
        Tuned(),
        Tuned(calibrations, None, "2026-11-23T12:00:00+00:00"),
        Tuned(calibrations, TUNING, "2026-11-23T12:00:00+00:00"),
    ):
        assert Tuned.parse(made.to_text()) == made


def test_nothing_was_learnt_where_there_is_no_text_or_another_version_wrote_it() -> None:
    assert Tuned.parse("") == Tuned()
    assert Tuned.parse('{"layout": 0, "found": 1}') == Tuned()
    assert Tuned().at == ""
