"""Commands that measure, and their replies, as tables."""

from __future__ import annotations

import numpy as np

from likewise.catalogue.index_recipe import Algorithm, Metric, Policy
from likewise.index.redis.measure import Window, distances_to, read_distances
from likewise.index.schema import Schema, VectorField
from likewise.index.search_setting import SearchSetting

SCHEMA = Schema((), (VectorField("text", "{name}", 2, "m", "f"),), Metric.COSINE, Algorithm.HNSW)
TO = np.array([0.6, 0.8], np.float32)
HEAD = ("FT.SEARCH", "idx")
TAIL = ("RETURN", 1, "_distance", "LIMIT", 0, 10, "TIMEOUT", 0)


def command(setting: SearchSetting, window: Window | None) -> tuple[object, ...]:
    return distances_to("idx", SCHEMA, "text", TO, k=10, window=window, setting=setting)


def test_without_a_window_there_is_no_filter_and_no_policy() -> None:
    assert command(SearchSetting(200, Policy.AUTO), None) == (
        *HEAD,
        "*=>[KNN $p0 @_v_text $p2 EF_RUNTIME 200 AS _distance]",
        *TAIL,
        *("PARAMS", 4, "p0", 10, "p2", TO.tobytes(), "DIALECT", 2),
    )


def test_a_window_is_a_filter_whose_upper_end_is_open() -> None:
    found = command(SearchSetting(200, Policy.BATCHES, 50), Window(0.25, 0.5))
    assert found[2] == (
        "(@_draw:[$p0 ($p2])=>[KNN $p4 @_v_text $p6 EF_RUNTIME 200 HYBRID_POLICY BATCHES "
        "BATCH_SIZE 50 AS _distance]"
    )
    assert found[found.index("PARAMS") + 2 :][:4] == ("p0", 0.25, "p2", 0.5)


def test_to_compare_all_takes_a_filter_that_all_meet() -> None:
    found = command(SearchSetting(1, Policy.ADHOC_BF), None)
    assert found[2] == (
        "(@_draw:[$p0 ($p2])=>[KNN $p4 @_v_text $p6 HYBRID_POLICY ADHOC_BF AS _distance]"
    )
    assert found[found.index("PARAMS") + 2 :][:4] == ("p0", 0, "p2", 1)


def test_distances_are_read_smallest_first() -> None:
    reply = [2, b"a", [b"_distance", b"0.5"], b"b", [b"_distance", b"0.25"]]
    assert read_distances(reply) == [0.25, 0.5]
    assert read_distances([0]) == []
