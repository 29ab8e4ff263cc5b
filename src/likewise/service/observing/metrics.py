"""Metrics: what the service does, in figures for Prometheus."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from likewise.errors import EngineError
from likewise.service.observing import stages
from likewise.service.observing.records import Record
from likewise.service.observing.stages import Stage

MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client shares figures between processes."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_INPUTS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Recall(NamedTuple):
    """What searches of a vector found when they were last measured.

    Attributes:
        catalogue: Its name.
        vector: The vector's.
        share: Of the items, met by the filter; 1 without one.
        found: Of the nearest, by the mean search.
    """

    catalogue: str
    vector: str
    share: float
    found: float


class Metrics:
    """The figures of one process, or of several that share a folder."""

    def __init__(self) -> None:
        self._own = CollectorRegistry()
        self.requests = Histogram(
            "likewise_request_seconds",
            "From a request's arrival to the end of its answer.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self._own,
        )
        self.stages = Histogram(
            "likewise_stage_seconds",
            "What requests spent on one thing.",
            ("route", "stage"),
            buckets=_SECONDS,
            registry=self._own,
        )
        self.redis_errors = Counter(
            "likewise_redis_errors",
            "Exchanges with Redis that failed.",
            ("error",),
            registry=self._own,
        )
        self.inputs = Histogram(
            "likewise_encoder_inputs",
            "How many inputs went through an encoder at once.",
            ("model",),
            buckets=_INPUTS,
            registry=self._own,
        )
        self.encoding = Histogram(
            "likewise_encoder_seconds",
            "What an encoder took for the inputs that it had at once.",
            ("model",),
            buckets=_SECONDS,
            registry=self._own,
        )
        self.shed = Counter(
            "likewise_requests_shed",
            "Requests that were sent away as there was too much to do.",
            registry=self._own,
        )
        self.working = Gauge(
            "likewise_requests_working",
            "Requests that are worked on.",
            registry=self._own,
            multiprocess_mode="livesum",
        )
        self.waiting = Gauge(
            "likewise_requests_waiting",
            "Requests that wait for others to end.",
            registry=self._own,
            multiprocess_mode="livesum",
        )

    def answered(self, record: Record) -> None:
        """Counts a request."""
        self.requests.labels(record.method, record.route, record.status).observe(record.seconds)
        for stage, seconds in record.spent.items():
            self.stages.labels(record.route, stage).observe(seconds)

    def exchanged(self, seconds: float, error: EngineError | None) -> None:
        """Counts an exchange with Redis."""
        stages.spend(Stage.REDIS, seconds)
        if error is not None:
            self.redis_errors.labels(type(error).__name__).inc()

    def passed(self, model: str, inputs: int, seconds: float) -> None:
        """Counts a pass through an encoder."""
        self.inputs.labels(model).observe(inputs)
        self.encoding.labels(model).observe(seconds)

    def encoded(self, seconds: float) -> None:
        """Counts what a request waited and worked for its vectors."""
        stages.spend(Stage.ENCODE, seconds)

    def loaded(self, working: int, waiting: int) -> None:
        """Notes how many requests are worked on and how many wait."""
        self.working.set(working)
        self.waiting.set(waiting)

    def exposition(self, *, away: bool, recalls: Iterable[Recall]) -> bytes:
        """The figures of all processes, as Prometheus reads them.

        Args:
            away: Whether Redis is taken to be away.
            recalls: What was learnt of the catalogues.
        """
        registry = CollectorRegistry()
        if folder := os.environ.get(MULTIPROCESS_FOLDER):
            _forget_dead(Path(folder))
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # prometheus-client
            own = b""
        else:
            ProcessCollector(registry=registry)
            own = generate_latest(self._own)
        registry.register(_Now(away=away, recalls=recalls))
        return own + generate_latest(registry)


class _Now(Collector):
    """What is found out when it is asked for."""

    def __init__(self, *, away: bool, recalls: Iterable[Recall]) -> None:
        self._away = away
        self._recalls = recalls

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "likewise_redis_away", "1 while Redis is taken to be away.", float(self._away)
        )
        recall = GaugeMetricFamily(
            "likewise_recall",
            "Share of the nearest that searches found when `likewise tune` last measured it.",
            labels=("catalogue", "vector", "share"),
        )
        for catalogue, vector, share, found in self._recalls:
            recall.add_metric((catalogue, vector, f"{share:g}"), found)
        yield recall


def _forget_dead(folder: Path) -> None:
    """Takes away what processes that have died said of themselves as they are."""
    for file in folder.glob("gauge_live*_*.db"):
        process = int(file.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            file.unlink(missing_ok=True)
