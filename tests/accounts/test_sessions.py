"""Sessions: random, kept as digests, ended when they are ended, and by time."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from accounts.conftest import ANOTHER, HERE, PASSWORD
from likewise.accounts.account import Account
from likewise.accounts.accounts import Accounts
from likewise.accounts.redis_keys import sessions_key
from likewise.accounts.sessions import LIVES, MOST, Kind, Sessions
from likewise.accounts.tokens import readable
from likewise.assembly import Parts
from likewise.errors import SignInError

HOUR, DAY = 3600, 86_400


@dataclass
class Clock:
    """A clock that is set."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock of the test's own."""
    return Clock()


@pytest.fixture
def sessions(parts: Parts, clock: Clock) -> Sessions:
    """The sessions of the session's Redis, by that clock."""
    return Sessions(parts.engine, clock)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_session_is_found_by_its_token(sessions: Sessions, ann: Account, kind: Kind) -> None:
    found = sessions.find(sessions.start(ann, kind))
    assert found is not None
    assert (found.account, found.kind) == (ann, kind)


def test_tokens_have_256_random_bits_and_are_kept_as_digests(
    sessions: Sessions, parts: Parts, ann: Account
) -> None:
    tokens = {sessions.start(ann, Kind.BROWSER) for _ in range(20)}
    secret_parts = {token[-43:] for token in tokens}
    assert len(secret_parts) == 20
    kept = b"".join(parts.engine.run("HGETALL", sessions_key(ann.number)))
    assert not any(secret.encode() in kept for secret in secret_parts)


def test_no_guess_opens_anything(sessions: Sessions, ann: Account) -> None:
    token = sessions.start(ann, Kind.BROWSER)
    guesses = [f"lws_{ann.number}_{secrets.token_urlsafe(32)}" for _ in range(1000)]
    guesses += ["", "lws_", "x" * 10_000, token[:-1], token + "x", token.upper(), f"{token}\n"]
    guesses += [token.replace(f"_{ann.number}_", f"_{ann.number + 1}_"), "lws_\u0661_" + "x" * 43]
    assert not any(map(sessions.find, guesses))
    assert sessions.find(token)


def test_a_session_ends_when_it_is_not_used(sessions: Sessions, parts: Parts, ann: Account) -> None:
    for kind, unused in ((Kind.BROWSER, 2 * HOUR), (Kind.REMEMBERED, 14 * DAY)):
        token = sessions.start(ann, kind)
        fields = parts.engine.run("HKEYS", sessions_key(ann.number))
        left = parts.engine.run("HPTTL", sessions_key(ann.number), "FIELDS", len(fields), *fields)
        assert max(left) == pytest.approx(unused * 1000, abs=5000)
        assert sessions.find(token)


def test_use_prolongs_a_session_at_most_once_a_minute(
    sessions: Sessions, parts: Parts, ann: Account
) -> None:
    token, key = sessions.start(ann, Kind.BROWSER), sessions_key(ann.number)
    (name,) = parts.engine.run("HKEYS", key)

    def left() -> int:
        return int(parts.engine.run("HPTTL", key, "FIELDS", 1, name)[0])

    parts.engine.run("HPEXPIRE", key, 2 * HOUR * 1000 - 50_000, "FIELDS", 1, name)
    assert sessions.find(token)
    assert left() <= 2 * HOUR * 1000 - 50_000
    parts.engine.run("HPEXPIRE", key, 1_000_000, "FIELDS", 1, name)
    assert sessions.find(token)
    assert left() > 2 * HOUR * 1000 - 5000


@pytest.mark.parametrize("kind", list(Kind))
def test_a_session_ends_however_much_it_is_used(
    sessions: Sessions, clock: Clock, ann: Account, kind: Kind
) -> None:
    token, start = sessions.start(ann, kind), clock.now
    clock.now = start + LIVES[kind].most - 61
    assert sessions.find(token)
    clock.now = start + LIVES[kind].most
    assert sessions.find(token) is None
    assert LIVES[kind].most <= 30 * DAY


def test_a_session_that_was_ended_is_not_brought_back_by_its_use(
    sessions: Sessions, parts: Parts, ann: Account
) -> None:
    token, other = (sessions.start(ann, Kind.BROWSER) for _ in range(2))
    sessions.end(token)
    assert sessions.find(token) is None
    assert sessions.find(other)
    assert parts.engine.run("HLEN", sessions_key(ann.number)) == 1
    sessions.end("nonsense")


def test_disabling_ends_all_sessions_at_once_and_enabling_brings_none_back(
    accounts: Accounts, sessions: Sessions, ann: Account
) -> None:
    tokens = [sessions.start(ann, kind) for kind in Kind]
    accounts.users.change(ann.number, lambda now: replace(now, active=False))
    assert not any(map(sessions.find, tokens))
    enabled = accounts.users.change(ann.number, lambda now: replace(now, active=True))
    assert not any(map(sessions.find, tokens))
    assert sessions.find(sessions.start(enabled, Kind.BROWSER))


def test_a_new_password_ends_all_sessions(accounts: Accounts, ann: Account) -> None:
    tokens = [accounts.sessions.start(ann, kind) for kind in Kind]
    accounts.change_password(ann, ANOTHER)
    assert not any(map(accounts.sessions.find, tokens))


def test_who_signed_in_by_a_password_that_has_changed_meanwhile_gets_no_session(
    accounts: Accounts, ann: Account
) -> None:
    accounts.change_password(ann, ANOTHER)
    with pytest.raises(SignInError):
        accounts.sessions.start(ann, Kind.BROWSER)
    disabled = accounts.users.change(ann.number, lambda now: replace(now, active=False))
    with pytest.raises(SignInError):
        accounts.sessions.start(disabled, Kind.BROWSER)
    accounts.users.remove(ann.number)
    with pytest.raises(SignInError):
        accounts.sessions.start(disabled, Kind.BROWSER)


def test_rights_are_those_of_now(accounts: Accounts, ann: Account) -> None:
    token = accounts.sessions.start(ann, Kind.BROWSER)
    accounts.users.change(ann.number, lambda now: replace(now, admin=True))
    found = accounts.sessions.find(token)
    assert found is not None
    assert found.account.admin


def test_an_account_has_a_bounded_number_of_sessions(
    sessions: Sessions, parts: Parts, clock: Clock, ann: Account
) -> None:
    tokens = []
    for _ in range(MOST + 3):
        clock.now += 1
        tokens.append(sessions.start(ann, Kind.BROWSER))
    assert parts.engine.run("HLEN", sessions_key(ann.number)) == MOST
    assert not any(map(sessions.find, tokens[:3]))
    assert all(map(sessions.find, tokens[3:]))


def test_sign_ins_at_once_all_get_a_session(accounts: Accounts, ann: Account) -> None:
    def sign_in(_: int) -> str:
        return accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE).token

    with ThreadPoolExecutor(16) as threads:
        tokens = set(threads.map(sign_in, range(40)))
    assert len(tokens) == 40
    assert all(map(accounts.sessions.find, tokens))


def test_a_token_in_the_form_of_a_jwt_is_found_and_its_claims_are_not_believed(
    sessions: Sessions, ann: Account
) -> None:
    token = sessions.start(ann, Kind.TOKEN)
    shown = readable(token, {"sub": "boss@example.com", "permissions": "admin"})
    assert shown.count(".") == 2
    found = sessions.find(shown)
    assert found is not None
    assert found.account == ann
    assert not found.account.admin
