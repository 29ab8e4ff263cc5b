"""Health: probes tell what is there and what is not, and figures what is done."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from likewise.accounts.caller import Caller, Scope
from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm
from likewise.errors import EngineError
from likewise.importing import ImportOptions
from likewise.index.engine.breaker import Breaker
from likewise.index.redis.codec import Keys
from likewise.service.app import create_app
from likewise.service.callers.access import caller
from likewise.service.observing.metrics import Metrics
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from likewise.settings import Settings


@pytest.fixture(scope="module")
def catalogue(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a catalogue of words alone."""
    file = tmp_path_factory.mktemp("health") / "items.csv"
    file.write_text("id,name\n1,a red apple\n2,a green pear\n", encoding="utf-8")
    recipe = parts.recipe(file, name="health", images=None, id_column=None)
    assert parts.import_(recipe, ImportOptions()).indexed == 2
    return "health"


@pytest.fixture
def serving(parts: Parts, catalogue: str) -> Serving:
    return Serving(parts, ServiceOptions(catalogue=catalogue))


@pytest.fixture
def client(serving: Serving) -> TestClient:
    return TestClient(create_app(serving))


# Probes.


@pytest.mark.parametrize("path", ["/healthz", "/livez"])
def test_it_lives(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_ready_where_redis_the_index_and_the_model_are_there(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    found = answer.json()
    assert found["ready"]
    assert found["redis"]["ok"]
    assert found["index"]["ok"]
    assert found["model"]["ok"]


def test_without_the_catalogue_it_is_not_ready(parts: Parts) -> None:
    client = TestClient(create_app(Serving(parts, ServiceOptions(catalogue="absent"))))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["redis"]["ok"]
    assert not answer.json()["index"]["ok"]
    assert "absent" not in answer.text


def test_without_redis_it_lives_but_is_not_ready(tmp_path: Path) -> None:
    settings = Settings(tmp_path, redis_url=f"unix://me:hunter2@{tmp_path}/absent.sock")
    serving = Serving(Parts(settings, breaker=Breaker()), ServiceOptions(), cold=True)
    with TestClient(create_app(serving)) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert not answer.json()["redis"]["ok"]
        assert "absent" not in answer.text
        assert "hunter2" not in answer.text


def test_a_cold_service_is_warm_before_its_first_request(parts: Parts, catalogue: str) -> None:
    serving = Serving(parts, ServiceOptions(catalogue=catalogue), cold=True)
    assert serving.is_cold
    with TestClient(create_app(serving)) as client:
        assert not serving.is_cold
        assert client.get("/readyz").status_code == 200


def test_what_a_warm_service_has_is_not_searched_for_garbage(parts: Parts, catalogue: str) -> None:
    gc.unfreeze()
    serving = Serving(parts, ServiceOptions(catalogue=catalogue), cold=True)
    with TestClient(create_app(serving)):
        assert gc.get_freeze_count() > len(gc.get_objects())
    gc.unfreeze()


def test_an_index_of_another_version_is_said_to_be_unreadable_and_the_service_goes_on(
    parts: Parts, tmp_path: Path
) -> None:
    file = tmp_path / "items.csv"
    file.write_text("id,name\n1,a red apple\n", encoding="utf-8")
    recipe = parts.recipe(file, name="old", images=None, id_column=None)
    parts.import_(recipe, ImportOptions())
    entry = parts.engine.run("JSON.GET", Keys("old").register, ".")
    older = re.sub(rb'"layout": ?\d+', b'"layout":0', entry)
    assert older != entry
    parts.engine.run("JSON.SET", Keys("old").register, "$", older)
    serving = Serving(parts, ServiceOptions(catalogue="old"), cold=True)
    with TestClient(create_app(serving)) as client:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["redis"]["ok"]
        assert not answer.json()["index"]["ok"]
        assert client.get("/api/v1/catalogues").status_code == 200
    parts.engine.run("DEL", Keys("old").register)


# Figures.


def figures(text: str) -> dict[tuple[str, ...], float]:
    """From name and values of labels to figure."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    for path in ("/healthz", "/healthz", "/readyz", "/secret", "/other-secret"):
        client.get(path)
    text = client.get("/metrics").text
    found = figures(text)
    assert found["likewise_request_seconds_count", "GET", "/healthz", "200"] == 2
    assert found["likewise_request_seconds_count", "GET", "/readyz", "200"] == 1
    assert found["likewise_request_seconds_count", "GET", "none", "404"] == 2
    assert found["likewise_redis_away",] == 0
    assert "secret" not in text


def test_what_requests_spend_with_redis_is_told_by_route(parts: Parts, catalogue: str) -> None:
    metrics = Metrics()
    own = Parts(parts.settings, breaker=Breaker(), watch=metrics.exchanged)
    options = ServiceOptions(catalogue=catalogue)
    client = TestClient(create_app(Serving(own, options, metrics=metrics)))
    assert client.get("/readyz").status_code == 200
    with suppress(EngineError):
        own.engine.run("FT.SEARCH", "absent", "*")
    found = figures(client.get("/metrics").text)
    assert found["likewise_stage_seconds_count", "/readyz", "redis"] == 1
    assert found["likewise_redis_errors_total", "EngineError"] == 1
    own.engine.client.close()


def test_the_recall_that_was_measured_is_told(
    client: TestClient, serving: Serving, parts: Parts, tmp_path: Path
) -> None:
    file = tmp_path / "items.csv"
    rows = (f"{number},thing number {number} of many\n" for number in range(300))
    file.write_text("id,name\n" + "".join(rows), encoding="utf-8")
    recipe = parts.recipe(file, name="graph", images=None, id_column=None)
    index = replace(recipe.index, algorithm=Algorithm.HNSW)
    parts.import_(replace(recipe, index=index), ImportOptions())
    serving.catalogue("graph").tune()
    found = figures(client.get("/metrics").text)
    recalls = [value for key, value in found.items() if key[:2] == ("likewise_recall", "graph")]
    assert recalls
    assert all(0.5 < value <= 1 for value in recalls)


@pytest.mark.parametrize(
    ("scopes", "account", "status"),
    [((), "", 401), ((Scope.READ,), "7", 403), ((Scope.ADMIN,), "1", 200)],
)
@pytest.mark.parametrize("guarded_by", ["option", "proxy"])
def test_where_others_reach_the_service_its_figures_are_for_administrators(
    parts: Parts, scopes: tuple[Scope, ...], account: str, status: int, guarded_by: str
) -> None:
    options = ServiceOptions(open_metrics=guarded_by != "option")
    app = create_app(Serving(parts, options))
    app.dependency_overrides[caller] = lambda: Caller(frozenset(scopes), account)
    headers = {"X-Forwarded-For": "203.0.113.7"} if guarded_by == "proxy" else {}
    assert TestClient(app).get("/metrics", headers=headers).status_code == status


COUNT = """
import sys
from likewise.service.observing.metrics import Metrics
from likewise.service.observing.records import Record
metrics = Metrics()
metrics.answered(Record("GET", "/x", 200, 0.1, {}, "", ""))
metrics.loaded(3, 2)
print(metrics.exposition(away=False, recalls=()).decode())
sys.stdout.flush()
input()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "figures").mkdir()
    return tmp_path / "figures"


def test_several_processes_tell_one_sum(folder: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", COUNT],
            env={"PROMETHEUS_MULTIPROC_DIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        while "likewise_recall" not in process.stdout.readline():
            assert process.poll() is None
    last = subprocess.run(
        [sys.executable, "-c", COUNT],
        env={"PROMETHEUS_MULTIPROC_DIR": str(folder)},
        input="\n",
        capture_output=True,
        text=True,
        check=True,
    )
    for process in processes:
        process.communicate("\n")
    found = figures(last.stdout)
    assert found["likewise_request_seconds_count", "GET", "/x", "200"] == 3
    assert found["likewise_requests_working",] == 9
    assert found["likewise_requests_waiting",] == 6


def test_a_process_that_has_died_works_on_nothing(folder: Path) -> None:
    def counted() -> str:
        return subprocess.run(
            [sys.executable, "-c", COUNT],
            env={"PROMETHEUS_MULTIPROC_DIR": str(folder)},
            input="\n",
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    counted()
    assert figures(counted())["likewise_requests_working",] == 3
