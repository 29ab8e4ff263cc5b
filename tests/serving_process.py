"""Serving process: `likewise serve` as a person starts it, and requests to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

START = "from likewise.cli.main import main; main()"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """What it answers; JSON goes as the body, unless that is bytes."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Content-Type": "application/json"} if data is not None else {}
        start = time.monotonic()
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, path, data, {**given, **(headers or {})})
            response = connection.getresponse()
            read = response.read()
        finally:
            connection.close()
        seconds = time.monotonic() - start
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, read, seconds)

    def connect(self) -> socket.socket:
        """A bare connection."""
        parts = urlsplit(self.url)
        assert parts.port is not None
        return socket.create_connection((parts.hostname or "", parts.port), timeout=30)

    def stop(self) -> int:
        """Asks it to end, and tells its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    @property
    def logged(self) -> list[dict[str, Any]]:
        """The lines of its log."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


Environment: TypeAlias = Mapping[str, str]


@contextmanager
def serving(
    home: Path, *options: str, environment: Environment | None = None, port: int = 0
) -> Iterator[Service]:
    """A service on that home, ended at last."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LIKEWISE_", "REDIS_", "OTEL_"))
    }
    said = {"LIKEWISE_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "160", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", START, "serve", "--port", str(port), *options]
    with (
        tempfile.NamedTemporaryFile("w", suffix=".log") as log,
        subprocess.Popen(
            command,
            env=kept | said | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "http://" in line, line + Path(log.name).read_text()
            service = Service(process, "http://" + line.split("http://")[1].strip(), Path(log.name))
            yield service
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def until(service: Service, path: str, status: int, *, seconds: float) -> float:
    """How long it took until the path answered with that status."""
    start = time.monotonic()
    while True:
        answer = service.ask(path)
        took = time.monotonic() - start
        if answer.status == status:
            return took
        assert took < seconds, answer
        time.sleep(0.02)
