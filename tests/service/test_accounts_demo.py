"""The original demo's sign-in and its administration, as its own pages ask for them."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from likewise.accounts.email_address import EmailAddress
from likewise.assembly import Parts
from service_accounts import ANOTHER, PASSWORD, People, client, new_email
from service_shop import problem


@pytest.fixture(scope="module")
def people(parts: Parts) -> People:
    """Those who ask a service whose browsing is open."""
    return People(parts)


@pytest.fixture
def boss(people: People) -> TestClient:
    """An administrator with a token, as the demo's page has one."""
    return people.with_token(people.account(admin=True))


def claims(token: str) -> Any:  # noqa: ANN401 - JSON
    """What the demo's page reads in a token."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@pytest.mark.parametrize("multipart", [True, False])
def test_a_token_is_given_for_the_form_of_oauth2(people: People, multipart: bool) -> None:  # noqa: FBT001 - a case
    account = people.account()
    form = {"username": account.email, "password": PASSWORD}
    sent = {"files": {k: (None, v) for k, v in form.items()}} if multipart else {"data": form}
    response = people.anyone().post("/api/token", **sent)  # type: ignore[arg-type] # one of two
    assert response.status_code == 200
    told = response.json()
    assert told["token_type"] == "bearer"  # noqa: S105 - no secret
    assert claims(told["access_token"]) == {"sub": account.email, "permissions": "user"}
    program = client(people.app, page=False, Authorization=f"Bearer {told['access_token']}")
    assert program.get("/api/v1/users/me").json()["email"] == account.email


def test_a_token_tells_an_administrators_page_that_it_is_one(people: People) -> None:
    account = people.account(admin=True)
    form = {
        "username": account.email,
        "password": PASSWORD,
        "grant_type": "password",
        "scope": "",
        "client_id": "string",
        "client_secret": "string",
    }
    token = people.anyone().post("/api/token", data=form).json()["access_token"]
    assert claims(token)["permissions"] == "admin"


def test_a_token_whose_claims_were_changed_gains_nothing(people: People) -> None:
    form = {"username": people.account().email, "password": PASSWORD}
    token = people.anyone().post("/api/token", data=form).json()["access_token"]
    head, _, session = token.split(".")
    forged = base64.urlsafe_b64encode(b'{"sub":"boss@example.com","permissions":"admin"}').decode()
    for text in (f"{head}.{forged}.{session}", session, f"..{session}"):
        program = client(people.app, page=False, Authorization=f"Bearer {text}")
        assert program.get("/api/v1/users").status_code == 403
        assert program.get("/api/v1/users/me").json()["email"] == form["username"]
    for text in (f"{head}.{forged}.", f"{head}.{forged}", f"{head}.{forged}.x"):
        program = client(people.app, page=False, Authorization=f"Bearer {text}")
        assert program.get("/api/v1/users/me").status_code == 401


def test_an_unknown_address_is_refused_as_a_wrong_password_is(people: People) -> None:
    known = people.account().email
    for email in (known, new_email(), "nonsense"):
        form = {"username": email, "password": "wrong"}
        response = people.anyone().post("/api/token", data=form)
        assert problem(response) == (401, "wrong-sign-in")
        assert response.headers["www-authenticate"] == "Bearer"
        assert isinstance(response.json()["detail"], str), "the page shows it"


@pytest.mark.parametrize("in_form", [True, False])
def test_one_signs_up_by_form_with_the_rest_in_the_address_or_in_the_form(
    people: People,
    in_form: bool,  # noqa: FBT001 - a case
) -> None:
    email = new_email()
    form = {"username": email, "password": PASSWORD}
    rest = {"first": "Ann", "last": "Example", "company": "Example Ltd", "title": "Buyer"}
    sent = {"data": form | rest} if in_form else {"data": form, "params": rest}
    response = people.anyone().post("/api/signup", **sent)  # type: ignore[arg-type] # one of two
    assert response.status_code == 200
    token = response.json()["access_token"]
    assert claims(token) == {"sub": email, "permissions": "user"}
    program = client(people.app, page=False, Authorization=f"Bearer {token}")
    told = program.get("/api/v1/users/me").json()
    assert told["pk"] == str(told["id"])
    assert {name: told[name] for name in ("email", "is_active", "is_superuser")} == {
        "email": email,
        "is_active": True,
        "is_superuser": False,
    }
    assert [told[name] for name in ("first_name", "last_name", "company", "title")] == list(
        rest.values()
    )


def test_a_sign_up_for_an_address_that_has_an_account_looks_the_same_and_opens_nothing(
    people: People,
) -> None:
    account = people.account()
    shapes = []
    for email in (account.email, new_email()):
        form = {"username": email, "password": ANOTHER}
        response = people.anyone().post("/api/signup", data=form)
        told = response.json()
        head, _, session = told["access_token"].split(".")
        assert claims(told["access_token"]) == {"sub": email, "permissions": "user"}
        shapes.append(
            (
                response.status_code,
                sorted(told),
                head,
                session[:4],
                session[-44],
                sorted(response.headers),
            )
        )
        program = client(people.app, page=False, Authorization=f"Bearer {told['access_token']}")
        known = program.get("/api/v1/users/me").status_code == 200
        assert known is (email != account.email)
    assert shapes[0] == shapes[1]
    assert people.accounts.users.get(account.number) == account


def test_who_signs_up_twice_with_one_password_is_signed_in(people: People) -> None:
    account = people.account()
    form = {"username": account.email, "password": PASSWORD}
    token = people.anyone().post("/api/signup", data=form).json()["access_token"]
    program = client(people.app, page=False, Authorization=f"Bearer {token}")
    assert program.get("/api/v1/users/me").json()["id"] == account.number


def test_a_hundred_sign_ups_at_once_for_one_address_make_one_account(people: People) -> None:
    email = new_email()

    def sign_up(number: int) -> int:
        spelled = email.upper() if number % 2 else email
        body = {"email": spelled, "password": f"{PASSWORD} {number}"}
        return people.anyone().post("/api/v1/account", json=body).status_code

    with ThreadPoolExecutor(16) as threads:
        statuses = list(threads.map(sign_up, range(100)))
    assert set(statuses) == {202}
    found = people.accounts.users.find(EmailAddress.of(email))
    assert found is not None
    twins = [each for each in people.accounts.users.all() if each.email.lower() == email]
    assert twins == [found]


def test_administrators_see_accounts_as_react_admin_asks_for_them(
    people: People, boss: TestClient
) -> None:
    made = [people.account() for _ in range(3)]
    word = made[1].email.partition("@")[0]

    def ask(**parameters: object) -> Any:  # noqa: ANN401 - a response
        given = {name: json.dumps(value) for name, value in parameters.items()}
        return boss.get("/api/v1/users", params=given)

    response = ask(range=[0, 1], sort=["id", "DESC"], filter={})
    total = int(response.headers["content-range"].partition("/")[2])
    assert response.headers["content-range"] == f"0-1/{total}"
    ids = [each["id"] for each in response.json()]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 2
    found = ask(filter={"q": word})
    assert [each["email"] for each in found.json()] == [made[1].email]
    assert found.headers["content-range"] == "0-0/1"
    many = ask(filter={"id": [each.number for each in made]}, sort=["email", "ASC"])
    emails = [each["email"] for each in many.json()]
    assert emails == sorted(each.email for each in made)
    nothing = ask(range=[0, 9], filter={"q": "nobody at all"})
    assert nothing.json() == []
    assert nothing.headers["content-range"] == "*/0"
    assert "password" not in response.text
    assert "argon2" not in response.text


@pytest.mark.parametrize(
    "parameters",
    [
        {"range": "[0]"},
        {"range": "nonsense"},
        {"range": "[5, 1]"},
        {"range": "[0, 100000]"},
        {"range": "[-1, 5]"},
        {"sort": '["password", "ASC"]'},
        {"sort": '["id", "UP"]'},
        {"filter": '{"password": "x"}'},
        {"filter": "[" * 1000},
        {"filter": '{"id": [NaN]}'},
    ],
)
def test_what_cannot_be_asked_is_refused(boss: TestClient, parameters: dict[str, str]) -> None:
    assert problem(boss.get("/api/v1/users", params=parameters))[0] == 422


def test_an_administrator_makes_reads_changes_and_removes_an_account(
    people: People, boss: TestClient
) -> None:
    email = new_email()
    body = {
        "email": email,
        "password": PASSWORD,
        "first_name": "Ann",
        "last_name": "Example",
        "title": "Buyer",
        "company": "Example Ltd",
        "is_active": True,
        "is_superuser": False,
    }
    made = boss.post("/api/v1/users", json=body)
    assert made.status_code == 200
    user = made.json()
    path = f"/api/v1/users/{user['id']}"
    assert boss.get(path).json() == user
    assert problem(boss.post("/api/v1/users", json=body)) == (409, "email-taken")
    changed = boss.put(path, json=user | {"first_name": "Anna", "title": None})
    assert changed.status_code == 200
    assert changed.json() == user | {"first_name": "Anna"}
    assert boss.put(path, json={"is_superuser": True}).json()["is_superuser"] is True
    assert boss.put(path, json={"is_superuser": False, "password": ANOTHER}).status_code == 200
    sign_in = {"email": email, "password": ANOTHER}
    assert people.anyone().post("/api/v1/session", json=sign_in).status_code == 200
    assert boss.put(path, json=user | {"password": ""}).status_code == 200
    moved = new_email()
    assert boss.put(path, json={"email": moved}).json()["email"] == moved
    taken = boss.put(path, json={"email": people.account().email.upper()})
    assert problem(taken) == (409, "email-taken")
    assert boss.delete(path).json()["email"] == moved
    for method in ("GET", "DELETE"):
        assert problem(boss.request(method, path)) == (404, "not-found")
    assert problem(boss.put(path, json={})) == (404, "not-found")


def test_a_disabled_account_is_out_at_once_and_in_again_when_it_is_enabled(
    people: People, boss: TestClient
) -> None:
    ann = people.signed_in()
    with_token = people.with_token(ann.account)
    path = f"/api/v1/users/{ann.account.number}"
    assert boss.put(path, json={"is_active": False}).json()["is_active"] is False
    assert with_token.get("/api/v1/users/me").status_code == 401
    assert ann.browser.get("/api/v1/account").status_code == 401
    form = {"username": ann.account.email, "password": PASSWORD}
    assert problem(people.anyone().post("/api/token", data=form)) == (403, "disabled-account")
    boss.put(path, json={"is_active": True})
    assert people.anyone().post("/api/token", data=form).status_code == 200


def test_administrators_do_not_lock_themselves_out(people: People) -> None:
    ann = people.signed_in(admin=True)
    path = f"/api/v1/users/{ann.account.number}"
    for change in ({"is_active": False}, {"is_superuser": False}):
        assert problem(ann.browser.put(path, json=change)) == (409, "own-rights")
    assert problem(ann.browser.delete(path)) == (409, "own-rights")
    assert ann.browser.put(path, json={"first_name": "Anna"}).status_code == 200


def test_rights_that_were_taken_away_are_gone_at_once(people: People, boss: TestClient) -> None:
    ann = people.signed_in(admin=True)
    assert ann.browser.get("/api/v1/users").status_code == 200
    boss.put(f"/api/v1/users/{ann.account.number}", json={"is_superuser": False})
    assert ann.browser.get("/api/v1/users").status_code == 403


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "x", "1.5", "%00"])
def test_a_number_that_no_account_can_have_is_refused(boss: TestClient, number: str) -> None:
    assert boss.get(f"/api/v1/users/{number}").status_code == 422
