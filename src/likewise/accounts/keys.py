"""ApiKeys: secrets by which programs ask, each with what it may and what it sees."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Self

import orjson

from likewise.accounts.caller import Caller, Scope
from likewise.accounts.redis_keys import API_KEYS, api_key_key
from likewise.accounts.tokens import digest, new_secret
from likewise.errors import EngineError, UnknownKeyError, UsageError
from likewise.index.engine.engine import Engine

PREFIX = "lwk_"
"""What every API key begins with."""

_KEY = re.compile(rf"{PREFIX}([0-9a-f]{{16}})_([A-Za-z0-9_-]{{43}})")
_USE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key is for, and what it may.

    Attributes:
        name: For people, such as the program that has it.
        scopes: What it may do.
        where: Only items that meet this line of a filter are there for it; empty for all.
        catalogues: The only catalogues that are there for it; empty for all.
        until: When it ends, in seconds since 1970; None for never.

    Raises:
        UsageError: Both can never be: all rights, and a part of the items.
    """

    name: str
    scopes: frozenset[Scope]
    where: str = ""
    catalogues: tuple[str, ...] = ()
    until: int | None = None

    def __post_init__(self) -> None:
        if not self.scopes:
            raise UsageError(
                "A key without scopes could do nothing.", remedy=f"Name one: {', '.join(Scope)}."
            )
        if Scope.ADMIN in self.scopes and (self.where or self.catalogues):
            raise UsageError(
                "A key with the scope admin changes everything, so it cannot be kept to a filter "
                "or to some catalogues.",
                remedy="Give it read and write instead.",
            )


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without its secret.

    Attributes:
        id: By which it is listed and revoked; the first part of the key.
        grant: What it may.
        made: When, in seconds since 1970.
        used: When it was used last, to the minute; None for never.
        secret: The digest of its secret.
    """

    id: str
    grant: Grant
    made: int
    used: int | None
    secret: str = field(repr=False)

    @property
    def caller(self) -> Caller:
        """Who asks with it."""
        return Caller(
            self.grant.scopes,
            key=self.id,
            where=self.grant.where,
            catalogues=self.grant.catalogues,
        )

    def to_json(self) -> bytes:
        """The key as Redis keeps it."""
        plain = asdict(self)
        plain["grant"]["scopes"] = sorted(self.grant.scopes)
        return orjson.dumps(plain)

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """The key that Redis has kept."""
        plain = orjson.loads(data)
        grant = plain.pop("grant")
        scopes = frozenset(map(Scope, grant.pop("scopes")))
        catalogues = tuple(grant.pop("catalogues"))
        return cls(**plain, grant=Grant(**grant, scopes=scopes, catalogues=catalogues))


class ApiKeys:
    """The API keys of one Redis.

    Args:
        engine: The Redis.
        clock: Seconds since 1970.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, grant: Grant) -> tuple[str, ApiKey]:
        """A new key: what the program sends, which is never shown again, and what is kept."""
        secret, made = new_secret(), int(self._clock())
        key = ApiKey(secrets.token_hex(8), grant, made, None, digest(secret))
        commands = (
            ("JSON.SET", api_key_key(key.id), "$", key.to_json()),
            ("ZADD", API_KEYS, made, key.id),
        )
        self._engine.pipeline(commands, atomic=True)
        return f"{PREFIX}{key.id}_{secret}", key

    def find(self, text: str) -> ApiKey | None:
        """The key that a program sent; None where it is none, was revoked, or has ended."""
        matched = _KEY.fullmatch(text)
        if matched is None:
            return None
        data = self._engine.run("JSON.GET", api_key_key(matched[1]), ".")
        if data is None:
            return None
        key = ApiKey.from_json(data)
        now = int(self._clock())
        if not hmac.compare_digest(key.secret, digest(matched[2])):
            return None
        if key.grant.until is not None and key.grant.until <= now:
            return None
        self._note_use(key, now)
        return key

    def all(self) -> list[ApiKey]:
        """Every key that has not been revoked, the oldest first."""
        ids = [each.decode() for each in self._engine.run("ZRANGE", API_KEYS, 0, -1)]
        if not ids:
            return []
        found = self._engine.run("JSON.MGET", *map(api_key_key, ids), ".")
        return [ApiKey.from_json(data) for data in found if data is not None]

    def revoke(self, key: str) -> ApiKey:
        """Removes a key; who sends it is refused from now on.

        Raises:
            UnknownKeyError: There is none of that id.
        """
        commands = (
            ("JSON.GET", api_key_key(key), "."),
            ("DEL", api_key_key(key)),
            ("ZREM", API_KEYS, key),
        )
        data = self._engine.pipeline(commands, atomic=True)[0]
        if data is None:
            raise UnknownKeyError(
                f"There is no key {key!r}.", remedy="See `likewise keys list` for their ids."
            )
        return ApiKey.from_json(data)

    def _note_use(self, key: ApiKey, now: int) -> None:
        """At most once a minute: each write waits for a disk, and none may refuse a request."""
        if key.used is None or now - key.used >= _USE_SECONDS:
            with suppress(EngineError):  # a full disk; or the key has just been revoked
                self._engine.run("JSON.SET", api_key_key(key.id), "$.used", now, "XX")
