"""The description of the API: complete, with words for all that one can send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from likewise.service.problems import MEDIA_TYPE
from service_shop import Shop


def operations(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, found in said["paths"].items():
        for method, operation in found.items():
            yield f"{method} {path}", operation


def test_problems_are_described_by_their_media_type(served: Shop) -> None:
    said = served.ask_at("GET", "/api/openapi.json").json()
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    described = 0
    for name, operation in operations(said):
        for status, response in operation["responses"].items():
            content = response.get("content", {})
            if MEDIA_TYPE in content:
                assert content == {MEDIA_TYPE: problem}, (name, status)
                described += 1
    assert described > 50
    assert said == served.ask_at("GET", "/api/openapi.json").json()


def test_all_that_the_search_api_takes_and_gives_has_words(served: Shop) -> None:
    said = served.ask_at("GET", "/api/openapi.json").json()
    ours = [each for each in operations(said) if "/catalogues" in each[0]]
    assert len(ours) >= 17
    for name, operation in ours:
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["operationId"].isidentifier(), name
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (name, parameter["name"])
        for status in ("401", "503"):
            assert status in operation["responses"], (name, status)
    ids = [operation["operationId"] for _, operation in operations(said)]
    assert len(set(ids)) == len(ids)
    search = said["paths"]["/api/v1/catalogues/{name}/search"]["post"]["requestBody"]["content"]
    for field, described in search["application/json"]["schema"]["properties"].items():
        assert described.get("description"), field
