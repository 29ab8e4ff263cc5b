"""Memory: what an import takes of Redis is told before it."""

from __future__ import annotations

import numpy as np
import pytest

from likewise.catalogue.index_recipe import Algorithm, Metric, StorageType, VectorType
from likewise.catalogue.item import Item, Value
from likewise.catalogue.recipe import Field, Role
from likewise.embedding.vectors import unit
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Keys
from likewise.index.redis.store import RedisStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.planning.memory import ERROR, Growth, bytes_needed

WORDS = ["lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit"]

TAGS = (Field("kind", Role.TAG), Field("brand", Role.TAG))
NUMBERS = tuple(Field(f"size{n}", Role.NUMBER) for n in range(4))
LONG = (Field("body", Role.STORED),)
WORDY = (Field("text", Role.TEXT), Field("place", Role.GEO), Field("made", Role.TIME))


def values(fields: tuple[Field, ...], name: str, number: int) -> dict[str, Value]:
    """A value for each field: tags repeat, numbers and texts do not.

    Texts differ between catalogues too, as RedisJSON keeps one that several have only once.
    """
    made: dict[Role, Value] = {
        Role.TAG: (WORDS[number % 5], WORDS[number % 8]),
        Role.NUMBER: number / 8,
        Role.STORED: f"{name} {number:08d} " * 80,
        Role.TEXT: text(number),
        Role.GEO: (number % 3600 / 10 - 180, number % 1600 / 10 - 80),
        Role.TIME: f"2026-01-{1 + number % 28:02d}",
    }
    return {field.name: made[field.role] for field in fields}


def text(number: int) -> str:
    """Forty words, few of them often and many of them seldom, as people write."""
    ranks = np.random.default_rng(number).zipf(1.3, 40) % 50_000
    return " ".join(f"w{np.base_repr(rank * 7919, 26).lower()}" for rank in ranks)


HERE = (Algorithm.FLAT, Algorithm.HNSW)


@pytest.mark.parametrize("algorithm", HERE)
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
    check_foretold(plain, name, schema, count)


@pytest.mark.parametrize("algorithm", HERE)
@pytest.mark.parametrize("storage", StorageType)
@pytest.mark.parametrize(
    "number",
    [VectorType.FLOAT32, VectorType.FLOAT16, VectorType.BFLOAT16, VectorType.FLOAT64],
)
def test_the_memory_foretold_for_each_kind_of_index_is_what_redis_takes(
    plain: Engine, name: str, algorithm: Algorithm, storage: StorageType, number: VectorType
) -> None:
    vector = VectorField("text", "{id}", 384, "m", "f")
    fields = (Field("id", Role.STORED), *TAGS, *NUMBERS)
    schema = Schema(fields, (vector,), Metric.COSINE, algorithm, type=number, storage=storage)
    check_foretold(plain, name, schema, 1100)


@pytest.mark.parametrize("m", [4, 32, 64])
def test_the_memory_foretold_counts_the_links_asked_for(plain: Engine, name: str, m: int) -> None:
    vector = VectorField("text", "{id}", 32, "m", "f")
    fields = (Field("id", Role.STORED),)
    check_foretold(plain, name, Schema(fields, (vector,), Metric.IP, Algorithm.HNSW, m=m), 2048)


@pytest.mark.parametrize("storage", StorageType)
def test_the_memory_of_words_is_foretold_from_a_part_of_the_texts(
    plain: Engine, name: str, storage: StorageType
) -> None:
    vector = VectorField("text", "{id}", 32, "m", "f")
    fields = (Field("id", Role.STORED), *WORDY)
    schema = Schema(fields, (vector,), Metric.COSINE, Algorithm.FLAT, storage=storage)
    check_foretold(plain, name, schema, 4000, sample=400)


def check_foretold(
    plain: Engine, name: str, schema: Schema, count: int, sample: int | None = None
) -> None:
    """Fills an index, and compares with what so many of its items foretell."""
    vectors = schema.vectors
    fields = schema.fields[1:]
    items = [
        Item(str(n), {"id": f"i{n}", **values(fields, name, n)}, None, "none", n)
        for n in range(count)
    ]
    random = np.random.default_rng(1)
    rows = {v.name: unit(random.standard_normal((count, v.dims), np.float32)) for v in vectors}
    stamps = [
        Stamp(f"{n:032x}", {v: f"{m:x}{n:031x}" for m, v in enumerate(rows, 1)})
        for n in range(count)
    ]
    before = used(plain)
    store = RedisStore(plain, Keys(name), 1, schema)
    store.create()
    store.put(
        Document(each.id, each.fields, None, {v: rows[v][n] for v in rows}, stamps[n])
        for n, each in enumerate(items)
    )
    taken = used(plain) - before
    known = items[:: count // sample] if sample else items
    foretold = bytes_needed(schema, known, Growth(count, count))[0]
    assert (foretold.algorithm, foretold.type) == (schema.algorithm, schema.type)
    assert foretold.bytes == pytest.approx(taken, rel=ERROR)


def used(plain: Engine) -> int:
    """The memory in use, without what is kept for clients, which goes after a while."""
    facts = plain.run("INFO", "memory")
    return int(facts["used_memory"]) - int(facts["mem_clients_normal"])


def schema_of(algorithm: Algorithm, dims: int = 384) -> Schema:
    vector = VectorField("text", "{name}", dims, "m", "f")
    return Schema((Field("name", Role.TEXT),), (vector,), Metric.COSINE, algorithm)


ITEMS = [Item(f"{n:06d}", {"name": f"{n} thing"}, None, "none", n) for n in range(100)]


@pytest.mark.parametrize("dims", [32, 384, 1280])
def test_sixteen_bits_save_half_of_a_vector_in_hash_and_index(dims: int) -> None:
    memory = bytes_needed(schema_of(Algorithm.FLAT, dims), ITEMS, Growth(1e6, 1e6))
    full, half = (
        {each.algorithm: each.bytes_a_document for each in memory if each.type is number}
        for number in (VectorType.FLOAT32, VectorType.FLOAT16)
    )
    for algorithm in HERE:
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
