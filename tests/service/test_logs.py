"""Logs: a line for each request, for machines, with nothing in it that a caller wrote."""

from __future__ import annotations

import asyncio
import json
import logging
import logging.config
import sys
from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from likewise.accounts.caller import Caller
from likewise.assembly import Parts
from likewise.service.app import create_app
from likewise.service.observing.logs import JsonLines, TerminalLines, logging_config
from likewise.service.observing.records import CUT_OFF, Record, Records
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from likewise.settings import LogFormat

SECRET = "hunter2"  # noqa: S105 - to look for in the log
SURROGATES = st.text(st.characters(categories=("Cs", "Cc", "Zl", "Zp")))
router = APIRouter(prefix="/t")


@router.get("/items/{item}")
def item(item: str, words: str = "") -> str:
    if item == "broken":
        raise ValueError(words)
    return item


@pytest.fixture(scope="module")
def client(parts: Parts) -> Iterator[TestClient]:
    app = create_app(Serving(parts, ServiceOptions()))
    app.include_router(router)
    with TestClient(app) as made:
        yield made


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, logger="likewise"):
        yield caplog


def lines(logged: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(record)) for record in logged.records]


def test_a_request_is_one_line_with_its_route_and_not_its_words(
    client: TestClient, logged: pytest.LogCaptureFixture
) -> None:
    client.get(
        f"/t/items/{SECRET}?words={SECRET}&password={SECRET}",
        headers={"X-Request-ID": "abc", "Authorization": SECRET, "Cookie": SECRET},
    )
    (line,) = lines(logged)
    expected = {
        "level": "info",
        "event": "request",
        "method": "GET",
        "route": "/t/items/{item}",
        "status": 200,
        "request_id": "abc",
        "caller": "",
    }
    assert line.items() >= expected.items()
    assert 0 < line["ms"] < 10_000  # type: ignore[operator] # a number
    assert SECRET not in json.dumps(line)


def test_a_path_that_is_no_route_is_not_kept(
    client: TestClient, logged: pytest.LogCaptureFixture
) -> None:
    client.get(f"/{SECRET}%0d%0aforged")
    (line,) = lines(logged)
    assert (line["route"], line["status"]) == ("none", 404)
    assert SECRET not in json.dumps(line)


def test_an_unknown_method_is_not_kept(
    client: TestClient, logged: pytest.LogCaptureFixture
) -> None:
    client.request("HUNTER", "/healthz")
    (line,) = lines(logged)
    assert (line["method"], line["status"]) == ("other", 405)


def test_probes_that_find_all_well_are_not_told(
    client: TestClient, logged: pytest.LogCaptureFixture
) -> None:
    client.get("/healthz")
    client.get("/metrics")
    assert lines(logged) == []


def test_a_defect_is_told_with_its_place_and_not_with_its_words(
    client: TestClient, logged: pytest.LogCaptureFixture
) -> None:
    answer = client.get(f"/t/items/broken?words={SECRET}")
    assert answer.status_code == 500
    problem = answer.json()
    assert problem["code"] == "defect"
    assert SECRET not in answer.text
    defect, request = lines(logged)
    assert defect["error"] == "ValueError"
    assert defect["request_id"] == request["request_id"] == problem["request_id"]
    assert any("test_logs.py" in str(frame) for frame in defect["trace"])  # type: ignore[attr-defined] # a list
    assert SECRET not in json.dumps([defect, request])


@pytest.mark.parametrize("formatter", [JsonLines(), TerminalLines()])
@given(words=st.text() | SURROGATES, field=st.text() | SURROGATES)
def test_whatever_is_logged_stays_one_line(
    formatter: logging.Formatter, words: str, field: str
) -> None:
    record = logging.LogRecord("likewise", logging.INFO, "", 0, "%s", (words,), None)
    record.fields = {"field": field}
    line = formatter.format(record)
    assert len(line.splitlines()) == 1


def test_an_exception_of_another_library_is_told_by_its_kind() -> None:
    try:
        int(SECRET)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    line = JsonLines().format(record)
    assert json.loads(line)["error"] == "ValueError"
    assert SECRET not in line


def test_for_a_terminal_a_line_is_words() -> None:
    record = logging.LogRecord("likewise", logging.INFO, "", 0, "request", (), None)
    record.fields = {"method": "GET", "status": 200, "caller": ""}
    assert TerminalLines().format(record).endswith("info request method=GET status=200")


@pytest.mark.parametrize("log_format", list(LogFormat))
def test_each_form_can_be_configured(log_format: LogFormat) -> None:
    config = logging_config(log_format)
    assert logging.config.DictConfigurator(config).config["formatters"]  # type: ignore[attr-defined] # of the module that dictConfig is in


@pytest.mark.parametrize(
    ("asking", "kind"),
    [(Caller(), "anonymous"), (Caller(account="7"), "account"), (Caller(key="k"), "key")],
)
def test_the_kind_of_caller_is_told_and_not_who_it_is(asking: Caller, kind: str) -> None:
    told: list[Record] = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        scope["state"]["caller"] = asking

    async def run() -> None:
        scope = {"type": "http", "method": "GET", "headers": [], "state": {}}
        await Records(app, told=[told.append])(scope, None, None)  # type: ignore[arg-type] # unused

    asyncio.run(run())
    assert [each.caller for each in told] == [kind]
    assert told[0].status == CUT_OFF


def test_the_caller_of_a_request_is_known_to_the_log(
    client: TestClient, logged: pytest.LogCaptureFixture
) -> None:
    client.get("/api/v1/catalogues")
    assert [line["caller"] for line in lines(logged)] == ["anonymous"]
