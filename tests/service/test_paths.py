"""Paths: what is an item and what a part of it, and which methods an address takes."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import Match

from likewise.service.paths import ItemRoute, PartRoute
from service_shop import Shop, problem


async def nothing() -> None:
    """Answers nothing."""


ITEM = ItemRoute("/items/{item:whole}", nothing, methods=["GET"])
PART = PartRoute("/items/{item:whole}/picture", nothing, methods=["GET"])


def scope(path: str, raw: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "http", "method": "GET", "path": path}
    return found if raw is None else found | {"raw_path": raw.encode()}


@pytest.mark.parametrize(
    ("path", "raw", "item", "is_part"),
    [
        ("/items/a", "/items/a", "a", False),
        ("/items/a/picture", "/items/a/picture", "a", True),
        ("/items/a/picture", "/items/a%2Fpicture", "a/picture", False),
        ("/items/a/b/picture", "/items/a%2Fb/picture", "a/b", True),
        ("/items/picture", "/items/picture", "picture", False),
        ("/items//picture", "/items//picture", "/picture", False),
        ("/items/a\nb/picture", "/items/a%0Ab/picture", "a\nb", True),
        ("/items/a\n", "/items/a%0A", "a\n", False),
        ("/items/a/picture", None, "a", True),  # a server that does not tell what was sent
        ("/items/é", None, "é", False),
    ],
)
def test_a_slash_that_is_encoded_belongs_to_the_id(
    path: str, raw: str | None, item: str, *, is_part: bool
) -> None:
    asked = scope(path, raw)
    meant, other = (PART, ITEM) if is_part else (ITEM, PART)
    matched, found = meant.matches(asked)
    assert matched is Match.FULL
    assert found["path_params"] == {"item": item}
    assert other.matches(asked)[0] is Match.NONE


def test_an_address_says_which_methods_it_takes(served: Shop) -> None:
    for path, allowed in (
        ("/items/1", "DELETE, GET, PATCH, PUT"),
        ("/items/1/picture", "GET"),
        ("/items/1%2Fpicture", "DELETE, GET, PATCH, PUT"),
        ("/items", "DELETE, GET, PATCH, POST"),
        ("/search", "GET, POST"),
        ("", "GET"),
    ):
        told = served.ask("OPTIONS", path)
        assert problem(told) == (405, "method-not-allowed")
        assert told.headers["allow"] == allowed
