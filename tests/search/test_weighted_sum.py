"""Weighted sum: equal to the mean over the whole catalogue, as far as it says so."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.errors import UsageError
from likewise.index.requests import Neighbour
from likewise.search.ranking.weighted_sum import Summed, candidates, weighted_sum
from rankings import IDS, Ranking, ranked

Similarities = Mapping[str, Mapping[str, float]]

cosines = st.one_of(st.floats(-1, 1), st.sampled_from([0.0, 0.25, 0.5]))
catalogues = st.fixed_dictionaries(
    {
        name: st.dictionaries(st.sampled_from(IDS), cosines, max_size=len(IDS))
        for name in ("text", "image", "concept")
    }
)
weights = st.fixed_dictionaries({}, optional={"text": st.floats(0.1, 5), "image": st.just(0.0)})


def legs(catalogue: Similarities, depth: int) -> Mapping[str, Ranking]:
    return {name: ranked(scores)[:depth] for name, scores in catalogue.items()}


def brute_force(catalogue: Similarities, given: Mapping[str, float]) -> dict[str, float]:
    whole = sum(given.get(name, 1) for name in catalogue)
    scores: dict[str, float] = {}
    for name, found in catalogue.items():
        for id_, cosine in found.items():
            if given.get(name, 1):
                part = given.get(name, 1) * max(0, cosine) / whole
                scores[id_] = scores.get(id_, 0) + part
    return scores


def test_an_item_has_the_weighted_mean_of_its_similarities() -> None:
    catalogue = {"text": {"a": 0.8, "b": 0.4}, "image": {"a": -0.5, "b": 0.6, "c": 1.0}}
    found = weighted_sum(legs(catalogue, 9), catalogue, weights={"text": 3}, depth=9)
    assert found.items == (
        Summed("a", pytest.approx(0.6), {"text": 0.8, "image": -0.5}),
        Summed("b", pytest.approx(0.45), {"text": 0.4, "image": 0.6}),
        Summed("c", pytest.approx(0.25), {"image": 1.0}),
    )
    assert found.settled == 3


@given(catalogues, weights)
def test_at_full_depth_the_ranking_is_that_of_all_items(
    catalogue: Similarities, given_weights: Mapping[str, float]
) -> None:
    depth = len(IDS) + 1
    found = weighted_sum(legs(catalogue, depth), catalogue, weights=given_weights, depth=depth)
    expected = brute_force(catalogue, given_weights)
    assert {item.id: item.score for item in found.items} == pytest.approx(expected, abs=1e-12)
    assert found.settled == len(expected)
    keys = [(-item.score, item.id) for item in found.items]
    assert keys == sorted(keys)


@given(catalogues, weights, st.integers(1, len(IDS)))
def test_what_is_settled_is_the_beginning_of_the_ranking_of_all_items(
    catalogue: Similarities, given_weights: Mapping[str, float], depth: int
) -> None:
    whole = weighted_sum(legs(catalogue, 99), catalogue, weights=given_weights, depth=99)
    reached = legs(catalogue, depth)
    known = {
        name: {id_: found[id_] for id_ in candidates(reached) if id_ in found}
        for name, found in catalogue.items()
    }
    found = weighted_sum(reached, known, weights=given_weights, depth=depth)
    assert found.items[: found.settled] == whole.items[: found.settled]
    deeper = weighted_sum(
        legs(catalogue, 2 * depth), catalogue, weights=given_weights, depth=2 * depth
    )
    assert deeper.settled >= found.settled


@given(catalogues, st.integers(1, 9))
def test_a_slider_at_its_end_gives_the_one_leg(catalogue: Similarities, depth: int) -> None:
    reached = legs(catalogue, depth)
    found = weighted_sum(
        reached, catalogue, weights={"text": 1, "image": 0, "concept": 0}, depth=depth
    )
    above = [each.id for each in reached["text"] if each.score > 0]
    assert [item.id for item in found.items][: len(above)] == above
    assert {item.id for item in found.items} == {each.id for each in reached["text"]}


def test_candidates_are_the_items_of_all_legs_by_id() -> None:
    reached = {"text": ranked({"b": 1, "a": 0}), "image": (Neighbour("c", 1),)}
    assert candidates(reached) == ("a", "b", "c")


def test_a_weight_of_no_leg_is_refused() -> None:
    with pytest.raises(UsageError, match="'sound'"):
        weighted_sum({"text": ()}, {"text": {}}, weights={"sound": 1}, depth=1)
