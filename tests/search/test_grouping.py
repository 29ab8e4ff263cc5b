"""Grouping: the first of each value, and what stands behind it."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.catalogue.item import Value
from likewise.errors import UsageError
from likewise.index.content import Content
from likewise.index.requests import Neighbour
from likewise.search.arranging.folding import Kept
from likewise.search.arranging.grouping import group

brands = st.sampled_from(["Nike", "Puma", "Fila", None])


def ranking(values: Sequence[Value | None]) -> list[Neighbour]:
    return [
        Neighbour(str(number), 1, Content({} if value is None else {"brand": value}, None))
        for number, value in enumerate(values)
    ]


def brand(neighbour: Neighbour) -> Value | None:
    return neighbour.content.fields.get("brand")


def grouped(values: Sequence[Value | None], most: int = 1) -> list[tuple[str, tuple[str, ...]]]:
    return [(kept.candidate.id, kept.folded) for kept in group(ranking(values), brand, most=most)]


def test_one_of_each_value_stays_with_the_ids_of_the_others() -> None:
    assert grouped(["Nike", "Nike", "Puma", "Nike"]) == [("0", ("1", "3")), ("2", ())]


def test_with_two_of_each_value_the_others_fold_into_the_first() -> None:
    assert grouped(["Nike", "Nike", "Puma", "Nike"], 2) == [("0", ("3",)), ("1", ()), ("2", ())]


def test_items_without_the_field_are_never_folded() -> None:
    assert grouped([None, None, (), ()]) == [("0", ()), ("1", ()), ("2", ()), ("3", ())]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("a", "b"), ("b", "a"), True),
        (("a", "b"), ("a",), False),
        (5, 5.0, True),
        ("5", 5, False),
        ((1.5, 2.5), (1.5, 2.5), True),
        ((1.5, 2.5), (2.5, 1.5), False),
        ({"a": [1]}, {"a": [1]}, True),
        ({"a": [1]}, {"a": [2]}, False),
        ("Nike", "nike", False),
    ],
)
def test_values_are_a_group_where_they_are_the_same(
    one: Value, other: Value, *, alike: bool
) -> None:
    assert len(grouped([one, other])) == (1 if alike else 2)


@given(st.lists(brands), st.integers(1, 3))
def test_nothing_is_lost_doubled_or_moved(values: list[str | None], most: int) -> None:
    found = grouped(values, most)
    kept = [int(id_) for id_, _ in found]
    assert kept == sorted(kept)
    everything = [id_ for id_, folded in found for id_ in (id_, *folded)]
    assert sorted(everything, key=int) == [str(number) for number in range(len(values))]
    counts = Counter(values[number] for number in kept)
    for value, count in Counter(values).items():
        assert counts[value] == (count if value is None else min(count, most))


@given(st.lists(brands), st.lists(brands), st.integers(1, 3))
def test_a_longer_ranking_only_adds(
    values: list[str | None], more: list[str | None], most: int
) -> None:
    shorter, longer = grouped(values, most), grouped(values + more, most)
    for (id_, folded), (same, further) in zip(shorter, longer, strict=False):
        assert same == id_
        assert further[: len(folded)] == folded
    assert len(longer) >= len(shorter)


def test_anything_with_an_id_can_be_grouped() -> None:
    kept = [Kept(neighbour) for neighbour in ranking(["Nike", "Nike"])]
    assert group([each.candidate for each in kept], lambda _: "all")[0].folded == ("1",)


def test_groups_of_none_are_refused() -> None:
    with pytest.raises(UsageError, match="must be 1 or more, but are 0"):
        group([], brand, most=0)
