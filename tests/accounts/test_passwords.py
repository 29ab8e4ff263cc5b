"""Passwords: argon2id as promised, slow for all alike, few at once."""

from __future__ import annotations

import threading
import time

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from likewise.accounts.passwords import AT_ONCE, Passwords
from likewise.errors import PasswordError

SLOW = Passwords()
QUICK = Passwords(memory_kib=8, passes=1)


def test_hashes_are_argon2id_with_19_mebibytes_and_two_passes() -> None:
    found = extract_parameters(SLOW.hash("river unlikely candle"))
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (
        Type.ID,
        19 * 1024,
        2,
        1,
    )
    assert found.salt_len == 16


def test_one_password_has_two_hashes_and_matches_both() -> None:
    one, other = QUICK.hash("river unlikely candle"), QUICK.hash("river unlikely candle")
    assert one != other
    assert "river" not in one
    assert QUICK.matches(one, "river unlikely candle")
    assert QUICK.matches(other, "river unlikely candle")
    assert not QUICK.matches(one, "river unlikely candlf")
    assert not QUICK.matches(one, "river unlikely candle ")


def test_where_there_is_no_account_a_hash_is_computed_as_where_there_is_one() -> None:
    passwords, compared = Passwords(), []

    class Watched(PasswordHasher):
        """A hasher that tells what it compares with."""

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - its name there
            compared.append(str(hash))
            return super().verify(hash, password)

    passwords._hasher = Watched(2, 19 * 1024, 1)  # noqa: SLF001 - watched, not replaced
    hashed = passwords.hash("x")
    assert passwords.matches(hashed, "x")
    assert not passwords.matches(None, "x")
    assert not passwords.matches(None, "")
    theirs, nobodys, _ = compared
    assert extract_parameters(nobodys) == extract_parameters(theirs)
    assert len(nobodys) == len(theirs)


@pytest.mark.parametrize("hashed", ["", "x", "$argon2id$", "$2b$12$abc", "plain"])
def test_what_is_no_hash_matches_nothing(hashed: str) -> None:
    assert not QUICK.matches(hashed, hashed)


def test_nothing_is_cut_off_and_nothing_is_hashed_beyond_the_limit() -> None:
    longest = "x" * 1024
    hashed = QUICK.hash(longest)
    assert QUICK.matches(hashed, longest)
    assert not QUICK.matches(hashed, longest[:-1] + "y")
    for password in ("x" * 1025, "\u00e9" * 513, "\u5341" * 342):
        with pytest.raises(PasswordError, match="1,024 bytes"):
            QUICK.hash(password)
        with pytest.raises(PasswordError, match="1,024 bytes"):
            QUICK.matches(hashed, password)


@pytest.mark.parametrize(
    "password", ["caf\u00e9 unlikely", "\0\0\0 zero bytes", "\ud800 half", "\U0001f600" * 4]
)
def test_any_characters_will_do(password: str) -> None:
    assert QUICK.matches(QUICK.hash(password), password)


def test_what_keyboards_compose_differently_is_one_password() -> None:
    assert QUICK.matches(QUICK.hash("caf\u00e9 unlikely"), "cafe\u0301 unlikely")


def test_a_hash_of_older_parameters_is_outdated() -> None:
    assert SLOW.is_outdated(QUICK.hash("x"))
    assert not QUICK.is_outdated(QUICK.hash("x"))


def test_no_more_than_two_are_hashed_at_once() -> None:
    passwords = Passwords(memory_kib=8, passes=1)
    running, most, guard = 0, 0, threading.Lock()

    class Watched(PasswordHasher):
        """A hasher that counts those who hash."""

        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            nonlocal running, most
            with guard:
                running += 1
                most = max(most, running)
            time.sleep(0.01)
            done = super().hash(password, salt=salt)
            with guard:
                running -= 1
            return done

    passwords._hasher = Watched(1, 8, 1)  # noqa: SLF001 - watched, not replaced
    threads = [threading.Thread(target=passwords.hash, args=("x",)) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == AT_ONCE
