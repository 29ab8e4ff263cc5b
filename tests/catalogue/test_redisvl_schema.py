"""RedisVL schema: what it asks for is read, refused in words, or noted as not to be had."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from redisvl.schema import IndexSchema

from likewise.catalogue.index_recipe import (
    Algorithm,
    IndexRecipe,
    Metric,
    StorageType,
    VectorType,
)
from likewise.catalogue.recipe import Field, Role
from likewise.catalogue.redisvl_schema import RedisVLSchema, SchemaVector, usable_name
from likewise.errors import RecipeError

WHOLE = """
version: '0.1.0'
index:
  name: Product Index
  prefix: product
  key_separator: ':'
  storage_type: json
fields:
  - name: sku
    type: tag
    attrs: {case_sensitive: true}
  - name: title
    type: text
    attrs: {weight: 2.0, no_stem: true}
  - name: body
    type: text
    path: $.details.body
  - name: labels
    type: tag
    attrs: {separator: "|", sortable: true}
  - name: price
    type: numeric
    attrs: {sortable: true}
  - name: note
    type: numeric
    attrs: {no_index: true}
  - name: place
    type: geo
  - name: words
    type: vector
    attrs:
      algorithm: HNSW
      dims: 384
      distance_metric: IP
      datatype: float16
      m: 32
      ef_runtime: 50
