"""Seen ids: each with the line of its first row, whatever the id and whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from likewise.catalogue.seen_ids import SeenIds

ALIKE = ("a", "A", "a ", "á", "a\u0301", "a\0", "a\0b", "01", "1", "1.0", "1e0", "ß", "ss")


def test_a_new_id_is_added_and_a_seen_one_answers_with_its_first_line() -> None:
    with SeenIds() as seen:
        assert seen.add("a", 2) is None
        assert seen.add("b", 3) is None
        assert seen.add("a", 4) == 2
        assert seen.add("a", 5) == 2
        assert "a" in seen
        assert "c" not in seen


def test_asking_for_an_id_does_not_add_it() -> None:
    with SeenIds() as seen:
        assert "a" not in seen
        assert seen.add("a", 2) is None


def test_a_line_may_be_nought_or_beyond_32_bits() -> None:
    with SeenIds() as seen:
        for line in (0, 2**40):
            seen.add(str(line), line)
            assert seen.add(str(line), 1) == line
            assert str(line) in seen


@pytest.mark.parametrize("first", ALIKE)
def test_ids_that_only_look_alike_are_different(first: str) -> None:
    """Case, accents, NUL and what SQLite might take for a number all count."""
    with SeenIds() as seen:
        seen.add(first, 1)
        assert [each for each in ALIKE if each in seen] == [first]


def test_two_at_once_know_nothing_of_each_other() -> None:
    with SeenIds() as one, SeenIds() as other:
        one.add("a", 1)
        assert "a" not in other


def test_more_ids_than_its_cache_holds_are_all_found() -> None:
    with SeenIds() as seen:
        ids = [f"{'x' * 100}{number}" for number in range(30_000)]
        assert all(seen.add(each, line) is None for line, each in enumerate(ids))
        assert all(seen.add(each, 0) == line for line, each in enumerate(ids))
        assert "x" * 100 not in seen


def test_threads_that_add_the_same_ids_add_each_once() -> None:
    with SeenIds() as seen, ThreadPoolExecutor(8) as threads:

        def add_all(line: int) -> list[int | None]:
            return [seen.add(str(number), line) for number in range(500)]

        found = list(threads.map(add_all, range(1, 9)))
    for answers in zip(*found, strict=True):
        (first,) = [line for line, answer in enumerate(answers, 1) if answer is None]
        assert {answer for answer in answers if answer is not None} == {first}


@hypothesis_settings(deadline=None)
@given(ids=st.lists(st.text(max_size=5)))
def test_it_is_a_dictionary_of_first_lines(ids: list[str]) -> None:
    first: dict[str, int] = {}
    with SeenIds() as seen:
        for line, each in enumerate(ids):
            assert seen.add(each, line) == first.get(each)
            first.setdefault(each, line)
        assert all(each in seen for each in ids)
