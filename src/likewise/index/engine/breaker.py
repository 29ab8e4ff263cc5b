"""Breaker: nobody waits for a Redis that is known to be away."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from redis import exceptions

from likewise.errors import EngineUnavailableError

T = TypeVar("T")

_FAILURES = 3
_PAUSE_SECONDS = 1.0
_AWAY = (exceptions.ConnectionError, exceptions.TimeoutError)


class Breaker:
    """Refuses what needs Redis while that is away, and lets one through now and then to see.

    Redis is away when it has not answered in time, for then it answers nobody, or when several
    requests in a row have not reached it. Whatever it answers, and be it an error, shows that it is
    there. Several threads may use it.

    Args:
        failures: How many have not reached it in a row.
        pause_seconds: From one that was let through in vain to the next.
        clock: Tells seconds.
    """

    def __init__(
        self,
        *,
        failures: int = _FAILURES,
        pause_seconds: float = _PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._state = Lock()
        self._in_row = 0
        self._next_try = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether Redis is taken to be away."""
        return self._in_row >= self._most

    def watch(self, action: Callable[[], T]) -> T:
        """What the action gives, which asks Redis.

        Raises:
            EngineUnavailableError: Redis is away, and the action was not tried.
        """
        tries = self._admit()
        try:
            result = action()
        except EngineUnavailableError as error:
            if isinstance(error.__cause__, _AWAY):
                hung = isinstance(error.__cause__, exceptions.TimeoutError)
                self._failed(self._most if hung else 1, tries=tries)
            else:
                self._answered()
            raise
        except Exception:
            self._answered()
            raise
        except BaseException:  # stopped by a person: that tells nothing of Redis
            self._gave_up(tries=tries)
            raise
        self._answered()
        return result

    def _admit(self) -> bool:
        """Whether the action is the one that is let through while Redis is away."""
        if not self.is_open:  # nearly always, and then without a lock
            return False
        with self._state:
            if not self.is_open:
                return False
            if self._trying or self._clock() < self._next_try:
                raise EngineUnavailableError(
                    "Redis has not answered lately, and is asked again within a second.",
                    remedy="Try again in a moment.",
                )
            self._trying = True
            return True

    def _failed(self, weight: int, *, tries: bool) -> None:
        with self._state:
            was_open = self.is_open
            self._in_row += weight
            if tries:
                self._trying = False
            # Those that set out before it opened fail late, and must not put off the next try.
            if tries or (self.is_open and not was_open):
                self._next_try = self._clock() + self._pause_seconds

    def _answered(self) -> None:
        if self._in_row or self._trying:
            with self._state:
                self._in_row = 0
                self._trying = False

    def _gave_up(self, *, tries: bool) -> None:
        if tries:
            with self._state:
                self._trying = False
