"""likewise serve: it says where it listens, opens itself to nobody by accident, and ends well."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from PIL import Image

from cli.conftest import run_at
from likewise.assembly import Parts
from likewise.errors import UsageError
from likewise.importing import ImportOptions
from likewise.index.engine.server import EmbeddedServer
from likewise.service.guard.exposure import (
    is_loopback,
    listen,
    own_names,
    refuse_by_accident,
    url,
)
from likewise.settings import Settings
from serving_process import Service, serving, until

MODELS = Path(__file__).parents[2] / ".models"
BROWSE = "/api/v1/product/"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a catalogue of words, whose Redis is stopped at the end."""
    folder = tmp_path_factory.mktemp("serve") / "home"
    folder.mkdir()
    (folder / "models").symlink_to(MODELS)
    file = folder / "items.csv"
    file.write_text("id,name\n1,a red apple\n2,a green pear\n3,a spade\n", encoding="utf-8")
    parts = Parts(Settings(folder))
    recipe = parts.recipe(file, name="items", images=None, id_column=None)
    assert parts.import_(recipe, ImportOptions()).indexed == 3
    parts.engine.client.close()
    yield folder
    parts.server.stop()


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Service]:
    """A service that several tests ask, and none harms."""
    with serving(home) as made:
        yield made


def test_it_answers_where_it_says_that_it_listens(service: Service) -> None:
    until(service, "/readyz", 200, seconds=30)
    answer = service.ask(BROWSE)
    assert answer.status == 200
    assert answer.data["total"] == 3
    assert "server" not in answer.headers


def test_it_was_warm_before_it_answered(home: Path) -> None:
    with serving(home) as made:
        assert made.ask("/readyz").status == 200


def test_its_log_is_json_and_has_no_words_of_callers(service: Service) -> None:
    service.ask("/hunter2?words=hunter2", headers={"X-Request-ID": "mine"})
    service.ask(BROWSE + "?gender=hunter2%0d%0aforged")
    lines = service.logged
    assert [line for line in lines if line.get("request_id") == "mine"]
    assert "hunter2" not in json.dumps(lines)


def test_a_taken_port_is_told_and_an_unsaid_one_is_replaced(home: Path, service: Service) -> None:
    port = service.url.rpartition(":")[2]
    ran = run_at(home, "serve", "--port", port)
    assert ran.rc == 2
    assert f"port {port}" in ran.stderr
    with pytest.raises(UsageError, match="Name another --port"):
        listen("127.0.0.1", int(port))
    with pytest.raises(UsageError, match="another --host"):
        listen("192.0.2.1", None)  # nobody's, as RFC 5737 has it
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname() != second.getsockname()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url(second))


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - refused
def test_an_address_that_others_reach_is_refused_until_it_is_said_who_may_look(
    home: Path, host: str
) -> None:
    ran = run_at(home, "serve", "--host", host, "--port", "0")
    assert ran.rc == 2
    assert "--closed" in ran.stderr
    assert "--open" in ran.stderr


def test_exposure_is_as_it_is_said() -> None:
    assert refuse_by_accident("127.0.0.1", open_browsing=None)
    assert not refuse_by_accident("127.0.0.1", open_browsing=False)
    assert refuse_by_accident("0.0.0.0", open_browsing=True)  # noqa: S104 - said so
    assert not refuse_by_accident("0.0.0.0", open_browsing=False)  # noqa: S104 - said so
    with pytest.raises(UsageError, match="everyone"):
        refuse_by_accident("0.0.0.0", open_browsing=None)  # noqa: S104 - refused


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("localhost", True), ("0.0.0.0", False)],  # noqa: S104 - only looked at
)
def test_loopback_is_this_machine_alone(host: str, local: bool) -> None:  # noqa: FBT001 - of the table
    assert is_loopback(host) is local


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(UsageError, match="no address 'not an address'"):
        is_loopback("not an address")


