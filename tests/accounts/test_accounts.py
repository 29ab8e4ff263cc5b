"""Accounts: signing up and in, forgetting and changing; nothing tells who has an account."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.conftest import ANOTHER, HERE, PASSWORD
from likewise.accounts.account import Account, Profile
from likewise.accounts.accounts import LETTERS, Accounts
from likewise.accounts.email_address import EmailAddress
from likewise.accounts.letters import Letter
from likewise.accounts.passwords import Passwords
from likewise.accounts.redis_keys import account_key, reset_key
from likewise.accounts.sessions import Kind
from likewise.accounts.tokens import digest
from likewise.assembly import Parts
from likewise.errors import (
    DisabledAccountError,
    PasswordError,
    SignInError,
    TooManyRequestsError,
    UsageError,
)

ELSEWHERE = "198.51.100.7"


def token_in(letter: Letter) -> str:
    """The token in the letter's link."""
    return next(line for line in letter.text.splitlines() if "#" in line).partition("#")[2]


def fails(accounts: Accounts, email: str, address: str, times: int) -> None:
    """Signs in with a wrong password, again and again."""
    for _ in range(times):
        with pytest.raises(SignInError):
            accounts.sign_in(email, "wrong", Kind.BROWSER, address=address)


def test_one_signs_up_and_in(accounts: Accounts, email: str) -> None:
    profile = Profile("Ann", "Example", "Example Ltd", "Buyer")
    assert accounts.sign_up(email, PASSWORD, profile, address=HERE) is None
    signed_in = accounts.sign_in(f" {email.upper()} ", PASSWORD, Kind.BROWSER, address=HERE)
    assert signed_in.account.profile == profile
    assert not signed_in.account.admin
    assert accounts.sessions.find(signed_in.token)


def test_a_sign_up_for_an_address_that_has_an_account_changes_nothing_and_tells_its_owner(
    accounts: Accounts, ann: Account, letters: list[Letter]
) -> None:
    for _ in range(LETTERS.most + 3):
        assert accounts.sign_up(ann.email.upper(), ANOTHER, Profile("Eve"), address=HERE) is None
    assert accounts.users.get(ann.number) == ann
    with pytest.raises(SignInError):
        accounts.sign_in(ann.email, ANOTHER, Kind.BROWSER, address=HERE)
    accounts.outbox.close()
    assert [each.to for each in letters] == [ann.email] * LETTERS.most
    assert "Eve" not in letters[0].text
    assert letters[0].subject == "You have an account already"


@pytest.mark.parametrize("password", ["short", "password1234", "x" * 1025])
def test_a_weak_password_is_refused_at_sign_up_change_and_reset(
    accounts: Accounts, ann: Account, password: str
) -> None:
    link = accounts.reset_link(ann)
    with pytest.raises(PasswordError):
        accounts.sign_up(f"x{ann.email}", password, Profile(), address=HERE)
    assert accounts.users.find(EmailAddress.of(f"x{ann.email}")) is None
    with pytest.raises(PasswordError):
        accounts.change_password(ann, password)
    with pytest.raises(PasswordError):
        accounts.reset_password(link.partition("#")[2], password)
    assert accounts.reset_password(link.partition("#")[2], ANOTHER).number == ann.number


def test_a_wrong_password_and_an_unknown_address_are_one_error(
    accounts: Accounts, ann: Account
) -> None:
    said = set()
    for email in (ann.email, f"x{ann.email}", "no address", ""):
        with pytest.raises(SignInError) as caught:
            accounts.sign_in(email, "wrong", Kind.BROWSER, address=HERE)
        said.add(str(caught.value))
    assert len(said) == 1


def test_after_ten_wrong_ones_from_an_address_even_the_right_one_must_wait_but_not_elsewhere(
    accounts: Accounts, ann: Account
) -> None:
    fails(accounts, ann.email, HERE, 10)
    with pytest.raises(TooManyRequestsError) as caught:
        accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE)
    assert 0 < caught.value.seconds <= 900
    assert accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=ELSEWHERE)


def test_unknown_addresses_are_limited_as_known_ones_are(accounts: Accounts, email: str) -> None:
    fails(accounts, email, HERE, 10)
    with pytest.raises(TooManyRequestsError):
        accounts.sign_in(email.upper(), "wrong", Kind.BROWSER, address=HERE)


def test_after_a_hundred_wrong_ones_from_many_addresses_the_account_waits_and_a_reset_frees_it(
    accounts: Accounts, ann: Account
) -> None:
    for number in range(10):
        fails(accounts, ann.email, f"203.0.113.{number}", 10)
    with pytest.raises(TooManyRequestsError):
        accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=ELSEWHERE)
    accounts.reset_password(accounts.reset_link(ann).partition("#")[2], ANOTHER)
    assert accounts.sign_in(ann.email, ANOTHER, Kind.BROWSER, address=ELSEWHERE)


