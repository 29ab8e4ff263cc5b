"""The parts together: imports and searches by the library, on a real Redis with real models."""

from __future__ import annotations

import csv
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
from PIL import Image

import likewise
from killing import kill
from likewise.assembly import Catalogue, Parts
from likewise.catalogue.index_recipe import (
    Algorithm,
    IndexRecipe,
    Metric,
    Policy,
    StorageType,
    VectorType,
)
from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.catalogue.recipe import VectorRecipe as Vector
from likewise.catalogue.source import Source
from likewise.errors import IncompleteIndexError, UnknownCatalogueError, UnknownItemError
from likewise.importing import Imported, ImportOptions
from likewise.index.redis.codec import Keys
from likewise.index.sync import Progress
from likewise.search.hits import Hits
from likewise.settings import Settings

KINDS = [
    IndexRecipe(metric, algorithm, storage=storage)
    for metric in Metric
    for algorithm in (Algorithm.FLAT, Algorithm.HNSW)
    for storage in StorageType
]
ROUNDED = {VectorType.FLOAT16: 1e-3, VectorType.BFLOAT16: 1e-2, VectorType.FLOAT64: 1e-5}
"""Kinds of numbers, and how far a score may be from that of FLOAT32."""


def imported(parts: Parts, table: Path, name: str, *, sync: bool = False) -> Imported:
    recipe = parts.recipe(table, name=name, images=None, id_column=None)
    return parts.import_(recipe, ImportOptions(remove_absent=sync))


def ranking(hits: Hits) -> dict[str, float]:
    return {hit.id: hit.score for hit in hits}


def indexes(parts: Parts, name: str) -> list[str]:
    found = [index.decode() for index in parts.engine.run("FT._LIST")]
    return [index for index in found if index.startswith(f"likewise:{name}:")]


def drop_row(table: Path) -> None:
    lines = table.read_text().splitlines(keepends=True)
    table.write_text("".join(lines[:-1]))


def edit(parts: Parts, name: str, old: str, new: str) -> None:
    file = parts.settings.recipe_file(name)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_an_open_catalogue_is_searched_by_words_picture_concept_and_likeness(
    parts: Parts, settings: Settings, shop: Path, name: str
) -> None:
    imported(parts, shop, name)
    catalogue = likewise.open(name, settings)
    assert isinstance(catalogue, Catalogue)
    assert catalogue.search("a place to sit")[0].id == "7"
    fruit = catalogue.search("something to eat", where={"kind": "fruit", "price": (None, 1.3)})
    assert sorted(ranking(fruit)) == ["2", "3"]
    picture = shop.parent / "images" / "5.png"
    by_file = catalogue.search(picture=picture)
    assert by_file[0].id == "5"
    assert by_file[0].score == pytest.approx(1, abs=1e-4)
    with Image.open(picture) as opened:
        opened.load()
    assert ranking(catalogue.search(picture=opened)) == pytest.approx(ranking(by_file), abs=1e-4)
    assert len(catalogue.search("a yellow ball", by="concept")) == 8
    for by in ("text", "image", "concept"):
        hits = catalogue.similar("1", by=by)
        assert len(hits) == hits.total == 7
        assert "1" not in ranking(hits)
    assert catalogue.similar("1", by="text")[0].id == "2"
    assert catalogue.verify().problems == ()
    assert sorted(catalogue.ids()) == [str(number) for number in range(1, 9)]
    with pytest.raises(UnknownItemError):
        catalogue.similar("99")


def test_an_unknown_catalogue_is_refused(parts: Parts, settings: Settings, name: str) -> None:
    assert parts.settings is settings
    with pytest.raises(UnknownCatalogueError, match=name):
        likewise.open(name, settings)


def test_two_catalogues_do_not_mix(parts: Parts, shop: Path, name: str) -> None:
    other = f"{name}-2"  # whose keys begin with the other's name
    imported(parts, shop, name)
    drop_row(shop)
    imported(parts, shop, other)
    assert len(set(parts.catalogue(name).ids())) == 8
    assert len(set(parts.catalogue(other).ids())) == 7
    assert parts.catalogue(other).search("x", limit=100).total == 7
    parts.register.forget(other)
    assert parts.catalogue(name).search("x", limit=100).total == 8
    assert parts.catalogue(name).verify().problems == ()


def test_a_changed_recipe_builds_a_new_index_and_drops_the_one_before(
    parts: Parts, shop: Path, name: str
) -> None:
    imported(parts, shop, name)
    before = indexes(parts, name)
    edit(parts, name, 'price = "number"', 'price = "stored"')
    assert imported(parts, shop, name).indexed == 8
    after = indexes(parts, name)
    assert len(before) == len(after) == 1
    assert before != after
    assert list(parts.engine.keys(f"{before[0]}:*")) == []
    assert parts.catalogue(name).verify().problems == ()


