"""Engine: a Redis that commands are run on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

import redis

from likewise.errors import EngineError, EngineUnavailableError
from likewise.index.engine.breaker import Breaker
from likewise.index.engine.capabilities import Capabilities
from likewise.index.engine.connection import engine_errors
from likewise.index.engine.exchange import Exchange
from likewise.index.redis.codec import Command

T = TypeVar("T")

Revive: TypeAlias = Callable[[], bool]
"""Makes the server run again if it has died; tells whether it may be asked once more."""

Watch: TypeAlias = Callable[[float, EngineError | None], object]
"""Told of each exchange with Redis: the seconds that it took, and how it failed."""

_KEYS_A_SCAN = 1000


def watch_nothing(_: float, __: EngineError | None) -> None:
    """Takes what nobody watches."""


class Engine:
    """Runs commands on Redis, and brings an embedded server back if it has died.

    Args:
        client: Bytes in and out, RESP2.
        revive: None where that is not ours to do.
        breaker: Refuses at once while Redis is away; None to try each time.
        watch: Told of each exchange.
    """

    def __init__(
        self,
        client: redis.Redis,
        revive: Revive | None = None,
        *,
        breaker: Breaker | None = None,
        watch: Watch = watch_nothing,
    ) -> None:
        self.client = client
        self._exchange = Exchange(client)
        self._revive = revive
        self._breaker = breaker
        self._watch = watch

    @property
    def is_away(self) -> bool:
        """Whether Redis is taken to be away, and is asked only now and then."""
        return self._breaker is not None and self._breaker.is_open

    @cached_property
    def capabilities(self) -> Capabilities:
        """What this Redis can do beyond what every one can; asked once.

        Raises:
            EngineError: It does not answer, or has no memory left.
        """
        return Capabilities.ask(lambda command: self.together(command)[0])

    @cached_property
    def most_words(self) -> int:
        """At how many words the search module looks for a prefix; 0 where it does not tell.

        Raises:
            EngineUnavailableError: Redis does not answer.
        """
        try:
            reply = self.run("FT.CONFIG", "GET", "MAXPREFIXEXPANSIONS")
        except EngineUnavailableError:
            raise
        except EngineError:
            return 0
        return int(reply[0][1]) if reply else 0

    def run(self, *command: str | bytes | float) -> Any:  # noqa: ANN401 - any reply
        """The reply to a command."""
        return self.doing(lambda: self.client.execute_command(*command))  # type: ignore[no-untyped-call] # redis-py

    def pipeline(self, commands: Iterable[Command], *, atomic: bool) -> list[Any]:
        """The replies to commands sent together, as one transaction if `atomic`."""
        kept = list(commands)
        send = self._exchange.transaction if atomic else self._exchange.send
        return self.doing(lambda: send(kept))

    def together(self, *commands: Command) -> list[Any]:
        """The replies to commands sent together."""
        return self.doing(lambda: self._exchange.send(commands))

    def doing(self, action: Callable[[], T]) -> T:
        """What the action gives; done once more if the server had died and could be revived."""
        if self._breaker is None:
            return self._done(action)
        return self._breaker.watch(lambda: self._done(action))

    def _done(self, action: Callable[[], T]) -> T:
        try:
            return self._watched(action)
        except EngineUnavailableError:
            if self._revive is None or not self._revive():
                raise
        return self._watched(action)

    def _watched(self, action: Callable[[], T]) -> T:
        start = time.perf_counter()
        try:
            with engine_errors():
                result = action()
        except EngineError as error:
            self._watch(time.perf_counter() - start, error)
            raise
        self._watch(time.perf_counter() - start, None)
        return result

    def keys(self, pattern: str) -> Iterator[str]:
        """The keys that match a glob pattern, each once, in no order."""
        cursor, seen = 0, set[bytes]()
        while True:
            cursor, found = self.run("SCAN", cursor, "MATCH", pattern, "COUNT", _KEYS_A_SCAN)
            for key in found:
                if key not in seen:
                    seen.add(key)
                    yield key.decode()
            cursor = int(cursor)
            if not cursor:
                return
