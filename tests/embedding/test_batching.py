"""Requests of many threads to one model: together, in turn, and none at another's cost."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from likewise.assembly import Parts
from likewise.embedding.batching import Batches, Patience, Rows, Unwatched, Watch
from likewise.embedding.encoder import Encoder, encode
from likewise.embedding.load import Encoders
from likewise.errors import EncoderBusyError
from likewise.settings import Settings

BAD = -1
SECONDS = 10


class Work:
    """Takes whole numbers, each as large as it says; the row of a number depends on it alone."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.threads: list[threading.Thread] = []
        self.open = threading.Event()
        self.open.set()
        self.entered = threading.Semaphore(0)
        self.interrupted = False

    def __call__(self, numbers: Sequence[int]) -> Rows:
        self.batches.append(list(numbers))
        self.threads.append(threading.current_thread())
        self.entered.release()
        assert self.open.wait(SECONDS)
        if self.interrupted and len(numbers) > 1:
            self.interrupted = False
            raise KeyboardInterrupt
        if BAD in numbers:
            raise RuntimeError("It holds a bad one.")
        return rows_of(numbers)


class Clock(Unwatched):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, int]] = []
        self.waits: list[float] = []

    def passed(self, model: str, inputs: int, seconds: float) -> None:
        assert seconds >= 0
        self.batches.append((model, inputs))

    def encoded(self, seconds: float) -> None:
        self.waits.append(seconds)


def rows_of(numbers: Sequence[int]) -> Rows:
    return np.array([[number, number**2, 1] for number in numbers], np.float32)


def batching(
    work: Work,
    share: int = 100,
    *,
    model: str = "m",
    watch: Watch = Unwatched(),  # noqa: B008 - it keeps nothing
    patience: Patience = Patience(),  # noqa: B008 - frozen
) -> Batches[int]:
    return Batches(work, abs, model=model, share=share, watch=watch, patience=patience)


@contextmanager
def busy(work: Work, batched: Batches[int]) -> Iterator[None]:
    """While the block lasts it runs a 1; it ends with the block."""
    work.open.clear()
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(batched.run, [1])
        assert work.entered.acquire(timeout=SECONDS)
        try:
            yield
        finally:
            work.open.set()
        assert_array_equal(first.result(SECONDS), rows_of([1]))


def ask(
    threads: ThreadPoolExecutor, batched: Batches[int], requests: Sequence[Sequence[int]]
) -> list[Future[Rows]]:
    """Asks one after the other, each when the one before waits."""
    asked = []
    for request in requests:
        asked.append(threads.submit(batched.run, request))
        until(lambda: len(batched._waiting) == len(asked))  # noqa: SLF001 - nothing else shows who waits
    return asked


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "That never came to be."
        time.sleep(0.001)


def test_what_waits_while_the_model_works_goes_through_it_together() -> None:
    work = Work()
    batched = batching(work)
    with ThreadPoolExecutor(3) as threads:
        with busy(work, batched):
            asked = ask(threads, batched, [[2, 3], [4], [5]])
        for numbers, found in zip([[2, 3], [4], [5]], asked, strict=True):
            assert_array_equal(found.result(SECONDS), rows_of(numbers))
    assert work.batches == [[1], [2, 3, 4, 5]]


def test_one_who_asks_alone_is_served_at_once_by_the_own_thread() -> None:
    work = Work()
    assert_array_equal(batching(work).run([7, 8]), rows_of([7, 8]))
    assert work.batches == [[7, 8]]
    assert work.threads == [threading.current_thread()]


def test_alone_it_adds_less_than_a_tenth_of_a_millisecond() -> None:
    work = Work()
    batched = batching(work)

    def seconds(way: Callable[[Sequence[int]], Rows]) -> float:
        start = time.perf_counter()
        for _ in range(200):
            way([1])
        return (time.perf_counter() - start) / 200

    seconds(batched.run)
    assert min(seconds(batched.run) for _ in range(5)) < seconds(work) + 1e-4


