"""Headers: every answer has them, whatever it says, and the service answers to its names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import APIRouter, Response
from fastapi.testclient import TestClient

from likewise.assembly import Parts
from likewise.errors import EngineFullError, EngineUnavailableError
from likewise.service.app import create_app
from likewise.service.guard.headers import CONTENT_SECURITY_POLICY
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving

OPTIONS = ServiceOptions(hosts=("testserver", "Shop.Example", "[::1]"), body_bytes=1000)
router = APIRouter(prefix="/t")


@router.get("/defect")
def defect() -> None:
    raise ZeroDivisionError


@router.get("/away")
def away() -> None:
    raise EngineUnavailableError("secret-host:6379 (secret words) does not answer")


@router.get("/full")
def full() -> None:
    raise EngineFullError("the disk of /secret is full")


@router.get("/own")
def own() -> Response:
    return Response("own", headers={"Content-Security-Policy": "default-src 'none'"})


@pytest.fixture(scope="module")
def client(parts: Parts) -> Iterator[TestClient]:
    app = create_app(Serving(parts, OPTIONS))
    app.include_router(router)
    with TestClient(app) as made:
        yield made


ANSWERS = {
    "/healthz": 200,
    "/api/docs": 200,
    "/api/openapi.json": 200,
    "/absent": 404,
    "/t/defect": 500,
    "/t/away": 503,
    "/t/full": 507,
}


@pytest.mark.parametrize(("path", "status"), ANSWERS.items())
def test_every_answer_tells_browsers_to_trust_nothing_else(
    client: TestClient, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "server" not in answer.headers
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "host", "body", "status"),
    [
        ("GET", "/api/docs", "evil.example", None, 421),
        ("POST", "/t/own", "testserver", b"1" * 1001, 413),
        ("POST", "/t/own", "testserver", b"[" * 100, 422),
        ("DELETE", "/healthz", "testserver", None, 405),
    ],
)
def test_so_does_every_refusal(
    client: TestClient, method: str, path: str, host: str, body: bytes | None, status: int
) -> None:
    answer = client.request(method, path, headers={"Host": host}, content=body)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_route_may_be_stricter(client: TestClient) -> None:
    found = client.get("/t/own").headers.get_list("content-security-policy")
    assert found == ["default-src 'none'"]


@pytest.mark.parametrize("path", ["/t/away", "/t/full"])
def test_what_redis_says_is_not_told_to_callers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert "secret" not in answer.text
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["remedy"]


# Request ids.


@pytest.mark.parametrize("given", ["a", "0b5e.A_-9", "x" * 64])
def test_a_harmless_id_is_taken_over(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", "<script>", "é".encode(), "a;b"])
def test_another_id_is_replaced(client: TestClient, given: str | bytes) -> None:
    made = client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{16}", made)


def test_ids_that_are_made_differ(client: TestClient) -> None:
    made = {client.get("/healthz").headers["x-request-id"] for _ in range(20)}
    assert len(made) == 20


# Hosts.


@pytest.mark.parametrize(
    "host", ["testserver", "testserver:80", "SHOP.example", "shop.example.:8484", "[::1]:8484"]
)
def test_its_own_names_are_known_with_any_port(client: TestClient, host: str) -> None:
    assert client.get("/api/docs", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "", "testserver.evil.example", "[::2]", "eviltestserver", "::1@x", "x:"],
)
def test_other_names_are_not(client: TestClient, host: str) -> None:
    answer = client.get("/api/docs", headers={"Host": host})
    assert answer.status_code == 421
    assert "--allow-host" in answer.json()["remedy"]


def test_probes_come_by_address(client: TestClient) -> None:
    assert client.get("/healthz", headers={"Host": "10.1.2.3:80"}).status_code == 200


@pytest.mark.parametrize("names", [(), ("*",), ("a", "*")])
def test_with_a_star_or_nothing_said_any_name_will_do(parts: Parts, names: tuple[str, ...]) -> None:
    app = create_app(Serving(parts, replace(OPTIONS, hosts=names)))
    assert TestClient(app).get("/api/docs", headers={"Host": "x.example"}).status_code == 200


# The page of the API.


def test_the_page_needs_nothing_from_elsewhere_and_no_inline_script(client: TestClient) -> None:
    page = client.get("/api/docs").text
    assert "http" not in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*src)", page)
    addresses = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(addresses) == 3
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(("text/javascript", "text/css"))


def test_without_docs_there_is_neither_page_nor_description(parts: Parts) -> None:
    client = TestClient(create_app(Serving(parts, replace(OPTIONS, show_docs=False))))
    for path in ("/api/docs", "/api/docs/start.js", "/api/openapi.json", "/docs", "/redoc"):
        assert client.get(path).status_code == 404
    assert client.get("/api/v1/session").json()["api_docs"] is False
    shown = TestClient(create_app(Serving(parts, replace(OPTIONS, show_docs=True))))
    assert shown.get("/api/v1/session").json()["api_docs"] is True
