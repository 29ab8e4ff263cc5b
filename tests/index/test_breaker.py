"""The breaker: nobody waits for a Redis that is away, and all go on as soon as it is back."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import exceptions

from likewise.errors import EngineError, EngineUnavailableError
from likewise.index.engine.breaker import Breaker
from likewise.index.engine.connection import engine_errors


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Asked:
    """A Redis that does as it is told, and counts how often it is asked."""

    def __init__(self) -> None:
        self.raises: Exception | None = None
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        with engine_errors():
            if self.raises is not None:
                raise self.raises
        return "PONG"


TIMEOUT = exceptions.TimeoutError("Timeout reading from socket")
REFUSED = exceptions.ConnectionError("Connection refused")


def made(clock: Clock) -> Breaker:
    return Breaker(failures=3, pause_seconds=1.0, clock=clock)


def fail(breaker: Breaker, asked: Callable[[], object], times: int) -> None:
    for _ in range(times):
        with pytest.raises(EngineUnavailableError):
            breaker.watch(asked)


def test_after_one_that_was_not_answered_in_time_redis_is_left_alone() -> None:
    breaker, asked = made(Clock()), Asked()
    asked.raises = TIMEOUT
    fail(breaker, asked, 100)
    assert asked.times == 1


@pytest.mark.parametrize("error", [REFUSED, exceptions.BusyLoadingError("LOADING")])
def test_after_three_failures_in_a_row_redis_is_left_alone(error: Exception) -> None:
    breaker, asked = made(Clock()), Asked()
    asked.raises = error
    fail(breaker, asked, 3)
    assert breaker.is_open
    fail(breaker, asked, 100)
    assert asked.times == 3


def test_while_it_is_away_it_is_asked_once_a_second() -> None:
    clock = Clock()
    breaker, asked = made(clock), Asked()
    asked.raises = REFUSED
    fail(breaker, asked, 3)
    for _ in range(40):
        clock.now += 0.125
        fail(breaker, asked, 5)
    assert asked.times == 3 + 5


def test_the_first_answer_opens_the_way_for_all() -> None:
    clock = Clock()
    breaker, asked = made(clock), Asked()
    asked.raises = REFUSED
    fail(breaker, asked, 4)
    asked.raises = None
    clock.now += 1.0
    assert [breaker.watch(asked) for _ in range(3)] == ["PONG"] * 3
    assert not breaker.is_open


@pytest.mark.parametrize(
    "error",
    [
        exceptions.ResponseError("Timeout limit was reached"),
        exceptions.ResponseError("no such index"),
        exceptions.OutOfMemoryError("OOM"),
        exceptions.ReadOnlyError("READONLY"),
    ],
)
def test_a_redis_that_refuses_is_there(error: Exception) -> None:
    breaker, asked = made(Clock()), Asked()
    asked.raises = error
    for _ in range(10):
        with pytest.raises(EngineError):
            breaker.watch(asked)
    assert asked.times == 10
    assert not breaker.is_open


def test_failures_between_answers_are_no_row() -> None:
    breaker, asked = made(Clock()), Asked()
    for number in range(20):
        asked.raises = REFUSED if number % 3 else None
        if asked.raises:
            fail(breaker, asked, 1)
        else:
            breaker.watch(asked)
    assert asked.times == 20


def test_an_error_of_our_own_closes_it_as_an_answer_does() -> None:
    breaker = made(Clock())
    with pytest.raises(ZeroDivisionError):
        breaker.watch(lambda: 1 // 0)
    assert not breaker.is_open


def test_only_one_of_many_threads_is_let_through() -> None:
    clock, asked, waiting = Clock(), Asked(), threading.Event()
    breaker = made(clock)
    asked.raises = REFUSED
    fail(breaker, asked, 3)
    clock.now += 1.0

    def slow() -> str:
        waiting.wait(10)
        return "PONG"

    first = threading.Thread(target=lambda: breaker.watch(slow))
    first.start()
    fail(breaker, asked, 20)
    assert asked.times == 3
    waiting.set()
    first.join()
    assert not breaker.is_open


def test_those_that_set_out_before_do_not_put_off_the_next_try() -> None:
    clock, asked = Clock(), Asked()
    breaker = made(clock)
    late = [threading.Event() for _ in range(4)]
    asked.raises = REFUSED

    def failing(event: threading.Event) -> None:
        def action() -> str:
            event.wait(10)
            return asked()

        fail(breaker, action, 1)

    threads = [threading.Thread(target=failing, args=(event,)) for event in late]
    for thread in threads:
        thread.start()
    fail(breaker, asked, 3)
    clock.now += 0.9
    for event, thread in zip(late, threads, strict=True):
        event.set()
        thread.join()
    clock.now += 0.1
    asked.raises = None
    assert breaker.watch(asked) == "PONG"


def test_a_try_that_a_person_stops_lets_the_next_one_through() -> None:
    clock, asked = Clock(), Asked()
    breaker = made(clock)
    asked.raises = REFUSED
    fail(breaker, asked, 3)
    clock.now += 1.0

    def stopped() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaker.watch(stopped)
    asked.raises = None
    assert breaker.watch(asked) == "PONG"


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 3)), max_size=60))
def test_it_asks_at_most_once_a_pause_while_open_and_never_refuses_while_closed(
    course: list[tuple[bool, float]],
) -> None:
    clock, asked = Clock(), Asked()
    breaker = made(clock)
    last_failure = float("-inf")
    for away, later in course:
        clock.now += later
        asked.raises = REFUSED if away else None
        was_open, before = breaker.is_open, asked.times
        try:
            assert breaker.watch(asked) == "PONG"
        except EngineUnavailableError:
            tried = asked.times > before
            assert was_open or tried
            if was_open and tried:
                assert clock.now - last_failure >= 1.0 - 1e-9
            if tried:
                last_failure = clock.now
        else:
            assert not breaker.is_open
