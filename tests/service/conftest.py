"""What the tests of the service share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from likewise.assembly import Parts
from service_shop import Shop, serving_shop


@pytest.fixture(scope="module")
def served(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that no test of the module changes."""
    with serving_shop(parts, tmp_path_factory.mktemp("served") / "shop") as shop:
        yield shop


@pytest.fixture
def open_shop(parts: Parts, tmp_path: Path) -> Iterator[Shop]:
    """A shop that one test may change."""
    with serving_shop(parts, tmp_path / "shop") as shop:
        yield shop