def test_the_names_are_this_machine_s_and_those_that_are_said() -> None:
    assert own_names("127.0.0.1", ["a.example"]) == ("localhost", "127.0.0.1", "[::1]", "a.example")
    assert "0.0.0.0" not in own_names("0.0.0.0", [])  # noqa: S104 - only looked at


def test_a_request_under_way_is_answered_before_it_ends(home: Path) -> None:
    with serving(home) as made:
        until(made, "/readyz", 200, seconds=30)
        pid = EmbeddedServer(home / "redis").status().pid
        assert pid is not None
        statuses: list[int] = []
        os.kill(pid, signal.SIGSTOP)
        threads = [
            threading.Thread(target=lambda: statuses.append(made.ask(BROWSE).status))
            for _ in range(8)
        ]
        try:
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            made.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
        finally:
            os.kill(pid, signal.SIGCONT)
        for thread in threads:
            thread.join()
        assert statuses == [200] * 8
        assert made.process.wait(12) == 0
    assert EmbeddedServer(home / "redis").status().pid == pid


def test_several_processes_serve_one_port_and_one_that_dies_is_replaced(home: Path) -> None:
    with serving(home, "--workers", "2") as made:
        until(made, "/readyz", 200, seconds=40)
        asked, processes = 0, set[int]()
        deadline = time.monotonic() + 30
        while len(processes) < 2:  # whichever is free takes the next
            assert time.monotonic() < deadline
            with ThreadPoolExecutor(8) as threads:
                answers = list(threads.map(made.ask, [BROWSE] * 16))
            assert {each.status for each in answers} == {200}
            asked += 16
            processes = {line["process"] for line in made.logged if line["event"] == "request"}
        text = made.ask("/metrics").body.decode()
        counts = re.findall(r'request_seconds_count{[^}]*product/"[^}]*} (\d+)', text)
        assert sum(map(int, counts)) == asked
        os.kill(processes.pop(), signal.SIGKILL)
        deadline = time.monotonic() + 30
        while len({line["process"] for line in made.logged if line["event"] == "request"}) < 3:
            assert time.monotonic() < deadline
            with ThreadPoolExecutor(8) as threads:
                list(threads.map(made.ask, [BROWSE] * 16))
        assert made.stop() == 0
    assert EmbeddedServer(home / "redis").status().running


def test_the_process_says_that_it_lives_while_pictures_are_searched_by(home: Path) -> None:
    picture = io.BytesIO()
    Image.effect_noise((1200, 1200), 60).convert("RGB").save(picture, "JPEG")
    uri = "data:image/jpeg;base64," + base64.b64encode(picture.getvalue()).decode()
    ended = threading.Event()
    with serving(home) as made, ThreadPoolExecutor(20) as threads:

        def search() -> None:
            while not ended.is_set():
                # The items have no pictures; it is the reading of this one that takes the time.
                body = {"picture": uri, "by": "text"}
                made.ask("/api/v1/catalogues/items/search", "POST", body)

        searching = [threads.submit(search) for _ in range(20)]
        time.sleep(1)
        waits = []
        for _ in range(100):
            waits.append(made.ask("/healthz").seconds)
            time.sleep(0.02)
        ended.set()
        for each in searching:
            each.result()
    assert sorted(waits)[98] < 0.25  # alone on a machine a fifth of that; tests share one


class Collector(BaseHTTPRequestHandler):
    """Takes spans."""

    taken: list[bytes]

    def do_POST(self) -> None:
        self.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_spans_go_to_the_collector_that_is_named_without_what_was_asked_for(home: Path) -> None:
    Collector.taken = []
    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{collector.server_port}"
        environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_BSP_SCHEDULE_DELAY": "100"}
        with serving(home, environment=environment) as made:
            until(made, "/readyz", 200, seconds=30)
            made.ask(BROWSE + "?gender=hunter2")
            deadline = time.monotonic() + 10
            while not Collector.taken:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        collector.shutdown()
    spans = b"".join(Collector.taken)
    assert BROWSE.encode() in spans
    assert b"hunter2" not in spans
    assert b"readyz" not in spans
