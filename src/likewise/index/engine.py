"""Engine: a Redis that commands are run on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar

import redis

from likewise.errors import EngineError, EngineUnavailableError
from likewise.index.capabilities import Capabilities
from likewise.index.connection import engine_errors
from likewise.index.exchange import exchange, transaction
from likewise.index.redis_codec import Command

T = TypeVar("T")

_KEYS_A_SCAN = 1000


class Engine:
    """Runs commands on Redis, and brings an embedded server back if it has died.

    Args:
        client: Bytes in and out, RESP2.
        revive: Makes the server run again; None where that is not ours to do.
    """

    def __init__(self, client: redis.Redis, revive: Callable[[], object] | None = None) -> None:
        self.client = client
        self._revive = revive

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
        send = transaction if atomic else exchange
        return self.doing(lambda: send(self.client, kept))

    def together(self, *commands: Command) -> list[Any]:
        """The replies to commands sent together."""
        return self.doing(lambda: exchange(self.client, commands))

    def doing(self, action: Callable[[], T]) -> T:
        """What the action gives; done once more if the server had died and could be revived."""
        try:
            with engine_errors():
                return action()
        except EngineUnavailableError:
            if self._revive is None:
                raise
        self._revive()
        with engine_errors():
            return action()

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
