"""Resets: tokens by which a forgotten password is set anew, once, within an hour."""

from __future__ import annotations

from likewise.accounts.account import Account
from likewise.accounts.redis_keys import reset_key
from likewise.accounts.tokens import digest, new_secret
from likewise.index.engine.engine import Engine

SECONDS = 3600
"""How long a token lives."""


class Resets:
    """The resets of one Redis."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, account: Account | None) -> str:
        """A new token for an account; for none, one that sets nothing, which takes as long."""
        token = new_secret()
        value = "" if account is None else f"{account.number} {digest(account.password)}"
        self._engine.run("SET", reset_key(digest(token)), value, "EX", SECONDS)
        return token

    def account_of(self, token: str) -> tuple[int, str] | None:
        """Whose password a token sets, and a digest of the hash that was there when it was made."""
        return _read(self._engine.run("GET", reset_key(digest(token))))

    def take(self, token: str) -> tuple[int, str] | None:
        """As `account_of`; from now on the token sets nothing."""
        return _read(self._engine.run("GETDEL", reset_key(digest(token))))


def _read(value: bytes | None) -> tuple[int, str] | None:
    if not value:
        return None
    number, hashed = value.decode().split()
    return int(number), hashed
