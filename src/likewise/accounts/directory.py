"""Directory: the accounts as an administrator looks through them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from likewise.accounts.account import Account

SORTS: dict[str, Callable[[Account], str | int]] = {
    "id": lambda account: account.number,
    "pk": lambda account: account.number,
    "made": lambda account: account.number,
    "email": lambda account: account.email.casefold(),
    "first_name": lambda account: account.profile.first_name.casefold(),
    "last_name": lambda account: account.profile.last_name.casefold(),
    "company": lambda account: account.profile.company.casefold(),
    "title": lambda account: account.profile.title.casefold(),
    "is_active": lambda account: account.active,
    "is_superuser": lambda account: account.admin,
}
"""By what accounts can be sorted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts are looked for.

    Attributes:
        sort: One of `SORTS`.
        descending: Whether the last comes first.
        text: What stands somewhere in the address, the name, the company or the title.
        numbers: Only accounts of these numbers; None for all.
        offset: How many of the first are passed over.
        limit: How many.
    """

    sort: str = "id"
    descending: bool = False
    text: str = ""
    numbers: frozenset[int] | None = None
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A page of accounts, and how many there are on all pages."""

    accounts: Sequence[Account]
    total: int


def list_accounts(accounts: Iterable[Account], wanted: Wanted) -> AccountPage:
    """The page of the accounts that is wanted; those that sort alike by their numbers.

    It reads all of them: 10,000 take about a fifth of a second.
    """
    found = sorted(
        (each for each in accounts if _is_wanted(each, wanted)), key=lambda each: each.number
    )
    found.sort(key=SORTS[wanted.sort], reverse=wanted.descending)
    return AccountPage(found[wanted.offset : wanted.offset + wanted.limit], len(found))


def _is_wanted(account: Account, wanted: Wanted) -> bool:
    if wanted.numbers is not None and account.number not in wanted.numbers:
        return False
    profile = account.profile
    said = (
        account.email,
        f"{profile.first_name} {profile.last_name}",
        profile.company,
        profile.title,
    )
    return any(wanted.text.casefold() in each.casefold() for each in said)
