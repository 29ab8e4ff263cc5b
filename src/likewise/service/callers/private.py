"""Private: answers about a person, which nothing on the way keeps; and from where they asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response


def _unkept(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


PRIVATE = Depends(_unkept)
"""For routers: their answers are not kept by browsers and proxies."""


def _client_address(request: Request) -> str:
    """As the server tells it, which hears a proxy's word only if that is trusted."""
    return "" if request.client is None else request.client.host


ClientAddress = Annotated[str, Depends(_client_address)]
"""The address that a request came from, as a handler's parameter."""
