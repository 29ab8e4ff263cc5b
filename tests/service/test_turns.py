"""Turns: one writes at a time, a few wait, and the others are told so at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from likewise.service.problems import Code, ProblemError
from likewise.service.work.turns import Turns


def test_turns_at_one_catalogue_do_not_overlap() -> None:
    turns, within, most = Turns(8), [0], [0]

    def work(_: int) -> None:
        with turns.turn("shop", wait_seconds=5):
            within[0] += 1
            most[0] = max(most[0], within[0])
            time.sleep(0.001)
            within[0] -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(40)))
    assert most == [1]


def test_turns_at_others_do_not_wait() -> None:
    turns = Turns(2)
    with turns.turn("shop", wait_seconds=0.1), turns.turn("another", wait_seconds=0.1):
        pass


def test_one_who_would_wait_too_long_is_told_so() -> None:
    turns = Turns(2)
    with turns.turn("shop", wait_seconds=1):
        start = time.perf_counter()
        with pytest.raises(ProblemError) as told, turns.turn("shop", wait_seconds=0.1):
            pass
        assert 0.05 < time.perf_counter() - start < 1
        assert told.value.code is Code.BUSY
    with turns.turn("shop", wait_seconds=0.1):
        pass


def test_more_than_may_wait_are_told_so_at_once() -> None:
    turns, done = Turns(1), threading.Event()
    with turns.turn("shop", wait_seconds=1):
        start = time.perf_counter()
        with pytest.raises(ProblemError), turns.turn("another", wait_seconds=5):
            done.set()
        assert time.perf_counter() - start < 1
    assert not done.is_set()


def test_a_turn_ends_with_whatever_ends_it() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="broken"), turns.turn("shop", wait_seconds=0.1):
        raise ValueError("broken")
    with turns.turn("shop", wait_seconds=0.1):
        pass
