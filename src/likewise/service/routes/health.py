"""Health: whether the process lives, and whether it can answer searches."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from likewise.service.readiness import readiness
from likewise.service.serving import Shared
from likewise.service.wire.health import Alive, Readiness

router = APIRouter(tags=["Health"])


@router.get("/healthz", operation_id="live", summary="Whether the process lives")
@router.get("/livez", operation_id="livez", include_in_schema=False)
async def live() -> Alive:
    """Answered by the event loop itself, and so without a thread: it shows that the loop turns."""
    return Alive()


@router.get(
    "/readyz",
    operation_id="ready",
    summary="Whether searches can be answered",
    responses={503: {"model": Readiness, "description": "Something is not there yet, or away."}},
)
def ready(serving: Shared, response: Response) -> Readiness:
    """503 until Redis, the index and its models are there; the answer says which is not."""
    found = readiness(serving)
    if not found.ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = "1"
    return found
