"""A Redis that looks at few words is not believed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Role
from likewise.errors import FilterError
from likewise.index.engine.connection import connect
from likewise.index.engine.engine import Engine
from likewise.index.engine.server import Binaries
from likewise.index.filters.tree import Filter, Fuzzy, OneOf, Prefix, Words
from likewise.index.redis.codec import Keys
from likewise.index.redis.expansion import expanding
from likewise.index.redis.store import RedisStore
from likewise.index.requests import Total
from likewise.index.schema import Schema
from likewise.index.store import Document, Stamp

SCHEMA = Schema(
    (Field("name", Role.TEXT), Field("kind", Role.TAG)), (), Metric.COSINE, Algorithm.FLAT
)
DOCUMENTS = [
    Document(f"{number}", {"name": f"z{''.join(letters)}"}, None, {}, Stamp("", {}))
    for number, letters in enumerate(product("abcdefgh", repeat=3))
]
KEYS = Keys("t-expansion")


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[Engine]:
    """A Redis whose search module was told nothing."""
    binaries = Binaries.from_packages()
    command = [binaries.redis, "--port", "0", "--unixsocket", "r.sock", "--save", ""]
    command += ["--loadmodule", binaries.search, "--loadmodule", binaries.json]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        try:
            while not (tmp_path / "r.sock").exists():
                assert process.poll() is None
            with connect(f"unix://{tmp_path}/r.sock") as client:
                yield Engine(client)
        finally:
            process.terminate()


def filled(engine: Engine) -> RedisStore:
    store = RedisStore(engine, KEYS, 1, SCHEMA)
    store.create()
    store.put(DOCUMENTS)
    return store


@pytest.mark.parametrize(
    "where", [Prefix("name", "z"), ~Prefix("name", "z"), Fuzzy("name", "zaaa", 3)]
)
def test_where_words_are_left_out_the_filter_is_refused(foreign: Engine, where: Filter) -> None:
    store = filled(foreign)
    with pytest.raises(FilterError, match=r"FT\.CONFIG SET MAXPREFIXEXPANSIONS"):
        store.ask([Total(where)])


def test_where_none_are_left_out_it_is_answered(foreign: Engine) -> None:
    store = filled(foreign)
    asked = (Prefix("name", "za"), ~Fuzzy("name", "zaaa", 1), Words("name", "zaaa"))
    assert store.ask(list(map(Total, asked))) == [64, 490, 1]


def test_the_embedded_server_looks_at_all(parts: Parts) -> None:
    store = filled(parts.engine)
    assert store.ask([Total(Prefix("name", "z")), Total(~Prefix("name", "z"))]) == [512, 0]
    store.drop()


def test_only_what_several_words_meet_is_looked_into() -> None:
    plain = OneOf("kind", ("a",)) & ~Words("name", "b")
    assert not list(expanding(plain))
    assert list(expanding(plain | ~Prefix("name", "b"))) == [Prefix("name", "b")]
    assert list(expanding(Fuzzy("name", "b"))) == [Fuzzy("name", "b")]
