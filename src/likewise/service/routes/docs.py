"""Docs: the page on which the API can be read and tried, all of it from this machine."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

router = APIRouter(prefix="/api/docs", include_in_schema=False)

_PACKAGE = "fastapi_offline"  # the files alone: it has Swagger UI as its authors ship it
_KEPT = {"Cache-Control": "public, max-age=86400"}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Likewise API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
"""

_START = """SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
});
"""


@router.get("")
async def page() -> HTMLResponse:
    """The page; its scripts are files, as the content security policy has it."""
    return HTMLResponse(_PAGE)


@router.get("/start.js")
async def start() -> Response:
    """What starts it."""
    return Response(_START, media_type="text/javascript")


@router.get("/swagger-ui-bundle.js")
def script() -> FileResponse:
    """Swagger UI."""
    return _file("swagger-ui-bundle.js", "text/javascript")


@router.get("/swagger-ui.css")
def style() -> FileResponse:
    """How it looks."""
    return _file("swagger-ui.css", "text/css")


def _file(name: str, media_type: str) -> FileResponse:
    return FileResponse(_folder() / name, media_type=media_type, headers=_KEPT)


@cache
def _folder() -> Path:
    spec = find_spec(_PACKAGE)
    assert spec is not None  # noqa: S101 - one of our dependencies
    assert spec.submodule_search_locations is not None  # noqa: S101 - a package, not a module
    return Path(spec.submodule_search_locations[0]) / "static"
