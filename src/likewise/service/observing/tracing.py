"""Tracing: spans for OpenTelemetry, where a collector is named and the extra is installed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from fastapi import FastAPI

COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT"
"""The variable of OpenTelemetry that names the collector; without it nothing is traced."""

_LOGGER = logging.getLogger("likewise.service")
_PROBES = "healthz,livez,readyz,metrics"
_ASKED = ("url.query", "url.full", "http.url", "http.target")
"""Attributes that hold what was asked for."""


def trace(app: FastAPI, environment: Mapping[str, str]) -> None:
    """Makes the application send spans, if the environment names a collector."""
    if not environment.get(COLLECTOR):
        return
    if not _is_installed():
        _LOGGER.warning("%s is set, but `pip install likewise[otel]` was not run.", COLLECTOR)
        return
    _instrument(app)


def _is_installed() -> bool:
    try:
        return all(
            find_spec(name) is not None
            for name in (
                "opentelemetry.sdk",
                "opentelemetry.instrumentation.fastapi",
                "opentelemetry.exporter.otlp.proto.http",
            )
        )
    except ModuleNotFoundError:
        return False


def _instrument(app: FastAPI) -> None:
    # Here, not at the top: the packages belong to an extra.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor  # noqa: PLC0415
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "likewise"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    FastAPIInstrumentor.instrument_app(
        app,
        excluded_urls=_PROBES,
        tracer_provider=provider,
        exclude_spans=["receive", "send"],
        server_request_hook=_without_words,
    )


def _without_words(span: Any, scope: dict[str, Any]) -> None:  # noqa: ANN401 - OpenTelemetry's
    """Leaves in a span the path, but not what was asked for."""
    if span is None or not span.is_recording():
        return
    attributes = span.attributes or {}
    for name in _ASKED:
        if name in attributes:
            span.set_attribute(name, "" if name == "url.query" else scope.get("path", ""))
