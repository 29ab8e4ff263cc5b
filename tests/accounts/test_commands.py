"""likewise users and likewise keys, as an operator runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.conftest import ANOTHER, HERE, PASSWORD
from cli.conftest import START, Ran, run_at
from likewise.accounts.accounts import Accounts
from likewise.accounts.sessions import Kind
from likewise.assembly import Parts
from likewise.errors import SignInError
from likewise.importing import ImportOptions
from likewise.settings import Settings


@pytest.fixture
def likewise(settings: Settings, parts: Parts) -> Callable[..., Ran]:
    """Runs a command on the session's Redis."""
    assert parts.engine
    return lambda *arguments: run_at(settings.home, *arguments)


def with_input(home: Path, said: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command that reads."""
    return subprocess.run(
        [sys.executable, "-c", START, *arguments],
        env=os.environ | {"LIKEWISE_HOME": str(home), "REDIS_URL": "", "COLUMNS": "160"},
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_administrator_is_made_with_a_password_that_is_shown_once(
    likewise: Callable[..., Ran], accounts: Accounts, email: str
) -> None:
    ran = likewise(
        "users", "create", email, "--admin", "--first", "Ann", "--last", "Example", "--json"
    )
    assert ran.rc == 0, ran.stderr
    assert ran.data["admin"] is True
    assert ran.data["first_name"] == "Ann"
    signed_in = accounts.sign_in(email, ran.data["password"], Kind.BROWSER, address=HERE)
    assert signed_in.account.admin
    listed = likewise("users", "list", "--json")
    shown = next(each for each in listed.data["users"] if each["email"] == email)
    assert shown["id"] == ran.data["id"]
    assert "password" not in shown
    assert "argon2" not in listed.stdout
    assert email in likewise("users", "list").stdout
    again = likewise("users", "create", email.upper())
    assert again.rc == 2
    assert "Another account" in again.stderr


def test_a_password_comes_by_the_standard_input_and_is_judged(
    settings: Settings, parts: Parts, accounts: Accounts, email: str
) -> None:
    assert parts.engine
    arguments = ("users", "create", email, "--password-stdin")
    weak = with_input(settings.home, "password1234\n", *arguments)
    assert weak.returncode == 2
    assert "password1234" not in weak.stdout + weak.stderr
    good = with_input(settings.home, f"{PASSWORD}\n", *arguments)
    assert good.returncode == 0, good.stderr
    assert PASSWORD not in good.stdout + good.stderr
    assert accounts.sign_in(email, PASSWORD, Kind.BROWSER, address=HERE)


def test_without_a_terminal_the_password_that_was_made_is_all_that_stdout_has(
    likewise: Callable[..., Ran], accounts: Accounts, email: str
) -> None:
    ran = likewise("users", "create", email)
    assert accounts.sign_in(email, ran.stdout.strip(), Kind.BROWSER, address=HERE)


def test_a_link_sets_a_new_password(
    likewise: Callable[..., Ran], accounts: Accounts, email: str
) -> None:
    likewise("users", "create", email)
    link = likewise("users", "reset", email.upper(), "--json").data["link"]
    assert link.startswith("http://localhost:8484/reset-password#")
    accounts.reset_password(link.partition("#")[2], ANOTHER)
    assert accounts.sign_in(email, ANOTHER, Kind.BROWSER, address=HERE)
    assert "#" in likewise("users", "reset", email).stdout


def test_an_account_is_disabled_enabled_and_deleted(
    likewise: Callable[..., Ran], accounts: Accounts, email: str
) -> None:
    password = likewise("users", "create", email, "--json").data["password"]
    token = accounts.sign_in(email, password, Kind.BROWSER, address=HERE).token
    assert likewise("users", "disable", email, "--json").data["active"] is False
    assert accounts.sessions.find(token) is None
    assert "not sign in" in likewise("users", "disable", email).stderr
    assert likewise("users", "enable", email, "--json").data["active"] is True
    assert accounts.sign_in(email, password, Kind.BROWSER, address=HERE)
    unasked = likewise("users", "delete", email)
    assert unasked.rc == 2
    assert "--yes" in unasked.stderr
    assert likewise("users", "delete", email, "--yes", "--json").data == {"removed": email}
    with pytest.raises(SignInError):
        accounts.sign_in(email, password, Kind.BROWSER, address=HERE)


@pytest.mark.parametrize("command", ["reset", "disable", "enable", "delete"])
def test_an_account_that_is_not_there_is_told(likewise: Callable[..., Ran], command: str) -> None:
    ran = likewise("users", command, "nobody@nowhere.example")
    assert ran.rc == 2
    assert "likewise users list" in ran.stderr
    assert likewise("users", command, "nobody").rc == 2


def test_a_key_is_made_listed_and_revoked(likewise: Callable[..., Ran], accounts: Accounts) -> None:
    made = likewise("keys", "create", "the page", "--days", "3", "--json").data
    found = accounts.keys.find(made["key"])
    assert found is not None
    assert found.grant.scopes == {"read"}
    listed = likewise("keys", "list", "--json")
    assert made["key"] not in listed.stdout
    assert made["id"] in [each["id"] for each in listed.data["keys"]]
    assert "the page" in likewise("keys", "list").stdout
    assert likewise("keys", "revoke", made["id"], "--json").data == {"revoked": made["id"]}
    assert accounts.keys.find(made["key"]) is None
    assert likewise("keys", "revoke", made["id"]).rc == 2


def test_a_key_has_the_rights_that_are_said(
    likewise: Callable[..., Ran], accounts: Accounts
) -> None:
    ran = likewise("keys", "create", "import", "-s", "read", "-s", "write")
    found = accounts.keys.find(ran.stdout.strip())
    assert found is not None
    assert found.grant.scopes == {"read", "write"}
    refused = likewise("keys", "create", "x", "-s", "admin", "-c", "shop")
    assert refused.rc == 2
    assert "admin" in refused.stderr


def test_a_filter_that_no_catalogue_understands_makes_no_key(
    likewise: Callable[..., Ran], parts: Parts, name: str, tmp_path: Path
) -> None:
    (tmp_path / "items.csv").write_text("id,name,kind\n1,a red apple,fruit\n2,a spade,tool\n")
    recipe = parts.recipe(tmp_path / "items.csv", name=name, images=None, id_column=None)
    parts.import_(recipe, ImportOptions())
    refused = likewise("keys", "create", "x", "--where", "tenant=a", "-c", name)
    assert refused.rc == 2
    assert "tenant" in refused.stderr
    assert likewise("keys", "create", "x", "--where", "kind=fruit", "-c", name).rc == 0
    assert likewise("keys", "create", "x", "-c", "no-such-catalogue").rc == 2
    parts.drop(name)
