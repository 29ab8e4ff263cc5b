"""Those who search at the same time share the encoder's passes, and get their own hits."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from likewise.assembly import Catalogue, Parts
from likewise.embedding.batching import Unwatched
from likewise.importing import ImportOptions

SEARCHES = 16
WORDS = ("shoe", "a red apple", "something to sit on", "warm clothes for the winter")


class Batches(Unwatched):
    """Keeps how many texts went through together."""

    def __init__(self) -> None:
        self.inputs: list[int] = []

    def passed(self, model: str, inputs: int, seconds: float) -> None:  # noqa: ARG002 - as the contract has it
        if model == "all-minilm-l6-v2":
            self.inputs.append(inputs)


@pytest.fixture
def watched(parts: Parts) -> tuple[Parts, Batches]:
    """The parts of the other tests, their encoders watched."""
    batches = Batches()
    made = Parts(parts.settings, encoding=batches)
    made.engine = parts.engine
    return made, batches


@pytest.fixture
def catalogue(watched: tuple[Parts, Batches], shop: Path, name: str) -> Iterator[Catalogue]:
    """Eight products."""
    made, _ = watched
    recipe = made.recipe(shop, name=name, images=None, id_column=None)
    made.import_(recipe, ImportOptions())
    yield made.catalogue(name)
    made.drop(name)


def test_searches_by_words_at_once_share_batches(
    watched: tuple[Parts, Batches], catalogue: Catalogue
) -> None:
    _, batches = watched
    asked = [f"{WORDS[number % len(WORDS)]} {number}" for number in range(SEARCHES)]
    alone = [[hit.id for hit in catalogue.search(words, by="text")] for words in asked]
    batches.inputs.clear()
    together = Barrier(SEARCHES)

    def search(words: str) -> list[str]:
        together.wait()
        return [hit.id for hit in catalogue.search(words, by="text")]

    with ThreadPoolExecutor(SEARCHES) as threads:
        assert list(threads.map(search, asked)) == alone
    assert sum(batches.inputs) == SEARCHES
    assert len(batches.inputs) < SEARCHES
