"""Fusion: the score of an item, the order of blocks, and pages that fit each other."""

import math
from collections.abc import Sequence
from itertools import islice, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likewise.errors import UsageError
from likewise.index.requests import Neighbour
from likewise.search.ranking.fusion import (
    BLOCK,
    Fused,
    Fusion,
    Leg,
    Place,
    RankFusion,
    Scale,
    ScoreFusion,
    depth,
    fuse,
)
from rankings import ranked, rankings

NAMES = ("text", "image", "keyword")
LONG = 3 * BLOCK + 17


def leg(name: str, ranking: Sequence[Neighbour]) -> Leg:
    return Leg(name, ranking, Scale.BM25 if name == "keyword" else Scale.SIMILARITY)


def of(**scores: dict[str, float]) -> list[Leg]:
    return [leg(name, ranked(given)) for name, given in scores.items()]


def ids(fused: Sequence[Fused]) -> list[str]:
    return [each.id for each in fused]


weights = st.dictionaries(st.sampled_from(NAMES), st.floats(0.01, 10), max_size=3)
fusions = st.one_of(
    st.builds(RankFusion, weights, st.floats(0, 200)), st.builds(ScoreFusion, weights)
)
some_legs = st.tuples(rankings(), rankings(), rankings(0, 30)).map(
    lambda found: [leg(name, ranking) for name, ranking in zip(NAMES, found, strict=True)]
)


@st.composite
def long_legs(draw: st.DrawFn) -> list[Leg]:
    """Legs of several blocks, over items that some of them share."""
    found = []
    for name in NAMES:
        random = draw(st.randoms(use_true_random=False))
        numbers = random.sample(range(2 * LONG), random.randrange(LONG))
        scores = {f"{number:04}": round(random.random(), 2) for number in numbers}
        found.append(leg(name, ranked(scores)))
    return found


def test_an_item_of_two_legs_stands_before_the_first_of_one() -> None:
    fused = list(fuse(of(text={"a": 0.9, "b": 0.8}, keyword={"c": 7, "b": 3}), RankFusion()))
    assert ids(fused) == ["b", "a", "c"]
    assert fused[0].score == pytest.approx(61 / 62)
    assert fused[0].places == {"text": Place(2, 0.8), "keyword": Place(2, 3)}
    assert [each.score for each in fused[1:]] == [0.5, 0.5]


def test_the_first_of_all_legs_has_the_score_one() -> None:
    legs = of(text={"a": 0.1, "b": 0.0}, keyword={"a": 7})
    for fusion in (RankFusion(), RankFusion({"text": 5}, 0)):
        assert next(fuse(legs, fusion)).score == pytest.approx(1)


def test_scores_count_by_their_part_of_the_best_keywords_and_as_they_are_for_similarities() -> None:
    legs = of(text={"a": 0.4, "b": -0.7}, keyword={"c": 8, "b": 2})
    fused = list(fuse(legs, ScoreFusion({"text": 3})))
    assert [(each.id, each.score) for each in fused] == [
        ("a", pytest.approx(0.3)),
        ("c", pytest.approx(0.25)),
        ("b", pytest.approx(0.0625)),
    ]


def test_keywords_that_say_nothing_count_nothing() -> None:
    assert [each.score for each in fuse(of(keyword={"a": 0.0}), ScoreFusion())] == [0]


def test_a_leg_without_weight_is_left_out() -> None:
    legs = of(text={"a": 0.9}, image={"b": 0.9})
    assert ids(list(fuse(legs, RankFusion({"image": 0})))) == ["a"]
    assert ids(list(fuse(legs, ScoreFusion({"text": 0})))) == ["b"]


def test_legs_without_hits_give_none() -> None:
    assert list(fuse(of(text={}, keyword={}), RankFusion())) == []


@given(some_legs, fusions)
def test_each_item_of_the_legs_comes_once(legs: list[Leg], fusion: Fusion) -> None:
    expected = {neighbour.id for leg in legs for neighbour in leg.ranking}
    assert sorted(ids(list(fuse(legs, fusion)))) == sorted(expected)


@given(some_legs, fusions)
def test_within_a_block_the_order_is_that_of_the_definition(
    legs: list[Leg], fusion: Fusion
) -> None:
    whole = sum(fusion.weights.get(leg.name, 1) for leg in legs)
    scores: dict[str, float] = {}
    for leg in legs:
        weight = fusion.weights.get(leg.name, 1) / whole
        for rank, (id_, score, _) in enumerate(leg.ranking, 1):
            if isinstance(fusion, RankFusion):
                part = (1 + fusion.constant) / (rank + fusion.constant)
            else:
                best = max(each.score for each in leg.ranking) if leg.name == "keyword" else 1
                part = max(score, 0) / best if best else 0
            scores[id_] = scores.get(id_, 0) + weight * part
    fused = list(fuse(legs, fusion))
    assert {each.id: each.score for each in fused} == pytest.approx(scores, abs=1e-12)
    assert ids(fused) == [
        each.id for each in sorted(fused, key=lambda each: (-each.score, each.id))
    ]


