"""Load: as many requests are worked on as do well at once, a few wait, and the rest come again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from likewise.service.options import ServiceOptions
from likewise.service.problems import Code, ProblemError, problem_response

Changed: TypeAlias = Callable[[int, int], None]
"""Told how many requests are worked on and how many wait."""

_PROBES = frozenset({"/healthz", "/livez", "/readyz", "/metrics"})
_STREAM = "/mcp"


class Load:
    """Sends requests away when too many wait, so that those inside are answered in time.

    Args:
        app: What answers the others.
        options: How many are worked on, and how many wait for how long.
        changed: Told whenever that changes.
        shed: Told of each that is sent away.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        options: ServiceOptions,
        changed: Changed,
        shed: Callable[[], None],
    ) -> None:
        self._app = app
        self._options = options
        self._changed = changed
        self._shed = shed
        self._working = 0
        self._waiting = 0
        # One a loop, to which a semaphore belongs: a server has one loop, but a test may have more.
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http" or _is_free(scope):
            await self._app(scope, receive, send)
            return
        places = self._places.setdefault(
            asyncio.get_running_loop(), asyncio.Semaphore(self._options.at_once)
        )
        if not await self._place(places):
            self._shed()
            response = problem_response(Request(scope), _OVERLOADED)
            await response(scope, receive, send)
            return
        self._count(working=1)
        try:
            await self._app(scope, receive, send)
        finally:
            places.release()
            self._count(working=-1)

    async def _place(self, places: asyncio.Semaphore) -> bool:
        """Whether there is a place for one more."""
        if not places.locked():
            await places.acquire()
            return True
        if self._waiting >= self._options.waiting:
            return False
        self._count(waiting=1)
        try:
            async with asyncio.timeout(self._options.wait_seconds):
                await places.acquire()
        except TimeoutError:
            return False
        finally:
            self._count(waiting=-1)
        return True

    def _count(self, *, working: int = 0, waiting: int = 0) -> None:
        self._working += working
        self._waiting += waiting
        self._changed(self._working, self._waiting)


_OVERLOADED = ProblemError(
    Code.OVERLOADED,
    "The service has more to do than it can do in time.",
    remedy="Try again after the seconds that Retry-After says.",
)


def _is_free(scope: Scope) -> bool:
    """Whether it needs no place: probes, when all else waits, and streams that stay open."""
    path = scope["path"]
    return path in _PROBES or (scope["method"] == "GET" and path.rstrip("/") == _STREAM)
