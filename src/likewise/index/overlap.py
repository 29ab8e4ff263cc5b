"""Overlap: an action on several values at once, its results in the values' order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def overlapping(
    threads: ThreadPoolExecutor, action: Callable[[T], R], values: Iterable[T], *, most: int
) -> Iterator[R]:
    """What the action returns for each value, up to so many being under way.

    What it raises is raised to the caller after the results before it; the others that were
    begun go on to their end.
    """
    begun: deque[Future[R]] = deque()
    for value in values:
        begun.append(threads.submit(action, value))
        if len(begun) == most:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()
