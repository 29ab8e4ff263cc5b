"""OpenAPI: what FastAPI tells of the API, put right where it cannot know better."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from likewise.service.problems import MEDIA_TYPE

_JSON = "application/json"


def describe_problems(app: FastAPI) -> None:
    """Makes the description say problems under their media type, where FastAPI says JSON."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        said = described()
        for content in _contents(said):
            if content.get(MEDIA_TYPE) == {} and _JSON in content:
                content[MEDIA_TYPE] = content.pop(_JSON)
        return said

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's way


def _contents(said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in said["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                yield response.get("content", {})
