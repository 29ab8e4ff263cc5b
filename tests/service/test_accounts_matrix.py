"""Every route that the API has, asked by everyone that there is: who may, and who may not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest
from fastapi.testclient import TestClient

from likewise.accounts.caller import Scope
from likewise.assembly import Parts
from likewise.service.callers.cookies import PLAIN_NAME, SECURE_NAME
from likewise.service.options import ServiceOptions
from service_accounts import SITE, People, Person, client


class Who(Enum):
    """For whom a route is; roles beyond are refused."""

    ANYONE = frozenset({"nobody", "ann", "bob", "boss", "reader", "writer", "master"})
    LOOKING = frozenset({"ann", "bob", "boss", "reader", "writer", "master"})
    """And nobody in particular, where browsing is open."""
    JUDGING = frozenset({"ann", "bob", "boss", "writer", "master"})
    WRITING = frozenset({"boss", "writer", "master"})
    RUNNING = frozenset({"boss", "master"})
    PERSON = frozenset({"ann", "bob", "boss"})


# The first that fits counts. A new route below no known path has no row, so that this test fails
# until someone has said for whom it is; below a known one it must be as its neighbours.
ROWS: tuple[tuple[str, str, Who], ...] = (
    ("GET", r"/(healthz|livez|readyz|metrics)", Who.ANYONE),
    ("*", r"/api/v1/session", Who.ANYONE),
    ("POST", r"/api/(token|signup)", Who.ANYONE),
    ("POST", r"/api/v1/account", Who.ANYONE),
    ("*", r"/api/v1/password-resets", Who.ANYONE),
    ("*", r"/api/v1/(account|favourites|history)(/.*)?", Who.PERSON),
    ("GET", r"/api/v1/users/me", Who.PERSON),
    ("*", r"/api/v1/(users|keys)(/.*)?", Who.RUNNING),
    ("*", r"/api/v1/product/.*", Who.LOOKING),
    ("*", r"/api/v1/catalogues/[^/]+/judgements", Who.JUDGING),
    ("GET", r"/api/v1/(engine|catalogues/[^/]+/(quality|import))", Who.RUNNING),
    ("GET", r"/api/v1/catalogues(/.*)?", Who.LOOKING),
    ("POST", r"/api/v1/catalogues/[^/]+/(search|explain|similar|map/place)", Who.LOOKING),
    ("POST", r"/api/v1/catalogues/[^/]+/map", Who.RUNNING),
    ("*", r"/api/v1/catalogues/.*", Who.WRITING),
    ("*", r"(/v1)?/(embeddings|models|rerank)(/.*)?", Who.LOOKING),
)

VALUES = {
    "name": "no-such-catalogue",
    "catalogue": "no-such-catalogue",
    "item": "no-such-item",
    "user_id": "999999999999",
    "key": "no-such-key",
    "search": "no-such-search",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the API."""

    method: str
    path: str

    @property
    def who(self) -> Who | None:
        """For whom it is; None where nobody has said so."""
        for method, path, who in ROWS:
            if method in ("*", self.method) and re.fullmatch(path, self.path):
                return who
        return None

    @property
    def address(self) -> str:
        """Of something that is not there, so that nothing changes."""
        return re.sub(r"{(\w+)}", lambda found: VALUES.get(found[1], "none"), self.path)


Roles = Mapping[str, Callable[[], TestClient]]


def routes(people: People) -> list[Route]:
    """All that there are."""
    paths: dict[str, dict[str, Any]] = people.app.openapi()["paths"]
    return [
        Route(method.upper(), path)
        for path, methods in paths.items()
        for method in methods
        if method in ("get", "put", "post", "delete", "patch")
    ]


def roles(people: People) -> Roles:
    """Everyone that there is; a person anew each time, as some requests end a session."""
    return {
        "nobody": people.anyone,
        "ann": lambda: people.signed_in().browser,
        "bob": lambda: people.with_token(people.account()),
        "boss": lambda: people.signed_in(admin=True).browser,
        "reader": lambda: people.with_key(Scope.READ),
        "writer": lambda: people.with_key(Scope.READ, Scope.WRITE),
        "master": lambda: people.with_key(Scope.ADMIN),
    }


@pytest.fixture(scope="module", params=[True, False], ids=["open", "closed"])
def people(parts: Parts, request: pytest.FixtureRequest) -> People:
    """Those who ask a service whose browsing is open, or closed."""
    options = ServiceOptions(open_browsing=request.param, open_metrics=True)
    return People(parts, options)


def test_every_route_has_a_row(people: People) -> None:
    assert [route for route in routes(people) if route.who is None] == []


@pytest.mark.parametrize("role", ["nobody", "ann", "bob", "boss", "reader", "writer", "master"])
def test_a_route_is_for_those_in_its_row_and_refuses_all_others(people: People, role: str) -> None:
    open_browsing = people.serving.options.open_browsing
    found, wrong = roles(people)[role](), []
    for route in routes(people):
        assert route.who is not None
        may = role in route.who.value
        if route.who is Who.LOOKING and role == "nobody":
            may = open_browsing
        if (route.method, route.path) == ("DELETE", "/api/v1/session"):
            continue  # it ends the session with which the others are asked
        sent = {} if route.method == "GET" else {"json": {}}
        response = found.request(route.method, route.address, **sent)
        refused = response.status_code in (401, 403)
        expected = 401 if role == "nobody" else 403
        if refused is may or (refused and response.status_code != expected):
            wrong.append((route.method, route.path, response.status_code, response.text[:200]))
        assert response.status_code < 500 or route.path == "/readyz", (route, response.text)
    assert wrong == []


