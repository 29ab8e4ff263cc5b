"""Warming: Redis, the catalogue and its models are there before the first request is."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from likewise.errors import EngineError, LikewiseError
from likewise.service.observing.defects import tell_defect
from likewise.service.serving import Serving

_LOGGER = logging.getLogger("likewise.service")
_PAUSE_SECONDS = 0.5


@asynccontextmanager
async def warming(serving: Serving) -> AsyncIterator[None]:
    """Warms before anything is served; where Redis is away, serves without it and tries again."""
    if not serving.is_cold:
        yield
        return
    again = None
    if not await _warmed(serving, ""):
        again = asyncio.create_task(_warm_later(serving))
    try:
        yield
    finally:
        if again is not None:
            again.cancel()
            with suppress(asyncio.CancelledError):
                await again


async def _warm_later(serving: Serving) -> None:
    said = ""
    while True:
        await asyncio.sleep(_PAUSE_SECONDS)
        if await _warmed(serving, said):
            _LOGGER.info("Redis is there, and the service is ready.")
            return


async def _warmed(serving: Serving, said: str) -> bool:
    try:
        await run_in_threadpool(serving.warm)
    except EngineError as error:
        if str(error) != said:
            _LOGGER.warning("Redis cannot be used yet, and is tried again: %s", error)
        return False
    except LikewiseError as error:
        _LOGGER.error("The catalogue cannot be searched: %s", error)  # noqa: TRY400 - in words
    except Exception as error:  # noqa: BLE001 - the service must not end at what one request meets
        tell_defect(error, "")
    # What is there now stays. Looking for garbage among it would stop all threads for a tenth of a
    # second, whenever Python thinks fit.
    gc.collect()
    gc.freeze()
    return True
