"""What was learnt of an index is kept with it, and goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.errors import IncompleteIndexError
from likewise.index.redis.codec import Keys
from likewise.index.redis.store import RedisStore
from likewise.index.register import Register
from likewise.index.schema import Schema, VectorField

FIELDS = (Field("name", Role.TEXT),)
SCHEMA = Schema(
    FIELDS, (VectorField("text", "{name}", 4, "model", "f"),), Metric.COSINE, Algorithm.FLAT
)


@pytest.fixture
def register(parts: Parts, name: str) -> Iterator[Register]:
    yield parts.register
    if parts.register.entry(name) is not None:
        parts.register.forget(name)


def live(register: Register, name: str, schema: Schema = SCHEMA) -> RedisStore:
    """An empty catalogue's live store."""
    vectors = (VectorRecipe("text", "{name}", "model"),)
    recipe = Recipe(name, Source.of("none.csv"), "id", None, FIELDS, vectors)
    store = register.begin(recipe, schema)
    register.finish(name, store, may_lose=False)
    return store


def test_what_was_kept_is_read_again(register: Register, name: str) -> None:
    store = live(register, name)
    assert register.tuned(name, store.version) == ""
    register.keep_tuned(name, store.version, '{"größe": 1}')
    assert register.tuned(name, store.version) == '{"größe": 1}'


def test_an_import_of_the_same_schema_leaves_it(register: Register, name: str) -> None:
    store = live(register, name)
    register.keep_tuned(name, store.version, "kept")
    again = live(register, name)
    assert again.version == store.version
    assert register.tuned(name, again.version) == "kept"


def test_an_index_made_anew_has_none_and_that_of_the_old_one_is_gone(
    register: Register, name: str
) -> None:
    store = live(register, name)
    register.keep_tuned(name, store.version, "old")
    again = live(register, name, replace(SCHEMA, metric=Metric.L2))
    assert again.version != store.version
    assert register.tuned(name, again.version) == ""
    assert register.tuned(name, store.version) == ""


def test_nothing_is_kept_of_an_index_that_is_no_longer_live(register: Register, name: str) -> None:
    store = live(register, name)
    live(register, name, replace(SCHEMA, metric=Metric.L2))
    with pytest.raises(IncompleteIndexError, match="made anew while it was measured"):
        register.keep_tuned(name, store.version, "late")
    assert register.engine.run("EXISTS", Keys(name).tuned(store.version)) == 0
    register.forget(name)
    with pytest.raises(IncompleteIndexError):
        register.keep_tuned(name, store.version, "later")
    assert not list(register.engine.keys(f"likewise:{name}:*"))
