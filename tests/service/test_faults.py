"""Faults: whatever becomes of Redis, an answer is right, or it says in time that there is none."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pytest
import redis
from fastapi.testclient import TestClient

from killing import kill
from likewise.accounts.caller import Caller, Scope
from likewise.assembly import Parts
from likewise.importing import ImportOptions
from likewise.index.engine.breaker import Breaker
from likewise.index.engine.connection import open_client
from likewise.index.engine.server import Binaries, EmbeddedServer
from likewise.service.app import create_app
from likewise.service.callers.access import caller
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from likewise.settings import Settings
from serving_process import Answer, Service, serving, until

MODELS = Path(__file__).parents[2] / ".models"
BROWSE = "/api/v1/product/"
TIMEOUT = 1.0
SLACK = 0.2
BUSY = 0.3  # beyond the slack, as other tests use the same two cores


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a small catalogue, and its own Redis to be mistreated."""
    folder = tmp_path_factory.mktemp("faults") / "home"
    folder.mkdir()
    (folder / "models").symlink_to(MODELS)
    file = folder / "items.csv"
    file.write_text("id,name\n1,a red apple\n2,a green pear\n3,a spade\n", encoding="utf-8")
    fill(Parts(Settings(folder)), file)
    yield folder
    EmbeddedServer(folder / "redis").stop()


def fill(parts: Parts, file: Path) -> None:
    recipe = parts.recipe(file, name="items", images=None, id_column=None)
    assert parts.import_(recipe, ImportOptions()).indexed == 3
    parts.engine.client.close()


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Service]:
    with serving(home, environment={"LIKEWISE_REDIS_TIMEOUT": str(TIMEOUT)}) as made:
        until(made, "/readyz", 200, seconds=30)
        yield made


def is_right(answer: Answer) -> bool:
    return answer.status == 200 and answer.data["total"] == 3 and len(answer.data["products"]) == 3


def is_honest(answer: Answer) -> bool:
    """Whether it says, as a problem, that there is no answer now, and when to come again."""
    return (
        answer.status == 503
        and answer.headers["content-type"] == "application/problem+json"
        and answer.headers["retry-after"] == "1"
        and answer.data["request_id"] == answer.headers["x-request-id"]
        and answer.data["code"] == "unavailable"
    )


class Traffic:
    """Requests at a steady rate, each in a thread of its own; every answer is kept."""

    def __init__(self, service: Service, path: str = BROWSE, rate: float = 50) -> None:
        self.answers: list[tuple[float, Answer]] = []
        self._service = service
        self._path = path
        self._pause = 1 / rate
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._source = threading.Thread(target=self._send)

    def __enter__(self) -> Self:
        self._source.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._source.join()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        while not self._ended.wait(self._pause):
            thread = threading.Thread(target=self._ask)
            self._threads.append(thread)
            thread.start()

    def _ask(self) -> None:
        start = time.monotonic()
        self.answers.append((start, self._service.ask(self._path)))

    def kinds(self) -> Counter[str]:
        """How many answers were right, honest, and neither."""
        return Counter(
            "right" if is_right(each) else "honest" if is_honest(each) else f"wrong {each.status}"
            for _, each in self.answers
        )

    def first_right_after(self, moment: float) -> float:
        """How long after the moment a request was answered right that was sent after it."""
        found = [
            start + each.seconds - moment
            for start, each in self.answers
            if is_right(each) and start + each.seconds > moment
        ]
        return min(found, default=float("inf"))


@contextmanager
def stopped(server: EmbeddedServer) -> Iterator[Callable[[], float]]:
    """A Redis that hangs; what is given lets it go on, and tells when that was."""
    pid = server.status().pid
    assert pid is not None
    gone_on: list[float] = []

    def go_on() -> float:
        if not gone_on:
            os.kill(pid, signal.SIGCONT)
            gone_on.append(time.monotonic())
        return gone_on[0]

    os.kill(pid, signal.SIGSTOP)
    try:
        yield go_on
    finally:
        go_on()


