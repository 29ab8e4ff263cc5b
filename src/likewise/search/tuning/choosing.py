"""Choosing: the quickest way to search a graph, among those that were measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from likewise.index.search_setting import SearchSetting
from likewise.search.tuning.tuning import COMPARE_ALL, Reading, Step, step_for

_DEARER = 1.25  # so much more may a simpler rule cost
_REST = Step(0, COMPARE_ALL)

_Table = Mapping[SearchSetting, Reading]


def choose_unfiltered(readings: Sequence[Reading], recall: float) -> Reading:
    """The quickest walk that holds the recall; where none does, that of the highest."""
    walks = [reading for reading in readings if reading.setting != COMPARE_ALL]
    holding = [reading for reading in walks if reading.holds(recall)]
    if holding:
        return min(holding, key=lambda reading: reading.mean_ms)
    return max(walks, key=lambda reading: reading.recall)


def why_flat(chosen: Reading, readings: Sequence[Reading], recall: float) -> str:
    """Why an index without a graph would serve better, in words; empty where it would not.

    Args:
        chosen: The walk without a filter.
        readings: What every setting did without a filter, `COMPARE_ALL` among them.
        recall: What is to be held.
    """
    if not chosen.holds(recall):
        return f"no setting that was tried finds {recall:.0%} of the nearest"
    everything = next(each for each in readings if each.setting == COMPARE_ALL)
    return "to compare all is as quick" if everything.mean_ms <= chosen.mean_ms else ""


def choose_steps(readings: Iterable[Reading], documents: int, recall: float) -> tuple[Step, ...]:
    """The quickest rule that holds the recall under filters of every share that was measured.

    What is simpler is preferred where it costs little more: the same setting as for larger shares,
    comparing all, and one setting for all shares, as then nobody has to count what meets a filter.

    Args:
        readings: At each share one of every setting, `COMPARE_ALL` among them.
        documents: How many there are.
        recall: What is to be held.
    """
    tables: dict[float, dict[SearchSetting, Reading]] = {}
    for reading in readings:
        if reading.share is not None:
            tables.setdefault(reading.share, {})[reading.setting] = reading
    if not tables:
        return (_REST,)
    shares = sorted(tables, reverse=True)
    steps = _steps([(round(share * documents), tables[share]) for share in shares], recall)
    simple = (Step(0, _cheapest_of_all([tables[share] for share in shares], recall)),)

    def cost(rule: Sequence[Step]) -> float:
        return sum(
            tables[share][step_for(rule, round(share * documents))].mean_ms for share in shares
        )

    return simple if cost(simple) <= _DEARER * cost(steps) else steps


def _steps(tables: Sequence[tuple[int, _Table]], recall: float) -> tuple[Step, ...]:
    """A step down to each number of candidates; its setting holds the recall at both its ends."""
    steps: list[Step] = []
    for (_, above), (candidates, here) in zip([tables[0], *tables], tables, strict=False):
        costs = {
            setting: max(above[setting].mean_ms, here[setting].mean_ms)
            for setting in _holding([above, here], recall)
        }
        allowed = _DEARER * min(costs.values())
        if steps and costs.get(steps[-1].setting, math.inf) <= allowed:
            best = steps.pop().setting
        elif costs[COMPARE_ALL] <= allowed:
            best = COMPARE_ALL
        else:
            best = min(costs, key=costs.__getitem__)
        steps.append(Step(candidates, best))
    if steps[-1].setting == COMPARE_ALL:
        steps.pop()
    return (*steps, _REST)


def _cheapest_of_all(tables: Sequence[_Table], recall: float) -> SearchSetting:
    return min(
        _holding(tables, recall),
        key=lambda setting: sum(table[setting].mean_ms for table in tables),
    )


def _holding(tables: Sequence[_Table], recall: float) -> list[SearchSetting]:
    """The settings that hold the recall in every table; `COMPARE_ALL` always does."""
    return [
        setting
        for setting in tables[0]
        if all(setting in table and table[setting].holds(recall) for table in tables)
    ]
