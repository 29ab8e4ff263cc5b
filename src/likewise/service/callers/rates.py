"""Rates: how often an address that nobody is known by may ask, counted for all processes."""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from likewise.accounts.limits import Limit, Limits, Use, household
from likewise.service.serving import Serving


async def count_unknown(request: Request, serving: Serving) -> None:
    """Counts a request without account or key, where the options bound how many there may be.

    Raises:
        TooManyRequestsError: There were more from its address than a minute has.
    """
    most = serving.options.requests_a_minute
    if most:
        limit = Limit("requests", most, seconds=60)
        address = request.client.host if request.client else ""
        await run_in_threadpool(_take, serving, Use(limit, household(address)))


def _take(serving: Serving, use: Use) -> None:
    Limits(serving.parts.engine).take(use)