def test_a_source_that_lacks_items_after_a_change_of_recipe_needs_sync(
    parts: Parts, shop: Path, name: str
) -> None:
    imported(parts, shop, name)
    edit(parts, name, 'price = "number"', 'price = "stored"')
    drop_row(shop)
    with pytest.raises(IncompleteIndexError, match="--sync"):
        imported(parts, shop, name)
    catalogue = parts.catalogue(name)
    assert catalogue.search("reading lamp", where={"price": 45})[0].id == "8"
    assert catalogue.similar("8").total == 7


def test_sync_lets_items_go_after_a_change_of_recipe(parts: Parts, shop: Path, name: str) -> None:
    imported(parts, shop, name)
    edit(parts, name, 'price = "number"', 'price = "stored"')
    drop_row(shop)
    assert imported(parts, shop, name, sync=True).removed == 1
    catalogue = parts.catalogue(name)
    assert sorted(catalogue.ids()) == [str(number) for number in range(1, 8)]
    assert catalogue.verify().problems == ()
    assert not parts.engine.run("EXISTS", f"likewise:{name}:item:{{8}}")
    assert len(indexes(parts, name)) == 1


def test_every_algorithm_metric_and_storage_gives_the_same_ids_and_scores(
    parts: Parts, shop: Path, name: str
) -> None:
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    found = []
    for kind in KINDS:
        parts.import_(replace(recipe, index=kind), ImportOptions())
        catalogue = parts.catalogue(name)
        schema = catalogue.schema
        assert (schema.metric, schema.algorithm) == (kind.metric, kind.algorithm)
        assert schema.storage is kind.storage
        assert catalogue.verify().problems == ()
        words, like = catalogue.search("a fast vehicle"), catalogue.similar("1", by="image")
        found.append((words, like))
    for words, like in found[1:]:
        assert [hit.id for hit in words] == [hit.id for hit in found[0][0]]
        assert ranking(words) == pytest.approx(ranking(found[0][0]), abs=1e-5)
        assert ranking(like) == pytest.approx(ranking(found[0][1]), abs=1e-5)


def test_numbers_that_are_rounded_change_scores_by_little_more_than_nothing(
    parts: Parts, shop: Path, name: str
) -> None:
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    parts.import_(recipe, ImportOptions())
    exact = parts.catalogue(name).similar("1", by="image")
    for number, error in ROUNDED.items():
        parts.import_(replace(recipe, index=IndexRecipe(type=number)), ImportOptions())
        catalogue = parts.catalogue(name)
        assert catalogue.schema.type is number
        assert catalogue.verify().problems == ()
        assert ranking(catalogue.similar("1", by="image")) == pytest.approx(
            ranking(exact), abs=error
        )
        for row in catalogue.export(vectors=True):
            assert row["vector_text"].dtype == "float32"
            assert sum(row["vector_text"].astype(float) ** 2) == pytest.approx(1, abs=1e-5)


def test_how_an_index_is_searched_changes_without_a_new_one(
    parts: Parts, shop: Path, name: str
) -> None:
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    hnsw = IndexRecipe(algorithm=Algorithm.HNSW)
    parts.import_(replace(recipe, index=hnsw), ImportOptions())
    before = indexes(parts, name)
    for changed in (
        replace(hnsw, ef_runtime=20),
        replace(hnsw, policy=Policy.BATCHES, batch_size=4),
        replace(hnsw, policy=Policy.ADHOC_BF),
    ):
        again = parts.import_(replace(recipe, index=changed), ImportOptions())
        assert (again.indexed, again.unchanged) == (0, 8)
        assert indexes(parts, name) == before
        catalogue = parts.catalogue(name)
        assert catalogue.schema.policy is changed.policy
        assert len(catalogue.search("food", by="text", where="kind=fruit")) == 3


def test_the_metric_in_the_recipe_file_rules(parts: Parts, shop: Path, name: str) -> None:
    imported(parts, shop, name)
    cosine = parts.catalogue(name).search("a fast vehicle")
    edit(parts, name, 'metric = "cosine"', 'metric = "l2"')
    imported(parts, shop, name)
    assert parts.catalogue(name).schema.metric is Metric.L2
    assert ranking(parts.catalogue(name).search("a fast vehicle")) == pytest.approx(
        ranking(cosine), abs=1e-5
    )


