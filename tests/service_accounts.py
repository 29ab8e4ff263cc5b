"""People and programs that ask a service, for the tests of accounts."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from likewise.accounts.account import Account, Profile
from likewise.accounts.caller import Scope
from likewise.accounts.keys import Grant
from likewise.assembly import Parts
from likewise.service.app import create_app
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving

PASSWORD = "river unlikely candle spoon"  # noqa: S105 - of accounts that live as long as a test
ANOTHER = "seven quiet engines humming"
SITE = "https://shop.example"

_hosts: Iterator[int] = itertools.count(1)


def client(app: FastAPI, *, site: str = SITE, page: bool = True, **headers: str) -> TestClient:
    """One who asks from an address of their own; as a page of the site, or as a program."""
    number = next(_hosts)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    said = {"Origin": site} if page else {}
    return TestClient(app, base_url=site, client=(address, 50_000), headers=said | headers)


def new_email() -> str:
    """An address that no other test uses."""
    return f"{uuid.uuid4().hex[:12]}@example.com"


@dataclass(frozen=True, slots=True)
class Person:
    """One who has signed in.

    Attributes:
        account: Their account.
        browser: Asks with their cookie, as a page of the site.
    """

    account: Account
    browser: TestClient


class People:
    """Those who ask a service.

    Args:
        parts: What the service is made of.
        options: How it behaves.
    """

    def __init__(self, parts: Parts, options: ServiceOptions | None = None) -> None:
        self.accounts = parts.accounts
        self.serving = Serving(parts, options or ServiceOptions())
        self.app = create_app(self.serving)

    def account(self, *, admin: bool = False) -> Account:
        """A new account."""
        profile = Profile("Ann", "Example", "Example Ltd", "Buyer")
        return self.accounts.create(new_email(), PASSWORD, profile, admin=admin)

    def signed_in(self, *, admin: bool = False) -> Person:
        """Someone new, who has signed in."""
        account, browser = self.account(admin=admin), client(self.app)
        body = {"email": account.email, "password": PASSWORD}
        response = browser.post("/api/v1/session", json=body)
        assert response.status_code == 200, response.text
        return Person(account, browser)

    def with_token(self, account: Account) -> TestClient:
        """Asks with a token of `/api/token`."""
        form = {"username": account.email, "password": PASSWORD}
        token = client(self.app).post("/api/token", data=form).json()["access_token"]
        return client(self.app, page=False, Authorization=f"Bearer {token}")

    def with_key(self, *scopes: Scope, **grant: Any) -> TestClient:  # noqa: ANN401 - as of a grant
        """A program with a new key."""
        text, _ = self.accounts.keys.add(Grant("test", frozenset(scopes), **grant))
        return client(self.app, page=False, Authorization=f"Bearer {text}")

    def anyone(self) -> TestClient:
        """One of whom nothing is known."""
        return client(self.app)
