"""Guarding: what every request passes before its route, and its answer after it."""

from __future__ import annotations

from fastapi import FastAPI

from likewise.service.guard.bodies import Bodies, Limit
from likewise.service.guard.headers import SecurityHeaders
from likewise.service.guard.hosts import Hosts
from likewise.service.guard.load import Load
from likewise.service.guard.request_ids import RequestIds
from likewise.service.guard.same_origin import SameOrigin
from likewise.service.observing.logs import log_request
from likewise.service.observing.records import Records
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving

_LARGE = ("/search", "/explain", "/map/place", "/judgements", "/items", "/embeddings")
"""How the paths of requests end that may carry pictures, or many rows."""

_AROUND_BYTES = 65_536


def guard(app: FastAPI, serving: Serving) -> None:
    """Puts the guards before the application's routes; each is the outer one of those above it."""
    options, metrics = serving.options, serving.metrics
    app.add_middleware(Load, options=options, changed=metrics.loaded, shed=metrics.shed.inc)
    # A body comes before its request takes a place: who sends slowly holds nobody up.
    app.add_middleware(Bodies, limit=largest_body(options), seconds=options.body_seconds)
    app.add_middleware(SameOrigin)
    app.add_middleware(Hosts, names=options.hosts)
    app.add_middleware(Records, told=(metrics.answered, log_request))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestIds)


def largest_body(options: ServiceOptions) -> Limit:
    """How large the body of a request for a path may be."""
    large = options.picture_bytes * 4 // 3 + _AROUND_BYTES  # as base64, within JSON or a form

    def largest(path: str) -> int:
        return large if path.rstrip("/").endswith(_LARGE) else options.body_bytes

    return largest
