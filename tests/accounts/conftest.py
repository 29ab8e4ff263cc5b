"""What the tests of accounts share: accounts on the real Redis, with hashes that take no time."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from likewise.accounts.account import Account, Profile
from likewise.accounts.accounts import Accounts
from likewise.accounts.letters import Letter
from likewise.accounts.mail import Outbox
from likewise.accounts.passwords import Passwords
from likewise.assembly import Parts

PASSWORD = "river unlikely candle spoon"  # noqa: S105 - of accounts that live as long as a test
ANOTHER = "seven quiet engines humming"
HERE = "192.0.2.1"


@pytest.fixture
def letters() -> list[Letter]:
    """What was sent, once `accounts.outbox` has been closed."""
    return []


@pytest.fixture
def accounts(parts: Parts, letters: list[Letter]) -> Iterator[Accounts]:
    """The accounts of the session's Redis."""
    made = Accounts(
        parts.engine,
        Outbox(letters.append),
        "https://shop.example",
        Passwords(memory_kib=8, passes=1),
    )
    yield made
    made.outbox.close()


@pytest.fixture
def email() -> str:
    """An address that no other test uses."""
    return f"{uuid.uuid4().hex[:12]}@example.com"


@pytest.fixture
def ann(accounts: Accounts, email: str) -> Account:
    """An account with the password `PASSWORD`."""
    return accounts.create(email, PASSWORD, Profile("Ann", "Example", "Example Ltd", "Buyer"))