def test_one_person_never_reaches_anothers(people: People) -> None:
    ann, bob = people.signed_in(), people.signed_in()
    people.accounts.favourites.add(bob.account.number, "shop", "bobs")
    searched = people.accounts.history.add(bob.account.number, "shop", "bobs", "")
    for method, path in (
        ("GET", f"/api/v1/users/{bob.account.number}"),
        ("PUT", f"/api/v1/users/{bob.account.number}"),
        ("DELETE", f"/api/v1/users/{bob.account.number}"),
    ):
        sent = {"json": {"first_name": "Eve"}} if method == "PUT" else {}
        assert ann.browser.request(method, path, **sent).status_code == 403
    for path in ("account", "favourites", "history", "session", "users/me"):
        assert "bobs" not in ann.browser.get(f"/api/v1/{path}").text
        assert bob.account.email not in ann.browser.get(f"/api/v1/{path}").text
    ann.browser.delete("/api/v1/favourites/shop/bobs")
    ann.browser.delete(f"/api/v1/history/{searched.id}")
    ann.browser.delete("/api/v1/history")
    assert len(people.accounts.favourites.of(bob.account.number)) == 1
    assert people.accounts.history.of(bob.account.number) == [searched]
    assert people.accounts.users.get(bob.account.number) == bob.account


_CROSS: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://shop.example"},
    {"Origin": "https://shop.example:444"},
    {"Origin": "https://shop.example.evil.example"},
    {"Origin": "https://x.shop.example"},
    {"Origin": ""},
    {"Origin": "https://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": SITE},
    {"Referer": SITE},
)


@pytest.fixture(scope="module")
def boss(people: People) -> Person:
    """One who may do everything."""
    return people.signed_in(admin=True)


def with_cookie(people: People, person: Person, **headers: str) -> TestClient:
    """Asks with a person's cookie, by a page of whatever site."""
    browser = client(people.app, page=False, **headers)
    browser.cookies.set(SECURE_NAME, person.browser.cookies[SECURE_NAME])
    return browser


@pytest.mark.parametrize("headers", _CROSS, ids=str)
def test_no_page_of_another_site_changes_anything_by_any_route(
    people: People, boss: Person, headers: dict[str, str]
) -> None:
    browser = with_cookie(people, boss, **headers)
    for route in [*routes(people), Route("POST", "/no/such"), Route("BREW", "/api/v1/users")]:
        if route.method == "GET":
            continue
        response = browser.request(route.method, route.address, json={})
        assert response.status_code == 403, route
        assert "another site" in response.text, route
    assert people.accounts.sessions.find(boss.browser.cookies[SECURE_NAME])


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": SITE},
        {"Origin": "https://shop.example:443"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": SITE},
    ],
    ids=str,
)
def test_the_sites_own_pages_may(people: People, boss: Person, headers: dict[str, str]) -> None:
    browser = with_cookie(people, boss, **headers)
    body = {"catalogue": "shop", "words": "lamp"}
    assert browser.post("/api/v1/history", json=body).status_code == 201


def test_a_program_with_a_key_or_without_anything_needs_no_site(people: People) -> None:
    program = people.with_key(Scope.ADMIN)
    assert program.delete("/api/v1/keys/none").status_code == 404
    stranger = client(people.app, page=False)
    body = {"email": "nobody@example.com", "password": "wrong"}
    assert stranger.post("/api/v1/session", json=body).status_code == 401


def test_a_page_elsewhere_cannot_even_sign_one_in(people: People) -> None:
    body = {"email": "nobody@example.com", "password": "wrong"}
    for headers in _CROSS[1:-1]:
        stranger = client(people.app, page=False, **headers)
        for path in ("/api/v1/session", "/api/token", "/api/v1/account"):
            assert stranger.post(path, json=body).status_code == 403
    plain = client(people.app, page=False, **{"Content-Type": "text/plain"})
    response = plain.post("/api/v1/session", content=b'{"email":"a@b.example","password":"x"}')
    assert response.status_code == 422, "only what a browser asks leave for is read as JSON"


def test_either_cookie_makes_a_request_a_browsers(people: People) -> None:
    for name in (SECURE_NAME, PLAIN_NAME):
        browser = client(people.app, page=False)
        browser.cookies.set(name, "x")
        assert browser.delete("/api/v1/session").status_code == 403


def test_no_get_changes_anything(people: People, boss: Person) -> None:
    engine = people.serving.parts.engine
    boss.browser.get("/api/v1/session")

    def kept() -> dict[str, object]:
        return {
            key: engine.run("DUMP", key)
            for key in engine.keys("likewise:@accounts:*")
            if ":limit:" not in key
        }

    before = kept()
    for route in routes(people):
        if route.method == "GET":
            boss.browser.get(route.address)
    assert kept() == before


def test_no_other_site_is_allowed_to_read(people: People, boss: Person) -> None:
    for route in routes(people):
        browser = with_cookie(people, boss, Origin="https://evil.example")
        for method in ("GET", "OPTIONS"):
            asked = {"Access-Control-Request-Method": route.method}
            response = browser.request(method, route.address, headers=asked)
            assert "access-control-allow-origin" not in response.headers
            assert "access-control-allow-credentials" not in response.headers
