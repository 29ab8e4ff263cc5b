"""The register names the catalogues that there are."""

from __future__ import annotations

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.index.redis.codec import CATALOGUES
from likewise.index.schema import Schema, VectorField

FIELDS = (Field("name", Role.TEXT),)
SCHEMA = Schema(
    FIELDS, (VectorField("text", "{name}", 4, "model", "f"),), Metric.COSINE, Algorithm.FLAT
)


def test_a_catalogue_is_named_from_its_first_import_until_it_is_forgotten(
    parts: Parts, name: str
) -> None:
    assert name not in parts.register.names()
    vectors = (VectorRecipe("text", "{name}", "model"),)
    recipe = Recipe(name, Source.of("none.csv"), "id", None, FIELDS, vectors)
    parts.register.begin(recipe, SCHEMA)
    assert name in parts.register.names()
    parts.register.forget(name)
    assert name not in parts.register.names()
    assert not parts.engine.run("SISMEMBER", CATALOGUES, name)


def test_a_name_whose_entry_was_not_written_any_more_is_none(parts: Parts, name: str) -> None:
    parts.engine.run("SADD", CATALOGUES, name)
    assert name not in parts.register.names()
    parts.engine.run("SREM", CATALOGUES, name)
