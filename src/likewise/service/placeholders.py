"""Placeholders: keys that clients of OpenAI send because they must, though nobody asks for one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from starlette.types import Scope

from likewise.accounts.keys import PREFIX as KEY_PREFIX
from likewise.accounts.sessions import PREFIX as SESSION_PREFIX
from likewise.service.direct_route import DirectRoute
from likewise.service.serving import Serving
from likewise.service.strict_json import StrictRoute

_NAME = b"authorization"
_OURS = (KEY_PREFIX.encode(), SESSION_PREFIX.encode())


class PlaceholderRoute(StrictRoute):
    """A route where, if everyone may look, a key that is plainly none of ours counts as none.

    One of ours that has ended or was revoked is refused here too.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, which sees no placeholder."""
        handler = super().get_route_handler()

        async def forgetting(request: Request) -> Response:
            serving: Serving = request.app.state.serving
            if serving.options.open_browsing and _has_placeholder(request.scope):
                request = Request(_without_key(request.scope), request.receive)
            return await handler(request)

        return forgetting


class DirectPlaceholderRoute(PlaceholderRoute, DirectRoute):
    """Such a route that is asked for much."""


def _has_placeholder(scope: Scope) -> bool:
    said = [value for name, value in scope["headers"] if name == _NAME]
    return bool(said) and not any(prefix in value for value in said for prefix in _OURS)


def _without_key(scope: Scope) -> Scope:
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != _NAME]}
