"""Full: an import that Redis has no more room for says so, and goes on when there is room."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from likewise.assembly import Parts
from likewise.errors import EngineFullError
from likewise.importing import ImportOptions
from likewise.index.engine.server import Binaries
from likewise.index.sync import Progress
from likewise.settings import Settings

ROWS = 1500
BINARIES = Binaries.from_packages()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Rows with a long note each."""
    file = tmp_path / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["id", "title", "note"])
        for number in range(ROWS):
            writer.writerow([number, f"A thing of kind {number % 20}", f"{number} " * 300])
    return file


@contextmanager
def server(folder: Path, *options: str) -> Iterator[Path]:
    """A Redis that is not ours, with the search and JSON modules; its socket."""
    modules = ["--loadmodule", BINARIES.search, "--loadmodule", BINARIES.json]
    command = [BINARIES.redis, "--port", "0", "--unixsocket", "r.sock", *options, *modules]
    with subprocess.Popen(
        list(map(str, command)), cwd=folder, stdout=subprocess.DEVNULL
    ) as process:
        try:
            while not (folder / "r.sock").exists():
                assert process.poll() is None
            yield folder / "r.sock"
        finally:
            process.terminate()


def parts_at(home: Path, settings: Settings, redis_url: str | None = None) -> Parts:
    """Parts with the models of all tests."""
    home.mkdir()
    (home / "models").symlink_to(settings.models_folder.resolve())
    return Parts(Settings(home=home, redis_url=redis_url))


def an_import_stops_and_goes_on(
    parts: Parts,
    table: Path,
    make_room: Callable[[], object],
    advanced: Callable[[Progress, int | None], None] = lambda _, __: None,
) -> None:
    recipe = parts.recipe(table, name="full", images=None, id_column=None)
    with pytest.raises(EngineFullError) as raised:
        parts.import_(recipe, ImportOptions(advanced=advanced))
    assert raised.value.remedy
    make_room()
    made = parts.import_(recipe, ImportOptions())
    assert made.indexed + made.unchanged == ROWS
    assert 0 < made.unchanged < ROWS
    assert parts.catalogue("full").verify().problems == ()


def test_a_full_memory_ends_an_import_which_goes_on_when_there_is_more(
    settings: Settings, tmp_path: Path, table: Path
) -> None:
    """The room is taken away while it runs: one that is too small before is refused at once."""
    with server(tmp_path, "--save", "") as socket:
        parts = parts_at(tmp_path / "home", settings, f"unix://{socket}")
        with redis.Redis(unix_socket_path=str(socket)) as client:

            def limit(progress: Progress, _: int | None) -> None:
                if progress.rows >= ROWS / 3:
                    client.config_set("maxmemory", client.info("memory")["used_memory"])

            an_import_stops_and_goes_on(
                parts, table, lambda: client.config_set("maxmemory", "500mb"), limit
            )
        parts.engine.client.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_ends_an_import_which_goes_on_when_there_is_room(
    settings: Settings, tmp_path: Path, table: Path
) -> None:
    """Redis ends itself when it cannot write its log; the next import starts it again."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    parts = parts_at(disk / "home", settings)
    try:
        remount = ["/bin/mount", "-o", "remount,size=200m", str(disk)]
        an_import_stops_and_goes_on(parts, table, lambda: subprocess.run(remount, check=True))
        parts.engine.client.close()
        parts.server.stop()
        parts.cache.close()
    finally:
        subprocess.run(["/bin/umount", "--lazy", str(disk)], check=True)