@settings(max_examples=20, deadline=None)
@given(long_legs(), fusions)
def test_the_order_of_the_legs_does_not_matter(legs: list[Leg], fusion: Fusion) -> None:
    """To the last bit of a score, or the order of legs would decide between ties."""
    expected = list(fuse(legs, fusion))
    for order in permutations(legs):
        assert list(fuse(order, fusion)) == expected


@given(some_legs, fusions, st.floats(0.1, 10))
def test_only_the_ratio_of_weights_matters(legs: list[Leg], fusion: Fusion, factor: float) -> None:
    more = {leg.name: factor * fusion.weights.get(leg.name, 1) for leg in legs}
    other = (
        RankFusion(more, fusion.constant) if isinstance(fusion, RankFusion) else ScoreFusion(more)
    )
    found = {each.id: each.score for each in fuse(legs, other)}
    assert found == pytest.approx({each.id: each.score for each in fuse(legs, fusion)})


@given(rankings(0, 1), st.floats(0, 100))
def test_one_leg_alone_keeps_its_order(ranking: Sequence[Neighbour], constant: float) -> None:
    expected = [neighbour.id for neighbour in ranking]
    for fusion in (RankFusion(constant=constant), ScoreFusion()):
        assert ids(list(fuse([Leg("text", ranking)], fusion))) == expected


@settings(max_examples=50, deadline=None)
@given(long_legs(), fusions)
def test_scores_are_in_the_unit_interval_and_never_rise(legs: list[Leg], fusion: Fusion) -> None:
    scores = [each.score for each in fuse(legs, fusion)]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=50, deadline=None)
@given(long_legs(), fusions)
def test_blocks_follow_each_other_without_what_came_before(legs: list[Leg], fusion: Fusion) -> None:
    fused = ids(list(fuse(legs, fusion)))
    seen: set[str] = set()
    for start in range(0, LONG, BLOCK):
        block = {each.id for leg in legs for each in leg.ranking[start : start + BLOCK]} - seen
        assert set(fused[len(seen) : len(seen) + len(block)]) == block
        seen |= block
    assert len(fused) == len(set(fused)) == len(seen)


@settings(max_examples=50, deadline=None)
@given(long_legs(), fusions, st.integers(0, 2 * LONG), st.integers(1, LONG))
def test_a_page_needs_no_more_of_the_legs_than_the_depth_says(
    legs: list[Leg], fusion: Fusion, offset: int, limit: int
) -> None:
    whole = list(fuse(legs, fusion))
    deep = depth(offset + limit)
    cut = [Leg(leg.name, leg.ranking[:deep], leg.scale) for leg in legs]
    assert list(islice(fuse(cut, fusion), offset, offset + limit)) == whole[offset : offset + limit]


@settings(max_examples=30, deadline=None)
@given(long_legs(), fusions, st.integers(60, 250))
def test_pages_joined_are_the_whole(legs: list[Leg], fusion: Fusion, limit: int) -> None:
    whole = list(fuse(legs, fusion))
    joined: list[Fused] = []
    while True:
        deep = depth(len(joined) + limit)
        cut = [Leg(leg.name, leg.ranking[:deep], leg.scale) for leg in legs]
        page = list(islice(fuse(cut, fusion), len(joined), len(joined) + limit))
        joined += page
        if not page:
            break
    assert joined == whole


@pytest.mark.parametrize(
    ("count", "expected"), [(1, BLOCK), (BLOCK, BLOCK), (BLOCK + 1, 2 * BLOCK), (10_000, 10_000)]
)
def test_depth_is_whole_blocks(count: int, expected: int) -> None:
    assert depth(count) == expected


def test_a_ranking_that_repeats_an_item_counts_its_better_place() -> None:
    twice = (Neighbour("a", 0.9), Neighbour("b", 0.8), Neighbour("a", 0.7))
    (first, second) = fuse([Leg("text", twice)], RankFusion())
    assert (first.id, first.places) == ("a", {"text": Place(1, 0.9)})
    assert second.id == "b"


@pytest.mark.parametrize("constant", [-1, math.nan, math.inf])
def test_a_rank_constant_that_cannot_be_is_refused(constant: float) -> None:
    with pytest.raises(UsageError, match=f"rank constant is {constant}"):
        RankFusion(constant=constant)


def test_a_weight_of_no_leg_is_refused() -> None:
    with pytest.raises(UsageError, match=r"'images'.*text, keyword"):
        list(fuse(of(text={}, keyword={}), RankFusion({"images": 1})))
