"""RedisVL recipe: a schema of RedisVL becomes the recipe that a person would write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from likewise.catalogue.index_recipe import Algorithm, IndexRecipe, Metric, StorageType, VectorType
from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.catalogue.recipe import VectorRecipe as Vector
from likewise.catalogue.redisvl_recipe import ModelSize, SchemaRecipe, recipe_of_schema
from likewise.catalogue.redisvl_schema import RedisVLSchema
from likewise.catalogue.source import Source
from likewise.catalogue.survey import Survey
from likewise.errors import RecipeError

WORDS, LOOKS, CONCEPTS = (
    ModelSize("words-384", 384, of_picture=False),
    ModelSize("looks-1280", 1280, of_picture=True),
    ModelSize("concepts-384", 384, of_picture=True),
)
PICTURE = "images/{id}.jpg"


def field(name: str, kind: str, **attrs: object) -> dict[str, Any]:
    return {"name": name, "type": kind, "attrs": attrs}


def vector(name: str, dims: int = 384, **attrs: object) -> dict[str, Any]:
    return field(name, "vector", dims=dims, **({"algorithm": "flat"} | attrs))


TITLE, BODY = field("title", "text"), field("body", "text")
KIND = field("kind", "tag", case_sensitive=True)


def made(
    folder: Path,
    *fields: dict[str, Any],
    columns: tuple[str, ...] = ("id", "title", "body", "kind", "price"),
    id_column: str | None = None,
    picture: str | None = None,
    storage_type: str = "hash",
) -> SchemaRecipe:
    index = {"name": "shop", "storage_type": storage_type}
    text = yaml.safe_dump({"index": index, "fields": list(fields)})
    survey = Survey(Source.of(folder / "shop.csv"), columns, [], 0, None, whole=True)
    return recipe_of_schema(
        RedisVLSchema.parse(text),
        survey,
        name="shop",
        id_column=id_column,
        picture=picture,
        models=(WORDS, LOOKS, CONCEPTS),
    )


def test_a_schema_becomes_a_recipe_that_its_toml_gives_back(tmp_path: Path) -> None:
    price = field("price", "numeric")
    labels = field("kind", "tag", separator="|", case_sensitive=True)
    words = vector("text", algorithm="hnsw", distance_metric="l2")
    looks = vector("image", 1280, algorithm="hnsw", distance_metric="l2")
    of_schema = made(tmp_path, TITLE, BODY, labels, price, words, looks, picture=PICTURE)

    assert of_schema.recipe == Recipe(
        name="shop",
        source=Source.of(tmp_path / "shop.csv"),
        id="id",
        picture=PICTURE,
        fields=(
            Field("title", Role.TEXT),
            Field("body", Role.TEXT),
            Field("kind", Role.TAG, "|"),
            Field("price", Role.NUMBER),
        ),
        vectors=(
            Vector("text", "{title} {body}", "words-384"),
            Vector("image", "image", "looks-1280"),
        ),
        index=IndexRecipe(Metric.L2, Algorithm.HNSW),
        folder=tmp_path,
    )
    assert Recipe.parse(of_schema.recipe.to_toml(), tmp_path) == of_schema.recipe
    assert of_schema.notes == ()


@pytest.mark.parametrize(
    ("name", "dims", "picture", "source", "model"),
    [
        ("text", 384, None, "{title}", "words-384"),
        ("text", 384, PICTURE, "{title}", "words-384"),
        ("image_embedding", 384, PICTURE, "image", "concepts-384"),
        ("image_embedding", 384, None, "{title}", "words-384"),
        ("image_embedding", 1280, PICTURE, "image", "looks-1280"),
        ("v", 1280, PICTURE, "image", "looks-1280"),
    ],
)
def test_a_vector_is_made_by_a_model_of_its_length_that_its_name_calls_for(
    tmp_path: Path, name: str, dims: int, picture: str | None, source: str, model: str
) -> None:
    of_schema = made(tmp_path, TITLE, vector(name, dims), picture=picture)

    assert of_schema.recipe.vectors == (Vector(name, source, model),)
    told = any("made from words: there are no pictures" in note for note in of_schema.notes)
    assert told == (name == "image_embedding" and source != "image")


@pytest.mark.parametrize(
    ("fields", "said", "remedy"),
    [
        (
            (TITLE, vector("v", 768)),
            "'v' has 768 dims, and no model",
            "words-384 (384, of words), looks-1280 (1280, of pictures), concepts-384 (384, of pict",
        ),
        ((TITLE, vector("v", 1280)), "1280 dims, as looks-1280 makes them of pictures", "--images"),
        ((field("price", "numeric"), vector("v")), "makes them of words", "with the type text"),
        ((TITLE, vector("A b"), vector("a_b"), vector("a-b")), "Two.*'a-b'", "Rename"),
        (
            (TITLE, field("colour", "tag"), field("x", "geo"), vector("v")),
            "lacks 'colour', 'x', .*It has 'id', 'title', 'body', 'kind', 'price'",
            "the same names",
        ),
    ],
)
def test_what_no_recipe_can_meet_is_refused_with_what_to_do(
    tmp_path: Path, fields: tuple[dict[str, Any], ...], said: str, remedy: str
) -> None:
    with pytest.raises(RecipeError, match=said) as raised:
        made(tmp_path, *fields)

    assert remedy in raised.value.remedy


def test_the_id_is_the_one_given_or_the_one_named_so(tmp_path: Path) -> None:
    fields = (TITLE, KIND, vector("v"))

    assert made(tmp_path, *fields).recipe.id == "id"
    assert made(tmp_path, *fields, id_column="price").recipe.id == "price"
    with pytest.raises(RecipeError, match="lacks 'grid'"):
        made(tmp_path, *fields, id_column="grid")
    with pytest.raises(RecipeError, match="does not say which field"):
        made(tmp_path, *fields, columns=("title", "kind"))


def test_the_id_is_in_no_vector(tmp_path: Path) -> None:
    of_schema = made(tmp_path, field("id", "text"), TITLE, vector("v"))

    assert of_schema.recipe.fields[0] == Field("id", Role.TEXT)
    assert of_schema.recipe.vectors[0].source == "{title}"


@pytest.mark.parametrize(
    ("fields", "columns", "source", "noted"),
    [
        ((KIND, vector("v")), ("id", "kind"), "{kind}", "no text to make vectors from"),
        (
            (TITLE, field("a{b", "text"), vector("v")),
            ("id", "title", "a{b"),
            "{title}",
            "'a{b' cannot stand in a pattern",
        ),
        ((TITLE, vector("V!")), ("id", "title"), "{title}", "'V!' is called 'v'"),
        ((TITLE, vector("v")), ("id", "title", "v"), "{title}", "column 'v' are not taken"),
        ((TITLE, vector("v"), vector("w")), ("id", "title"), "{title}", "'w' is the same as 'v'"),
        (
            (TITLE, vector("v"), vector("image", 1280, algorithm="hnsw")),
            ("id", "title"),
            "{title}",
            "kept and searched as 'v' is",
        ),
    ],
)
def test_what_the_schema_does_not_get_is_noted(
    tmp_path: Path,
    fields: tuple[dict[str, Any], ...],
    columns: tuple[str, ...],
    source: str,
    noted: str,
) -> None:
    of_schema = made(tmp_path, *fields, columns=columns, picture=PICTURE)

    assert of_schema.recipe.vectors[0].source == source
    assert sum(noted in note for note in of_schema.notes) == 1
    assert of_schema.recipe.index == IndexRecipe(Metric.COSINE, Algorithm.FLAT)


def test_vectors_of_pictures_alone_need_no_words(tmp_path: Path) -> None:
    of_schema = made(tmp_path, KIND, vector("image", 1280), picture=PICTURE)

    assert of_schema.recipe.vectors == (Vector("image", "image", "looks-1280"),)
    assert of_schema.notes == ()


def test_the_index_is_that_of_the_first_vector(tmp_path: Path) -> None:
    words = vector("v", algorithm="hnsw", datatype="bfloat16", m=8, ef_runtime=70)
    of_schema = made(tmp_path, TITLE, words, vector("w"), storage_type="json")

    assert of_schema.recipe.index == IndexRecipe(
        Metric.COSINE,
        Algorithm.HNSW,
        VectorType.BFLOAT16,
        StorageType.JSON,
        m=8,
        ef_runtime=70,
    )
    assert Recipe.parse(of_schema.recipe.to_toml(), tmp_path) == of_schema.recipe
