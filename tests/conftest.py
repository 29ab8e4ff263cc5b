"""What tests share: one embedded Redis, the real models, a small catalogue of drawn pictures."""

from __future__ import annotations

import csv
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from drawing import ROWS, draw
from likewise.assembly import Parts
from likewise.settings import Settings

MODELS = Path(__file__).parents[1] / ".models"
"""Kept between runs, as the package index is slow; ignored by git."""


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    """Settings with a home of this run's own, and the models of every run."""
    MODELS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="likewise-") as name:
        home = Path(name)
        (home / "models").symlink_to(MODELS)
        yield Settings(home=home)


@pytest.fixture(scope="session")
def parts(settings: Settings) -> Iterator[Parts]:
    """Parts on the embedded Redis, which is stopped at the end."""
    made = Parts(settings)
    yield made
    if "engine" in vars(made):
        made.engine.client.close()
    made.server.stop()


@pytest.fixture
def name() -> str:
    """A catalogue's name that no other test uses."""
    return f"t-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A CSV of eight products with a drawn picture each, in a folder of its own."""
    folder = tmp_path / "shop"
    (folder / "images").mkdir(parents=True)
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "kind", "price", "colour", "image"])
        for number, row in enumerate(ROWS):
            picture = f"images/{row[0]}.png"
            draw(row[4], number).save(folder / picture)
            writer.writerow([*row, picture])
    return folder / "products.csv"