def test_a_hung_redis_is_said_in_time_and_forgotten_when_it_goes_on(
    home: Path, service: Service
) -> None:
    with Traffic(service) as traffic:
        time.sleep(0.5)
        with stopped(EmbeddedServer(home / "redis")) as go_on:
            time.sleep(3.5)
            threads = len(os.listdir(f"/proc/{service.process.pid}/task"))  # noqa: PTH208 - counted
            moment = go_on()
        time.sleep(2)
    kinds = traffic.kinds()
    assert set(kinds) == {"right", "honest"}, kinds
    assert kinds["honest"] > 100
    assert max(each.seconds for _, each in traffic.answers) < TIMEOUT + SLACK + BUSY
    assert traffic.first_right_after(moment) < 2
    assert all(is_right(each) for start, each in traffic.answers if start > moment + 1.5)
    assert threads < 60
    quick = sorted(each.seconds for _, each in traffic.answers if is_honest(each))
    assert quick[len(quick) // 2] < 0.1  # most are not let in vain at it


def test_while_redis_hangs_the_process_lives_but_is_not_ready(home: Path, service: Service) -> None:
    with Traffic(service), stopped(EmbeddedServer(home / "redis")):
        time.sleep(1)
        lives = [service.ask("/healthz") for _ in range(20)]
        ready = service.ask("/readyz")
        figures = service.ask("/metrics")
    assert {each.status for each in lives} == {200}
    assert max(each.seconds for each in lives) < 0.25
    assert ready.status == 503
    assert ready.seconds < TIMEOUT + SLACK + BUSY
    assert not ready.data["redis"]["ok"]
    assert b"likewise_redis_away 1.0" in figures.body
    until(service, BROWSE, 200, seconds=3)


def test_a_killed_redis_is_back_by_itself(home: Path, service: Service) -> None:
    with Traffic(service) as traffic:
        for _ in range(3):
            time.sleep(1)
            kill(EmbeddedServer(home / "redis"))
            moment = time.monotonic()
            time.sleep(2)
            assert traffic.first_right_after(moment) < 2
    kinds = traffic.kinds()
    assert set(kinds) <= {"right", "honest"}, kinds
    assert kinds["right"] > 300


# A Redis that is not ours.


class Foreign:
    """A Redis that is started and stopped by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder}/r.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binaries = Binaries.from_packages()
        modules = [
            each
            for module in (binaries.search, binaries.json)
            for each in ("--loadmodule", str(module))
        ]
        (self.folder / "r.sock").unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                *(binaries.redis, "--port", "0", "--unixsocket", "r.sock"),
                *("--appendonly", "yes", *modules),
            ],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with open_client(self.url) as client:
                    client.ping()
            except redis.RedisError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def command(self, *words: str | int) -> None:
        with open_client(self.url) as client:
            client.execute_command(*words)


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[Foreign]:
    (tmp_path / "r").mkdir()
    made = Foreign(tmp_path / "r")
    yield made
    made.end()


@pytest.fixture
def filled(foreign: Foreign, tmp_path: Path) -> Path:
    """A home whose catalogue is in the Redis that is not ours."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(MODELS)
    (home / "items.csv").write_text("id,name\n1,an apple\n2,a pear\n3,a spade\n", encoding="utf-8")
    foreign.start()
    fill(Parts(Settings(home, redis_url=foreign.url)), home / "items.csv")
    return home


@contextmanager
def serving_from(foreign: Foreign, home: Path) -> Iterator[Service]:
    environment = {"REDIS_URL": foreign.url, "LIKEWISE_REDIS_TIMEOUT": str(TIMEOUT)}
    with serving(home, "--catalogue", "items", environment=environment) as made:
        yield made


def test_it_starts_without_redis_and_serves_when_redis_comes(
    foreign: Foreign, filled: Path
) -> None:
    foreign.end()
    with serving_from(foreign, filled) as service:
        until(service, "/healthz", 200, seconds=20)
        assert service.ask("/readyz").status == 503
        cold = service.ask(BROWSE)
        assert is_honest(cold)
        assert cold.seconds < SLACK + BUSY
        foreign.start()
        until(service, "/readyz", 200, seconds=20)
        assert is_right(service.ask(BROWSE))
        foreign.end()
        assert is_honest(service.ask(BROWSE))
        foreign.start()
        assert until(service, BROWSE, 200, seconds=5) < 2


def test_a_redis_that_is_loading_is_said_to_be_away(foreign: Foreign, filled: Path) -> None:
    with serving_from(foreign, filled) as service:
        until(service, "/readyz", 200, seconds=20)
        with Traffic(service) as traffic:
            time.sleep(0.5)
            foreign.end()
            (log,) = (foreign.folder / "appendonlydir").glob("*.incr.aof")
            with log.open("ab") as file:
                file.write(b"*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n" * 2_000_000)
            foreign.start()
            moment = time.monotonic()
            time.sleep(2)
    kinds = traffic.kinds()
    assert set(kinds) == {"right", "honest"}, kinds
    assert kinds["honest"] > 10
    assert traffic.first_right_after(moment) < 2


def test_what_redis_cannot_take_is_said_and_what_is_there_is_still_found(
    foreign: Foreign, filled: Path
) -> None:
    parts = Parts(Settings(filled, redis_url=foreign.url), breaker=Breaker())
    app = create_app(Serving(parts, ServiceOptions(catalogue="items")))
    app.dependency_overrides[caller] = lambda: Caller(frozenset({Scope.READ, Scope.WRITE}), key="k")
    client = TestClient(app)

    def put() -> Any:  # noqa: ANN401 - of the test client's own kind
        return client.put("/api/v1/catalogues/items/items/4", json={"name": "a vase"})

    for away, back, status, code in (
        (("CONFIG", "SET", "maxmemory", 1), ("CONFIG", "SET", "maxmemory", 0), 507, "out-of-space"),
        (("REPLICAOF", "127.0.0.1", 1), ("REPLICAOF", "NO", "ONE"), 503, "unavailable"),
        (("CLIENT", "PAUSE", 800, "WRITE"), ("CLIENT", "UNPAUSE"), 201, ""),
    ):
        foreign.command(*away)
        refused = put()
        assert refused.status_code == status
        assert refused.json().get("code", "") == code
        found = client.get(BROWSE)
        assert found.status_code == 200
        assert found.json()["total"] >= 3
        foreign.command(*back)
    assert put().status_code == 200
    parts.engine.client.close()


class Slow:
    """Stands between the service and Redis: delays each piece, and breaks some connections."""

    def __init__(self, behind: Path, socket_: Path) -> None:
        self.broken = 0
        self._behind = behind
        self._chosen = random.Random(3)
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(socket_))
        self._listening.listen(100)
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.socket(socket.AF_UNIX)
                self._open += (near, far)
                far.connect(str(self._behind))
                for pair in ((near, far), (far, near)):
                    thread = threading.Thread(target=self._pass, args=pair, daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                time.sleep(self._chosen.uniform(0.05, 0.15))
                if self._chosen.random() < 0.01:
                    self.broken += 1
                    break
                target.sendall(piece)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for each in (self._listening, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in (self._listening, *self._open):
            each.close()


def test_a_slow_redis_that_breaks_connections_is_asked_again(
    foreign: Foreign, filled: Path, tmp_path: Path
) -> None:
    slow = Slow(foreign.folder / "r.sock", tmp_path / "slow.sock")
    environment = {"REDIS_URL": f"unix://{tmp_path}/slow.sock", "LIKEWISE_REDIS_TIMEOUT": "2"}
    with serving(filled, "--catalogue", "items", environment=environment) as service:
        until(service, "/readyz", 200, seconds=30)
        with Traffic(service, rate=20) as traffic:
            time.sleep(8)
    slow.close()
    kinds = traffic.kinds()
    assert set(kinds) <= {"right", "honest"}, kinds
    assert slow.broken
    assert kinds["honest"] <= 0.02 * kinds.total()
    assert max(each.seconds for _, each in traffic.answers) < 2.5