def test_a_bad_input_is_the_error_of_its_own_request_only() -> None:
    work = Work()
    batched = batching(work)
    with ThreadPoolExecutor(3) as threads:
        with busy(work, batched):
            good, bad, other = ask(threads, batched, [[2], [3, BAD], [4]])
        assert_array_equal(good.result(SECONDS), rows_of([2]))
        assert_array_equal(other.result(SECONDS), rows_of([4]))
        with pytest.raises(RuntimeError, match="bad one"):
            bad.result(SECONDS)
    assert_array_equal(batched.run([5]), rows_of([5]))


def test_a_model_that_failed_one_who_asked_alone_works_for_the_next() -> None:
    batched = batching(Work())
    with pytest.raises(RuntimeError, match="bad one"):
        batched.run([BAD])
    assert_array_equal(batched.run([5]), rows_of([5]))


def test_a_large_request_goes_through_in_shares_and_small_ones_pass_it() -> None:
    work = Work()
    batched = batching(work, share=10)
    large = [5] * 8
    with ThreadPoolExecutor(3) as threads:
        with busy(work, batched):
            asked = ask(threads, batched, [large, [2], [3]])
        assert_array_equal(asked[0].result(SECONDS), rows_of(large))
        assert_array_equal(asked[1].result(SECONDS), rows_of([2]))
    assert work.batches == [[1], [5, 5, 2, 3], [5, 5], [5, 5], [5, 5]]


def test_shares_hold_what_is_alike_in_size_and_the_answer_has_the_order_asked_for() -> None:
    work = Work()
    numbers = [1, 9, 2, 8, 3, 7]
    assert_array_equal(batching(work, share=10).run(numbers), rows_of(numbers))
    assert work.batches == [[9], [8], [7, 3], [2, 1]]


def test_an_input_larger_than_a_share_goes_through_alone() -> None:
    work = Work()
    assert_array_equal(batching(work, share=10).run([50, 1]), rows_of([50, 1]))
    assert work.batches == [[50], [1]]


def test_what_has_no_room_is_first_in_the_next_batch() -> None:
    work = Work()
    batched = batching(work, share=10)
    with ThreadPoolExecutor(4) as threads:
        with busy(work, batched):
            asked = ask(threads, batched, [[9], [8], [7], [3]])
        for each in asked:
            each.result(SECONDS)
    assert work.batches == [[1], [9, 8, 3], [7]]


def test_one_more_than_may_wait_is_refused_at_once_and_the_others_are_served() -> None:
    work = Work()
    batched = batching(work, patience=Patience(most=2))
    with ThreadPoolExecutor(2) as threads:
        with busy(work, batched):
            asked = ask(threads, batched, [[2], [3]])
            start = time.monotonic()
            with pytest.raises(EncoderBusyError, match="2 requests wait"):
                batched.run([4])
            assert time.monotonic() - start < 1
        assert [len(each.result(SECONDS)) for each in asked] == [1, 1]
    assert_array_equal(batched.run([4]), rows_of([4]))


def test_the_later_shares_of_what_has_begun_are_not_refused() -> None:
    work = Work()
    batched = batching(work, share=10, patience=Patience(most=1))
    with ThreadPoolExecutor(2) as threads:
        work.open.clear()
        large = threads.submit(batched.run, [10, 9])
        assert work.entered.acquire(timeout=SECONDS)
        small = threads.submit(batched.run, [8])
        until(lambda: len(batched._waiting) == 1)  # noqa: SLF001 - nothing else shows who waits
        work.open.set()
        assert_array_equal(large.result(SECONDS), rows_of([10, 9]))
        assert_array_equal(small.result(SECONDS), rows_of([8]))


def test_one_whose_turn_does_not_come_in_time_is_told_and_nobody_waits_for_it() -> None:
    work = Work()
    batched = batching(work, patience=Patience(seconds=0.05))
    with busy(work, batched), pytest.raises(EncoderBusyError, match=r"not come in 0\.05 s"):
        batched.run([2])
    assert_array_equal(batched.run([3]), rows_of([3]))
    assert work.batches == [[1], [3]]


