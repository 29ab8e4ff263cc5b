"""Directory: accounts sorted, searched and paged for an administrator."""

from __future__ import annotations

from likewise.accounts.account import Account, Profile
from likewise.accounts.directory import SORTS, Wanted, list_accounts


def person(number: int, email: str, profile: Profile, *, admin: bool, active: bool) -> Account:
    """An account."""
    return Account(number, email, profile, admin, active, "2026", "")


PEOPLE = [
    person(3, "Bob@example.com", Profile("Bob", "Young", "B Ltd"), admin=False, active=True),
    person(1, "ann@example.com", Profile("Ann", "Old", "A Ltd"), admin=True, active=True),
    person(
        2, "cleo@example.org", Profile("\u00c4nne", "Older", "A Ltd"), admin=False, active=False
    ),
]


def numbers(**wanted: object) -> list[int]:
    """The numbers of the page."""
    return [each.number for each in list_accounts(PEOPLE, Wanted(**wanted)).accounts]  # type: ignore[arg-type] # as each test says


def test_they_are_sorted_whatever_the_case_and_equals_by_number() -> None:
    assert numbers() == [1, 2, 3]
    assert numbers(descending=True) == [3, 2, 1]
    assert numbers(sort="email") == [1, 3, 2]
    assert numbers(sort="company") == [1, 2, 3]
    assert numbers(sort="company", descending=True) == [3, 1, 2]
    assert numbers(sort="is_active") == [2, 1, 3]
    for sort in SORTS:
        assert sorted(numbers(sort=sort)) == [1, 2, 3]


def test_they_are_found_by_any_part_of_what_they_say() -> None:
    assert numbers(text="YOUNG") == [3]
    assert numbers(text="ann old") == [1]
    assert numbers(text="\u00e4nne") == [2]
    assert numbers(text="example.com") == [1, 3]
    assert numbers(text="nobody") == []
    assert numbers(numbers=frozenset({2, 9})) == [2]


def test_a_page_tells_how_many_there_are_in_all() -> None:
    page = list_accounts(PEOPLE, Wanted(offset=1, limit=1))
    assert [each.number for each in page.accounts] == [2]
    assert page.total == 3
    assert list_accounts(PEOPLE, Wanted(offset=9)).accounts == []
