"""Hosts: the service answers only to its own names, so that no other site can speak for it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from likewise.service.problems import Code, ProblemError, problem_response

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")

ANY = "*"

_PROBES = frozenset({"/healthz", "/livez", "/readyz"})  # asked by address, and tell nothing


class Hosts:
    """Refuses requests for other names, as pages elsewhere send them by DNS rebinding.

    Args:
        app: What answers the others.
        names: The service's own, without ports; none or `*` for whatever is asked for.
    """

    def __init__(self, app: ASGIApp, *, names: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset() if ANY in names else frozenset(map(_plain, names))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if not self._names or scope["type"] != "http" or scope["path"] in _PROBES:
            await self._app(scope, receive, send)
            return
        asked = [value for name, value in scope["headers"] if name == b"host"]
        if len(asked) == 1 and _plain(asked[0].decode("latin-1")) in self._names:
            await self._app(scope, receive, send)
            return
        response = problem_response(Request(scope), _UNKNOWN)
        await response(scope, receive, send)


_UNKNOWN = ProblemError(
    Code.UNKNOWN_HOST,
    "The service is not known under the name that this request is for.",
    remedy="Use one of its own names; whoever runs it can add this one with --allow-host.",
)


def _plain(host: str) -> str:
    """A name or address as it is compared: without port, in lower case."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    if name.count(":") > 1:  # a bare address of IPv6
        return f"[{name}]"
    return name.partition(":")[0].rstrip(".")
