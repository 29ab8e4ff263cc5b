"""Lifespan: what happens in a process before its first request and after its last."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from likewise.service.serving import Serving
from likewise.service.warming import warming

_FOR_PROBES = 4
"""Threads beyond those of the requests that are worked on."""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Sizes the pool of threads, and warms what is served; closes what it has warmed."""
    serving: Serving = app.state.serving
    current_default_thread_limiter().total_tokens = serving.options.at_once + _FOR_PROBES
    is_ours = serving.is_cold
    async with warming(serving):
        yield
    if is_ours:
        await run_in_threadpool(serving.close)
