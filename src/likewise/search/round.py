"""Round: several requests to a store in one round trip, each with the type of its answer."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from likewise.index.requests import Request
from likewise.index.store import Store

T = TypeVar("T")


class Pending(Generic[T]):
    """An answer that is there once its round has been sent."""

    __slots__ = ("answer",)

    answer: T


class Round:
    """Requests that go together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: list[tuple[Request[Any], Pending[Any]]] = []

    def ask(self, request: Request[T]) -> Pending[T]:
        """Adds a request; its answer is there after `send`."""
        pending = Pending[T]()
        self._asked.append((request, pending))
        return pending

    def send(self) -> None:
        """Sends what has been asked since the last time."""
        asked, self._asked = self._asked, []
        if not asked:
            return
        answers = self._store.ask([request for request, _ in asked])
        for (_, pending), found in zip(asked, answers, strict=True):
            pending.answer = found
