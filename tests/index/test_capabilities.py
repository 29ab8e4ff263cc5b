"""Capabilities: what a Redis can do is asked of it, and what it cannot is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, IndexRecipe, Metric, VectorType
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.known_models import MINILM
from likewise.errors import (
    EngineCapabilityError,
    EngineError,
    EngineFullError,
    EngineUnavailableError,
)
from likewise.importing import ImportOptions
from likewise.index.engine.capabilities import Capabilities, is_common
from likewise.index.redis.codec import Command, Reply
from likewise.index.schema import Schema

FLOATS = tuple(each for each in VectorType if each not in (VectorType.INT8, VectorType.UINT8))
HERE = Capabilities((Algorithm.FLAT, Algorithm.HNSW), FLOATS, fuses=False)


def answering(answer: Callable[[Command], Reply]) -> tuple[Callable[[Command], Reply], list[str]]:
    """A Redis that answers so, and the first words of what it is told."""
    told: list[str] = []

    def run(command: Command) -> Reply:
        told.append(str(command[0]))
        return answer(command)

    return run, told


def test_the_redis_of_the_tests_says_what_it_can_and_keeps_nothing(parts: Parts) -> None:
    before = parts.engine.run("FT._LIST")

    assert parts.engine.capabilities == HERE
    assert parts.engine.capabilities is parts.engine.capabilities
    assert parts.engine.run("FT._LIST") == before
    assert str(HERE) == (
        "flat, hnsw with float32, float16, bfloat16, float64; no svs-vamana, int8, uint8, FT.HYBRID"
    )


def test_a_redis_that_makes_every_index_can_do_all_and_is_left_as_it_was() -> None:
    made: set[str | bytes | float] = set()

    def answer(command: Command) -> Reply:
        if command[0] == "FT.CREATE":
            made.add(command[1])
        elif command[0] == "FT.DROPINDEX":
            made.remove(command[1])
        return [[b"ft.hybrid", -1]]

    run, told = answering(answer)

    assert Capabilities.ask(run) == Capabilities(tuple(Algorithm), tuple(VectorType), fuses=True)
    assert not made
    assert told == ["FT.CREATE", "FT.DROPINDEX"] * 3 + ["COMMAND"]


def test_a_probe_covers_no_key_and_goes_by_itself() -> None:
    told: list[Command] = []
    Capabilities.ask(lambda command: told.append(command) or [None])
    made = [command for command in told if command[0] == "FT.CREATE"]

    assert len({command[1] for command in made}) == len(made)
    for command in made:
        assert str(command[1]).startswith("likewise:probe:")
        assert command[command.index("PREFIX") + 2] == f"{command[1]}:"
        assert command[command.index("TEMPORARY") + 1] == 60
        assert "SKIPINITIALSCAN" in command


def test_what_is_not_allowed_cannot_be_done() -> None:
    def answer(_: Command) -> Reply:
        raise EngineError("Redis does not allow this to our user (NOPERM).")

    run, told = answering(answer)

    assert Capabilities.ask(run) == HERE
    assert told == ["FT.CREATE"] * 3 + ["COMMAND"]


@pytest.mark.parametrize("error", [EngineUnavailableError, EngineFullError])
def test_a_redis_that_fails_has_not_answered(error: type[EngineError]) -> None:
    def answer(_: Command) -> Reply:
        raise error("no")

    with pytest.raises(error):
        Capabilities.ask(answering(answer)[0])


@pytest.mark.parametrize(
    ("schema", "said", "remedy"),
    [
        (
            Schema((), (), Metric.COSINE, Algorithm.SVS_VAMANA),
            "algorithm = svs-vamana, which came with Redis 8.2; it can do flat, hnsw",
            'algorithm = "hnsw"',
        ),
        (
            Schema((), (), Metric.COSINE, Algorithm.HNSW, type=VectorType.INT8),
            "type = int8, which came with Redis 8.0; it can do float32, float16, bfloat16, float64",
            'type = "float16"',
        ),
        (
            Schema((), (), Metric.L2, Algorithm.FLAT, type=VectorType.UINT8),
            "type = uint8, which came with Redis 8.0",
            'type = "float16"',
        ),
    ],
)
def test_an_index_that_cannot_be_made_is_refused_with_one_that_can(
    schema: Schema, said: str, remedy: str
) -> None:
    with pytest.raises(EngineCapabilityError, match=said) as raised:
        HERE.check(schema)

    assert remedy in raised.value.remedy
    assert not is_common(schema)
    Capabilities(tuple(Algorithm), tuple(VectorType), fuses=False).check(schema)


@pytest.mark.parametrize("algorithm", HERE.algorithms)
@pytest.mark.parametrize("kind", HERE.types)
def test_what_every_redis_can_do_is_not_even_asked(algorithm: Algorithm, kind: VectorType) -> None:
    schema = Schema((), (), Metric.COSINE, algorithm, type=kind)

    assert is_common(schema)
    HERE.check(schema)


def test_an_import_that_cannot_be_leaves_no_trace(parts: Parts, name: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.csv"
    file.write_text("id,name\n1,lamp\n")
    recipe = Recipe(
        name,
        Source.of(file),
        "id",
        None,
        (Field("name", Role.TEXT),),
        (VectorRecipe("text", "{name}", MINILM.name),),
        index=IndexRecipe(type=VectorType.INT8),
        folder=tmp_path,
    )
    with pytest.raises(EngineCapabilityError, match="int8"):
        parts.import_(recipe, ImportOptions())
    with pytest.raises(EngineCapabilityError, match="int8"):
        parts.importer.plan(recipe, ImportOptions())

    assert parts.register.entry(name) is None
    half = replace(recipe, index=IndexRecipe(type=VectorType.FLOAT16))
    assert parts.import_(half, ImportOptions()).added == 1
    parts.drop(name)
