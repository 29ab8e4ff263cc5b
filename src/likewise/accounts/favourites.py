"""Favourites: items that a person has marked, of any catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from likewise.accounts.redis_keys import account_key, favourites_key
from likewise.accounts.transaction import Look, settle
from likewise.errors import UnknownAccountError, UsageError
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command

MOST = 1000
"""How many favourites an account has."""


@dataclass(frozen=True, slots=True)
class Favourite:
    """An item that a person has marked.

    Attributes:
        catalogue: Its catalogue.
        item: Its id.
        added: When, in seconds since 1970.
    """

    catalogue: str
    item: str
    added: int


class Favourites:
    """The favourites in one Redis.

    Args:
        engine: The Redis.
        clock: Seconds since 1970.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, account: int, catalogue: str = "") -> list[Favourite]:
        """An account's favourites, the newest first; of one catalogue if that is named."""
        key = favourites_key(account)
        (replies,) = self._engine.together(("ZREVRANGE", key, 0, -1, "WITHSCORES"))
        found = [_favourite(*pair) for pair in zip(replies[::2], replies[1::2], strict=True)]
        return [each for each in found if catalogue in ("", each.catalogue)]

    def add(self, account: int, catalogue: str, item: str) -> None:
        """Marks an item; one that is marked stays so.

        Raises:
            UsageError: The account has as many as it may.
            UnknownAccountError: It has gone.
        """
        key, member = favourites_key(account), _member(catalogue, item)

        def commands(look: Look) -> list[Command]:
            if not look("EXISTS", account_key(account)):
                raise UnknownAccountError(f"There is no account {account}.")
            if look("ZSCORE", key, member) is None and look("ZCARD", key) >= MOST:
                raise UsageError(
                    f"There are {MOST:,} favourites, which is as many as there may be.",
                    remedy="Take one away first.",
                )
            return [("ZADD", key, "NX", int(self._clock()), member)]

        settle(self._engine, [account_key(account), key], commands)

    def remove(self, account: int, catalogue: str, item: str) -> None:
        """Takes a mark away, if there is one."""
        self._engine.run("ZREM", favourites_key(account), _member(catalogue, item))


def _favourite(member: bytes, score: bytes) -> Favourite:
    catalogue, item = orjson.loads(member)
    return Favourite(catalogue, item, int(score))


def _member(catalogue: str, item: str) -> bytes:
    return orjson.dumps([catalogue, item])
