"""Plan: what an import would do is told before it, and nothing is written."""

from __future__ import annotations

import base64
import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from drawing import draw
from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.catalogue.survey import Survey
from likewise.embedding.cache import VectorCache
from likewise.embedding.known_models import known_model
from likewise.embedding.load import describe
from likewise.errors import EngineFullError, SourceError
from likewise.importing import Imported, Importer, ImportOptions
from likewise.index.engine.room import Room
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.planning.memory import ERROR, Memory, VectorType
from likewise.planning.plan import Plan, check_fits, make_plan
from likewise.planning.task import Task

WORDS = ["lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit"]
DIGEST = "0" * 32


def limit(parts: Parts, free: int) -> None:
    """Leaves Redis so much memory."""
    client = parts.engine.client
    client.config_set("maxmemory", int(client.info("memory")["used_memory"]) + free)


def table(file: Path, count: int, words: int = 4) -> Path:
    """Rows with texts of so many words."""
    random = np.random.default_rng(count)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["id", "name", "kind", "price"])
        for number in range(count):
            text = " ".join(random.choice(WORDS, words))
            writer.writerow([f"n{number}", f"{text} {number}", WORDS[number % 4], number / 4])
    return file


def recipe_of(parts: Parts, file: Path, name: str) -> Recipe:
    return parts.recipe(file, name=name, images=None, id_column="id")


def task_of(recipe: Recipe, algorithm: Algorithm = Algorithm.FLAT) -> Task:
    vectors = []
    for vector in recipe.vectors:
        known = describe(known_model(vector.model))
        vectors.append(
            VectorField(vector.name, vector.source, known.dims, known.name, known.fingerprint)
        )
    schema = Schema(recipe.fields, tuple(vectors), recipe.index.metric, algorithm)
    return Task(recipe, schema, Survey.of(recipe.source))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[VectorCache]:
    """One that knows no vector yet; those of other tests may be alike."""
    with VectorCache(tmp_path / "cache" / "vectors.db") as made:
        yield made


def planned(parts: Parts, cache: VectorCache, task: Task) -> Plan:
    return make_plan(task, parts.register, parts.encoders.encoder, cache, {})


def imported(parts: Parts, cache: VectorCache, recipe: Recipe) -> Imported:
    importer = Importer(parts.register, parts.encoders.encoder, cache, parts.settings)
    return importer.run(recipe, ImportOptions())


def needed(memory: tuple[Memory, ...], algorithm: Algorithm) -> int:
    kind = (algorithm, VectorType.FLOAT32)
    return next(each.bytes for each in memory if (each.algorithm, each.type) == kind)


def test_a_plan_foretells_what_an_import_does(
    parts: Parts, cache: VectorCache, shop: Path, name: str
) -> None:
    task = task_of(recipe_of(parts, shop, name))
    plan = planned(parts, cache, task)
    assert (plan.rows, plan.exact, plan.rejected, plan.new) == (8, True, 0, 1)
    assert plan.encoded == 24
    assert plan.seconds is not None
    assert plan.seconds > 0
    assert plan.algorithm is plan.needed.algorithm is Algorithm.FLAT
    assert plan.room.most is None
    assert plan.fits
    done = imported(parts, cache, task.recipe)
    assert (done.added, done.encoded, done.rejected) == (8, plan.encoded, 0)


def test_bad_rows_are_counted_wherever_they_would_be_refused(
    parts: Parts, cache: VectorCache, shop: Path, name: str
) -> None:
    """One lacks cells, one repeats an id, one names no picture, one has a damaged picture."""
    (shop.parent / "images" / "bad.png").write_bytes(b"\x89PNG but no more")
    with shop.open("a", encoding="utf-8") as file:
        file.write("9,too short\n")
        file.write("1,again,fruit,1,red,images/1.png\n")
        file.write("10,no picture,fruit,1,red,images/none.png\n")
        file.write("11,damaged,fruit,1,red,images/bad.png\n")
    task = task_of(recipe_of(parts, shop, name))
    plan = planned(parts, cache, task)
    assert plan.rows == 12
    assert plan.rejected == pytest.approx(4 / 12)
    assert plan.encoded == 24
    assert imported(parts, cache, task.recipe).rejected == 4


