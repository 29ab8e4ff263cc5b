"""Batching: what several threads ask of one network at once goes through it together.

A batch is whatever waits when the network comes free: nobody waits for one to fill. No thread is
kept for it either: who finds the network free runs it, and hands on to the oldest who waits.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event, Lock
from typing import Generic, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from likewise.errors import EncoderBusyError

T = TypeVar("T")

Rows: TypeAlias = NDArray[np.float32]
"""What comes out, one row an input: shape (n, ...), float32."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a queue may be.

    Attributes:
        most: How many requests may wait; one more is refused.
        seconds: How long each waits for its turn at most.
    """

    most: int = 256
    seconds: float = 30.0


class Watch(Protocol):
    """Is told what goes through models, by the threads that work: it must be quick."""

    def passed(self, model: str, inputs: int, seconds: float) -> None:
        """A batch went through a model."""
        ...

    def encoded(self, seconds: float) -> None:
        """This thread has what it asked for, after waiting and working so long."""
        ...


class Unwatched:
    """Keeps nothing of what it is told."""

    def passed(self, model: str, inputs: int, seconds: float) -> None:
        """Nothing."""

    def encoded(self, seconds: float) -> None:
        """Nothing."""


class Batches(Generic[T]):
    """Lets several threads ask one model at once, each for as much as it likes.

    What is larger than a share goes through in shares, each waiting for its turn, and a batch has
    room for two: so small requests pass beside a large one, and are not held up until its end.

    Args:
        work: From inputs to their rows, in their order; called by one thread at a time.
        size_of: How much work an input is.
        model: What the model is called.
        share: The most work of one request in a batch.
        watch: Told of each batch.
        patience: How long the queue may be.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Rows],
        size_of: Callable[[T], int],
        *,
        model: str,
        share: int,
        watch: Watch,
        patience: Patience = Patience(),
    ) -> None:
        self._work = work
        self._size_of = size_of
        self._model = model
        self._share = share
        self._watch = watch
        self._patience = patience
        self._lock = Lock()
        self._busy = False  # while it is not, nobody waits
        self._waiting: deque[_Request[T]] = deque()

    def run(self, inputs: Sequence[T]) -> Rows:
        """The rows of inputs, of which there is at least one, whoever else's go with them.

        Raises:
            EncoderBusyError: Too many wait for the model, or the turn does not come in time.
        """
        start = time.perf_counter()
        sizes = [self._size_of(each) for each in inputs]
        if sum(sizes) <= self._share:
            rows = self._in_turn(_Request(inputs, sum(sizes)))
        else:
            rows = self._in_shares(inputs, sizes)
        self._watch.encoded(time.perf_counter() - start)
        return rows

    def _in_shares(self, inputs: Sequence[T], sizes: Sequence[int]) -> Rows:
        """Like sizes go through together, as they would in one call."""
        order = sorted(range(len(sizes)), key=lambda number: -sizes[number])
        found: list[Rows] = []
        for part in _shares(order, sizes, self._share):
            size = sum(sizes[number] for number in part)
            request = _Request([inputs[number] for number in part], size)
            found.append(self._in_turn(request, begun=bool(found)))
        sorted_rows = np.concatenate(found)
        rows = np.empty_like(sorted_rows)
        rows[order] = sorted_rows
        return rows

    def _in_turn(self, request: _Request[T], *, begun: bool = False) -> Rows:
        """The rows of a request; what has begun, earlier shares being done, is not refused."""
        with self._lock:
            if self._busy:
                if len(self._waiting) >= self._patience.most and not begun:
                    raise self._too_much(f"{len(self._waiting)} requests wait")
                self._waiting.append(request)
            else:
                self._busy = request.leads = True
        try:
            if not request.leads and not request.ready.wait(self._patience.seconds):
                raise self._too_much(f"the turn did not come in {self._patience.seconds:g} s")
            if request.leads:
                self._lead(request)
        finally:
            self._leave(request)
        return request.result()

    def _lead(self, leader: _Request[T]) -> None:
        batch = [leader, *self._others(2 * self._share - leader.size)]
        try:
            self._run(batch)
        finally:
            self._hand_on(batch)

    def _others(self, room: int) -> list[_Request[T]]:
        """Those who wait and have room in the batch, the oldest first."""
        found, left = [], deque[_Request[T]]()
        with self._lock:
            while self._waiting:
                each = self._waiting.popleft()
                if each.size <= room:
                    found.append(each)
                    room -= each.size
                else:
                    left.append(each)
            self._waiting = left
        return found

    def _run(self, batch: Sequence[_Request[T]]) -> None:
        start = time.perf_counter()
        inputs = [each for request in batch for each in request.inputs]
        try:
            rows = self._work(inputs)
        except Exception as error:  # noqa: BLE001 - whoever asked for it is told
            if len(batch) == 1:
                batch[0].error = error
            else:  # each alone, as one must not suffer from another
                for request in batch:
                    self._run([request])
            return
        self._watch.passed(self._model, len(inputs), time.perf_counter() - start)
        place = 0
        for request in batch:
            request.rows = rows[place : place + len(request.inputs)]
            place += len(request.inputs)

    def _hand_on(self, batch: Sequence[_Request[T]]) -> None:
        """Gives the lead to the oldest who waits, and then the others what they asked for.

        An interrupt may have left some of the batch without: they wait on, before all others.
        """
        leader, *others = batch
        done = [each for each in others if each.is_done]
        with self._lock:
            self._waiting.extendleft(each for each in reversed(others) if not each.is_done)
            leader.leads = False
            self._appoint()
        for each in done:
            each.ready.set()

    def _leave(self, request: _Request[T]) -> None:
        """Sees to it that nothing waits for one who has gone."""
        with self._lock:
            if request.leads:
                self._appoint()
            elif request in self._waiting:
                self._waiting.remove(request)

    def _appoint(self) -> None:
        if self._waiting:
            oldest = self._waiting.popleft()
            oldest.leads = True
            oldest.ready.set()
        else:
            self._busy = False

    def _too_much(self, found: str) -> EncoderBusyError:
        return EncoderBusyError(
            f"The model {self._model} has more to do than it can in time: {found}.",
            remedy="Ask again in a moment.",
        )


class _Request(Generic[T]):
    """What one thread asks for, and waits for."""

    __slots__ = ("error", "inputs", "leads", "ready", "rows", "size")

    def __init__(self, inputs: Sequence[T], size: int) -> None:
        self.inputs = inputs
        self.size = size
        self.ready = Event()
        self.leads = False
        self.rows: Rows | None = None
        self.error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.rows is not None or self.error is not None

    def result(self) -> Rows:
        if self.error is not None:
            raise self.error
        assert self.rows is not None  # noqa: S101 - it is ready
        return self.rows


def _shares(order: Sequence[int], sizes: Sequence[int], most: int) -> Iterator[list[int]]:
    """The numbers in their order, in parts that are no larger than a share if they can be."""
    part: list[int] = []
    size = 0
    for number in order:
        if part and size + sizes[number] > most:
            yield part
            part, size = [], 0
        part.append(number)
        size += sizes[number]
    if part:
        yield part
