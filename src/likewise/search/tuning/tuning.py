"""Tuning: how the graph of each vector is searched, so that it misses no more than agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from likewise.catalogue.index_recipe import Policy
from likewise.index.search_setting import SearchSetting

RECALL = 0.98
"""The share of the ten nearest that a search finds, unless another is asked for."""

COMPARE_ALL = SearchSetting(1, Policy.ADHOC_BF)
"""Exact, and the quickest where few documents meet a filter."""


class Reading(NamedTuple):
    """What a setting did under filters that admit a share of the documents.

    Attributes:
        share: Of the documents, at most 1; None for searches without a filter.
        setting: How the graph was searched.
        recall: Mean share of the ten nearest that were found.
        doubt: The standard error of that mean.
        p50_ms: Median time of a search as its caller sees it, in milliseconds.
        p95_ms: The time that one in twenty searches exceeds.
        mean_ms: Mean time, the slowest twentieth left out.
    """

    share: float | None
    setting: SearchSetting
    recall: float
    doubt: float
    p50_ms: float
    p95_ms: float
    mean_ms: float

    def holds(self, recall: float) -> bool:
        """Whether it reaches that recall, by more than chance."""
        return self.recall - self.doubt >= recall


class Step(NamedTuple):
    """How the graph is searched where at least so many documents meet the filter."""

    candidates: int
    setting: SearchSetting


def step_for(steps: Sequence[Step], candidates: int) -> SearchSetting:
    """The setting of the first step that so many candidates reach; else that of the last."""
    reached = (step.setting for step in steps if candidates >= step.candidates)
    return next(reached, steps[-1].setting)


@dataclass(frozen=True, slots=True)
class VectorTuning:
    """How the graph of one vector is searched.

    Attributes:
        unfiltered: Without a filter.
        steps: Under a filter, the most candidates first; the last step is for any number.
        before: What searches did without the tuning.
        after: What they do with it, for the same queries.
        flat: Why FLAT would serve better, in words; empty where it would not.
    """

    unfiltered: SearchSetting
    steps: tuple[Step, ...]
    before: tuple[Reading, ...] = ()
    after: tuple[Reading, ...] = ()
    flat: str = ""

    @property
    def counts(self) -> bool:
        """Whether the setting depends on how many documents meet the filter."""
        return len(self.steps) > 1

    def setting(self, candidates: int | None) -> SearchSetting:
        """The setting where so many documents meet the filter; None for no filter."""
        return self.unfiltered if candidates is None else step_for(self.steps, candidates)


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the graphs of a catalogue's index are searched.

    Attributes:
        recall: What is held.
        documents: How many there were when it was measured.
        vectors: By name.
    """

    recall: float
    documents: int
    vectors: Mapping[str, VectorTuning]

    def to_json(self) -> dict[str, Any]:
        """As plain values; `from_json` reads it back."""
        return {
            "recall": self.recall,
            "documents": self.documents,
            "vectors": {name: _vector_json(each) for name, each in self.vectors.items()},
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The tuning that `to_json` wrote."""
        vectors = {name: _vector_of(each) for name, each in plain["vectors"].items()}
        return cls(plain["recall"], plain["documents"], vectors)


def search_setting(
    tuning: Tuning | None, vector: str, candidates: int | None
) -> SearchSetting | None:
    """How a graph is searched for ten neighbours; None where that was not tuned.

    Args:
        tuning: Of the catalogue, if there is one.
        vector: The name of the vector.
        candidates: How many documents meet the filter; None without a filter.
    """
    tuned = None if tuning is None else tuning.vectors.get(vector)
    return None if tuned is None else tuned.setting(candidates)


def _vector_json(tuned: VectorTuning) -> dict[str, Any]:
    return {
        "unfiltered": list(tuned.unfiltered),
        "steps": [[step.candidates, list(step.setting)] for step in tuned.steps],
        "before": [_reading_json(each) for each in tuned.before],
        "after": [_reading_json(each) for each in tuned.after],
        "flat": tuned.flat,
    }


def _vector_of(plain: Mapping[str, Any]) -> VectorTuning:
    return VectorTuning(
        SearchSetting.from_json(plain["unfiltered"]),
        tuple(Step(count, SearchSetting.from_json(each)) for count, each in plain["steps"]),
        tuple(_reading_of(each) for each in plain["before"]),
        tuple(_reading_of(each) for each in plain["after"]),
        plain["flat"],
    )


def _reading_json(reading: Reading) -> dict[str, Any]:
    return reading._asdict() | {"setting": list(reading.setting)}


def _reading_of(plain: Mapping[str, Any]) -> Reading:
    return Reading(**(dict(plain) | {"setting": SearchSetting.from_json(plain["setting"])}))
