"""Overlap: several values are worked on at once, and their results stay in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import pytest

from likewise.index.overlap import overlapping


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(3) as made:
        yield made


@pytest.mark.parametrize("count", [0, 1, 2, 3, 20])
@pytest.mark.parametrize("most", [1, 2, 3])
def test_results_come_in_the_order_of_the_values(
    threads: ThreadPoolExecutor, count: int, most: int
) -> None:
    def slower_at_first(number: int) -> int:
        time.sleep(0.01 / (number + 1))
        return number

    found = overlapping(threads, slower_at_first, range(count), most=most)
    assert list(found) == list(range(count))


def test_so_many_are_under_way_and_no_more(threads: ThreadPoolExecutor) -> None:
    meeting, lock = Barrier(2, timeout=5), Lock()
    now, largest = 0, 0

    def meet(_: int) -> None:
        nonlocal now, largest
        with lock:
            now += 1
            largest = max(largest, now)
        meeting.wait()
        with lock:
            now -= 1

    assert len(list(overlapping(threads, meet, range(10), most=2))) == 10
    assert largest == 2


def test_a_value_is_not_taken_before_there_is_room_for_it(threads: ThreadPoolExecutor) -> None:
    taken = []

    def values() -> Iterator[int]:
        for number in range(9):
            taken.append(number)
            yield number

    found = overlapping(threads, str, values(), most=2)
    assert taken == []
    for number, _ in enumerate(found):
        assert len(taken) <= number + 2


def test_an_error_comes_after_the_results_before_it(threads: ThreadPoolExecutor) -> None:
    done = []

    def act(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        done.append(number)
        return number

    found = overlapping(threads, act, range(9), most=2)
    assert [next(found), next(found)] == [0, 1]
    with pytest.raises(ValueError, match="two"):
        next(found)
    threads.shutdown()
    assert done == [0, 1, 3]
