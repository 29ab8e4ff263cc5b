"""likewise server: starts, tells and stops the embedded Redis of its home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.conftest import run_at
from killing import kill
from likewise.index.engine.server import EmbeddedServer

FACTS = {
    "state",
    "folder",
    "socket",
    "pid",
    "redis_version",
    "modules",
    "memory_bytes",
    "uptime_seconds",
    "running",
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose server is stopped at the end."""
    folder = tmp_path / "home"
    yield folder
    EmbeddedServer(folder / "redis").stop()


def test_it_starts_tells_and_stops(home: Path) -> None:
    before = run_at(home, "server", "status", "--json")
    assert before.rc == 0
    assert set(before.data) == FACTS
    assert before.data["running"] is False
    assert before.data["state"] == "stopped"

    started = run_at(home, "server", "start")
    assert started.rc == 0
    assert str(home) in started.stdout

    runs = run_at(home, "server", "status", "--json").data
    assert set(runs) == FACTS
    assert runs["running"] is True
    assert runs["state"] == "ready"
    assert runs["redis_version"].startswith("8.")
    assert {"search", "ReJSON"} <= set(runs["modules"])
    assert run_at(home, "server", "start").rc == 0
    assert run_at(home, "server", "status", "--json").data["pid"] == runs["pid"]

    assert run_at(home, "server", "stop").rc == 0
    assert run_at(home, "server", "status", "--json").data["running"] is False
    assert run_at(home, "server", "stop").rc == 0


def test_status_starts_nothing_and_makes_nothing(home: Path) -> None:
    assert run_at(home, "server", "status").rc == 0
    assert not home.exists()


def test_other_commands_start_it_and_bring_it_back_after_a_kill(home: Path) -> None:
    assert run_at(home, "status", "--json").data["catalogues"] == []
    pid = run_at(home, "server", "status", "--json").data["pid"]
    kill(EmbeddedServer(home / "redis"))
    assert run_at(home, "status", "--json").data["catalogues"] == []
    again = run_at(home, "server", "status", "--json").data
    assert again["running"] is True
    assert again["pid"] != pid


def test_without_a_catalogue_the_words_say_how_to_make_one(home: Path) -> None:
    ran = run_at(home, "search", "anything")
    assert ran.rc == 2
    assert ran.stdout == ""
    assert "likewise demo" in ran.stderr


def test_doctor_tells_of_redis_and_of_absent_models_as_json(home: Path, settings: object) -> None:
    assert settings is not None
    home.mkdir()
    (home / "models").symlink_to(Path(__file__).parents[2] / ".models")
    ran = run_at(home, "doctor", "--json")
    assert ran.rc == 0, ran.stdout
    assert ran.data["ok"] is True
    findings = {finding["name"]: finding for finding in ran.data["findings"]}
    assert {"machine", "data folder", "Redis", "runtime", "similarity"} <= set(findings)
    assert all(list(finding) == ["name", "ok", "said"] for finding in ran.data["findings"])
