"""Ahead: values made in a thread come in their order, a few at a time, and the thread ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from likewise.index.ahead import Ahead

PATIENCE_SECONDS = 30.0


class Counted:
    """The numbers up to a limit, and how many of them have been asked for."""

    def __init__(self, limit: int) -> None:
        self.asked = 0
        self._limit = limit
        self.thread: threading.Thread | None = None

    def __iter__(self) -> Iterator[int]:
        for number in range(self._limit):
            self.thread = threading.current_thread()
            self.asked += 1
            yield number


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def settled(values: Counted) -> int:
    """How many values were asked for once no more are."""
    asked = -1
    while asked != values.asked:
        asked = values.asked
        time.sleep(0.3)
    return asked


@pytest.mark.parametrize("room", [1, 2, 7, 1000])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 500])
def test_the_same_values_come_in_the_same_order(count: int, room: int) -> None:
    with Ahead(range(count), room) as ahead:
        assert list(ahead) == list(range(count))


def test_a_value_may_be_none_or_an_error_that_was_not_raised() -> None:
    values = [None, ValueError("a value"), (), (1,), None]
    with Ahead(values) as ahead:
        assert list(ahead) == values


def test_values_are_made_in_a_thread_of_their_own_before_they_are_asked_for() -> None:
    values = Counted(10)
    with Ahead(values) as ahead:
        wait_until(lambda: values.asked > 0)
        assert values.thread is not threading.current_thread()
        assert list(ahead) == list(range(10))


@pytest.mark.parametrize("room", [1, 2, 5])
def test_no_more_values_wait_than_there_is_room_for(room: int) -> None:
    """One more is made already, and waits for room."""
    values = Counted(100)
    with Ahead(values, room) as ahead:
        wait_until(lambda: values.asked == room + 1)
        assert settled(values) == room + 1
        coming = iter(ahead)
        assert next(coming) == 0
        wait_until(lambda: values.asked == room + 2)
        assert settled(values) == room + 2
        assert list(coming) == list(range(1, 100))


class StoppedError(Exception):
    """What a source raises in these tests."""


def failing(count: int, error: BaseException) -> Iterator[int]:
    yield from range(count)
    raise error


@pytest.mark.parametrize("count", [0, 1, 5])
@pytest.mark.parametrize("error", [StoppedError("cut"), KeyboardInterrupt(), SystemExit(3)])
def test_what_is_raised_comes_after_the_values_before_it(count: int, error: BaseException) -> None:
    with Ahead(failing(count, error)) as ahead:
        coming = iter(ahead)
        assert [next(coming) for _ in range(count)] == list(range(count))
        with pytest.raises(type(error)) as raised:
            next(coming)
    assert raised.value is error


def test_what_is_raised_after_the_caller_has_left_is_not_raised() -> None:
    with Ahead(failing(5, StoppedError("cut")), 1) as ahead:
        assert next(iter(ahead)) == 0


def test_what_cannot_be_iterated_is_said_to_the_caller() -> None:
    with pytest.raises(TypeError, match="not iterable"), Ahead(7) as ahead:  # type: ignore[arg-type] # the point
        list(ahead)


@pytest.mark.parametrize("taken", [0, 1, 3])
def test_leaving_early_ends_the_thread(taken: int) -> None:
    before = threading.active_count()
    values = Counted(10**9)
    with Ahead(values) as ahead:
        coming = iter(ahead)
        assert [next(coming) for _ in range(taken)] == list(range(taken))
        wait_until(lambda: values.thread is not None)
    assert values.thread is not None
    assert not values.thread.is_alive()
    assert threading.active_count() == before


def test_leaving_by_an_error_ends_the_thread() -> None:
    values = Counted(10**9)

    def stop_at_two() -> None:
        with Ahead(values) as ahead:
            for value in ahead:
                if value == 2:
                    raise StoppedError

    with pytest.raises(StoppedError):
        stop_at_two()
    assert values.thread is not None
    assert not values.thread.is_alive()


def test_what_was_left_gives_no_more_values() -> None:
    with Ahead(Counted(10**9)) as ahead:
        coming = iter(ahead)
        next(coming)
    assert list(coming) == []
    assert list(ahead) == []


def test_stages_within_each_other_keep_the_order() -> None:
    with (
        Ahead(range(300)) as numbers,
        Ahead(number * 2 for number in numbers) as doubled,
        Ahead((number, -number) for number in doubled) as pairs,
    ):
        assert list(pairs) == [(2 * number, -2 * number) for number in range(300)]


def test_an_error_of_the_first_stage_comes_through_the_others() -> None:
    with (
        Ahead(failing(4, StoppedError("cut"))) as numbers,
        Ahead(number * 2 for number in numbers) as doubled,
    ):
        coming = iter(doubled)
        assert [next(coming) for _ in range(4)] == [0, 2, 4, 6]
        with pytest.raises(StoppedError):
            next(coming)


@pytest.mark.parametrize("taken", [0, 1, 5])
def test_leaving_stages_early_ends_all_their_threads(taken: int) -> None:
    before = threading.active_count()
    with (
        Ahead(Counted(10**9)) as numbers,
        Ahead(number * 2 for number in numbers) as doubled,
        Ahead(number + 1 for number in doubled) as more,
    ):
        coming = iter(more)
        assert [next(coming) for _ in range(taken)] == [2 * n + 1 for n in range(taken)]
    assert threading.active_count() == before


def test_a_slow_caller_and_a_slow_source_lose_no_value() -> None:
    def slow() -> Iterator[int]:
        for number in range(6):
            time.sleep(0.15 if number % 2 else 0)  # longer than either side waits at a time
            yield number

    found = []
    with Ahead(slow(), 1) as ahead:
        for value in ahead:
            time.sleep(0 if value % 2 else 0.25)
            found.append(value)
    assert found == list(range(6))
