"""API keys: shown once, kept as digests, bound to what they may and see, ended by time or word."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import pytest

from likewise.accounts.caller import Caller, Scope
from likewise.accounts.keys import ApiKeys, Grant
from likewise.accounts.redis_keys import api_key_key
from likewise.assembly import Parts
from likewise.errors import UnknownKeyError, UsageError

READ = frozenset({Scope.READ})
NOW = 1_800_000_000


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        """What it shows."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock of the test's own."""
    return Clock()


@pytest.fixture
def keys(parts: Parts, clock: Callable[[], float]) -> ApiKeys:
    """The API keys of the session's Redis."""
    return ApiKeys(parts.engine, clock)


def test_a_key_is_found_by_what_was_shown_and_tells_who_asks(keys: ApiKeys) -> None:
    grant = Grant("import", frozenset({Scope.READ, Scope.WRITE}), "tenant=a", ("shop",))
    text, key = keys.add(grant)
    found = keys.find(text)
    assert found is not None
    assert found.grant == grant
    assert found.caller == Caller(grant.scopes, key=key.id, where="tenant=a", catalogues=("shop",))
    assert found.caller.may(Scope.WRITE)
    assert not found.caller.may(Scope.ADMIN)
    assert found.caller.sees("shop")
    assert not found.caller.sees("other")


def test_the_secret_has_256_bits_and_is_kept_nowhere(keys: ApiKeys, parts: Parts) -> None:
    text, key = keys.add(Grant("page", READ))
    assert re.fullmatch(r"lwk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", text)
    kept = parts.engine.run("JSON.GET", api_key_key(key.id), ".")
    assert text[-43:].encode() not in kept
    assert text[-43:] not in repr(keys.all())
    assert key.secret not in repr(key)


def test_no_guess_is_a_key(keys: ApiKeys) -> None:
    text, key = keys.add(Grant("page", READ))
    guesses = [f"lwk_{key.id}_{secrets.token_urlsafe(32)}" for _ in range(200)]
    guesses += ["", "lwk_", text[:-1], text + "x", text.upper(), f" {text}", "x" * 10_000, "*"]
    assert not any(map(keys.find, guesses))


def test_a_key_ends_by_time(keys: ApiKeys, clock: Clock) -> None:
    text, _ = keys.add(Grant("page", READ, until=NOW + 100))
    clock.now = NOW + 99
    assert keys.find(text)
    clock.now = NOW + 100
    assert keys.find(text) is None


def test_a_revoked_key_is_none_at_once(keys: ApiKeys) -> None:
    text, key = keys.add(Grant("page", READ))
    assert keys.find(text)
    assert keys.revoke(key.id).id == key.id
    assert keys.find(text) is None
    assert key.id not in [each.id for each in keys.all()]
    with pytest.raises(UnknownKeyError):
        keys.revoke(key.id)


def test_its_use_is_noted_at_most_once_a_minute(keys: ApiKeys, clock: Clock) -> None:
    text, key = keys.add(Grant("page", READ))

    def used() -> int | None:
        return next(each.used for each in keys.all() if each.id == key.id)

    assert used() is None
    keys.find(text)
    assert used() == NOW
    clock.now = NOW + 59
    keys.find(text)
    assert used() == NOW
    clock.now = NOW + 60
    keys.find(text)
    assert used() == NOW + 60


def test_noting_a_use_does_not_bring_a_revoked_key_back(keys: ApiKeys, parts: Parts) -> None:
    text, key = keys.add(Grant("page", READ))
    found = keys.find(text)
    assert found is not None
    keys.revoke(key.id)
    keys._note_use(found, NOW + 1000)  # noqa: SLF001 - as a request does that had found it before
    assert not parts.engine.run("EXISTS", api_key_key(key.id))


def test_a_key_for_everything_sees_everything() -> None:
    for where, catalogues in (("a=b", ()), ("", ("shop",))):
        with pytest.raises(UsageError, match="admin"):
            Grant("x", frozenset({Scope.ADMIN}), where, catalogues)
    with pytest.raises(UsageError, match="without scopes"):
        Grant("x", frozenset())
