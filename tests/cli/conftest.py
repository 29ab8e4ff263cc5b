"""The command line as a person starts it: a process of its own, with words and data apart."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from PIL import Image, ImageDraw

from likewise.assembly import Parts
from likewise.importing import ImportOptions
from likewise.settings import Settings

START = "from likewise.cli.main import main; main()"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit status, its data and its words."""

    rc: int
    stdout: str
    stderr: str

    @property
    def data(self) -> dict[str, Any]:
        """The last line of JSON on stdout; those before it are events."""
        *events, last = map(json.loads, self.stdout.splitlines())
        assert all("event" in event for event in events)
        assert isinstance(last, dict)
        return last

    @property
    def ids(self) -> list[str]:
        """The ids of the hits, in order."""
        return [hit["id"] for hit in self.data["hits"]]


Likewise: TypeAlias = Callable[..., Ran]


def run_at(home: Path, *arguments: str | Path, redis_url: str = "") -> Ran:
    """Runs the command line with that home; no command may ever show a traceback."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LIKEWISE_", "REDIS_"))
    }
    said = {"LIKEWISE_HOME": str(home), "REDIS_URL": redis_url, "NO_COLOR": "1", "COLUMNS": "160"}
    done = subprocess.run(
        [sys.executable, "-c", START, *map(str, arguments)],
        env=environment | said,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    assert "A defect in Likewise" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def likewise(settings: Settings, parts: Parts) -> Likewise:
    """Runs a command on the session's Redis, which `parts` stops at the end."""
    assert parts.settings is settings
    return lambda *arguments: run_at(settings.home, *arguments)


@pytest.fixture(scope="session")
def garden(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a catalogue of six items with pictures, imported once and only read."""
    folder = tmp_path_factory.mktemp("garden")
    rows = [
        ("a1", "a ripe red apple", "fruit", "1.5", "red"),
        ("a2", "a sweet yellow banana", "fruit", "0.75", "yellow"),
        ("a3", "a bunch of dark grapes", "fruit", "4", "purple"),
        ("b1", "a spade to dig the soil", "tool", "25", "grey"),
        ("b2", "a pair of shears to cut hedges", "tool", "40", "red"),
        ("b3", "a hose to water the lawn", "tool", "30", "green"),
    ]
    with (folder / "garden.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "kind", "price", "colour", "image"])
        for number, row in enumerate(rows):
            picture = Image.new("RGB", (240, 240), "white")
            ImageDraw.Draw(picture).ellipse((10, 10, 60 + 30 * number, 200), fill=row[4])
            picture.save(folder / f"{row[0]}.png")
            writer.writerow([*row, f"{row[0]}.png"])
    name = "garden"
    recipe = parts.recipe(folder / "garden.csv", name=name, images=None, id_column=None)
    assert parts.import_(recipe, ImportOptions()).indexed == len(rows)
    return name


def rewrite(table: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Changes the rows of a CSV in place."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    change(rows)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
