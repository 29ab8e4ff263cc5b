"""What the tests of the samples share: a list that hears, and programs that pretend."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from likewise.catalogue.samples.packages import Programs

Pretend = Callable[..., Programs]


@pytest.fixture
def said() -> list[str]:
    """The sentences said; its `append` is a `say`."""
    return []


@pytest.fixture
def pretend(tmp_path: Path) -> Pretend:
    """Programs of which those named run the given shell script; no others are there."""

    def programs(timeout_seconds: float = 60, **scripts: str) -> Programs:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name, script in scripts.items():
            file = folder / name.replace("_", "-")
            file.write_text(f"#!/bin/sh\n{script}\n")
            file.chmod(0o755)
        return Programs(path=os.fspath(folder), timeout_seconds=timeout_seconds)

    return programs
