"""Secrets: passwords, tokens and keys are in no log, no error and no figure."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from likewise.accounts.caller import Scope
from likewise.accounts.keys import Grant
from likewise.assembly import Parts
from likewise.importing import ImportOptions
from likewise.settings import Settings
from service_accounts import PASSWORD, People, new_email
from serving_process import Service, serving

MODELS = Path(__file__).parents[2] / ".models"
SECRET = "hunter2-hunter2-hunter2"  # noqa: S105 - of accounts that live as long as a test


@pytest.fixture(scope="module")
def people(parts: Parts) -> People:
    """Those who ask a service whose browsing is open."""
    return People(parts)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged by anything, however unimportant."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def test_what_goes_well_leaves_no_secret_in_the_log(people: People, log: io.StringIO) -> None:
    ann = people.signed_in(admin=True)
    cookie = ann.browser.cookies["__Host-likewise"]
    token = people.with_token(ann.account).headers["authorization"].split()[1]
    body = {"name": "x", "scopes": ["read"]}
    key = ann.browser.post("/api/v1/keys", json=body).json()["key"]
    people.anyone().get("/api/v1/catalogues", headers={"X-API-Key": key})
    reset = people.accounts.reset_link(ann.account).partition("#")[2]
    said = {"token": reset, "password": SECRET}
    people.anyone().put("/api/v1/password-resets", json=said)
    hashed = people.accounts.users.get(ann.account.number).password
    for secret in (PASSWORD, SECRET, cookie[-43:], token[-43:], key[-43:], reset, hashed):
        assert secret not in log.getvalue()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/session"),
        ("POST", "/api/v1/account"),
        ("PUT", "/api/v1/account/password"),
        ("DELETE", "/api/v1/account"),
        ("PUT", "/api/v1/password-resets"),
        ("POST", "/api/v1/users"),
        ("PUT", "/api/v1/users/1"),
        ("POST", "/api/token"),
        ("POST", "/api/signup"),
    ],
)
def test_what_is_malformed_is_not_repeated(
    people: People, log: io.StringIO, method: str, path: str
) -> None:
    boss = people.signed_in(admin=True).browser
    base = {"email": new_email(), "password": SECRET, "new_password": SECRET, "token": SECRET}
    bodies = [
        base | {"password": [SECRET]},
        base | {"password": {SECRET: SECRET}},
        base | {"email": SECRET},
        base | {SECRET: SECRET},
        base | {"password": SECRET * 100},
        [SECRET],
        SECRET,
    ]
    for body in bodies:
        answer = boss.request(method, path, json=body)
        assert answer.status_code in (401, 422), answer.text
        # The name of a field that is too much is told; that is no value.
        told = answer.text.replace(f"body.{SECRET}", "")
        assert SECRET not in told
    for content in (b'{"password":"' + SECRET.encode(), SECRET.encode() + b"\xff\xfe"):
        headers = {"Content-Type": "application/json"}
        answer = boss.request(method, path, content=content, headers=headers)
        assert SECRET not in answer.text
    form = {"username": "no address", "password": SECRET, "more": SECRET}
    assert SECRET not in boss.request(method, path, data=form).text
    assert SECRET not in log.getvalue()


def test_wrong_keys_and_tokens_are_not_repeated(people: People, log: io.StringIO) -> None:
    for headers in (
        {"Authorization": f"Bearer {SECRET}"},
        {"Authorization": f"Basic {SECRET}"},
        {"X-API-Key": SECRET},
        {"Cookie": f"__Host-likewise={SECRET}"},
    ):
        assert SECRET not in people.anyone().get("/api/v1/account", headers=headers).text
    assert SECRET not in log.getvalue()


def test_the_description_of_the_api_and_the_figures_have_none(people: People) -> None:
    ann = people.signed_in()
    token = ann.browser.cookies["__Host-likewise"]
    for path in ("/api/openapi.json", "/metrics"):
        text = people.anyone().get(path).text
        for secret in (PASSWORD, token, ann.account.email):
            assert path == "/api/openapi.json" or secret not in text
        assert token not in text


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a catalogue of words, whose Redis is stopped at the end."""
    folder = tmp_path_factory.mktemp("secrets") / "home"
    folder.mkdir()
    (folder / "models").symlink_to(MODELS)
    (folder / "items.csv").write_text("id,name\n1,a red apple\n2,a spade\n", encoding="utf-8")
    parts = Parts(Settings(folder))
    recipe = parts.recipe(folder / "items.csv", name="items", images=None, id_column=None)
    parts.import_(recipe, ImportOptions())
    yield folder
    parts.engine.client.close()
    parts.server.stop()


@pytest.fixture(scope="module")
def two_workers(home: Path) -> Iterator[Service]:
    """A service of two processes."""
    with serving(home, "--workers", "2") as service:
        yield service


def test_two_processes_share_limits_sessions_and_keys_and_log_no_secret(
    home: Path, two_workers: Service
) -> None:
    parts = Parts(Settings(home))
    account = People(parts).account()
    site = {"Origin": two_workers.url}

    def sign_in(password: str, **headers: str) -> int:
        body = {"email": account.email, "password": password}
        return two_workers.ask("/api/v1/session", "POST", body, site | headers).status

    form = f"username={account.email}&password={PASSWORD.replace(' ', '+')}".encode()
    given = {"Content-Type": "application/x-www-form-urlencoded"}
    token = two_workers.ask("/api/token", "POST", form, given).data["access_token"]
    for _ in range(8):
        asked = two_workers.ask("/api/v1/account", headers={"Authorization": f"Bearer {token}"})
        assert asked.status == 200
    key, made = parts.accounts.keys.add(Grant("x", frozenset({Scope.READ})))
    with_key = {"X-API-Key": key}
    assert {two_workers.ask("/api/v1/catalogues", headers=with_key).status for _ in range(8)} == {
        200
    }
    parts.accounts.keys.revoke(made.id)
    assert {two_workers.ask("/api/v1/catalogues", headers=with_key).status for _ in range(8)} == {
        401
    }
    statuses = [sign_in(SECRET) for _ in range(10)]
    assert statuses == [401] * 10
    forged = {"X-Forwarded-For": "198.51.100.9"}
    assert {sign_in(SECRET, **forged) for _ in range(6)} == {429}
    logged = json.dumps(two_workers.logged)
    assert "/api/v1/session" in logged
    for secret in (SECRET, PASSWORD, token, token[-43:], key, key[-43:], account.email):
        assert secret not in logged
    parts.engine.client.close()


def test_a_trusted_proxys_word_on_the_address_counts_and_https_before_it_too(home: Path) -> None:
    parts = Parts(Settings(home))
    account = People(parts).account()
    parts.engine.client.close()
    with serving(home, "--trust-proxy", "127.0.0.1") as service:
        host = service.url.removeprefix("http://")

        def sign_in(password: str, address: str) -> tuple[int, str]:
            headers = {
                "X-Forwarded-For": f"6.6.6.6, {address}",
                "X-Forwarded-Proto": "https",
                "Origin": f"https://{host}",
            }
            body = {"email": account.email, "password": password}
            answer = service.ask("/api/v1/session", "POST", body, headers)
            return answer.status, answer.headers.get("set-cookie", "")

        for _ in range(10):
            assert sign_in(SECRET, "198.51.100.1")[0] == 401
        assert sign_in(PASSWORD, "198.51.100.1")[0] == 429
        status, cookie = sign_in(PASSWORD, "198.51.100.2")
        assert status == 200
        assert cookie.startswith("__Host-likewise=")
