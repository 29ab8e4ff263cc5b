"""Placeholders: keys that clients of OpenAI send because they must, though nobody asks for one."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from likewise.accounts.keys import PREFIX as KEY_PREFIX
from likewise.accounts.sessions import PREFIX as SESSION_PREFIX
from likewise.service.demo.direct_route import DirectRoute
from likewise.service.serving import Serving
from likewise.service.strict_json import StrictRoute

_NAME = b"authorization"
_OURS = (KEY_PREFIX.encode(), SESSION_PREFIX.encode())


class PlaceholderRoute(StrictRoute):
    """A route where, if everyone may look, a key that is plainly none of ours counts as none.

    One of ours that has ended or was revoked is refused here too.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, whose placeholder nobody sees."""
        serving: Serving = scope["app"].state.serving
        if serving.options.open_browsing and _has_placeholder(scope):
            scope = _without_key(scope)
        await super().handle(scope, receive, send)


class DirectPlaceholderRoute(PlaceholderRoute, DirectRoute):
    """Such a route that is asked for much, and whose handlers encode."""

    async def run(self, serving: Serving, handler: Callable[[], Response]) -> Response:  # noqa: ARG002 - as the contract has it
        """In the larger pool: those who are there at once become one batch."""
        return await run_in_threadpool(handler)


def _has_placeholder(scope: Scope) -> bool:
    said = [value for name, value in scope["headers"] if name == _NAME]
    return bool(said) and not any(prefix in value for value in said for prefix in _OURS)


def _without_key(scope: Scope) -> Scope:
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != _NAME]}