def test_right_ones_are_not_counted(accounts: Accounts, ann: Account) -> None:
    for _ in range(25):
        accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE)


def test_a_disabled_account_is_told_to_its_owner_alone(accounts: Accounts, ann: Account) -> None:
    accounts.users.change(ann.number, lambda now: replace(now, active=False))
    with pytest.raises(SignInError):
        accounts.sign_in(ann.email, "wrong", Kind.BROWSER, address=HERE)
    with pytest.raises(DisabledAccountError):
        accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE)


def test_a_hash_of_older_parameters_is_made_anew_at_sign_in(
    accounts: Accounts, parts: Parts, ann: Account
) -> None:
    token = accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE).token
    newer = Accounts(parts.engine, accounts.outbox, "", Passwords(memory_kib=16, passes=1))
    before = parts.engine.run("JSON.GET", account_key(ann.number), ".")
    assert b"m=8," in before
    signed_in = newer.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE)
    assert b"m=16," in parts.engine.run("JSON.GET", account_key(ann.number), ".")
    assert newer.sessions.find(signed_in.token)
    assert newer.sessions.find(token), "it is the same password"
    assert newer.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE)


def test_a_forgotten_password_is_set_anew_by_a_letter_once(
    accounts: Accounts, ann: Account, letters: list[Letter]
) -> None:
    session = accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE).token
    accounts.forget_password(ann.email.upper(), address=HERE)
    accounts.outbox.close()
    (letter,) = letters
    assert letter.to == ann.email
    token = token_in(letter)
    accounts.outbox = accounts.outbox.__class__(letters.append)
    accounts.reset_password(token, ANOTHER)
    assert accounts.sessions.find(session) is None
    assert accounts.sign_in(ann.email, ANOTHER, Kind.BROWSER, address=HERE)
    with pytest.raises(SignInError):
        accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE)
    for spent in (token, "", "x" * 43, token + "x"):
        with pytest.raises(UsageError, match="has been used"):
            accounts.reset_password(spent, "eleven careful wooden ships")
    accounts.outbox.close()
    assert letters[-1].subject == "Your password was changed"


def test_a_reset_lives_an_hour_and_is_kept_as_a_digest(
    accounts: Accounts, parts: Parts, ann: Account
) -> None:
    token = accounts.reset_link(ann).partition("#")[2]
    key = reset_key(digest(token))
    assert 3590 < parts.engine.run("TTL", key) <= 3600
    assert token not in key
    assert token.encode() not in parts.engine.run("GET", key)


def test_any_new_password_spends_all_resets_and_a_disabled_account_has_none(
    accounts: Accounts, ann: Account
) -> None:
    first, second = (accounts.reset_link(ann).partition("#")[2] for _ in range(2))
    accounts.reset_password(first, ANOTHER)
    with pytest.raises(UsageError, match="has been used"):
        accounts.reset_password(second, PASSWORD)
    changed = accounts.users.change(ann.number, lambda now: replace(now, active=False))
    with pytest.raises(UsageError, match="has been used"):
        accounts.reset_password(accounts.reset_link(changed).partition("#")[2], PASSWORD)


def test_who_asks_for_a_password_cannot_tell_whether_there_is_an_account(
    accounts: Accounts, parts: Parts, ann: Account, letters: list[Letter]
) -> None:
    before = len(list(parts.engine.keys("likewise:@accounts:reset:*")))
    for email in (ann.email, f"x{ann.email}"):
        assert accounts.forget_password(email, address=HERE) is None
    assert len(list(parts.engine.keys("likewise:@accounts:reset:*"))) == before + 2
    for _ in range(LETTERS.most + 3):
        accounts.forget_password(ann.email, address=HERE)
        accounts.forget_password(f"x{ann.email}", address=HERE)
    accounts.outbox.close()
    assert len(letters) == LETTERS.most, "nobody's inbox is flooded"


def test_a_dead_token_looks_as_a_living_one_and_opens_nothing(
    accounts: Accounts, ann: Account
) -> None:
    dead = accounts.dead_token()
    living = accounts.sessions.start(ann, Kind.TOKEN)
    assert dead.split("_")[0] == living.split("_")[0]
    assert int(dead.split("_")[1]) > ann.number
    assert len(dead.split("_", 2)[2]) == len(living.split("_", 2)[2])
    assert accounts.sessions.find(dead) is None
