"""Direct route: what comes is read by the models of the handler's parameters, and no further.

FastAPI works out for each request how its handler's parameters are to be had, which for the routes
that are asked for most takes longer than to answer: docs/decisions/0024-demo-routes.md.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, get_type_hints

import orjson
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from likewise.service.access import reader_of
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

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        as_fastapi_does = super().get_route_handler()
        handler, hints = self.endpoint, get_type_hints(self.endpoint)
        queries = _models(hints, Parameters)
        bodies = _models(hints, Body)

        async def direct(request: Request) -> Response:
            if request.app.dependency_overrides:
                return await as_fastapi_does(request)
            serving: Serving = request.app.state.serving
            given: dict[str, object] = {"serving": serving}
            given["reader"] = await reader_of(request, serving)
            for name, query in queries.items():
                given[name] = validated(query, dict(request.query_params), ("query",))
            for name, body in bodies.items():
                given[name] = validated(body, await _json(request))
            response: Response = await run_in_threadpool(handler, **given)
            return response

        return direct


def _models(hints: Mapping[str, Any], kind: type) -> Mapping[str, Any]:
    """The parameters that are such a model."""
    found = {name: hint for name, hint in hints.items() if isinstance(hint, type)}
    return {name: hint for name, hint in found.items() if issubclass(hint, kind)}


async def _json(request: Request) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise malformed((f"Expected {_JSON}", ("header", "content-type")))
    try:
        return orjson.loads(await request.body())
    except ValueError as error:
        raise malformed((f"JSON decode error: {error}", ("body",))) from error
