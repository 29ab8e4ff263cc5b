"""Metrics: the figures of the service, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from likewise.accounts.caller import Scope
from likewise.service.callers.access import Asking
from likewise.service.observing.metrics import Recall
from likewise.service.problems import Code, ProblemError, problems
from likewise.service.serving import Serving, Shared

router = APIRouter(tags=["Health"])

_FORWARDED = ("forwarded", "x-forwarded-for")


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="The figures of the service",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {}}, "description": "In the words of Prometheus."},
        **problems(Code.UNAUTHENTICATED, Code.FORBIDDEN),
    },
)
def metrics(serving: Shared, asking: Asking, request: Request) -> Response:
    """For administrators; for all where the service is reached from this machine alone."""
    # Whatever came by a proxy that we were not told of did not come from this machine.
    forwarded = any(name in request.headers for name in _FORWARDED)
    if (forwarded or not serving.options.open_metrics) and not asking.may(Scope.ADMIN):
        known = bool(asking.account or asking.key)
        raise ProblemError(
            Code.FORBIDDEN if known else Code.UNAUTHENTICATED,
            "The figures are for administrators.",
            remedy="Send `Authorization: Bearer KEY` with a key of the scope admin.",
        )
    text = serving.metrics.exposition(away=serving.is_away, recalls=_recalls(serving))
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _recalls(serving: Serving) -> list[Recall]:
    return [
        Recall(name, vector, 1.0 if reading.share is None else reading.share, reading.recall)
        for name, tuned in serving.tuned().items()
        for vector, tuning in (tuned.tuning.vectors if tuned.tuning else {}).items()
        for reading in tuning.after
    ]