def test_a_catalogue_that_is_there_costs_nothing_again(
    parts: Parts, cache: VectorCache, shop: Path, name: str
) -> None:
    task = task_of(recipe_of(parts, shop, name))
    imported(parts, cache, task.recipe)
    again = planned(parts, cache, task)
    assert (again.rows, again.new, again.encoded) == (8, 0, 0)
    assert {each.bytes for each in again.memory} == {0}
    assert again.needed.bytes_a_document > 0
    assert again.fits


def test_vectors_that_the_index_has_are_not_to_be_encoded_though_the_cache_is_lost(
    parts: Parts, cache: VectorCache, shop: Path, name: str, tmp_path: Path
) -> None:
    task = task_of(recipe_of(parts, shop, name))
    imported(parts, cache, task.recipe)
    with VectorCache(tmp_path / "another.db") as empty:
        assert planned(parts, empty, task).encoded == 0


def test_vectors_made_before_are_not_to_be_encoded_again(
    parts: Parts, cache: VectorCache, shop: Path, name: str
) -> None:
    recipe = recipe_of(parts, shop, name)
    imported(parts, cache, recipe)
    plan = planned(parts, cache, task_of(replace(recipe, name=f"{name}-2")))
    assert plan.new == 1
    assert plan.encoded == 0
    assert plan.needed.bytes > 0


