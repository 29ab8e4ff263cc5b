"""Users: each address once, whole accounts or none, and nothing left of one that was removed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from accounts.conftest import ANOTHER, HERE, PASSWORD
from killing import kill
from likewise.accounts.account import Account, Profile
from likewise.accounts.accounts import Accounts
from likewise.accounts.email_address import EmailAddress
from likewise.accounts.redis_keys import account_key, email_key
from likewise.accounts.sessions import Kind
from likewise.accounts.users import Users
from likewise.assembly import Parts
from likewise.errors import EmailTakenError, EngineError, UnknownAccountError, UsageError
from likewise.index.engine.engine import Engine
from likewise.settings import Settings


def test_an_account_is_found_by_number_and_by_any_spelling_of_its_address(
    accounts: Accounts, ann: Account
) -> None:
    assert accounts.users.get(ann.number) == ann
    assert accounts.users.find(EmailAddress.of(ann.email.upper())) == ann
    assert accounts.users.find(EmailAddress.of(f"x{ann.email}")) is None
    assert ann in list(accounts.users.all())
    with pytest.raises(UnknownAccountError):
        accounts.users.get(ann.number + 10_000_000)


def test_redis_has_no_password_in_clear(accounts: Accounts, parts: Parts, ann: Account) -> None:
    kept = parts.engine.run("JSON.GET", account_key(ann.number), ".")
    assert b"$argon2id$" in kept
    assert PASSWORD.encode() not in kept
    assert "argon2id" not in repr(accounts.users.get(ann.number))


def test_a_hundred_sign_ups_at_once_with_spellings_of_one_address_make_one_account(
    accounts: Accounts, email: str
) -> None:
    begin = threading.Barrier(100)
    hashed = "$argon2id$"

    def sign_up(number: int) -> Account | None:
        begin.wait()
        spelled = email.upper() if number % 2 else email
        try:
            return accounts.users.add(EmailAddress.of(spelled), Profile(), hashed)
        except EmailTakenError:
            return None

    with ThreadPoolExecutor(100) as threads:
        made = [each for each in threads.map(sign_up, range(100)) if each is not None]
    assert len(made) == 1
    assert accounts.users.find(EmailAddress.of(email)) == made[0]
    theirs = [each for each in accounts.users.all() if each.email.lower() == email]
    assert theirs == made


def test_changes_at_once_are_all_kept(accounts: Accounts, ann: Account) -> None:
    def longer(now: Account) -> Account:
        return replace(now, profile=replace(now.profile, title=now.profile.title + "x"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: accounts.users.change(ann.number, longer), range(24)))
    assert accounts.users.get(ann.number).profile.title == "Buyer" + "x" * 24


def test_an_address_moves_and_frees_the_old_one(accounts: Accounts, ann: Account) -> None:
    old, new = EmailAddress.of(ann.email), EmailAddress.of(f"new-{ann.email}")
    accounts.users.change(ann.number, lambda now: replace(now, email=new.shown))
    found = accounts.users.find(new)
    assert found is not None
    assert found.number == ann.number
    assert accounts.users.find(old) is None
    accounts.create(ann.email, PASSWORD, Profile())
    with pytest.raises(EmailTakenError):
        accounts.users.change(ann.number, lambda now: replace(now, email=old.shown))
    assert accounts.users.get(ann.number).email == new.shown


def test_another_spelling_of_its_own_address_is_no_other_accounts(
    accounts: Accounts, ann: Account
) -> None:
    accounts.users.change(ann.number, lambda now: replace(now, email=now.email.upper()))
    assert accounts.users.find(EmailAddress.of(ann.email)) is not None


def test_nothing_is_left_of_one_that_was_removed(
    accounts: Accounts, parts: Parts, ann: Account
) -> None:
    token = accounts.sign_in(ann.email, PASSWORD, Kind.BROWSER, address=HERE).token
    accounts.favourites.add(ann.number, "shop", "1")
    accounts.history.add(ann.number, "shop", "lamp", "q=lamp")
    before = {key for key in parts.engine.keys("likewise:@accounts:*") if _is_of(key, ann)}
    assert len(before) == 5
    assert accounts.users.remove(ann.number).email == ann.email
    assert not {key for key in parts.engine.keys("likewise:@accounts:*") if _is_of(key, ann)}
    assert accounts.sessions.find(token) is None
    assert ann.number not in [each.number for each in accounts.users.all()]
    for late in (
        lambda: accounts.favourites.add(ann.number, "shop", "1"),
        lambda: accounts.history.add(ann.number, "shop", "lamp", ""),
        lambda: accounts.users.remove(ann.number),
    ):
        with pytest.raises(UnknownAccountError):
            late()
    assert not {key for key in parts.engine.keys("likewise:@accounts:*") if _is_of(key, ann)}
    assert accounts.create(ann.email, ANOTHER, Profile()).number > ann.number


def _is_of(key: str, account: Account) -> bool:
    return key.endswith((f":{account.number}", f":{account.email}"))


@pytest.mark.parametrize("part", ["x" * 101, "a\nb", "a\0b", "\ud800", "\u202eabc"])
def test_a_profile_is_short_lines(part: str) -> None:
    with pytest.raises(UsageError, match="company"):
        Profile(company=part)


def test_accounts_are_no_catalogues(accounts: Accounts, parts: Parts, ann: Account) -> None:
    assert accounts.users.get(ann.number)
    assert not any("@" in name for name in parts.register.names())


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Parts]:
    """Parts on a Redis of this test's own, which may be killed."""
    made = Parts(Settings(home=tmp_path))
    yield made
    made.engine.client.close()
    made.server.stop()


def test_a_redis_that_is_killed_among_sign_ups_leaves_whole_accounts_or_none(
    mortal: Parts,
) -> None:
    engine, acknowledged, guard = mortal.engine, list[Account](), threading.Lock()
    stop = threading.Event()

    def sign_up(thread: int) -> None:
        users, count = Users(engine), 0
        while not stop.is_set():
            count += 1
            email = EmailAddress.of(f"u{thread}-{count}@example.com")
            try:
                made = users.add(email, Profile(), "$argon2id$")
            except (EngineError, EmailTakenError):
                continue
            with guard:
                acknowledged.append(made)

    threads = [threading.Thread(target=sign_up, args=(each,)) for each in range(4)]
    for each in threads:
        each.start()
    for _ in range(3):
        threading.Event().wait(0.5)
        kill(mortal.server)
    threading.Event().wait(0.5)
    stop.set()
    for each in threads:
        each.join()
    assert len(acknowledged) > 20
    _assert_whole(engine, acknowledged)


def _assert_whole(engine: Engine, acknowledged: list[Account]) -> None:
    """Every address has its account, every account its address, and none that was told is lost."""
    found = {each.number: each for each in Users(engine).all()}
    owners = {int(engine.run("GET", key)): key for key in engine.keys("likewise:@accounts:email:*")}
    documents = {int(key.rpartition(":")[2]) for key in engine.keys("likewise:@accounts:account:*")}
    assert set(found) == set(owners) == documents
    for number, account in found.items():
        assert owners[number] == email_key(EmailAddress.of(account.email).key)
    assert all(found[each.number] == each for each in acknowledged)
