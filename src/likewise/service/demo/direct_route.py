"""Direct route: what comes is read by the models of the handler's parameters, and no further.

FastAPI works out for each request how its handler's parameters are to be had, which for the routes
that are asked for most takes longer than to answer: docs/decisions/0024-direct-routes.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextvars import copy_context
from functools import cached_property, partial
from typing import get_type_hints

import orjson
from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from likewise.service.callers.access import reader_of
from likewise.service.serving import Serving
from likewise.service.strict_json import StrictRoute, malformed, validated
from likewise.service.wire.shape import Body, Parameters

_JSON = "application/json"


class DirectRoute(StrictRoute):
    """A route for readers whose handler is given models and gives a response.

    The handler has the parameters `serving: Shared` and `reader: Reader`, and beside them at most a
    model of the query and one of the body. It says of itself all that a handler does, so that
    OpenAPI describes it, and FastAPI could call it; where a dependency is overridden, it does.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["app"].dependency_overrides or scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        serving: Serving = request.app.state.serving
        given: dict[str, object] = {"serving": serving}
        given["reader"] = await reader_of(request, serving)
        for name, query in self._queries.items():
            said = dict(request.query_params) if request.scope["query_string"] else {}
            given[name] = validated(query, said, ("query",))
        for name, body in self._bodies.items():
            given[name] = validated(body, await _json(request))
        return await self.run(serving, partial(self.endpoint, **given))

    async def run(self, serving: Serving, handler: Callable[[], Response]) -> Response:
        """What the handler answers, which runs in a thread.

        Not by anyio, which takes several times as long where many ask at once.
        """
        run = partial(copy_context().run, handler)
        return await asyncio.get_running_loop().run_in_executor(serving.threads, run)

    @cached_property
    def _queries(self) -> Mapping[str, type[Parameters]]:
        """The parameters that are a model of the query."""
        return {name: each for name, each in self._models if issubclass(each, Parameters)}

    @cached_property
    def _bodies(self) -> Mapping[str, type[Body]]:
        """The parameters that are a model of the body."""
        return {name: each for name, each in self._models if issubclass(each, Body)}

    @property
    def _models(self) -> Iterator[tuple[str, type]]:
        for name, hint in get_type_hints(self.endpoint).items():
            if isinstance(hint, type):
                yield name, hint


async def _json(request: Request) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise malformed((f"Expected {_JSON}", ("header", "content-type")))
    try:
        return orjson.loads(await request.body())
    except ValueError as error:
        raise malformed((f"JSON decode error: {error}", ("body",))) from error
