"""Sessions: who has signed in, kept by Redis, so that they end when they are ended."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import orjson

from likewise.accounts.account import Account
from likewise.accounts.redis_keys import account_key, sessions_key
from likewise.accounts.tokens import digest, new_secret, unread
from likewise.accounts.transaction import Look, settle
from likewise.errors import ChangedAccountError, EngineFullError
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command

MOST = 50
"""How many sessions an account has at once; a further one ends the one that ends soonest."""

PREFIX = "lws_"
"""What every session's token begins with."""

_TOKEN = re.compile(rf"{PREFIX}([0-9]{{1,15}})_([A-Za-z0-9_-]{{43}})")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


class Kind(StrEnum):
    """By what a session was asked for, and so how long it lives."""

    BROWSER = "browser"
    REMEMBERED = "remembered"
    TOKEN = "token"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, slots=True)
class Life:
    """How long a session lives, in seconds: unused, and at most."""

    unused: int
    most: int


LIVES = {
    Kind.BROWSER: Life(2 * _HOUR, _DAY),
    Kind.REMEMBERED: Life(14 * _DAY, 30 * _DAY),
    Kind.TOKEN: Life(30 * _MINUTE, 30 * _MINUTE),
}


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not ended.

    Attributes:
        account: Whose it is, as the account is now.
        kind: By what it was asked for.
        until: When it ends however much it is used, in seconds since 1970.
    """

    account: Account
    kind: Kind
    until: int


def session_token(account: int, secret: str) -> str:
    """The token of an account's session."""
    return f"{PREFIX}{account}_{secret}"


class Sessions:
    """The sessions of one Redis.

    Args:
        engine: The Redis.
        clock: Seconds since 1970.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def start(self, account: Account, kind: Kind) -> str:
        """The token of a new session.

        Raises:
            ChangedAccountError: The account has gone, was disabled, or has another password by now.
        """
        secret = new_secret()
        name, key = digest(secret), sessions_key(account.number)
        until = int(self._clock()) + LIVES[kind].most
        value = orjson.dumps({"kind": kind, "until": until})

        def commands(look: Look) -> list[Command]:
            data = look("JSON.GET", account_key(account.number), ".")
            now = None if data is None else Account.from_json(data)
            if now is None or not now.active or now.password != account.password:
                raise ChangedAccountError(
                    "The account has changed meanwhile.", remedy="Sign in again."
                )
            return [
                *_room(look, key),
                ("HSET", key, name, value),
                ("HPEXPIRE", key, LIVES[kind].unused * 1000, "FIELDS", 1, name),
            ]

        settle(self._engine, [account_key(account.number), key], commands)
        return session_token(account.number, secret)

    def find(self, token: str) -> Session | None:
        """The session that a token stands for; None where it has ended, or never was."""
        matched = _TOKEN.fullmatch(unread(token))
        if matched is None:
            return None
        number, name = int(matched[1]), digest(matched[2])
        key = sessions_key(number)
        data, value, (left_ms,) = self._engine.together(
            ("JSON.GET", account_key(number), "."),
            ("HGET", key, name),
            ("HPTTL", key, "FIELDS", 1, name),
        )
        if data is None or value is None:
            return None
        plain = orjson.loads(value)
        session = Session(Account.from_json(data), Kind(plain["kind"]), plain["until"])
        if not session.account.active or session.until <= self._clock():
            return None
        self._prolong(session, key, name, left_ms)
        return session

    def end(self, token: str) -> None:
        """Ends the session of a token, if there is one."""
        matched = _TOKEN.fullmatch(unread(token))
        if matched is not None:
            self._engine.run("HDEL", sessions_key(int(matched[1])), digest(matched[2]))

    def _prolong(self, session: Session, key: str, name: str, left_ms: int) -> None:
        """Counts the time without use anew, at most once a minute: each write waits for a disk."""
        most = int(session.until - self._clock())
        unused = min(LIVES[session.kind].unused, most)
        if unused * 1000 - left_ms > _MINUTE * 1000:
            with suppress(EngineFullError):  # who is signed in may look on a full disk, too
                self._engine.run("HPEXPIRE", key, unused * 1000, "FIELDS", 1, name)


def _room(look: Look, key: str) -> list[Command]:
    """What makes room for one more session."""
    if look("HLEN", key) < MOST:
        return []
    values: dict[bytes, bytes] = look("HGETALL", key)
    soonest = sorted(values, key=lambda name: (orjson.loads(values[name])["until"], name))
    return [("HDEL", key, *soonest[: len(values) - MOST + 1])]
