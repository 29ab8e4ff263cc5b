"""Crashes: an import that loses its server, or its own process, and what is there afterwards."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from likewise.assembly import Parts
from likewise.errors import EngineError
from likewise.importing import ImportOptions
from likewise.settings import Settings

ROWS = 600
KILLS = 20


@pytest.fixture
def own(settings: Settings) -> Iterator[Parts]:
    """Parts on a server of this test's own, which it may kill."""
    with tempfile.TemporaryDirectory(prefix="likewise-") as name:
        home = Path(name)
        (home / "models").symlink_to(settings.models_folder.resolve())
        made = Parts(Settings(home=home))
        yield made
        made.engine.client.close()
        made.server.stop()


def write(file: Path, edition: int) -> Path:
    """Rows that all differ from those of another edition."""
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["id", "title", "edition"])
        for number in range(ROWS):
            writer.writerow([number, f"Thing number {number} of edition {edition}", edition])
    return file


def run(parts: Parts, file: Path) -> None:
    """An import; a server that is gone may end it."""
    recipe = parts.recipe(file, name="crash", images=None, id_column=None)
    parts.import_(recipe, ImportOptions())


def kill_server(parts: Parts) -> None:
    """Ends the server as a power cut would."""
    pid = parts.server.status().pid
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def assert_whole(parts: Parts) -> None:
    """Every row is there once, and `verify` finds nothing wrong."""
    catalogue = parts.catalogue("crash")
    assert catalogue.verify().problems == ()
    assert sorted(catalogue.ids(), key=int) == [str(number) for number in range(ROWS)]


def test_kills_of_the_server_leave_a_whole_catalogue(own: Parts, tmp_path: Path) -> None:
    """Killed at 20 random points, imported again: verify is clean, every row is there once."""
    file = write(tmp_path / "rows.csv", 0)
    run(own, file)
    for edition in range(1, KILLS + 1):
        write(file, edition)

        def attempt() -> None:
            with suppress(EngineError):
                run(own, file)

        importer = Thread(target=attempt)
        importer.start()
        time.sleep(random.uniform(0, 0.6))
        kill_server(own)
        importer.join()
        run(own, file)
        assert_whole(own)
        assert own.catalogue("crash").content("7").fields["title"] == (
            f"Thing number 7 of edition {edition}"
        )


def test_kills_of_the_importer_leave_a_whole_catalogue(own: Parts, tmp_path: Path) -> None:
    """The same command again goes on; a third time it changes nothing."""
    file = write(tmp_path / "rows.csv", 0)
    environment = {**os.environ, "LIKEWISE_HOME": str(own.settings.home)}
    command = [sys.executable, "-c", "from likewise.cli.main import main; main()"]
    command += ["import", str(file), "--name", "crash", "--yes"]
    for edition in range(1, 6):
        write(file, edition)
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as importer:
            time.sleep(random.uniform(0.5, 1.5))
            importer.kill()
    run(own, file)
    assert_whole(own)
    recipe = own.recipe(file, name="crash", images=None, id_column=None)
    again = own.import_(recipe, ImportOptions())
    assert (again.indexed, again.unchanged) == (0, ROWS)
