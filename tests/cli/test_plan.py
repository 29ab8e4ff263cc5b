"""`likewise import --plan`: the plan on a terminal and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.item import Item
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.cli.plan import plan_json, print_plan
from likewise.index.engine.room import Room
from likewise.index.schema import Schema, VectorField
from likewise.planning.memory import Growth, bytes_needed
from likewise.planning.plan import Plan

TEXT = Field("name", Role.TEXT)
VECTOR = VectorField("text", "{name}", 384, "m", "f")
SCHEMA = Schema((TEXT,), (VECTOR,), Metric.COSINE, Algorithm.HNSW)
ITEMS = [Item(f"{n:06d}", {"name": f"{n} thing"}, None, "none", n) for n in range(100)]
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
    memory=bytes_needed(SCHEMA, ITEMS, Growth(8, 8)),
    room=Room(None, 2**20, 2**30),
)


def test_json_has_the_plan_in_plain_values() -> None:
    plain = json.loads(json.dumps(plan_json(PLAN)))
    assert plain["catalogue"] == "shop"
    assert plain["algorithm"] == "hnsw"
    assert (plain["rows"], plain["exact"], plain["encoded"]) == (8, True, 24)
    assert (plain["rejected"], plain["new"], plain["seconds"]) == (0.125, 1, 1.25)
    assert plain["bytes"] == PLAN.needed.bytes == plain["memory"][0]["bytes"]
    assert plain["fits"] is True
    assert [(each["algorithm"], each["type"]) for each in plain["memory"]] == [
        ("hnsw", "float32"),
        ("flat", "float32"),
        ("flat", "float16"),
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
