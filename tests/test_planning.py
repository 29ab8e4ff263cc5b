"""Planning: the memory and the time of an import are told before it, and nothing is written."""

from __future__ import annotations

import base64
import csv
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from drawing import draw
from likewise.assembly import Parts
from likewise.catalogue.item import Item, Value
from likewise.catalogue.recipe import Algorithm, Field, Metric, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.catalogue.survey import Survey
from likewise.cli.plan import plan_json, print_plan
from likewise.embedding.cache import VectorCache
from likewise.embedding.known_models import known_model
from likewise.embedding.load import describe
from likewise.embedding.vectors import unit
from likewise.errors import EngineFullError, SourceError
from likewise.importing import Imported, Importer, ImportOptions
from likewise.index.connection import connect
from likewise.index.redis_codec import Keys
from likewise.index.redis_store import Engine, RedisStore
from likewise.index.schema import Schema, VectorField
from likewise.index.server import Binaries
from likewise.index.store import Document, Stamp
from likewise.planning import (
    ERROR,
    Growth,
    Memory,
    Plan,
    Room,
    Task,
    VectorType,
    bytes_needed,
    check_fits,
    make_plan,
    write_seconds,
)
from likewise.settings import Settings

BINARIES = Binaries.from_packages()
WORDS = ["lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit"]
DIGEST = "0" * 32


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


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A Redis without limit, of which nobody else takes memory."""
    with redis_server(tmp_path_factory.mktemp("plain")) as url, connect(url) as client:
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


# The memory of documents.

TAGS = (Field("kind", Role.TAG), Field("brand", Role.TAG))
NUMBERS = tuple(Field(f"size{n}", Role.NUMBER) for n in range(4))
LONG = (Field("body", Role.STORED),)


def values(fields: tuple[Field, ...], name: str, number: int) -> dict[str, Value]:
    """A value for each field: tags repeat, numbers and texts do not.

    Texts differ between catalogues too, as RedisJSON keeps one that several have only once.
    """
    made: dict[Role, Value] = {
        Role.TAG: (WORDS[number % 5], WORDS[number % 8]),
        Role.NUMBER: number / 8,
        Role.STORED: f"{name} {number:08d} " * 80,
    }
    return {field.name: made[field.role] for field in fields}


@pytest.mark.parametrize("algorithm", Algorithm)
@pytest.mark.parametrize(
    ("dims", "fields", "count"),
    [
        ((384,), (), 40),
        ((384,), (*TAGS, *NUMBERS), 1500),
        ((384,), LONG, 3000),
        ((1280,), TAGS, 1100),
        ((384, 1280, 384), NUMBERS, 1500),
    ],
    ids=["few", "tags and numbers", "long texts", "many dimensions", "three vectors"],
)
def test_the_memory_foretold_is_what_redis_takes(
    plain: Engine,
    name: str,
    algorithm: Algorithm,
    dims: tuple[int, ...],
    fields: tuple[Field, ...],
    count: int,
) -> None:
    vectors = tuple(VectorField(f"v{n}", "{id}", each, "m", "f") for n, each in enumerate(dims))
    schema = Schema((Field("id", Role.STORED), *fields), vectors, Metric.COSINE, algorithm)
    items = [
        Item(str(n), {"id": f"i{n}", **values(fields, name, n)}, None, "none", n)
        for n in range(count)
    ]
    random = np.random.default_rng(1)
    rows = {v.name: unit(random.standard_normal((count, v.dims), np.float32)) for v in vectors}
    stamp = Stamp(DIGEST, {vector.name: DIGEST for vector in vectors})
    before = plain.run("INFO", "memory")["used_memory"]
    store = RedisStore(plain, Keys(name), 1, schema)
    store.create()
    store.put(
        Document(each.id, each.fields, None, {v: rows[v][n] for v in rows}, stamp)
        for n, each in enumerate(items)
    )
    taken = plain.run("INFO", "memory")["used_memory"] - before
    foretold = bytes_needed(schema, items, Growth(count, count))
    assert needed(foretold, algorithm) == pytest.approx(taken, rel=ERROR)


def schema_of(algorithm: Algorithm, dims: int = 384) -> Schema:
    vector = VectorField("text", "{name}", dims, "m", "f")
    return Schema((Field("name", Role.TEXT),), (vector,), Metric.COSINE, algorithm)


ITEMS = [Item(f"{n:06d}", {"name": f"{n} thing"}, None, "none", n) for n in range(100)]


@pytest.mark.parametrize("dims", [32, 384, 1280])
def test_sixteen_bits_save_half_of_a_vector_in_hash_and_index(dims: int) -> None:
    memory = bytes_needed(schema_of(Algorithm.FLAT, dims), ITEMS, Growth(1e6, 1e6))
    full, half = (
        {each.algorithm: each.bytes_a_document for each in memory if each.type is number}
        for number in VectorType
    )
    for algorithm in Algorithm:
        assert full[algorithm] - half[algorithm] == pytest.approx(4 * dims, rel=0.25)
        assert full[Algorithm.HNSW] > full[Algorithm.FLAT]


def test_memory_for_nothing_is_nothing() -> None:
    for indexed in (0, 5000):
        memory = bytes_needed(schema_of(Algorithm.FLAT), ITEMS, Growth(0, 0, indexed))
        assert [each.bytes for each in memory] == [0, 0, 0, 0]
    assert all(
        each.bytes == 0 for each in bytes_needed(schema_of(Algorithm.FLAT), [], Growth(0, 0))
    )


@pytest.mark.parametrize("cut", [1, 500, 1024, 40_000])
def test_memory_in_two_steps_is_that_in_one(cut: int) -> None:
    schema = schema_of(Algorithm.FLAT)
    whole = bytes_needed(schema, ITEMS, Growth(50_000, 50_000))
    first = bytes_needed(schema, ITEMS, Growth(cut, cut))
    second = bytes_needed(schema, ITEMS, Growth(50_000 - cut, 50_000 - cut, cut))
    for one, *parts in zip(whole, first, second, strict=True):
        assert sum(part.bytes for part in parts) == pytest.approx(one.bytes, abs=2)


# The time of writing.


def test_writing_costs_more_the_more_is_linked() -> None:
    flat, hnsw = schema_of(Algorithm.FLAT), schema_of(Algorithm.HNSW)
    assert write_seconds(hnsw, 0, 0) == write_seconds(flat, 5000, 0) == 0
    for sizes in ((100, 5000), (5000, 90_000), (90_000, 10**7)):
        small, large = (write_seconds(hnsw, size, 1000) for size in sizes)
        assert write_seconds(flat, sizes[1], 1000) < small < large
    at_once = write_seconds(hnsw, 0, 30_000)
    steps = write_seconds(hnsw, 0, 12_000) + write_seconds(hnsw, 12_000, 18_000)
    assert steps == pytest.approx(at_once)


# The plan.


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


# The edge.


TEXT = Field("name", Role.TEXT)
PLAN = Plan(
    recipe=Recipe(
        *("shop", Source.of("shop.csv"), "id", None),
        *((TEXT,), (VectorRecipe("text", "{name}", "all-minilm-l6-v2"),)),
    ),
    algorithm=Algorithm.HNSW,
    rows=8,
    exact=True,
    rejected=0.125,
    new=1.0,
    encoded=24,
    seconds=1.25,
    memory=bytes_needed(schema_of(Algorithm.HNSW), ITEMS, Growth(8, 8)),
    room=Room(None, 2**20, 2**30),
)


def test_json_has_the_plan_in_plain_values() -> None:
    plain = json.loads(json.dumps(plan_json(PLAN)))
    assert plain["catalogue"] == "shop"
    assert plain["algorithm"] == "hnsw"
    assert (plain["rows"], plain["exact"], plain["encoded"]) == (8, True, 24)
    assert (plain["rejected"], plain["new"], plain["seconds"]) == (0.125, 1, 1.25)
    assert plain["bytes"] == PLAN.needed.bytes == plain["memory"][2]["bytes"]
    assert plain["fits"] is True
    assert [(each["algorithm"], each["type"]) for each in plain["memory"]] == [
        ("flat", "float32"),
        ("flat", "float16"),
        ("hnsw", "float32"),
        ("hnsw", "float16"),
    ]
    assert plain["redis"] == {"maxmemory": None, "used": 2**20, "free": 2**30}


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, ["8", "about 24 vectors", "no limit", "yes", "this import"]),
        ({"rows": None, "encoded": None, "seconds": None}, ["unknown"]),
        ({"rows": 1_234_567, "exact": False}, ["about 1,234,567"]),
        ({"seconds": 7200.0}, ["about 2.0 h"]),
        ({"room": Room(None, None, None)}, ["does not tell", "unknown"]),
        ({"room": Room(2**21, 2**21 - 2**10, 2**10)}, ["at most 2.0 MiB, 0.0 MiB free", "no: "]),
    ],
    ids=["known", "unknown", "large", "long", "silent", "full"],
)
def test_the_terminal_shows_the_plan(
    change: dict[str, object], shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    print_plan(replace(PLAN, **change))  # type: ignore[arg-type] # each is a field of Plan
    said = capsys.readouterr().out
    for words in shown:
        assert words in said
