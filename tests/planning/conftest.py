"""Redis servers of a test's own, whose memory nobody else takes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from likewise.assembly import Parts
from likewise.index.engine.connection import connect
from likewise.index.engine.engine import Engine
from likewise.index.engine.server import Binaries
from likewise.settings import Settings

BINARIES = Binaries.from_packages()


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis that is not ours, in that folder; its address."""
    modules = ("--loadmodule", str(BINARIES.search), "--loadmodule", str(BINARIES.json))
    command = [BINARIES.redis, "--port", "0", "--unixsocket", "r.sock", "--save", "", *modules]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            while not (folder / "r.sock").exists():
                assert process.poll() is None
            yield f"unix://{folder}/r.sock"
        finally:
            process.terminate()


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Engine]:
    """A Redis without limit, of which nobody else takes memory, nor took any."""
    with redis_server(tmp_path) as url, connect(url) as client:
        yield Engine(client)


@pytest.fixture
def bounded(tmp_path: Path, settings: Settings) -> Iterator[Parts]:
    """Parts on a Redis of this test's own, whose limit it may set."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(settings.models_folder.resolve())
    with redis_server(tmp_path) as url:
        made = Parts(Settings(home=tmp_path / "home", redis_url=url))
        yield made
        made.engine.client.close()