def test_an_interrupt_of_the_one_who_runs_the_batch_costs_the_others_nothing() -> None:
    work = Work()
    batched = batching(work)
    work.interrupted = True
    with ThreadPoolExecutor(3) as threads:
        with busy(work, batched):
            first, *others = ask(threads, batched, [[2], [3], [4]])
        with pytest.raises(KeyboardInterrupt):
            first.result(SECONDS)
        for number, other in zip((3, 4), others, strict=True):
            assert_array_equal(other.result(SECONDS), rows_of([number]))


def test_the_watch_is_told_of_each_batch_and_of_each_who_asked() -> None:
    work, clock = Work(), Clock()
    batched = batching(work, model="looks", watch=clock)
    with ThreadPoolExecutor(2) as threads:
        with busy(work, batched):
            asked = ask(threads, batched, [[2], [3, 4]])
        for each in asked:
            each.result(SECONDS)
    assert clock.batches == [("looks", 1), ("looks", 3)]
    assert len(clock.waits) == 3


@settings(max_examples=60, deadline=None)
@given(
    requests=st.lists(
        st.lists(st.integers(-1, 40), min_size=1, max_size=12), min_size=1, max_size=12
    ),
    share=st.integers(1, 60),
    seed=st.integers(0, 2**32),
)
def test_whoever_asks_beside_it_each_request_has_the_answer_that_it_has_alone(
    requests: list[list[int]], share: int, seed: int
) -> None:
    """Bad inputs are among them; no batch is larger than two shares, or than one input."""
    work = Work()
    batched = batching(work, share=share)
    pause = random.Random(seed)

    def answer(request: Sequence[int]) -> Rows | str:
        time.sleep(pause.random() / 1000)
        try:
            return batched.run(request)
        except RuntimeError as error:
            return str(error)

    with ThreadPoolExecutor(len(requests)) as threads:
        found = list(threads.map(answer, requests))
    for request, each in zip(requests, found, strict=True):
        if BAD in request:
            assert each == "It holds a bad one."
        else:
            assert_array_equal(each, rows_of(request))
    for batch in work.batches:
        assert sum(map(abs, batch)) <= max(2 * share, share + max(map(abs, batch)))


def test_no_request_is_forgotten_when_many_threads_ask_again_and_again() -> None:
    work = Work()
    batched = batching(work, share=20, patience=Patience(most=6))

    def client(number: int) -> int:
        own, served = random.Random(number), 0
        while served < 100:
            request = [own.randint(1, 9) for _ in range(own.randint(1, 8))]
            try:
                assert_array_equal(batched.run(request), rows_of(request))
                served += 1
            except EncoderBusyError:
                time.sleep(0.001)
        return served

    with ThreadPoolExecutor(12) as threads:
        asked = [threads.submit(client, number) for number in range(12)]
        assert [each.result(60) for each in asked] == [100] * 12
    assert not batched._busy  # noqa: SLF001 - a model that stays busy would serve nobody


WORDS = ("apple", "winter", "quickly", "shoe", "of", "mountain", "unbelievable", "seven")


@pytest.fixture(scope="module")
def text(parts: Parts) -> Encoder:
    return parts.encoders.encoder("all-minilm-l6-v2")


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.lists(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join),
            min_size=1,
            max_size=6,
        ),
        min_size=2,
        max_size=16,
    )
)
def test_vectors_of_texts_are_the_same_whoever_else_asks(
    text: Encoder, requests: list[list[str]]
) -> None:
    with ThreadPoolExecutor(len(requests)) as threads:
        found = list(threads.map(lambda request: encode(text, request), requests))
    for request, each in zip(requests, found, strict=True):
        assert_allclose(each, encode(text, request), atol=1e-6)


def test_threads_that_ask_for_a_model_at_once_get_one_encoder(
    parts: Parts, settings: Settings
) -> None:
    encoders = Encoders(parts.models, settings.precision)
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: id(encoders.encoder("all-minilm-l6-v2")), range(8)))
    assert len(found) == 1
