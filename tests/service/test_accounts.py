"""Accounts over HTTP: signing up, in and out, profiles, passwords, favourites, searches, keys."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from accounts.mail_servers import mail_server
from likewise.accounts.caller import Scope
from likewise.accounts.redis_keys import limit_key
from likewise.assembly import Parts
from likewise.service.options import ServiceOptions
from likewise.settings import MailSettings, Settings
from service_accounts import ANOTHER, PASSWORD, People, client, new_email
from service_shop import Shop, problem


@pytest.fixture(scope="module")
def people(parts: Parts) -> People:
    """Those who ask a service whose browsing is open."""
    return People(parts)


def test_one_signs_up_signs_in_is_known_and_signs_out(people: People) -> None:
    browser, email = people.anyone(), new_email()
    body = {"email": email, "password": PASSWORD, "first_name": "Ann", "company": "Example Ltd"}
    assert browser.post("/api/v1/account", json=body).status_code == 202
    assert browser.get("/api/v1/session").json()["account"] is None
    signed_in = browser.post("/api/v1/session", json={"email": email, "password": PASSWORD})
    assert signed_in.status_code == 200
    who = browser.get("/api/v1/session").json()
    assert who == signed_in.json()
    assert who["account"]["first_name"] == "Ann"
    assert who["account"]["admin"] is False
    assert who["scopes"] == ["read"]
    token = browser.cookies["__Host-likewise"]
    assert browser.delete("/api/v1/session").status_code == 204
    assert "__Host-likewise" not in browser.cookies
    browser.cookies.set("__Host-likewise", token)
    assert browser.get("/api/v1/session").json()["account"] is None


def test_answers_about_a_person_are_kept_by_nobody(people: People) -> None:
    ann = people.signed_in()
    for path in ("session", "account", "favourites", "history", "users/me"):
        assert ann.browser.get(f"/api/v1/{path}").headers["cache-control"] == "no-store"


def test_the_cookie_is_for_this_site_and_no_script(people: People) -> None:
    account = people.account()
    body = {"email": account.email, "password": PASSWORD}
    set_ = people.anyone().post("/api/v1/session", json=body).headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-likewise=lws_\d+_[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", set_
    )
    remembered = people.anyone().post("/api/v1/session", json=body | {"remember": True})
    assert "Max-Age=2592000" in remembered.headers["set-cookie"]


def test_on_this_machine_the_cookie_works_without_https_and_elsewhere_there_is_none(
    people: People,
) -> None:
    account = people.account()
    body = {"email": account.email, "password": PASSWORD}
    for site in ("http://localhost:8484", "http://127.0.0.1:8484", "http://[::1]:8484"):
        browser = client(people.app, site=site)
        response = browser.post("/api/v1/session", json=body)
        assert response.status_code == 200
        assert response.headers["set-cookie"].startswith("likewise=lws_")
        assert "Secure" not in response.headers["set-cookie"]
        assert browser.get("/api/v1/account").status_code == 200
    response = client(people.app, site="http://shop.example").post("/api/v1/session", json=body)
    assert problem(response) == (403, "forbidden")
    assert "set-cookie" not in response.headers


def test_a_plain_cookie_that_another_site_of_the_domain_set_is_not_heard_by_https(
    people: People,
) -> None:
    ann, browser = people.signed_in(), people.anyone()
    browser.cookies.set("likewise", ann.browser.cookies["__Host-likewise"])
    assert browser.get("/api/v1/session").json()["account"] is None


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in_to(people: People) -> None:
    eve, browser = people.signed_in(), people.anyone()
    planted = eve.browser.cookies["__Host-likewise"]
    for value in (planted, "lws_1_" + "x" * 43):
        browser.cookies.set("__Host-likewise", value, domain="shop.example")
        account = people.account()
        body = {"email": account.email, "password": PASSWORD}
        response = browser.post("/api/v1/session", json=body)
        assert value not in response.headers["set-cookie"]
        browser.cookies.clear()
    assert eve.browser.get("/api/v1/account").status_code == 401, "the planted one has ended"


def test_signing_in_again_ends_the_session_before(people: People) -> None:
    ann = people.signed_in()
    before = ann.browser.cookies["__Host-likewise"]
    body = {"email": ann.account.email, "password": PASSWORD}
    assert ann.browser.post("/api/v1/session", json=body).status_code == 200
    assert ann.browser.cookies["__Host-likewise"] != before
    assert people.accounts.sessions.find(before) is None


@pytest.mark.parametrize("change", ["password", "disabled", "deleted", "reset"])
def test_every_session_and_token_ends_within_one_request(people: People, change: str) -> None:
    ann = people.signed_in()
    with_token = people.with_token(ann.account)
    other = people.anyone()
    body = {"email": ann.account.email, "password": PASSWORD}
    assert other.post("/api/v1/session", json=body).status_code == 200
    boss = people.signed_in(admin=True).browser
    assert with_token.get("/api/v1/account").status_code == 200
    if change == "password":
        said = {"password": PASSWORD, "new_password": ANOTHER}
        assert ann.browser.put("/api/v1/account/password", json=said).status_code == 204
        assert ann.browser.get("/api/v1/account").status_code == 200, "it has a new session"
    elif change == "disabled":
        said = {"is_active": False}
        assert boss.put(f"/api/v1/users/{ann.account.number}", json=said).status_code == 200
    elif change == "deleted":
        assert boss.delete(f"/api/v1/users/{ann.account.number}").status_code == 200
    else:
        token = people.accounts.reset_link(ann.account).partition("#")[2]
        said = {"token": token, "password": ANOTHER}
        assert people.anyone().put("/api/v1/password-resets", json=said).status_code == 204
    assert problem(with_token.get("/api/v1/account")) == (401, "unauthenticated")
    assert problem(other.get("/api/v1/account")) == (401, "unauthenticated")


def test_a_wrong_key_or_token_is_refused_and_never_taken_for_nobody(people: People) -> None:
    ann = people.signed_in()
    cookie = ann.browser.cookies["__Host-likewise"]
    for headers in (
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic YTpi"},
        {"Authorization": f"Bearer {cookie}"},
        {"Authorization": "Bearer lwk_0123456789abcdef_" + "x" * 43},
        {"X-API-Key": "nonsense"},
        {"X-API-Key": ""},
    ):
        response = ann.browser.get("/api/v1/catalogues", headers=headers)
        assert problem(response) == (401, "unauthenticated"), headers
        assert response.headers["www-authenticate"] == "Bearer"


def test_a_token_is_no_cookie(people: People) -> None:
    form = {"username": people.account().email, "password": PASSWORD}
    browser = people.anyone()
    token = browser.post("/api/token", data=form).json()["access_token"]
    browser.cookies.set("__Host-likewise", token.rpartition(".")[2])
    assert browser.get("/api/v1/session").json()["account"] is None


def test_a_cookie_that_has_ended_is_nobodys(people: People) -> None:
    browser = people.anyone()
    browser.cookies.set("__Host-likewise", "lws_1_" + "x" * 43)
    assert browser.get("/api/v1/session").status_code == 200
    assert browser.get("/api/v1/catalogues").status_code == 200


def test_where_browsing_is_closed_only_those_who_are_known_look(parts: Parts) -> None:
    people = People(parts, ServiceOptions(open_browsing=False))
    assert problem(people.anyone().get("/api/v1/catalogues")) == (401, "unauthenticated")
    assert people.signed_in().browser.get("/api/v1/catalogues").status_code == 200
    assert people.with_key(Scope.READ).get("/api/v1/catalogues").status_code == 200
    body = {"email": new_email(), "password": PASSWORD}
    assert problem(people.anyone().post("/api/v1/account", json=body)) == (403, "closed-sign-up")
    form = {"username": new_email(), "password": PASSWORD}
    assert problem(people.anyone().post("/api/signup", data=form)) == (403, "closed-sign-up")
    assert people.anyone().get("/api/v1/session").json()["may_sign_up"] is False


def test_sign_up_is_open_or_closed_as_it_is_said(parts: Parts) -> None:
    body = {"email": new_email(), "password": PASSWORD}
    closed = People(parts, ServiceOptions(open_sign_up=False)).anyone()
    assert closed.post("/api/v1/account", json=body).status_code == 403
    invited = People(parts, ServiceOptions(open_browsing=False, open_sign_up=True)).anyone()
    assert invited.post("/api/v1/account", json=body).status_code == 202


def test_sign_up_and_forgotten_passwords_answer_alike_for_known_and_unknown(
    people: People,
) -> None:
    known = people.account().email
    for path, body in (
        ("/api/v1/account", {"password": PASSWORD}),
        ("/api/v1/password-resets", {}),
    ):
        answers = []
        for email in (known, new_email()):
            response = people.anyone().post(path, json=body | {"email": email})
            headers = dict(response.headers)
            headers.pop("x-request-id")
            answers.append((response.status_code, response.content, headers))
        assert answers[0] == answers[1]
        assert answers[0][0] == 202


def test_a_wrong_password_and_an_unknown_address_answer_alike(people: People) -> None:
    known = people.account().email
    answers = []
    for email in (known, new_email()):
        body = {"email": email, "password": "wrong"}
        response = people.anyone().post("/api/v1/session", json=body)
        told = response.json()
        told.pop("request_id")
        answers.append((response.status_code, told, sorted(response.headers)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401


def test_what_is_no_address_is_refused_without_what_was_written(people: People) -> None:
    body = {"email": "secret nonsense", "password": PASSWORD}
    response = people.anyone().post("/api/v1/account", json=body)
    assert problem(response) == (422, "no-email-address")
    assert "nonsense" not in response.text


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("tiny one", "short-password"),
        ("password1234", "weak-password"),
        ("aaaaaaaaaaaaaaaa", "weak-password"),
        ("\N{MONEY WITH WINGS}" * 300, "long-password"),
    ],
)
def test_weak_passwords_are_refused_in_words(people: People, password: str, code: str) -> None:
    body = {"email": new_email(), "password": password}
    response = people.anyone().post("/api/v1/account", json=body)
    assert problem(response) == (422, code)
    assert password not in response.text
    assert response.json()["remedy"]


def test_too_long_passwords_are_refused_before_anything_is_hashed(people: People) -> None:
    for password in ("x" * 1025, "\u00e9" * 513, "x" * 900_000):
        body = {"email": new_email(), "password": password}
        for path in ("/api/v1/account", "/api/v1/session"):
            response = people.anyone().post(path, json=body)
            assert response.status_code in (413, 422)
            assert password not in response.text


def test_too_many_wrong_passwords_must_wait_from_that_address_alone(people: People) -> None:
    account, eve = people.account(), people.anyone()
    body = {"email": account.email, "password": "wrong"}
    for _ in range(10):
        assert eve.post("/api/v1/session", json=body).status_code == 401
    for password in ("wrong", PASSWORD):
        response = eve.post("/api/v1/session", json=body | {"password": password})
        assert problem(response) == (429, "too-many-requests")
        assert 0 < int(response.headers["retry-after"]) <= 900
    form = {"username": account.email, "password": PASSWORD}
    assert eve.post("/api/token", data=form).status_code == 429, "it is one limit for both ways"
    forged = {"X-Forwarded-For": "198.51.100.9", "Forwarded": "for=198.51.100.9"}
    response = eve.post("/api/v1/session", json=body, headers=forged)
    assert response.status_code == 429, "nobody says of themselves where they are"
    body["password"] = PASSWORD
    assert people.anyone().post("/api/v1/session", json=body).status_code == 200


def test_limits_leave_no_count_without_an_end(people: People, parts: Parts) -> None:
    people.anyone().post("/api/v1/session", json={"email": new_email(), "password": "wrong"})
    counts = list(parts.engine.keys(limit_key("*", "*")))
    assert counts
    assert all(parts.engine.run("TTL", key) > 0 for key in counts)


def test_the_own_profile_changes_in_what_is_said(people: People) -> None:
    ann = people.signed_in()
    response = ann.browser.patch("/api/v1/account", json={"title": "Head", "company": ""})
    assert response.status_code == 200
    told = ann.browser.get("/api/v1/account").json()
    assert (told["first_name"], told["title"], told["company"]) == ("Ann", "Head", "")


@pytest.mark.parametrize(
    "more",
    [
        {"admin": True},
        {"is_admin": True},
        {"is_superuser": True},
        {"active": True},
        {"id": 1},
        {"number": 1},
        {"email": "boss@example.com"},
        {"password": ANOTHER},
        {"scopes": ["admin"]},
    ],
)
def test_nobody_gives_themselves_more(people: People, more: dict[str, object]) -> None:
    ann = people.signed_in()
    assert ann.browser.patch("/api/v1/account", json={"title": "x", **more}).status_code == 422
    if not {"email", "password"} & more.keys():
        body = {"email": new_email(), "password": PASSWORD, **more}
        assert people.anyone().post("/api/v1/account", json=body).status_code == 422
        form = {"username": new_email(), "password": PASSWORD} | {
            k: str(v) for k, v in more.items()
        }
        assert people.anyone().post("/api/signup", data=form).status_code == 422
    assert people.accounts.users.get(ann.account.number) == ann.account


def test_the_password_changes_for_who_knows_it(people: People) -> None:
    ann = people.signed_in()
    wrong = {"password": "wrong", "new_password": ANOTHER}
    assert problem(ann.browser.put("/api/v1/account/password", json=wrong)) == (
        401,
        "wrong-sign-in",
    )
    right = {"password": PASSWORD, "new_password": ANOTHER}
    assert ann.browser.put("/api/v1/account/password", json=right).status_code == 204
    assert ann.browser.get("/api/v1/account").status_code == 200
    body = {"email": ann.account.email, "password": ANOTHER}
    assert people.anyone().post("/api/v1/session", json=body).status_code == 200


def test_an_account_is_deleted_with_all_that_it_has_by_who_knows_the_password(
    people: People,
) -> None:
    ann = people.signed_in()
    ann.browser.post("/api/v1/history", json={"catalogue": "shop", "words": "lamp"})
    wrong = ann.browser.request("DELETE", "/api/v1/account", json={"password": "wrong"})
    assert wrong.status_code == 401
    gone = ann.browser.request("DELETE", "/api/v1/account", json={"password": PASSWORD})
    assert gone.status_code == 204
    assert ann.browser.get("/api/v1/account").status_code == 401
    assert people.accounts.history.of(ann.account.number) == []
    body = {"email": ann.account.email, "password": PASSWORD}
    assert people.anyone().post("/api/v1/session", json=body).status_code == 401


def test_a_forgotten_password_is_set_anew_by_mail(settings: Settings) -> None:
    with mail_server() as inbox:
        mail = MailSettings("https://shop.example", f"smtp://127.0.0.1:{inbox.port}", "a@b.example")
        parts = Parts(replace(settings, mail=mail))
        people = People(parts)
        account = people.account()
        known = people.anyone().post("/api/v1/password-resets", json={"email": account.email})
        unknown = people.anyone().post("/api/v1/password-resets", json={"email": new_email()})
        assert known.json() == unknown.json()
        assert known.json()["by_mail"] is True
        parts.accounts.outbox.close()
        parts.engine.client.close()
        (message,) = inbox.messages
        assert message["To"] == account.email
        found = re.search(r"https://shop\.example/reset-password#(\S+)", message.get_content())
        assert found is not None
    body = {"token": found[1], "password": ANOTHER}
    again = People(Parts(settings))
    assert again.anyone().put("/api/v1/password-resets", json=body).status_code == 204
    spent = again.anyone().put("/api/v1/password-resets", json=body | {"password": PASSWORD})
    assert problem(spent) == (422, "ended-link")
    sign_in = {"email": account.email, "password": ANOTHER}
    assert again.anyone().post("/api/v1/session", json=sign_in).status_code == 200
    again.serving.parts.engine.client.close()


def test_favourites_are_items_and_each_persons_own(people: People, served: Shop) -> None:
    ann, bob = people.signed_in().browser, people.signed_in().browser
    path = f"/api/v1/favourites/{served.name}"
    listing = ann.get(f"/api/v1/catalogues/{served.name}/items").json()
    one, other = (item["id"] for item in listing["items"][:2])
    assert ann.put(f"{path}/{one}").status_code == 204
    assert ann.put(f"{path}/{other}").status_code == 204
    assert ann.put(f"{path}/{one}").status_code == 204
    assert problem(ann.put(f"{path}/no-such-item")) == (404, "unknown-item")
    assert problem(ann.put("/api/v1/favourites/no-such/1")) == (404, "unknown-catalogue")
    told = ann.get("/api/v1/favourites").json()
    assert told["total"] == 2
    assert {each["id"] for each in told["favourites"]} == {one, other}
    shown = next(each for each in told["favourites"] if each["id"] == one)
    assert shown["item"] == next(item for item in listing["items"] if item["id"] == one)
    assert ann.get("/api/v1/favourites", params={"limit": 1}).json()["total"] == 2
    assert ann.get("/api/v1/favourites", params={"catalogue": "x"}).json()["total"] == 0
    assert bob.get("/api/v1/favourites").json() == {"favourites": [], "total": 0}
    assert bob.delete(f"{path}/{one}").status_code == 204
    assert ann.get("/api/v1/favourites").json()["total"] == 2
    assert ann.delete(f"{path}/{one}").status_code == 204
    assert ann.get("/api/v1/favourites").json()["total"] == 1


def test_a_favourite_whose_item_has_gone_is_shown_without_it(people: People, served: Shop) -> None:
    ann = people.signed_in()
    people.accounts.favourites.add(ann.account.number, served.name, "gone")
    people.accounts.favourites.add(ann.account.number, "gone", "1")
    told = ann.browser.get("/api/v1/favourites").json()["favourites"]
    assert {(each["catalogue"], each["id"]) for each in told} == {
        ("gone", "1"),
        (served.name, "gone"),
    }
    assert all(each["item"] is None for each in told)


def test_searches_are_kept_when_the_page_says_so_and_are_each_persons_own(
    people: People,
) -> None:
    ann, bob = people.signed_in().browser, people.signed_in().browser
    kept = ann.post(
        "/api/v1/history", json={"catalogue": "shop", "words": "lamp", "address": "q=lamp"}
    )
    assert kept.status_code == 201
    assert ann.get("/api/v1/history").json() == {"searches": [kept.json()]}
    assert bob.get("/api/v1/history").json() == {"searches": []}
    assert bob.delete(f"/api/v1/history/{kept.json()['id']}").status_code == 204
    assert bob.delete("/api/v1/history").status_code == 204
    assert len(ann.get("/api/v1/history").json()["searches"]) == 1
    assert ann.delete(f"/api/v1/history/{kept.json()['id']}").status_code == 204
    assert ann.get("/api/v1/history").json() == {"searches": []}


def test_a_key_has_no_account(people: People) -> None:
    program = people.with_key(Scope.ADMIN)
    for path in ("account", "favourites", "history", "users/me"):
        assert problem(program.get(f"/api/v1/{path}")) == (403, "forbidden")
    who = program.get("/api/v1/session").json()
    assert who["account"] is None
    assert who["key"]
    assert who["scopes"] == ["admin"]


def test_keys_are_made_used_listed_and_revoked(people: People, served: Shop) -> None:
    boss = people.signed_in(admin=True).browser
    body = {"name": "the page", "scopes": ["read"], "catalogues": [served.name], "days": 1}
    made = boss.post("/api/v1/keys", json=body)
    assert made.status_code == 201
    key = made.json()["key"]
    for headers in ({"Authorization": f"Bearer {key}"}, {"X-API-Key": key}):
        program = client(people.app, page=False, **headers)
        assert program.get(f"/api/v1/catalogues/{served.name}").status_code == 200
        names = [each["name"] for each in program.get("/api/v1/catalogues").json()["catalogues"]]
        assert names == [served.name]
        assert program.get("/api/v1/users").status_code == 403
    listed = boss.get("/api/v1/keys")
    assert key not in listed.text
    shown = next(each for each in listed.json() if each["id"] == made.json()["id"])
    assert shown["used"]
    assert shown["until"]
    assert boss.delete(f"/api/v1/keys/{shown['id']}").status_code == 204
    assert program.get(f"/api/v1/catalogues/{served.name}").status_code == 401
    assert problem(boss.delete(f"/api/v1/keys/{shown['id']}")) == (404, "not-found")


def test_a_key_sees_only_what_its_filter_lets_through(people: People, served: Shop) -> None:
    program = people.with_key(Scope.READ, where="kind=lamp", catalogues=(served.name,))
    everything = people.anyone().get(f"/api/v1/catalogues/{served.name}/items").json()["total"]
    mine = program.get(f"/api/v1/catalogues/{served.name}/items").json()["total"]
    assert mine < everything


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"scopes": ["admin"], "where": "kind=lamp"}, 422),
        ({"scopes": []}, 422),
        ({"scopes": ["everything"]}, 422),
        ({"where": "kind="}, 422),
        ({"catalogues": ["no-such"]}, 404),
        ({"days": 0}, 422),
        ({"name": ""}, 422),
    ],
)
def test_a_key_that_cannot_be_is_refused(
    people: People, served: Shop, change: dict[str, object], status: int
) -> None:
    boss = people.signed_in(admin=True).browser
    body = {"name": "x", "scopes": ["read"], "catalogues": [served.name]} | change
    assert boss.post("/api/v1/keys", json=body).status_code == status
