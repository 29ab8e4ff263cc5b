"""Ahead: an iterable whose next values are made in a thread while the caller works."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Generic, Self, TypeVar

T = TypeVar("T")

_POLL_SECONDS = 0.1


class Ahead(Generic[T]):
    """The same values in the same order, at most `room` of them waiting.

    Within `with`: leaving it ends the thread after the value that it is making. What the iterable
    raises is raised to the caller, after the values before it.
    """

    def __init__(self, values: Iterable[T], room: int = 2) -> None:
        self._values = values
        self._waiting: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(room)
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._fill, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    def __iter__(self) -> Iterator[T]:
        """The values, until the end or until the `with` is left."""
        while not self._left.is_set():
            try:
                found = self._waiting.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if found is None:
                return
            if isinstance(found, BaseException):
                raise found
            yield found[0]

    def _fill(self) -> None:
        end: BaseException | None = None
        try:
            for value in self._values:
                if not self._offer((value,)):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            end = error
        self._offer(end)

    def _offer(self, value: tuple[T] | BaseException | None) -> bool:
        """Waits for room; False once the caller has left."""
        while not self._left.is_set():
            with suppress(queue.Full):
                self._waiting.put(value, timeout=_POLL_SECONDS)
                return True
        return False
