"""Paths: addresses in which an item's id, of whatever characters, has its place."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Path, Request
from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Match
from starlette.types import Scope

from likewise.service.strict_json import StrictRoute


class _Whole(Convertor[str]):
    """All that is left of a path, slashes and ends of lines too, but not nothing."""

    regex = r"[\s\S]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("whole", _Whole())

CATALOGUE_NAME = r"^[a-z0-9][a-z0-9_-]{0,63}$"

CatalogueName = Annotated[
    str, Path(pattern=CATALOGUE_NAME, description="The catalogue's name.", examples=["shop"])
]
ItemId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=512,
        description=(
            "The item's id, percent-encoded. A slash may stand as it is, but not the last one of "
            "an id that ends with `/picture` or `/similar`."
        ),
        examples=["15970"],
    ),
]
ITEM_PATH = "/items/{item:whole}"
"""The path of an item within its catalogue's."""


_PART = re.compile(rb"/items/.+/(?:picture|similar)\Z", re.DOTALL)


class ItemRoute(StrictRoute):
    """A route of an item, whose path ends with the item's id.

    A slash that is percent-encoded belongs to the id: `items/a%2Fpicture` is the item `a/picture`,
    and `items/a/picture` the picture of the item `a`.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the route is meant."""
        return super().matches(scope) if not _is_part(scope) else (Match.NONE, {})


class PartRoute(StrictRoute):
    """A route of a part of an item, whose path goes on behind the item's id."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the route is meant."""
        return super().matches(scope) if _is_part(scope) else (Match.NONE, {})


def _is_part(scope: Scope) -> bool:
    # A server need not give the path as it was sent.
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    return _PART.search(path) is not None


def allowed_methods(request: Request) -> str:
    """The methods for which there are routes of the request's path, for the header Allow."""
    methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    found = (
        method
        for method in methods
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    )
    return ", ".join(sorted(set(found)))
