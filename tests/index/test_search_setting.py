"""Search settings: how they are said, and how far they reach."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.catalogue.index_recipe import Algorithm, Metric, Policy
from likewise.index.schema import Schema, VectorField
from likewise.index.search_setting import SearchSetting

SCHEMA = Schema(
    (), (VectorField("text", "{name}", 4, "m", "f"),), Metric.COSINE, Algorithm.HNSW, ef_runtime=77
)
SETTINGS = st.builds(
    SearchSetting,
    st.integers(1, 4096),
    st.sampled_from(Policy),
    st.none() | st.integers(1, 10_000),
)


@given(SETTINGS)
def test_a_schema_has_the_setting_that_was_applied_and_nothing_else_changed(
    setting: SearchSetting,
) -> None:
    applied = setting.applied(SCHEMA)
    assert SearchSetting.of(applied) == setting
    assert SearchSetting.of(SCHEMA).applied(applied) == SCHEMA
    assert applied.fingerprint == SCHEMA.fingerprint


@given(SETTINGS)
def test_a_setting_comes_back_from_json_as_it_was(setting: SearchSetting) -> None:
    assert SearchSetting.from_json(json.loads(json.dumps(list(setting)))) == setting


@given(SETTINGS, st.integers(1, 10_000))
def test_more_neighbours_need_no_fewer_candidates_than_there_are(
    setting: SearchSetting, k: int
) -> None:
    reaching = setting.reaching(k)
    assert reaching.ef_runtime >= max(setting.ef_runtime, k)
    assert reaching.ef_runtime <= setting.reaching(k + 1).ef_runtime
    assert reaching[1:] == setting[1:]


@pytest.mark.parametrize(("k", "width"), [(1, 100), (10, 100), (100, 385), (1000, 1900)])
def test_candidates_beyond_the_neighbours_grow_with_their_root(k: int, width: int) -> None:
    assert SearchSetting(100, Policy.AUTO).reaching(k).ef_runtime == width


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (SearchSetting(100, Policy.AUTO), "EF 100"),
        (SearchSetting(100, Policy.BATCHES), "EF 100, batches"),
        (SearchSetting(100, Policy.BATCHES, 50), "EF 100, batches of 50"),
        (SearchSetting(1, Policy.ADHOC_BF), "compare all"),
    ],
)
def test_a_setting_is_said_in_few_words(setting: SearchSetting, words: str) -> None:
    assert str(setting) == words
