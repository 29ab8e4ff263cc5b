"""Index recipe: what `[index]` may say, and what is refused with what to write instead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.catalogue.index_recipe import (
    BOUNDS,
    Algorithm,
    IndexRecipe,
    Metric,
    Policy,
    StorageType,
    VectorType,
)
from likewise.catalogue.recipe import Recipe
from likewise.errors import RecipeError

HEAD = """
[catalogue]
name = "shop"
source = "shop.csv"
id = "id"
[fields]
name = "text"
[vectors.text]
from = "{name}"
model = "m"
[index]
"""


def parse(index: str) -> IndexRecipe:
    return Recipe.parse(HEAD + index, Path()).index


def test_what_is_left_out_is_exact_to_32_bits_in_a_hash_by_an_algorithm_chosen_later() -> None:
    assert parse("") == IndexRecipe(
        Metric.COSINE, None, VectorType.FLOAT32, StorageType.HASH, policy=Policy.AUTO
    )


def test_all_that_can_be_said_is_read() -> None:
    whole = """
metric = "ip"
algorithm = "hnsw"
type = "float16"
storage = "json"
m = 32
ef_construction = 400
ef_runtime = 50
policy = "batches"
batch_size = 64
"""
    assert parse(whole) == IndexRecipe(
        Metric.IP,
        Algorithm.HNSW,
        VectorType.FLOAT16,
        StorageType.JSON,
        m=32,
        ef_construction=400,
        ef_runtime=50,
        policy=Policy.BATCHES,
        batch_size=64,
    )


@pytest.mark.parametrize(
    ("index", "said", "remedy"),
    [
        ('type = "float8"', "type = 'float8' is unknown", "Use float32, float16, bfloat16, "),
        ('storage = "string"', "storage = 'string' is unknown", "Use hash, json."),
        ('algorithm = "ivf"', "algorithm = 'ivf' is unknown", "Use flat, hnsw, svs-vamana."),
        ('policy = "fast"', "policy = 'fast' is unknown", "Use auto, batches, adhoc_bf."),
        ("ef = 3", "does not know 'ef'", "It knows metric, algorithm, type, storage, policy, m, "),
        ("m = 16", "m is for an index that is a graph, and algorithm is left out", '"hnsw"'),
        ('algorithm = "flat"\nef_runtime = 9', "ef_runtime is for .* algorithm is flat", '"hnsw"'),
        ('algorithm = "flat"\npolicy = "batches"', "policy is for an index that is a", '"hnsw"'),
        ('algorithm = "hnsw"\nm = 1', "m = 1 is out of bounds", "from 2 to 512"),
        ('algorithm = "hnsw"\nm = 100000', "m = 100,000 is out of bounds", "from 2 to 512"),
        ('algorithm = "hnsw"\nef_runtime = 0', "ef_runtime = 0 is out", "from 1 to 4,096"),
        ('algorithm = "hnsw"\nm = "16"', "needs 'm' as a whole number, but has '16'", ""),
        ('algorithm = "hnsw"\nm = 16.0', "needs 'm' as a whole number, but has 16.0", ""),
        ('algorithm = "hnsw"\nm = true', "needs 'm' as a whole number, but has True", ""),
        (
            'algorithm = "hnsw"\npolicy = "adhoc_bf"\nbatch_size = 9',
            "adhoc_bf has no batches",
            'policy = "batches"',
        ),
        ('type = "int8"\nmetric = "l2"', "int8 keeps likeness by metric = cosine", '"cosine"'),
        ('type = "uint8"', "uint8 keeps likeness by metric = l2 alone, not by cosine", '"l2"'),
        (
            'algorithm = "svs-vamana"\ntype = "bfloat16"',
            "svs-vamana does not take type = bfloat16",
            "Use float32 or float16",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(index: str, said: str, remedy: str) -> None:
    with pytest.raises(RecipeError, match=said) as raised:
        parse(index)

    assert remedy in raised.value.remedy


def graphs() -> st.SearchStrategy[IndexRecipe]:
    """Every index of a graph that may be asked for."""
    numbers = {name: st.none() | st.integers(*BOUNDS[name]) for name in BOUNDS}
    return st.builds(
        IndexRecipe,
        metric=st.sampled_from(Metric),
        algorithm=st.sampled_from([Algorithm.HNSW, Algorithm.SVS_VAMANA]),
        type=st.sampled_from([VectorType.FLOAT32, VectorType.FLOAT16]),
        storage=st.sampled_from(StorageType),
        policy=st.sampled_from([Policy.AUTO, Policy.BATCHES]),
        **numbers,
    )


@given(graphs() | st.builds(IndexRecipe, type=st.just(VectorType.INT8)))
def test_what_is_written_is_read_as_it_was(index: IndexRecipe) -> None:
    recipe = replace(Recipe.parse(HEAD, Path()), index=index)

    assert Recipe.parse(recipe.to_toml(), Path()).index == index
