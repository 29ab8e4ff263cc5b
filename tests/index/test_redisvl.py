"""RedisVL: an index of ours is opened and searched by the real library."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from redisvl.index import SearchIndex
from redisvl.query import CountQuery, FilterQuery, VectorQuery
from redisvl.query.filter import FilterExpression, Geo, GeoRadius, Num, Tag

from drawing import ROWS
from likewise.assembly import Catalogue, Parts
from likewise.catalogue.index_recipe import (
    Algorithm,
    IndexRecipe,
    Metric,
    StorageType,
    VectorType,
)
from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.catalogue.recipe import VectorRecipe as Vector
from likewise.catalogue.source import Source
from likewise.embedding.encoder import encode
from likewise.embedding.known_models import MINILM
from likewise.importing import ImportOptions
from likewise.index.redis.codec import Keys, vector_attribute
from likewise.index.redis.redisvl import redisvl_schema, redisvl_yaml
from likewise.index.redis.vector_index import similarity

FIELDS = (
    Field("name", Role.TEXT),
    Field("kind", Role.TAG),
    Field("price", Role.NUMBER),
    Field("Größe", Role.TAG, "|"),
    Field("made", Role.TIME),
)
PLACE = Field("place", Role.GEO)
KINDS = [
    IndexRecipe(Metric.COSINE, Algorithm.FLAT),
    IndexRecipe(Metric.IP, Algorithm.HNSW, VectorType.BFLOAT16, m=24, ef_runtime=60),
    IndexRecipe(Metric.L2, Algorithm.FLAT, VectorType.FLOAT16, StorageType.JSON),
]


def recipe(folder: Path, name: str, fields: tuple[Field, ...] = FIELDS) -> Recipe:
    file = folder / "products.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "name", "kind", "price", "Größe", "made", "place"])
        for number, (id_, words, kind, price, _) in enumerate(ROWS, start=1):
            size = "L|Extra, really" if number % 2 else "S"
            place, made = f"13.{number},52.5", f"2026-01-0{number}"
            writer.writerow([id_, words, kind, price, size, made, place])
    vectors = (Vector("text", "{name} {kind}", MINILM.name),)
    return Recipe(name, Source.of(file), "id", None, fields, vectors, folder=folder)


def exported(parts: Parts, name: str) -> tuple[Keys, int, Any]:
    store = parts.register.live(name)
    return Keys(name), store.version, store.schema


@pytest.fixture
def client(parts: Parts) -> Iterator[redis.Redis]:
    """A client as a user of RedisVL makes it."""
    with redis.Redis.from_url(parts.server.start().url) as made:
        yield made


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: f"{kind.algorithm}-{kind.type}")
def catalogue(
    request: pytest.FixtureRequest, parts: Parts, tmp_path_factory: pytest.TempPathFactory
) -> Catalogue:
    """A catalogue without pictures, imported once for each kind of index and only read."""
    name = f"redisvl-{request.param.type}"
    made = recipe(tmp_path_factory.mktemp(name), name)
    parts.import_(replace(made, index=request.param), ImportOptions())
    return parts.catalogue(name)


Opener = Callable[[Parts, str, redis.Redis, Path], SearchIndex]


def from_alias(_: Parts, name: str, client: redis.Redis, __: Path) -> SearchIndex:
    return SearchIndex.from_existing(Keys(name).alias, redis_client=client)


def from_name(parts: Parts, name: str, client: redis.Redis, _: Path) -> SearchIndex:
    keys, version, _ = exported(parts, name)
    return SearchIndex.from_existing(keys.index(version), redis_client=client)


def from_dict(parts: Parts, name: str, client: redis.Redis, _: Path) -> SearchIndex:
    plain = json.loads(json.dumps(redisvl_schema(*exported(parts, name))))
    return SearchIndex.from_dict(plain, redis_client=client)


def from_yaml(parts: Parts, name: str, client: redis.Redis, folder: Path) -> SearchIndex:
    file = folder / "schema.yaml"
    file.write_text(redisvl_yaml(*exported(parts, name)), encoding="utf-8")
    return SearchIndex.from_yaml(str(file), redis_client=client)


@pytest.mark.parametrize("opened", [from_alias, from_name, from_dict, from_yaml])
def test_an_index_of_ours_opens_and_answers_as_we_do(
    opened: Opener, parts: Parts, catalogue: Catalogue, client: redis.Redis, tmp_path: Path
) -> None:
    index = opened(parts, catalogue.name, client, tmp_path)
    words = encode(parts.encoders.encoder(MINILM.name), ["something to eat"])[0]
    schema = catalogue.schema
    query = VectorQuery(
        schema.to_bytes(words),
        vector_attribute("text"),
        dtype=schema.type,
        return_fields=["kind", "price"],
        filter_expression=(Tag("kind") == ["fruit", "vehicle"]) & (Num("price") <= 30_000),
        num_results=4,
    )
    where = "kind=fruit,vehicle price<=30000"
    ours = catalogue.search("something to eat", by="text", where=where, limit=4)
    found = index.query(query)
    cosine = similarity(schema)

    assert index.exists()
    assert [each["id"] for each in found] == [index.key(f"{{{hit.id}}}") for hit in ours]
    assert [cosine(float(each["vector_distance"])) for each in found] == pytest.approx(
        [hit.score for hit in ours], abs=1e-4
    )
    assert [each["kind"] for each in found] == [hit.fields["kind"] for hit in ours]


def test_the_schema_that_we_write_is_the_one_that_redisvl_finds(
    parts: Parts, catalogue: Catalogue, client: redis.Redis, tmp_path: Path
) -> None:
    found = from_alias(parts, catalogue.name, client, tmp_path).schema
    written = from_yaml(parts, catalogue.name, client, tmp_path).schema.to_dict()
    ef_runtime = written["fields"][-1]["attrs"].pop("ef_runtime", None)

    assert ef_runtime == (60 if catalogue.schema.algorithm is Algorithm.HNSW else None)
    assert written == without_ef_runtime(found.to_dict())


def without_ef_runtime(plain: dict[str, Any]) -> dict[str, Any]:
    """An index does not tell it, so RedisVL finds its own number whatever it is."""
    plain["fields"][-1]["attrs"].pop("ef_runtime", None)
    return plain


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        (Tag("kind") == "fruit", "123"),
        (Tag("kind") == "Fruit", ""),
        (Num("price") > 1000, "457"),
        (Tag("_4772c3b6c39f65") == "Extra, really", "1357"),
        (Tag("_4772c3b6c39f65") == "L", "1357"),
        (Num("made") < 1767398400, "12"),
    ],
    ids=str,
)
def test_filters_of_redisvl_find_what_they_name(
    condition: FilterExpression,
    ids: str,
    parts: Parts,
    catalogue: Catalogue,
    client: redis.Redis,
    tmp_path: Path,
) -> None:
    index = from_dict(parts, catalogue.name, client, tmp_path)
    found = index.query(FilterQuery(condition, return_fields=["kind"]))

    assert sorted(each["id"][-2] for each in found) == list(ids)
    assert index.query(CountQuery(condition)) == len(ids)


def test_making_the_index_that_is_there_changes_nothing(
    parts: Parts, catalogue: Catalogue, client: redis.Redis, tmp_path: Path
) -> None:
    index = from_yaml(parts, catalogue.name, client, tmp_path)
    before = sorted(index.listall())
    index.create()

    assert sorted(index.listall()) == before
    assert index.info()["num_docs"] == len(ROWS)


def test_the_alias_leads_to_the_index_in_use_after_the_old_one_is_gone(
    parts: Parts, client: redis.Redis, name: str, tmp_path: Path
) -> None:
    made = recipe(tmp_path, name)
    parts.import_(made, ImportOptions())
    old = from_yaml(parts, name, client, tmp_path)
    parts.import_(replace(made, index=IndexRecipe(Metric.L2)), ImportOptions())
    now = from_alias(parts, name, client, tmp_path)

    assert not old.exists()
    assert now.name == Keys(name).index(2)
    assert now.schema.to_dict() == from_yaml(parts, name, client, tmp_path).schema.to_dict()


def test_a_place_is_asked_for_by_the_schema_that_we_write_alone(
    parts: Parts, client: redis.Redis, name: str, tmp_path: Path
) -> None:
    """RedisVL cannot read from an index what it does not know; of a schema it asks no more."""
    parts.import_(recipe(tmp_path, name, (*FIELDS, PLACE)), ImportOptions())
    index = from_yaml(parts, name, client, tmp_path)
    near = FilterQuery(Geo("place") == GeoRadius(13.2, 52.5, 1, "km"), return_fields=["kind"])

    assert [each["id"][-2] for each in index.query(near)] == ["2"]
    with pytest.raises(ValueError, match="Unknown field type: geoshape"):
        from_alias(parts, name, client, tmp_path)


def test_the_yaml_says_above_what_its_names_stand_for(parts: Parts, catalogue: Catalogue) -> None:
    text = redisvl_yaml(*exported(parts, catalogue.name))

    assert "# _4772c3b6c39f65 is the field 'Größe'.\n" in text
    assert "# _t_name and _w_name have the words of 'name', as Likewise asks for them.\n" in text
    assert "# _v_text is made by all-minilm-l6-v2 from '{name} {kind}'.\n" in text
    assert f'from_existing("likewise:{catalogue.name}:live")' in text
    assert yaml.safe_load(text) == redisvl_schema(*exported(parts, catalogue.name))
