"""Stdio: the tools for a program that started this one, over its standard input and output."""

from __future__ import annotations

from threading import Lock

import anyio
from mcp import stdio_server

from likewise.accounts.caller import Caller, Scope
from likewise.assembly import Parts
from likewise.errors import EngineError, LikewiseError
from likewise.service.mcp.server import make_server
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving


def run(parts: Parts, options: ServiceOptions, *, writes: bool) -> None:
    """Serves until the other end closes; whoever started us may do what we may.

    Nothing else may be printed: while it runs, what is written to stdout goes to stderr.

    Args:
        parts: What catalogues are made of.
        options: Which catalogue is meant where none is named.
        writes: Whether items may be added and removed.
    """
    serving = Serving(parts, options, cold=True)
    user = Caller(frozenset({Scope.READ, Scope.WRITE}))
    server = make_server(serving, lambda _: user, writes=writes, before=_Warmth(serving).wait)

    async def serve() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    try:
        anyio.run(serve)
    finally:
        serving.close()


class _Warmth:
    """Makes what is served when it is first asked for: a client need not wait to begin."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._once = Lock()

    def wait(self) -> None:
        """Returns when all is there.

        Raises:
            EngineError: Redis is not there, or cannot be used.
        """
        with self._once:
            if self._serving.is_cold:
                try:
                    self._serving.warm()
                except EngineError:
                    raise
                except LikewiseError:  # no model: whoever needs it will be told
                    return