"""
VECTOR = {"name": "v", "type": "vector", "attrs": {"dims": 384, "algorithm": "flat"}}


def schema(*fields: object, **index: object) -> dict[str, Any]:
    return {"index": {"name": "shop"} | index, "fields": [*fields, VECTOR]}


def parse(plain: object) -> RedisVLSchema:
    return RedisVLSchema.parse(yaml.safe_dump(plain))


def test_a_whole_schema_is_read() -> None:
    read = RedisVLSchema.parse(WHOLE)

    assert (read.index, read.catalogue) == ("Product Index", "product-index")
    assert read.fields == (
        Field("sku", Role.TAG, ","),
        Field("title", Role.TEXT),
        Field("body", Role.TEXT),
        Field("labels", Role.TAG, "|"),
        Field("price", Role.NUMBER),
        Field("note", Role.STORED),
        Field("place", Role.GEO),
    )
    index = IndexRecipe(
        Metric.IP, Algorithm.HNSW, VectorType.FLOAT16, StorageType.JSON, m=32, ef_runtime=50
    )
    assert read.vectors == (SchemaVector("words", 384, index),)


def test_all_that_is_not_met_is_noted_once_with_its_fields() -> None:
    assert sorted(RedisVLSchema.parse(WHOLE).notes) == [
        "`case_sensitive: false` of 'labels': a filter tells upper from lower case.",
        "`no_stem` of 'title': stems are made for all texts or, by `[keywords]`, for none.",
        "`path` of 'body': a field is read from the column of its name.",
        "`prefix` of 'index': Likewise names its keys itself.",
        "`weight` of 'title': all texts of an item weigh the same.",
    ]


@pytest.mark.parametrize(
    ("kind", "attrs", "noted"),
    [
        ("tag", {"case_sensitive": True}, None),
        ("tag", {"case_sensitive": True, "sortable": False, "withsuffixtrie": False}, None),
        ("tag", {"case_sensitive": True, "withsuffixtrie": True}, "`withsuffixtrie`"),
        ("tag", {"case_sensitive": True, "seperator": "|"}, "`seperator`.*no such thing"),
        ("tag", {}, "`case_sensitive: false`"),
        ("numeric", None, None),
        ("numeric", {"separator": "|"}, "`separator`.*no such thing"),
        ("numeric", {"sortable": True, "unf": True}, None),
        ("text", {"sortable": True}, "`sortable`"),
        ("geo", {"index_missing": True}, None),
        ("text", {"phonetic_matcher": "dm:en"}, "`phonetic_matcher`"),
        ("text", {"phonetic_matcher": None, "weight": 1.0, "index_empty": True}, "`index_empty`"),
        ("vector", {"dims": 8, "algorithm": "flat", "datatype": "FLOAT32"}, None),
        ("vector", {"dims": 8, "algorithm": "hnsw", "m": 16, "ef_construction": 200}, None),
        ("vector", {"dims": 8, "algorithm": "hnsw", "epsilon": 0.1}, "`epsilon`"),
        ("vector", {"dims": 8, "algorithm": "flat", "block_size": 9}, "`block_size`"),
        ("vector", {"dims": 8, "algorithm": "svs-vamana", "graph_max_degree": 64}, None),
        ("vector", {"dims": 8, "algorithm": "flat", "m": 16}, "`m` of 'it': it means nothing to"),
        ("vector", {"dims": 8, "algorithm": "hnsw", "search_window_size": 9}, "nothing to hnsw"),
        (
            "vector",
            {"dims": 8, "algorithm": "svs-vamana", "compression": "LeanVec4x8"},
            "`compression`",
        ),
    ],
)
def test_only_what_differs_from_what_likewise_does_is_noted(
    kind: str, attrs: dict[str, Any] | None, noted: str | None
) -> None:
    given_ = {"name": "it", "type": kind} | ({} if attrs is None else {"attrs": attrs})
    notes = " ".join(parse(schema(given_)).notes)

    if noted is None:
        assert not notes
    else:
        assert re.search(noted, notes)


def vector(**attrs: object) -> dict[str, Any]:
    return {"name": "w", "type": "vector", "attrs": {"dims": 384, "algorithm": "flat"} | attrs}


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        (None, "the whole should be names with their values, but is nothing"),
        ([1], r"the whole .* is \[1\]"),
        ({1: 2}, "the whole"),
        (schema() | {"version": "0.2.0"}, "`version` should be 0.1.0, but is '0.2.0'"),
        (schema() | {"version": 0.1}, "`version`"),
        ({"fields": [VECTOR]}, "`index` should be names with their values, but is nothing"),
        (schema(name=None), "`name` of `index` should be a text"),
        (schema(name=7), "`name` of `index`"),
        (schema(prefix=[1]), "`prefix`"),
        (schema(key_separator=1), "`key_separator`"),
        (schema(stopwords="the"), "`stopwords`"),
        (schema(storage_type="stream"), "`storage_type` .* one of hash, json, but is 'stream'"),
        ({"index": {"name": "i"}}, "`fields` should be a list"),
        ({"index": {"name": "i"}, "fields": {"tag": [{"name": "a"}]}}, "`fields`"),
        ({"index": {"name": "i"}, "fields": []}, "`fields`"),
        ({"index": {"name": "i"}, "fields": [{"name": "a", "type": "tag"}]}, "no field of type"),
        (schema("title"), "field 1 should be"),
        (schema({"type": "tag"}), "`name` of field 1"),
        (schema({"name": "a"}), "`type` of 'a' .* text, tag, numeric, geo, vector, but is nothing"),
        (schema({"name": "a", "type": "timestamp"}), "is 'timestamp'"),
        (schema({"name": "a", "type": ["tag"]}), "`type` of 'a'"),
        (schema({"name": "v", "type": "tag"}), "two fields named 'v'"),
        (schema({"name": "a", "type": "tag", "attrs": "x"}), "`attrs` of 'a'"),
        (schema({"name": "a", "type": "tag", "attrs": {"separator": "||"}}), "one character"),
        (schema({"name": "a", "type": "tag", "attrs": {"separator": ""}}), "one character"),
        (schema({"name": "a", "type": "tag", "attrs": {"case_sensitive": 1}}), "true or false"),
        (schema({"name": "a", "type": "text", "attrs": {"no_index": "yes"}}), "true or false"),
        (schema({"name": "w", "type": "vector"}), "`dims` of 'w' .* but is nothing"),
        (schema(vector(dims="384")), "`dims` of 'w' should be a whole number"),
        (schema(vector(dims=True)), "`dims`"),
        (schema(vector(dims=0)), "`dims`"),
        (schema(vector(dims=384.5)), "`dims`"),
        (schema(vector(algorithm=None)), "`algorithm` of 'w' .* flat, hnsw, svs-vamana"),
        (schema(vector(algorithm="ivf")), "is 'ivf'"),
        (schema(vector(datatype="float8")), "`datatype`"),
        (schema(vector(algorithm="hnsw", m="16")), "`m` of 'w' should be a whole number"),
        (schema(vector(algorithm="hnsw", ef_runtime=True)), "`ef_runtime` of 'w'"),
        (schema(vector(algorithm="hnsw", ef_runtime=-1)), "`ef_runtime` of 'w'"),
        (schema(vector(algorithm="hnsw", m=1000)), "m = 1,000 is out of bounds"),
        (schema(vector(datatype="int8", distance_metric="ip")), "by metric = cosine alone"),
        (schema(vector(distance_metric="hamming")), "`distance_metric` .* cosine, ip, l2"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_was_expected(plain: object, said: str) -> None:
    with pytest.raises(RecipeError, match=said) as raised:
        parse(plain)

    assert raised.value.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("index: [", "not valid YAML in line 1"),
        ("a: 1\n\tb: 2", "not valid YAML in line 2"),
        ("a: 1\n---\na: 2", "not valid YAML"),
        ("when: 2024-13-45", "not valid YAML"),
        ("a: !!timestamp x", "not valid YAML"),
        ("a: !!python/object/apply:os.system [id]", "not valid YAML in line 1"),
        ("a: \x00", "not valid YAML"),
        ("[" * 50_000, "not valid YAML"),
        ("a: &a [*a]", "`index`"),
        ("#" * 1_000_001, "1,000,001 characters"),
    ],
)
def test_text_that_is_no_sound_yaml_is_refused(text: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        RedisVLSchema.parse(text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"{}[]:-?!&*|>%@'\"#,\n a1", "!!int ", "!!set ", "<<: ", "index: "]),
        max_size=12,
    ).map("".join)
    | st.text(max_size=30)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(RecipeError):
        RedisVLSchema.parse(text)


def test_a_file_is_named_in_what_is_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "schema.yaml"
    with pytest.raises(RecipeError, match=r"schema\.yaml cannot be read"):
        RedisVLSchema.load(file)
    file.write_bytes(b"index: \xff")
    with pytest.raises(RecipeError, match=r"schema\.yaml cannot be read"):
        RedisVLSchema.load(file)
    file.write_text("index: 1")
    with pytest.raises(RecipeError, match=r"schema\.yaml: In the schema, `index`"):
        RedisVLSchema.load(file)
    file.write_text(WHOLE)
    assert RedisVLSchema.load(file) == RedisVLSchema.parse(WHOLE)


def test_what_redisvl_writes_of_its_schema_is_read_as_the_schema_was(tmp_path: Path) -> None:
    file = tmp_path / "written.yaml"
    IndexSchema.from_dict(yaml.safe_load(WHOLE)).to_yaml(str(file))
    written, given_ = RedisVLSchema.load(file), RedisVLSchema.parse(WHOLE)

    assert (written.index, written.fields, written.vectors) == (
        given_.index,
        given_.fields,
        given_.vectors,
    )


@pytest.mark.parametrize(
    ("attrs", "index"),
    [
        ({"algorithm": "flat"}, IndexRecipe(algorithm=Algorithm.FLAT)),
        (
            {"algorithm": "hnsw", "m": 16, "ef_construction": 200, "ef_runtime": 10},
            IndexRecipe(algorithm=Algorithm.HNSW),  # what RedisVL writes unasked
        ),
        (
            {"algorithm": "HNSW", "m": 8, "ef_construction": 99, "ef_runtime": 7},
            IndexRecipe(algorithm=Algorithm.HNSW, m=8, ef_construction=99, ef_runtime=7),
        ),
        (
            {
                "algorithm": "svs-vamana",
                "datatype": "FLOAT16",
                "graph_max_degree": 64,
                "construction_window_size": 99,
                "search_window_size": 7,
            },
            IndexRecipe(
                algorithm=Algorithm.SVS_VAMANA,
                type=VectorType.FLOAT16,
                m=64,
                ef_construction=99,
                ef_runtime=7,
            ),
        ),
        (
            {"algorithm": "flat", "datatype": "uint8", "distance_metric": "L2"},
            IndexRecipe(Metric.L2, Algorithm.FLAT, VectorType.UINT8),
        ),
    ],
)
def test_a_vector_is_indexed_as_the_schema_says(attrs: dict[str, Any], index: IndexRecipe) -> None:
    read = parse({"index": {"name": "shop"}, "fields": [vector(**attrs)]})

    assert read.vectors == (SchemaVector("w", 384, index),)
    assert read.notes == ()


@pytest.mark.parametrize(
    ("named", "columns", "found"),
    [
        (["title", "id"], ["title", "id"], "id"),
        (["title"], ["title", "ID"], "ID"),
        (["key", "sku"], ["key", "sku"], "key"),
        (["Key"], ["Key", "id"], "id"),
    ],
)
def test_the_id_is_the_field_or_column_named_so(
    named: list[str], columns: list[str], found: str
) -> None:
    fields = [{"name": name, "type": "tag"} for name in named]

    assert parse(schema(*fields)).id_column(columns) == found


def test_without_a_name_of_an_id_it_is_asked_for() -> None:
    with pytest.raises(RecipeError, match="does not say which field") as raised:
        parse(schema({"name": "title", "type": "text"})).id_column(["title", "grid"])

    assert "--id COLUMN" in raised.value.remedy


@pytest.mark.parametrize(
    ("name", "usable"),
    [
        ("shop", "shop"),
        ("_v_Text", "v_text"),
        ("a:b c", "a-b-c"),
        ("向量", ""),
        ("x" * 99, "x" * 64),
    ],
)
def test_a_name_is_put_in_letters_that_a_catalogue_may_have(name: str, usable: str) -> None:
    assert usable_name(name) == usable
