"""History: what a person has searched for, as much as their page chose to keep."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import orjson

from likewise.accounts.redis_keys import account_key, history_key
from likewise.accounts.transaction import Look, settle
from likewise.errors import UnknownAccountError
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command

MOST = 100
"""How many searches are kept of an account; the oldest go."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A search that a person made.

    Attributes:
        id: By which it is taken away.
        catalogue: What was searched.
        words: What was looked for; empty where it was not in words.
        address: What follows the `?` in the page's address, which makes the search again.
        at: When, in seconds since 1970.
    """

    id: str
    catalogue: str
    words: str
    address: str
    at: int

    @property
    def search(self) -> tuple[str, str, str]:
        """What makes two entries one search."""
        return self.catalogue, self.words, self.address


class History:
    """The histories in one Redis.

    Args:
        engine: The Redis.
        clock: Seconds since 1970.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, account: int) -> list[Searched]:
        """What an account has searched for, the newest first."""
        return [_read(data) for data in self._engine.run("LRANGE", history_key(account), 0, -1)]

    def add(self, account: int, catalogue: str, words: str, address: str) -> Searched:
        """Keeps a search; one that is there already becomes the newest.

        Raises:
            UnknownAccountError: The account has gone.
        """
        key = history_key(account)
        new = Searched(secrets.token_hex(8), catalogue, words, address, int(self._clock()))

        def commands(look: Look) -> list[Command]:
            if not look("EXISTS", account_key(account)):
                raise UnknownAccountError(f"There is no account {account}.")
            same = [each for each in look("LRANGE", key, 0, -1) if _read(each).search == new.search]
            return [
                *(("LREM", key, 0, each) for each in same),
                ("LPUSH", key, orjson.dumps(asdict(new))),
                ("LTRIM", key, 0, MOST - 1),
            ]

        settle(self._engine, [account_key(account), key], commands)
        return new

    def remove(self, account: int, search: str) -> None:
        """Takes away the search of that id, if there is one."""
        for data in self._engine.run("LRANGE", history_key(account), 0, -1):
            if _read(data).id == search:
                self._engine.run("LREM", history_key(account), 0, data)

    def clear(self, account: int) -> None:
        """Takes away all of it."""
        self._engine.run("DEL", history_key(account))


def _read(data: bytes) -> Searched:
    return Searched(**orjson.loads(data))
