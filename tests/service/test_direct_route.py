"""Direct routes: they answer as FastAPI would have them, sooner."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.engine import events, from_schema

from likewise.service.app import create_app
from likewise.service.callers.access import caller
from service_shop import ANYBODY, Shop

API = "/api/v1/product"
JSON = "application/json"

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 120),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(["1", "8", "fruit", "KNN", "red apple"]),
    st.lists(st.text(max_size=3), max_size=2),
)
queries = st.dictionaries(
    st.sampled_from(["limit", "skip", "gender", "category", "other"]),
    st.one_of(st.integers(-2, 120), st.sampled_from(["", "fruit", "x", "1.0", " 7", "9" * 30])),
    max_size=3,
)
bodies = st.dictionaries(
    st.sampled_from(
        [
            *("product_id", "user_text", "text", "number_of_results", "gender", "category"),
            *("search_type", "return_fields", "other"),
        ]
    ),
    values,
    max_size=5,
)
routes = st.sampled_from(["search", "vectorsearch/text", "vectorsearch/text/user"])


@pytest.fixture(scope="module")
def ways(served: Shop) -> tuple[TestClient, TestClient]:
    """Asks by direct routes, and in FastAPI's own way."""
    direct, usual = create_app(served.serving), create_app(served.serving)
    usual.dependency_overrides[caller] = lambda: ANYBODY
    return TestClient(direct), TestClient(usual)


def told(response: Any) -> tuple[int, object]:  # noqa: ANN401 - as of the client
    """What it says; of a refusal its code, as the words may be others."""
    said = response.json()
    return response.status_code, said if response.status_code == 200 else said["code"]


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(query=queries)
def test_queries_are_read_as_fastapi_reads_them(
    ways: tuple[TestClient, TestClient], query: dict[str, str | int]
) -> None:
    direct, usual = (each.get(f"{API}/", params=query) for each in ways)
    assert told(direct) == told(usual)


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(route=routes, body=st.one_of(bodies, values), query=queries)
def test_bodies_are_read_as_fastapi_reads_them(
    ways: tuple[TestClient, TestClient], route: str, body: object, query: dict[str, str | int]
) -> None:
    direct, usual = (each.post(f"{API}/{route}", json=body, params=query) for each in ways)
    assert told(direct) == told(usual)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, b'{"text": "apple"}'),
        (f"{JSON}; charset=utf-8", b'{"text": "apple"}'),
        ("text/plain", b'{"text": "apple"}'),
        (JSON, b'{"text": "apple"'),
        (JSON, b'{"text": NaN}'),
        (JSON, b""),
        (JSON, b"null"),
        (JSON, b"\xff"),
    ],
)
def test_odd_bodies_are_taken_or_refused_as_by_fastapi(
    ways: tuple[TestClient, TestClient], kind: str, body: bytes
) -> None:
    direct, usual = (
        each.post(f"{API}/search", content=body, headers={"content-type": kind}) for each in ways
    )
    assert told(direct) == told(usual)


def test_what_openapi_says_of_them_holds(served: Shop) -> None:
    config = schemathesis.Config.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"enabled": False},  # ids of nothing are of the form
                "ignored_auth": {"enabled": False},  # everyone may look
            },
            "generation": {"max-examples": 10, "deterministic": True, "database": "none"},
            "continue-on-failure": True,
            "phases": {"stateful": {"enabled": False}},
        }
    )
    schema = schemathesis.openapi.from_asgi(
        "/api/openapi.json", create_app(served.serving), config=config
    )
    told = [
        f"{event.label}: {check.failure_info.failure.message}"
        for event in from_schema(schema.include(path_regex="/product/")).execute()
        if isinstance(event, events.ScenarioFinished)
        for checks in event.recorder.checks.values()
        for check in checks
        if check.failure_info is not None
    ]
    assert not told