def test_a_grown_source_is_planned_for_what_is_new(
    parts: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    recipe = recipe_of(parts, table(tmp_path / "rows.csv", 30), name)
    imported(parts, cache, recipe)
    table(tmp_path / "rows.csv", 40)  # all say something else now, and ten are new
    plan = planned(parts, cache, task_of(recipe))
    assert plan.new == pytest.approx(1 / 4)
    assert plan.encoded == 40


def test_a_changed_recipe_needs_a_new_index_but_no_new_items(
    parts: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    recipe = recipe_of(parts, table(tmp_path / "rows.csv", 50, words=200), name)
    first = planned(parts, cache, task_of(recipe))
    imported(parts, cache, recipe)
    fields = tuple(
        replace(field, role=Role.STORED) if field.name == "kind" else field
        for field in recipe.fields
    )
    plan = planned(parts, cache, task_of(replace(recipe, fields=fields)))
    assert (plan.new, plan.encoded) == (1, 0)
    assert 0 < plan.needed.bytes < first.needed.bytes


def test_an_index_that_was_never_ended_makes_room(
    parts: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    recipe = recipe_of(parts, table(tmp_path / "rows.csv", 50), name)
    task = task_of(recipe)
    imported(parts, cache, recipe)
    other = replace(task.schema, metric=Metric.IP)
    unended = parts.register.begin(recipe, other)
    live = parts.register.live(name)
    unended.put(
        Document(each, content.fields, None, {"text": vector}, Stamp(DIGEST, {}))
        for each in live.ids()
        if (content := live.contents([each])[0]) is not None
        and (vector := live.vectors("text", [each])[0]) is not None
    )
    third = replace(task, schema=replace(task.schema, metric=Metric.L2))
    assert planned(parts, cache, third).needed.bytes == 0


def test_of_a_source_without_a_count_only_the_parts_are_told(
    parts: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    task = task_of(recipe_of(parts, table(tmp_path / "rows.csv", 20), name))
    known = planned(parts, cache, task)
    plan = planned(
        parts, cache, replace(task, survey=replace(task.survey, estimate=None, whole=False))
    )
    assert (plan.rows, plan.encoded, plan.seconds) == (None, None, None)
    assert plan.new == 1
    assert plan.needed == known.needed


def test_the_rows_behind_the_survey_count_too(
    parts: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    task = task_of(recipe_of(parts, table(tmp_path / "rows.csv", 200), name))
    survey = replace(task.survey, estimate=1_000_000, whole=False)
    plan = planned(parts, cache, replace(task, survey=survey))
    assert (plan.rows, plan.exact) == (1_000_000, False)
    assert plan.encoded == 1_000_000
    assert plan.needed.bytes == pytest.approx(1e6 * plan.needed.bytes_a_document, rel=0.01)


def test_a_source_without_rows_takes_nothing(
    parts: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    task = task_of(recipe_of(parts, table(tmp_path / "rows.csv", 5), name))
    plan = planned(parts, cache, replace(task, survey=replace(task.survey, rows=[], estimate=0)))
    assert (plan.rows, plan.encoded, plan.seconds, plan.needed.bytes) == (0, 0, 0, 0)


def test_a_column_that_is_missing_is_told_as_by_an_import(
    parts: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    task = task_of(recipe_of(parts, table(tmp_path / "rows.csv", 5), name))
    fields = (*task.recipe.fields, Field("absent", Role.STORED))
    with pytest.raises(SourceError, match="absent"):
        planned(parts, cache, replace(task, recipe=replace(task.recipe, fields=fields)))


def test_nothing_is_written(parts: Parts, cache: VectorCache, tmp_path: Path, name: str) -> None:
    """Neither to Redis nor to a file, though the pictures come as bytes."""
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "image"])
        for number in range(6):
            draw("red", number).save(tmp_path / "one.png")
            picture = base64.b64encode((tmp_path / "one.png").read_bytes()).decode()
            words = f"a sight of {name} {number}"
            writer.writerow([number, words, f"data:image/png;base64,{picture}"])
    (tmp_path / "one.png").unlink()
    task = task_of(recipe_of(parts, tmp_path / "rows.csv", name))
    assert task.recipe.picture == "{image}"
    for vector in task.schema.vectors:
        parts.encoders.encoder(vector.model)  # its files are fetched, should they not be here

    def state() -> tuple[object, ...]:
        run = parts.engine.run  # started before its files are looked at
        files = [
            (file, file.stat().st_size)
            for folder in (parts.settings.home, tmp_path)
            for file in sorted(folder.rglob("*"))
            if file.name != "redis.log"
        ]
        return sorted(run("FT._LIST")), run("DBSIZE"), parts.register.names(), files

    before = state()
    assert planned(parts, cache, task).encoded == 18
    assert state() == before
    assert planned(parts, cache, task).encoded == 18  # none of them was kept
    assert state() == before


# The room.


def test_what_cannot_fit_is_refused_in_words(
    bounded: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    task = task_of(recipe_of(bounded, table(tmp_path / "rows.csv", 2000), name))
    check_fits(task, bounded.register)  # no limit
    assert planned(bounded, cache, task).fits
    limit(bounded, 3 * 2**20)
    with pytest.raises(EngineFullError) as caught:
        check_fits(task, bounded.register)
    assert name in caught.value.problem
    assert "3.0 MiB free" in caught.value.problem
    assert "Raise its maxmemory by" in caught.value.remedy
    assert "[fields]" in caught.value.remedy
    assert "flat" not in caught.value.remedy
    plan = planned(bounded, cache, task)
    assert not plan.fits
    assert plan.room.most is not None
    assert plan.room.free == pytest.approx(3 * 2**20, rel=0.1)
    assert bounded.engine.run("DBSIZE") == 0


def test_what_fits_below_the_limit_is_imported(
    bounded: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    recipe = recipe_of(bounded, table(tmp_path / "rows.csv", 100), name)
    limit(bounded, 8 * 2**20)
    check_fits(task_of(recipe), bounded.register)
    assert planned(bounded, cache, task_of(recipe)).fits
    assert imported(bounded, cache, recipe).added == 100


def test_flat_is_advised_where_it_would_fit(
    bounded: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    task = task_of(recipe_of(bounded, table(tmp_path / "rows.csv", 4000), name), Algorithm.HNSW)
    plan = planned(bounded, cache, task)
    both = needed(plan.memory, Algorithm.FLAT) + needed(plan.memory, Algorithm.HNSW)
    limit(bounded, round(both / 2 * (1 - ERROR)))
    with pytest.raises(EngineFullError) as caught:
        check_fits(task, bounded.register)
    assert 'algorithm = "flat"' in caught.value.remedy


def test_rows_that_are_stored_are_not_counted_again(
    bounded: Parts, cache: VectorCache, tmp_path: Path, name: str
) -> None:
    """An import of what is there is taken by a Redis that has no room for it a second time."""
    recipe = recipe_of(bounded, table(tmp_path / "rows.csv", 300), name)
    imported(bounded, cache, recipe)
    limit(bounded, 100_000)
    task = task_of(recipe)
    check_fits(task, bounded.register)
    assert planned(bounded, cache, task).fits
    with pytest.raises(EngineFullError):
        check_fits(replace(task, recipe=replace(recipe, name=f"{name}-2")), bounded.register)


def test_where_redis_does_not_tell_nothing_is_known(bounded: Parts) -> None:
    client = bounded.engine.client
    client.execute_command("ACL", "SETUSER", "default", "-info")
    assert Room.of(bounded.engine) == Room(None, None, None)
