"""Page: the built product finder, its files, and index.html at each of its own addresses."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from likewise.service.guard.headers import content_security_policy
from likewise.service.problems import Code, ProblemError

FOLDER = Path(__file__).parents[1] / "page"
"""Where `make page` builds it; in a wheel it is there, in a checkout only once it was built."""

NONCE = "__NONCE__"
"""What stands in the built index.html for the nonce of an answer."""

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}  # names are hashes of contents
_LOOKED_AT_AGAIN = {"Cache-Control": "no-cache"}
_NEVER = {"Cache-Control": "no-store"}
_PROGRAMS = ("/api/", "/v1/", "/assets/")

_NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Likewise</title></head>
<body>
<h1>The page has not been built</h1>
<p>This is a source checkout. Build the page with <code>make page</code>, which needs Node 20,
and load this address again. The API works as it is: <a href="/api/docs">/api/docs</a>.</p>
</body>
</html>
"""


class PageRoute(APIRoute):
    """Matches the start, and what a person's browser opens; nothing else that a program asks."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the route is meant."""
        if scope["type"] != "http" or scope["path"].startswith(_PROGRAMS):
            return Match.NONE, {}
        if scope["method"] not in {"GET", "HEAD"}:
            return Match.NONE, {}
        # The start is the page for whoever asks: a probe, or a program that looks who is there.
        if scope["path"] != "/" and "text/html" not in Headers(scope=scope).get("accept", ""):
            return Match.NONE, {}
        return super().matches(scope)


files_router = APIRouter(include_in_schema=False)
router = APIRouter(include_in_schema=False, route_class=PageRoute)

_FileName = Annotated[str, PathParameter(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$", max_length=200)]


@files_router.api_route("/assets/{name}", methods=["GET", "HEAD"])
def asset(name: _FileName, request: Request) -> Response:
    """A script, style or font, packed where the browser can unpack it."""
    packed = "br" in request.headers.get("accept-encoding", "")
    return _file(f"assets/{name}", _FOREVER, packed=packed)


@files_router.api_route("/favicon.svg", methods=["GET", "HEAD"])
@files_router.api_route("/manifest.webmanifest", methods=["GET", "HEAD"])
@files_router.api_route("/robots.txt", methods=["GET", "HEAD"])
@files_router.api_route("/scheme.js", methods=["GET", "HEAD"])
def file(request: Request) -> Response:
    """What has one name for ever, and so is looked at again."""
    return _file(request.url.path.removeprefix("/"), _LOOKED_AT_AGAIN)


@router.api_route("/{path:path}", methods=["GET", "HEAD"])
def page(path: str) -> Response:  # noqa: ARG001 - the page itself reads its address
    """index.html, the same at every address of the page."""
    return index(FOLDER)


def index(folder: Path) -> Response:
    """index.html with a nonce of this answer's own; what to do, where it has not been built."""
    file = folder / "index.html"
    if not file.is_file():
        return HTMLResponse(_NOT_BUILT, HTTPStatus.SERVICE_UNAVAILABLE, _NEVER)
    nonce = secrets.token_urlsafe(16)
    policy = {"Content-Security-Policy": content_security_policy(nonce)}
    return HTMLResponse(file.read_text("utf-8").replace(NONCE, nonce), headers=_NEVER | policy)


def _file(name: str, headers: dict[str, str], *, packed: bool = False) -> Response:
    plain = FOLDER / name
    if not plain.is_file():
        raise ProblemError(Code.NOT_FOUND, "The page has no such file.", remedy="Load it again.")
    brotli = plain.with_name(f"{plain.name}.br")
    if not brotli.is_file():
        return FileResponse(plain, headers=headers)
    headers = headers | {"Vary": "Accept-Encoding"}
    if not packed:
        return FileResponse(plain, headers=headers)
    media_type = FileResponse(plain).media_type
    return FileResponse(brotli, headers=headers | {"Content-Encoding": "br"}, media_type=media_type)
