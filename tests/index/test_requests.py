"""What a store is asked: Redis answers as the exact store in memory does."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric, StorageType
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.vectors import Vector, unit
from likewise.index.content import NO_CONTENT
from likewise.index.filters.tree import EVERYTHING, Between, Filter, NoneOf, OneOf
from likewise.index.memory_store import MemoryStore
from likewise.index.redis.store import RedisStore
from likewise.index.requests import (
    Extent,
    Histogram,
    Keywords,
    Labels,
    Matching,
    Near,
    Nearest,
    Neighbour,
    Ordered,
    Relevant,
    TagCounts,
    Total,
)
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp, Store, answer
from likewise.language.analyzer import Analyzer
from likewise.language.keyword_settings import KeywordSettings
from likewise.language.terms import Term

DIMS = 16
COUNT = 200
WORDS = (
    "oak",
    "a",
    "aed",
    "table",
    "chair",
    "lamp",
    "red",
    "blue",
    "round",
    "garden",
    "黑色",
    "手机",
    "a12",
)
KINDS = list(product(Metric, StorageType))


def schema(metric: Metric = Metric.COSINE, storage: StorageType = StorageType.HASH) -> Schema:
    fields = (
        Field("name", Role.TEXT),
        Field("notes", Role.TEXT),
        Field("kind", Role.TAG),
        Field("tags of it", Role.TAG, ","),
        Field("price", Role.NUMBER),
        Field("seen", Role.TIME),
    )
    vectors = (
        VectorField("text", "{name}", DIMS, "model", "fingerprint"),
        VectorField("other", "{notes}", DIMS, "model", "fingerprint"),
    )
    made = Schema(fields, vectors, metric, Algorithm.FLAT, storage=storage)
    return replace(made, keywords=KeywordSettings(language="none"))


def documents() -> list[Document]:
    """Items of which several are equal in their vector, their words, their price."""
    chosen = random.Random(5)
    rows = unit(np.random.default_rng(5).standard_normal((COUNT, DIMS)).astype(np.float32))
    made = []
    for number in range(COUNT):
        fields: dict[str, Any] = {"name": " ".join(chosen.choices(WORDS, k=3))}
        if number % 3:
            fields["notes"] = " ".join(chosen.choices(WORDS, k=number % 7))
        fields["kind"] = chosen.choice(("a", "b", "c d", "e\\,f"))
        if number % 4:
            fields["tags of it"] = tuple(dict.fromkeys(chosen.choices(("x", "Y|z", "w w"), k=2)))
        if number % 5:
            fields["price"] = chosen.choice((1, 2.5, 10, 99.75, -3))
        if number % 6:
            fields["seen"] = f"2024-0{number % 9 + 1}-1{number % 3}"
        vectors = {"text": rows[number % 50]}
        if number % 2:
            vectors["other"] = rows[(number * 7) % COUNT]
        stamp = Stamp(f"{number}", {})
        made.append(
            Document(f"id {chosen.randint(0, 10**9)}-{number}", fields, None, vectors, stamp)
        )
    return made


DOCUMENTS = documents()
QUERY: Vector = DOCUMENTS[3].vectors["text"]
FILTERS: Sequence[Filter] = (
    EVERYTHING,
    OneOf("kind", ("a", "e\\,f")),
    NoneOf("tags of it", ("x",)),
    Between("price", low=2),
    OneOf("kind", ("nothing",)),
)


@pytest.fixture(scope="module", params=KINDS, ids="-".join)
def stores(request: pytest.FixtureRequest, parts: Parts) -> Iterator[tuple[RedisStore, Store]]:
    """The same documents in Redis and in memory."""
    metric, storage = request.param
    name = f"t-requests-{metric}-{storage}"
    recipe = Recipe(
        name,
        Source.of("none.csv"),
        "id",
        None,
        (Field("name", Role.TEXT),),
        (VectorRecipe("text", "{name}", "model"),),
    )
    store = parts.register.begin(recipe, schema(metric, storage))
    store.put(DOCUMENTS)
    yardstick = MemoryStore(schema())
    yardstick.put(DOCUMENTS)
    yield store, yardstick
    parts.register.forget(name)


def words(text: str, *fields: str) -> Keywords:
    terms = tuple(Term(word, ((word,),)) for word in Analyzer().tokens(text))
    return Keywords(terms, fields)


RELEVANT = (
    None,
    Relevant((Near("text", QUERY, 0.2),)),
    Relevant((Near("text", QUERY, 0.3), Near("other", QUERY, 0.1)), words("oak table")),
    Relevant(words=words("oak")),
)


def same(found: Sequence[Neighbour], right: Sequence[Neighbour]) -> None:
    assert [each.id for each in found] == [each.id for each in right]
    assert [each.score for each in found] == pytest.approx([e.score for e in right], abs=1e-5)
    assert [each.content for each in found] == [each.content for each in right]


@pytest.mark.parametrize("where", FILTERS)
@pytest.mark.parametrize(("k", "contents"), [(1, True), (7, False), (50, True), (1000, True)])
@pytest.mark.parametrize("least", [-1.0, 0.1])
def test_the_nearest_are_those_in_memory_also_where_many_are_equal(
    stores: tuple[Store, Store], where: Filter, k: int, *, contents: bool, least: float
) -> None:
    request = Nearest("text", QUERY, k, where, least=least, contents=contents)
    found, right = (answer(store, request) for store in stores)
    # Distances come with twelve digits of 32-bit sums, so near-equals may stand in another order.
    assert [round(each.score, 4) for each in found] == [round(each.score, 4) for each in right]
    if k == 1000:
        assert {each.id for each in found} == {each.id for each in right}
    assert all((each.content is not NO_CONTENT) is contents for each in found)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_of_equal_ones_the_first_by_id_come(stores: tuple[Store, Store], k: int) -> None:
    """Four documents have the very vector that is looked for."""
    same(*(answer(store, Nearest("text", QUERY, k)) for store in stores))


@pytest.mark.parametrize("where", FILTERS)
@pytest.mark.parametrize("relevant", RELEVANT)
@pytest.mark.parametrize(
    "text", ["oak", "oak table red", "黑色 手机", "a12 zebra", "zebra", "aede", "aed"]
)
@pytest.mark.parametrize("k", [3, 1000])
def test_words_are_ranked_by_bm25_whatever_the_filter(
    stores: tuple[Store, Store], where: Filter, relevant: Relevant | None, text: str, k: int
) -> None:
    """A filter by tags, which the search module counts as words, moves no score."""
    request = Matching(words(text), k, where, relevant)
    same(*(answer(store, request) for store in stores))


def test_words_are_looked_for_in_the_fields_that_are_named(stores: tuple[Store, Store]) -> None:
    found, right = (
        {each.id for each in answer(store, Matching(words("oak", "notes"), 1000))}
        for store in stores
    )
    assert found == right
    assert 0 < len(found) < COUNT / 2


@pytest.mark.parametrize("where", FILTERS)
@pytest.mark.parametrize("relevant", RELEVANT)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", ["price", "seen"])
@pytest.mark.parametrize("k", [5, 1000])
def test_documents_are_ordered_by_a_field_and_those_without_it_come_last(
    stores: tuple[Store, Store],
    where: Filter,
    relevant: Relevant | None,
    *,
    descending: bool,
    field: str,
    k: int,
) -> None:
    request = Ordered(field, descending, k, where, relevant)
    same(*(answer(store, request) for store in stores))


@pytest.mark.parametrize("where", FILTERS)
@pytest.mark.parametrize("relevant", RELEVANT)
def test_counts_are_those_in_memory(
    stores: tuple[Store, Store], where: Filter, relevant: Relevant | None
) -> None:
    requests = [
        Total(where, relevant),
        TagCounts("kind", 10, where, relevant),
        TagCounts("tags of it", 2, where, relevant),
        Extent("price", where, relevant),
        Extent("seen", where, relevant),
        Histogram("price", -3, 2.5, where, relevant),
        Histogram("seen", 0, 30 * 86_400, where, relevant),
    ]
    found, right = (store.ask(requests) for store in stores)
    assert found == right
    assert list(found[1]) == list(right[1])  # and in the same order


@pytest.mark.parametrize("where", FILTERS)
@pytest.mark.parametrize("field", ["", "kind", "tags of it"])
def test_every_id_that_meets_a_filter_comes_with_its_tags(
    stores: tuple[Store, Store], where: Filter, field: str
) -> None:
    found, right = (answer(store, Labels(field, where)) for store in stores)
    assert found == right
    assert field or not any(found.values())


def test_nothing_asked_is_nothing_answered(stores: tuple[Store, Store]) -> None:
    assert list(stores[0].ask([])) == []
