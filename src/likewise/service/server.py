"""Server: the processes that serve, from their start to their end."""

from __future__ import annotations

import logging
import os
import resource
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from likewise.assembly import Parts
from likewise.index.engine.breaker import Breaker
from likewise.service.app import create_app
from likewise.service.guard.connections import Connection
from likewise.service.observing.logs import logging_config
from likewise.service.observing.metrics import MULTIPROCESS_FOLDER, Metrics
from likewise.service.observing.tracing import trace
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from likewise.settings import LogFormat, Settings

_LOGGER = logging.getLogger("likewise.service")
_DRAIN_SECONDS = 10
_KEEP_ALIVE_SECONDS = 15
_MOST_OPEN_FILES = 65_536


@dataclass(frozen=True, slots=True)
class Application:
    """Makes the application, in the process that serves it.

    Attributes:
        settings: What the environment says.
        options: How it behaves.
        make: Puts it together.
    """

    settings: Settings
    options: ServiceOptions
    make: Callable[[Serving], FastAPI] = create_app

    def __call__(self) -> FastAPI:
        """The application; it is warmed when its process starts."""
        metrics = Metrics()
        parts = Parts(
            self.settings,
            say=_LOGGER.info,
            breaker=Breaker(),
            watch=metrics.exchanged,
            encoding=metrics,
        )
        app = self.make(Serving(parts, self.options, metrics=metrics, cold=True))
        trace(app, os.environ)
        return app


def run(
    application: Application,
    listening: socket.socket,
    *,
    workers: int,
    trust_proxy: str | None,
    log_format: LogFormat,
) -> None:
    """Serves until it is told to end by SIGTERM or SIGINT; requests under way are answered first.

    Args:
        application: What is served.
        listening: Where.
        workers: By how many processes.
        trust_proxy: The addresses of proxies whose word on the client's address counts.
        log_format: How the log is written.
    """
    _allow_open_files()
    config = uvicorn.Config(
        application,
        factory=True,
        http=Connection,
        ws="none",
        lifespan="on",
        workers=workers,
        proxy_headers=trust_proxy is not None,
        forwarded_allow_ips=trust_proxy or "",
        server_header=False,
        access_log=False,
        log_config=logging_config(log_format),
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )
    with listening:
        if workers == 1:
            # uvicorn ends as a process that was killed would, by the signal that it was sent; to
            # have been asked to end and to have done so is a success.
            signal.signal(signal.SIGTERM, lambda *_: None)
            uvicorn.Server(config).run(sockets=[listening])
        else:
            with _shared_figures():
                Multiprocess(config, sockets=[listening]).run()


@contextmanager
def _shared_figures() -> Iterator[None]:
    """A folder in which the processes keep their figures together."""
    with tempfile.TemporaryDirectory(prefix="likewise-metrics-") as folder:
        os.environ[MULTIPROCESS_FOLDER] = folder  # prometheus-client has no other way to be told
        try:
            yield
        finally:
            del os.environ[MULTIPROCESS_FOLDER]


def _allow_open_files() -> None:
    """Each connection is an open file, and systems often allow but 1,024 unless asked for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
