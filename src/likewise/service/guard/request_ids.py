"""Request ids: each request has one, in its answer, in its problems and in the log."""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"

_NAME = HEADER.lower().encode()
_SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_BYTES = 8


class RequestIds:
    """Gives each request an id: the one that it came with if that is harmless, else a new one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _given(scope) or secrets.token_hex(_BYTES)
        scope.setdefault("state", {})["request_id"] = request_id

        async def echoing(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        await self._app(scope, receive, echoing)


def request_id_of(scope: Scope) -> str:
    """The id of a request; empty where it has none."""
    return str(scope.get("state", {}).get("request_id", ""))


def _given(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == _NAME:
            return value.decode() if _SANE.fullmatch(value) else ""
    return ""
