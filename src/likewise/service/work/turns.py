"""Turns: those who write a catalogue come one after another, and only so many wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from likewise.service.problems import Code, ProblemError


class Turns:
    """The turns within one process; between processes a lock in Redis decides.

    Args:
        most: How many may write or wait, so that there are threads left for those who look.
    """

    def __init__(self, most: int) -> None:
        self._places = BoundedSemaphore(most)
        self._writing: dict[str, Lock] = {}

    @contextmanager
    def turn(self, catalogue: str, *, wait_seconds: float) -> Iterator[None]:
        """While it lasts nobody else of this process has a turn at the catalogue.

        Raises:
            ProblemError: Too many wait, or one would wait too long.
        """
        if not self._places.acquire(blocking=False):
            raise busy(catalogue)
        try:
            writing = self._writing.setdefault(catalogue, Lock())
            if not writing.acquire(timeout=wait_seconds):
                raise busy(catalogue)
            try:
                yield
            finally:
                writing.release()
        finally:
            self._places.release()


def busy(catalogue: str) -> ProblemError:
    """The problem of one who comes while others write."""
    return ProblemError(
        Code.BUSY,
        f"The catalogue {catalogue!r} is being written by others.",
        remedy="Try again; if an import is on, when it has ended.",
    )
