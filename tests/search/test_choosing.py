"""Choosing: which setting is taken, by tables of what was measured."""

from __future__ import annotations

import pytest

from likewise.catalogue.index_recipe import Policy
from likewise.index.search_setting import SearchSetting
from likewise.search.tuning.choosing import choose_steps, choose_unfiltered, why_flat
from likewise.search.tuning.tuning import COMPARE_ALL, Reading, Step

NARROW, MIDDLE, WIDE = (SearchSetting(width, Policy.AUTO) for width in (100, 200, 400))


def reading(
    share: float | None, setting: SearchSetting, recall: float, ms: float, doubt: float = 0.0
) -> Reading:
    return Reading(share, setting, recall, doubt, p50_ms=ms, p95_ms=2 * ms, mean_ms=ms)


def compared(share: float, ms: float) -> Reading:
    return reading(share, COMPARE_ALL, 1.0, ms)


def test_without_a_filter_the_quickest_that_holds_is_taken() -> None:
    readings = [
        reading(None, NARROW, 0.97, 0.3),
        reading(None, WIDE, 0.999, 1.2),
        reading(None, MIDDLE, 0.985, 0.6),
    ]
    assert choose_unfiltered(readings, 0.98).setting == MIDDLE
    assert choose_unfiltered(readings, 0.95).setting == NARROW


def test_what_holds_only_by_chance_is_not_taken() -> None:
    readings = [reading(None, NARROW, 0.981, 0.3, doubt=0.004), reading(None, WIDE, 0.99, 1.2)]
    assert choose_unfiltered(readings, 0.98).setting == WIDE


def test_where_none_holds_the_best_is_taken() -> None:
    readings = [reading(None, NARROW, 0.8, 0.3), reading(None, WIDE, 0.9, 1.2)]
    assert choose_unfiltered(readings, 0.98).setting == WIDE


@pytest.mark.parametrize(
    ("recall", "exact_ms", "why"),
    [
        (0.98, 9.0, ""),
        (0.98, 0.5, "to compare all is as quick"),
        (0.99, 9.0, "no setting that was tried finds 99% of the nearest"),
    ],
)
def test_flat_is_advised_where_a_graph_is_no_quicker_or_finds_too_little(
    recall: float, exact_ms: float, why: str
) -> None:
    readings = [reading(None, NARROW, 0.97, 0.3), reading(None, MIDDLE, 0.985, 0.6)]
    everything = reading(None, COMPARE_ALL, 1.0, exact_ms)
    chosen = choose_unfiltered([*readings, everything], recall)
    assert chosen.setting == MIDDLE
    assert why_flat(chosen, [*readings, everything], recall) == why


def test_few_candidates_are_all_compared_and_many_are_walked_to() -> None:
    readings = [
        reading(0.1, NARROW, 0.99, 1.0),
        compared(0.1, 8.0),
        reading(0.01, NARROW, 0.9, 3.0),
        compared(0.01, 0.8),
    ]
    steps = choose_steps(readings, 100_000, 0.98)
    assert steps == (Step(10_000, NARROW), Step(0, COMPARE_ALL))


def test_a_setting_must_hold_at_both_ends_of_its_step() -> None:
    readings = [
        *(reading(0.5, NARROW, 0.99, 1.0), reading(0.5, WIDE, 0.999, 3.0), compared(0.5, 20.0)),
        *(reading(0.1, NARROW, 0.90, 1.0), reading(0.1, WIDE, 0.99, 3.0), compared(0.1, 15.0)),
        *(reading(0.01, NARROW, 0.5, 9.0), reading(0.01, WIDE, 0.6, 9.0), compared(0.01, 0.5)),
    ]
    assert choose_steps(readings, 1000, 0.98) == (
        Step(500, NARROW),
        Step(100, WIDE),
        Step(0, COMPARE_ALL),
    )


def test_one_setting_for_all_is_taken_where_it_costs_little_more() -> None:
    readings = [
        *(reading(0.5, NARROW, 0.99, 2.0), reading(0.5, WIDE, 0.999, 2.2), compared(0.5, 20.0)),
        *(reading(0.1, NARROW, 0.90, 1.0), reading(0.1, WIDE, 0.99, 1.5), compared(0.1, 9.0)),
    ]
    assert choose_steps(readings, 1000, 0.98) == (Step(0, WIDE),)


def test_all_are_compared_where_nothing_else_holds_or_nothing_was_measured() -> None:
    readings = [reading(0.5, NARROW, 0.9, 1.0), compared(0.5, 50.0)]
    assert choose_steps(readings, 1000, 0.98) == (Step(0, COMPARE_ALL),)
    assert choose_steps([], 1000, 0.98) == (Step(0, COMPARE_ALL),)


def test_a_setting_that_was_not_measured_at_a_share_is_not_taken_there() -> None:
    readings = [
        *(reading(0.5, NARROW, 0.99, 1.0), compared(0.5, 20.0)),
        *(reading(0.1, WIDE, 0.99, 1.0), compared(0.1, 3.0)),
    ]
    assert choose_steps(readings, 1000, 0.98) == (Step(500, NARROW), Step(0, COMPARE_ALL))


@pytest.mark.parametrize("recall", [0.9, 0.98, 0.999])
def test_whatever_is_chosen_held_the_recall_wherever_it_was_measured(recall: float) -> None:
    readings = [
        reading(share, setting, 1 - lack * (1 + 3 * (1 - share)), ms, doubt=0.001)
        for share in (0.5, 0.2, 0.1, 0.01)
        for setting, lack, ms in ((NARROW, 0.02, 1.0), (MIDDLE, 0.005, 2.0), (WIDE, 0.0, 4.0))
    ] + [compared(share, 100 * share) for share in (0.5, 0.2, 0.1, 0.01)]
    steps = choose_steps(readings, 10_000, recall)
    for each in readings:
        candidates = round((each.share or 0) * 10_000)
        step = next(step for step in steps if candidates >= step.candidates)
        if each.setting == step.setting:
            assert each.recall >= recall