@pytest.fixture
def mortal(tmp_path: Path, settings: Settings, parts: Parts) -> Iterator[Parts]:
    """Parts with a server of their own, to be killed."""
    assert parts.settings is settings
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(settings.models_folder.resolve())
    made = Parts(Settings(home=home))
    yield made
    made.engine.client.close()
    made.server.stop()


def test_an_open_catalogue_answers_after_its_server_was_killed(
    mortal: Parts, shop: Path, name: str
) -> None:
    imported(mortal, shop, name)
    catalogue = mortal.catalogue(name)
    before = ranking(catalogue.search("a place to sit"))
    kill(mortal.server)
    assert ranking(catalogue.search("a place to sit")) == pytest.approx(before, abs=1e-6)
    kill(mortal.server)
    assert catalogue.similar("1").total == 7
    assert catalogue.verify().problems == ()


def test_a_kill_between_two_writes_of_an_import_loses_no_row(
    mortal: Parts, tmp_path: Path, name: str
) -> None:
    """The write that finds the server dead is done once it lives again."""
    table = tmp_path / "rows.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "name"], *([n, f"thing {n}"] for n in range(600))])
    text = Vector("text", "{name}", "all-minilm-l6-v2")
    recipe = Recipe(name, Source.of(table), "id", None, (Field("name", Role.TEXT),), (text,))
    kills = []

    def advanced(progress: Progress, rows: int) -> None:
        assert rows == 600
        if not kills:
            kills.append(progress.indexed)
            kill(mortal.server)

    assert mortal.import_(recipe, ImportOptions(advanced=advanced)).indexed == 600
    assert kills == [256]
    catalogue = mortal.catalogue(name)
    assert sorted(catalogue.ids(), key=int) == [str(number) for number in range(600)]
    assert catalogue.verify().problems == ()
    assert catalogue.verify().documents == 600


@pytest.mark.parametrize("atomic", [True, False])
def test_commands_sent_together_to_a_dead_server_are_done_once_it_lives(
    mortal: Parts, *, atomic: bool
) -> None:
    mortal.engine.run("PING")
    kill(mortal.server)
    commands = [("HSET", "one", "field", "1"), ("HSET", "two", "field", "2")]
    assert mortal.engine.pipeline(commands, atomic=atomic) == [1, 1]
    assert mortal.engine.run("EXISTS", "one", "two") == 2


def test_a_transaction_during_which_the_server_dies_is_done_once_it_lives(mortal: Parts) -> None:
    mortal.engine.run("PING")
    pid = mortal.server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # it takes the commands, but answers none
    death = Timer(0.3, os.kill, (pid, signal.SIGKILL))
    death.start()
    commands = [("HSET", "one", "field", "1"), ("HSET", "two", "field", "2")]
    assert mortal.engine.pipeline(commands, atomic=True) == [1, 1]
    assert mortal.engine.run("EXISTS", "one", "two") == 2
    death.join()


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_transaction_outlives_its_server(mortal: Parts, end: str) -> None:
    commands = [("HSET", "one", "field", "1"), ("JSON.SET", "two", "$", "{}")]
    mortal.engine.pipeline(commands, atomic=True)
    if end == "kill":
        kill(mortal.server)
    else:
        mortal.server.stop()
    assert mortal.engine.run("EXISTS", "one", "two") == 2


def test_an_index_of_another_layout_is_refused_in_words_and_made_anew_by_an_import(
    parts: Parts, settings: Settings, shop: Path, name: str
) -> None:
    imported(parts, shop, name)
    register = Keys(name).register
    parts.engine.run("JSON.SET", register, "$.schemas.1.layout", 1)
    with pytest.raises(IncompleteIndexError, match="its layout is 1") as raised:
        likewise.open(name, settings)
    assert "Import the catalogue again" in raised.value.remedy
    assert [each.schema for each in parts.status() if each.name == name] == [None]
    assert imported(parts, shop, name).indexed == 8
    assert likewise.open(name, settings).search("a place to sit")[0].id == "7"
    assert indexes(parts, name) == [f"likewise:{name}:2"]


def test_an_open_catalogue_follows_an_index_made_anew_by_another(
    parts: Parts, settings: Settings, shop: Path, name: str
) -> None:
    imported(parts, shop, name)
    catalogue = likewise.open(name, settings)
    likes = likewise.open(name, settings)
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    parts.import_(replace(recipe, index=IndexRecipe(algorithm=Algorithm.HNSW)), ImportOptions())
    assert catalogue.search("a place to sit")[0].id == "7"
    assert likes.similar("1", by="text")[0].id == "2"
    assert catalogue.verify().problems == ()
    with pytest.raises(UnknownItemError):
        likes.similar("99")
