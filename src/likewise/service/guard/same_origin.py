"""SameOrigin: no page of another site may change anything in the name of who looks at it."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from likewise.service.callers.cookies import PLAIN_NAME, SECURE_NAME
from likewise.service.problems import Code, ProblemError, problem_response

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})
_PORTS = {"http": 80, "https": 443}


class SameOrigin:
    """Refuses requests that change something and were made by a page of another site.

    Browsers say who made a request, by `Sec-Fetch-Site` or `Origin`. A request that says neither
    was made by a program, so it must bring no cookie. One with a key or token of its own was not
    made by a page elsewhere: browsers ask first, and this service does not allow it.

    It stands before all routes, so that none can forget it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] == "http" and scope["method"] not in _HARMLESS:
            request = Request(scope)
            if not _is_ours(request):
                response = problem_response(request, _REFUSED)
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


_REFUSED = ProblemError(
    Code.FORBIDDEN,
    "The request was made by a page of another site, or does not say by which.",
    remedy="Programs send `Authorization: Bearer KEY` in place of the cookie.",
)


def _is_ours(request: Request) -> bool:
    headers = request.headers
    if "authorization" in headers or "x-api-key" in headers:
        return True
    site, origin = headers.getlist("sec-fetch-site"), headers.getlist("origin")
    if site:
        return _OWN.issuperset(site)
    if origin:
        return all(_origin(each) == _origin(str(request.base_url)) for each in origin)
    return not _has_cookie(request.cookies)


def _has_cookie(cookies: Collection[str]) -> bool:
    return SECURE_NAME in cookies or PLAIN_NAME in cookies


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None for what is none, which equals no request's own."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
