"""The engine for a service: it answers within its time, whatever has become of Redis."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from killing import kill
from likewise.errors import EngineError, EngineFullError, EngineUnavailableError
from likewise.index.engine.breaker import Breaker
from likewise.index.engine.connection import connect
from likewise.index.engine.engine import Engine
from likewise.index.engine.server import EmbeddedServer

TIMEOUT = 0.3


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server of this test's own."""
    made = EmbeddedServer(tmp_path / "redis")
    made.start()
    yield made
    made.stop()


def impatient(server: EmbeddedServer, **more: object) -> Engine:
    client = connect(server.start().url, timeout_seconds=TIMEOUT)
    return Engine(client, server.relaunch, breaker=Breaker(pause_seconds=0.2), **more)  # type: ignore[arg-type] # as given


def test_a_hung_server_costs_the_timeout_once_and_then_nothing_but_a_try(
    server: EmbeddedServer,
) -> None:
    engine, pid = impatient(server), server.status().pid
    assert pid is not None
    assert engine.run("PING")
    os.kill(pid, signal.SIGSTOP)
    try:
        for number in range(20):
            start = time.monotonic()
            with pytest.raises(EngineUnavailableError):
                engine.run("PING")
            took = time.monotonic() - start
            assert took < TIMEOUT + 0.2
            assert number == 0 or took < 0.05 or took > TIMEOUT  # a try, now and then
    finally:
        os.kill(pid, signal.SIGCONT)
    time.sleep(0.2)
    assert engine.run("PING")


def test_a_dead_server_is_started_by_the_first_who_misses_it(server: EmbeddedServer) -> None:
    engine = impatient(server)
    engine.run("SET", "a", "1")
    kill(server)
    start = time.monotonic()
    assert engine.run("GET", "a") == b"1"
    assert time.monotonic() - start < 1


def test_a_server_that_runs_is_not_started_again(server: EmbeddedServer) -> None:
    pid = server.status().pid
    assert not server.relaunch()
    assert server.status().pid == pid


def test_on_a_full_disk_it_is_not_started_again(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = impatient(server)
    kill(server)
    monkeypatch.setattr("likewise.index.engine.server._LEAST_FREE_BYTES", float("inf"))
    with pytest.raises(EngineFullError, match="disk"):
        engine.run("GET", "a")
    assert not server.status().running


def test_each_exchange_is_told_with_its_time_and_its_failure(server: EmbeddedServer) -> None:
    told: list[tuple[float, EngineError | None]] = []
    engine = impatient(server, watch=lambda seconds, error: told.append((seconds, error)))
    engine.run("PING")
    with pytest.raises(EngineError):
        engine.run("FT.SEARCH", "absent", "*")
    (first, no_error), (_, error) = told
    assert 0 < first < 1
    assert no_error is None
    assert isinstance(error, EngineError)
