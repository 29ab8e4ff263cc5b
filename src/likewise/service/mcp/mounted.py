"""Mounted: the tools over HTTP, as a route of the service.

Each request stands for itself: nothing is kept between two, so that any process may answer the
next, and each is by whom its key says.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request, Response
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Receive, Scope, Send

from likewise.accounts.caller import Caller
from likewise.service.callers.access import Reader
from likewise.service.guard.guarding import guard
from likewise.service.lifespan import lifespan
from likewise.service.mcp.server import Context, make_server
from likewise.service.problems import Code, ProblemError, answer_with_problems
from likewise.service.routes import health
from likewise.service.serving import Serving

PATH = "/mcp"


@asynccontextmanager
async def _managed(app: FastAPI) -> AsyncIterator[None]:
    serving: Serving = app.state.serving
    server = make_server(serving, _caller, writes=serving.options.mcp_writes)
    # Who may ask, from which pages and by which name, the service says for all its routes.
    manager = StreamableHTTPSessionManager(
        server,
        json_response=True,
        stateless=True,
        max_request_body_size=serving.options.picture_bytes,
    )
    async with manager.run():
        app.state.mcp = manager
        yield
        del app.state.mcp


router = APIRouter(lifespan=_managed)


class _HandedOver(Response):
    """The answer that the protocol's own code gives."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)


@router.post(PATH, include_in_schema=False)
async def ask(request: Request, reader: Reader) -> Response:  # noqa: ARG001 - others are refused
    """A message of the protocol, and its answer."""
    manager = getattr(request.app.state, "mcp", None)
    if manager is None:
        raise ProblemError(Code.UNAVAILABLE, "The service is starting.")
    return _HandedOver(manager)


def create_tools_app(serving: Serving) -> FastAPI:
    """The service with nothing but the tools, for who wants no other."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.serving = serving
    answer_with_problems(app)
    app.include_router(health.router)
    app.include_router(router)
    guard(app, serving)
    return app


def _caller(context: Context) -> Caller:
    """Whom the route has found to ask."""
    assert context.request is not None  # noqa: S101 - as it is over HTTP
    found: Caller = context.request.state.caller
    return found
