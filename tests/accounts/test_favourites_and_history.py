"""Favourites and searches: each person's own, bounded, the newest first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.conftest import PASSWORD
from likewise.accounts import favourites as favourites_module
from likewise.accounts.account import Account, Profile
from likewise.accounts.accounts import Accounts
from likewise.accounts.favourites import Favourites
from likewise.accounts.history import MOST, History
from likewise.assembly import Parts
from likewise.errors import UsageError


@pytest.fixture
def clock() -> Callable[[], float]:
    """A clock on which each look takes a second."""
    seconds = iter(range(1_800_000_000, 1_900_000_000))
    return lambda: float(next(seconds))


def test_favourites_come_the_newest_first_and_of_a_catalogue(
    parts: Parts, ann: Account, clock: Callable[[], float]
) -> None:
    favourites = Favourites(parts.engine, clock)
    marks = [("shop", "1"), ("shop", "a\x1f\n\"/'"), ("books", "1"), ("shop", "1")]
    for catalogue, item in marks:
        favourites.add(ann.number, catalogue, item)
    found = [(each.catalogue, each.item) for each in favourites.of(ann.number)]
    assert found == [("books", "1"), ("shop", "a\x1f\n\"/'"), ("shop", "1")]
    assert [each.item for each in favourites.of(ann.number, "books")] == ["1"]
    favourites.remove(ann.number, "shop", "1")
    favourites.remove(ann.number, "shop", "never")
    assert len(favourites.of(ann.number)) == 2


def test_favourites_are_bounded(
    parts: Parts, ann: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(favourites_module, "MOST", 2)
    favourites = Favourites(parts.engine)
    favourites.add(ann.number, "shop", "1")
    favourites.add(ann.number, "shop", "2")
    favourites.add(ann.number, "shop", "2")
    with pytest.raises(UsageError, match="2 favourites"):
        favourites.add(ann.number, "shop", "3")


def test_searches_come_the_newest_first_each_once_and_the_oldest_go(
    parts: Parts, ann: Account, clock: Callable[[], float]
) -> None:
    history = History(parts.engine, clock)
    for number in range(MOST + 5):
        history.add(ann.number, "shop", f"lamp {number}", f"q=lamp+{number}")
    history.add(ann.number, "shop", "lamp 50", "q=lamp+50")
    found = history.of(ann.number)
    assert len(found) == MOST
    assert [each.words for each in found[:2]] == ["lamp 50", f"lamp {MOST + 4}"]
    assert sum(each.words == "lamp 50" for each in found) == 1
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    history.remove(ann.number, found[1].id)
    history.remove(ann.number, "never")
    assert len(history.of(ann.number)) == MOST - 1
    history.clear(ann.number)
    assert history.of(ann.number) == []


def test_nobody_sees_anothers(accounts: Accounts, ann: Account) -> None:
    bob = accounts.create(f"bob-{ann.email}", PASSWORD, Profile())
    accounts.favourites.add(ann.number, "shop", "1")
    searched = accounts.history.add(ann.number, "shop", "lamp", "")
    assert accounts.favourites.of(bob.number) == []
    assert accounts.history.of(bob.number) == []
    accounts.favourites.remove(bob.number, "shop", "1")
    accounts.history.remove(bob.number, searched.id)
    accounts.history.clear(bob.number)
    assert len(accounts.favourites.of(ann.number)) == 1
    assert accounts.history.of(ann.number) == [searched]
