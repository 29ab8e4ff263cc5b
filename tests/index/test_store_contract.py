"""One suite for every store; the exact one in memory is the yardstick."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric, StorageType, VectorType
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.vectors import Vector, unit
from likewise.errors import IncompleteIndexError
from likewise.index.content import Content
from likewise.index.filters.tree import EVERYTHING, And, Between, Filter, NoneOf, OneOf
from likewise.index.memory_store import MemoryStore
from likewise.index.requests import Drawn, Nearest, Neighbour, Total
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp, Store, answer

DIMS = 16
HOSTILE = (
    "a\\,b", "\\", "\\\\", "a\\ b",
    "a,b", "a|b", "x} | *", "{}", "a b", "a-b", "@gender:{x}", "*", "quote\"'\\", "灯具", "é",
    "$p0", "(", ")", "=>[KNN 1 @v $v]", "new\nline", "tab\tbed", "%", "~", "a", "A", "0", "-1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What an index is like.

    Attributes:
        error: How far a similarity may be from that of exact search, by its numbers.
    """

    metric: Metric = Metric.COSINE
    algorithm: Algorithm = Algorithm.FLAT
    type: VectorType = VectorType.FLOAT32
    storage: StorageType = StorageType.HASH

    def __str__(self) -> str:
        return f"{self.metric}-{self.algorithm}-{self.type}-{self.storage}"

    @property
    def error(self) -> float:
        return {VectorType.FLOAT16: 1e-3, VectorType.BFLOAT16: 1e-2}.get(self.type, 1e-5)


def schema(kind: Kind) -> Schema:
    """Tags, a number, a field with a name that Redis would not take, and one vector."""
    fields = (
        Field("tag", Role.TAG),
        Field("tags", Role.TAG, ","),
        Field("Preis in €", Role.NUMBER),
        Field("name", Role.TEXT),
    )
    vector = VectorField("text", "{name}", DIMS, "model", "fingerprint")
    return Schema(
        fields, (vector,), kind.metric, kind.algorithm, type=kind.type, storage=kind.storage
    )


def documents() -> list[Document]:
    """Sixty documents, each hostile value on some of them, a few without a vector's direction."""
    rows = unit(np.random.default_rng(3).standard_normal((60, DIMS)).astype(np.float32))
    made = []
    for number, row in enumerate(rows):
        fields: dict[str, str | float | tuple[str, ...]] = {"name": f"no. {number}"}
        fields["tag"] = HOSTILE[number % len(HOSTILE)]
        fields["tags"] = (HOSTILE[number % 7], f"t{number % 3}")
        if number % 5:
            fields["Preis in €"] = number / 2
        made.append(
            Document(
                f"id {number}#ü",
                fields,
                None,
                {"text": row},
                Stamp(f"digest {number}", {"text": f"input {number}"}),
            )
        )
    return made


HERE = [kind for kind in VectorType if kind not in (VectorType.INT8, VectorType.UINT8)]
"""The numbers that the Redis of the tests can keep."""

KINDS = [None] + [
    Kind(*each) for each in product(Metric, (Algorithm.FLAT, Algorithm.HNSW), HERE, StorageType)
]


@pytest.fixture(params=KINDS, ids=str)
def kind(request: pytest.FixtureRequest) -> Kind:
    """What the store is like; that in memory is exact."""
    found: Kind | None = request.param
    return found or Kind()


@pytest.fixture
def store(request: pytest.FixtureRequest, kind: Kind, parts: Parts, name: str) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.node.callspec.params["kind"] is None:
        yield MemoryStore(schema(kind))
        return
    recipe = Recipe(
        name,
        Source.of("none.csv"),
        "id",
        None,
        (Field("name", Role.TEXT),),
        (VectorRecipe("text", "{name}", "model"),),
    )
    yield parts.register.begin(recipe, schema(kind))
    parts.register.forget(name)


@pytest.fixture
def yardstick() -> MemoryStore:
    """The documents in memory."""
    exact = MemoryStore(schema(Kind()))
    exact.put(documents())
    return exact


def nearest(
    store: Store, vector: Vector, *, k: int, where: Filter = EVERYTHING
) -> Sequence[Neighbour]:
    return answer(store, Nearest("text", vector, k, where))


def count(store: Store, where: Filter) -> int:
    return answer(store, Total(where))


def assert_ranked(found: Sequence[Neighbour], right: Sequence[Neighbour], error: float) -> None:
    """The same documents with the same similarities, and in the same order but for near ties."""
    exact = {each.id: each.score for each in right}
    assert {each.id for each in found} == exact.keys()
    for each, best in zip(found, right, strict=True):
        assert abs(each.score) <= 1 + 1e-6
        assert each.score == pytest.approx(exact[each.id], abs=error)
        assert exact[each.id] == pytest.approx(best.score, abs=2 * error)


def test_the_nearest_are_those_of_exact_search(
    store: Store, yardstick: MemoryStore, kind: Kind
) -> None:
    """Ids, order and similarity agree with numpy, to 1e-5 if no number is rounded."""
    store.put(documents())
    for query in documents()[:10]:
        vector = query.vectors["text"]
        found = nearest(store, vector, k=60)
        assert_ranked(found, nearest(yardstick, vector, k=60), kind.error)
        assert found[0].id == query.id
        assert found[0].score == pytest.approx(1, abs=kind.error)


def test_a_tag_is_found_exactly_whatever_it_holds(store: Store) -> None:
    """A hostile value finds the documents that have it, and no other."""
    store.put(documents())
    vector = documents()[0].vectors["text"]
    for value in HOSTILE:
        found = nearest(store, vector, k=60, where=OneOf("tag", (value,)))
        right = {each.id for each in documents() if each.fields["tag"] == value}
        assert {each.id for each in found} == right, value
        assert count(store, OneOf("tag", (value,))) == len(found), value


conditions = st.one_of(
    st.builds(
        OneOf,
        st.sampled_from(["tag", "tags"]),
        st.lists(st.sampled_from([*HOSTILE, "t1", "none"]), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        NoneOf,
        st.sampled_from(["tag", "tags"]),
        st.lists(st.sampled_from([*HOSTILE, "t2", "none"]), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Between,
        st.just("Preis in €"),
        st.sampled_from([-math.inf, 0, 3.5, 10]),
        st.sampled_from([math.inf, 10, 20.5]),
        st.booleans(),
        st.booleans(),
    ),
)


@hypothesis_settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=st.lists(conditions, max_size=3).map(tuple).map(And), number=st.integers(0, 59))
def test_filters_admit_what_plain_python_admits(
    store: Store, yardstick: MemoryStore, kind: Kind, where: Filter, number: int
) -> None:
    """Any filter gives the same ids and totals as the yardstick."""
    if not store.stamps(["id 0#ü"])[0]:
        store.put(documents())
    vector = documents()[number].vectors["text"]
    found = nearest(store, vector, k=60, where=where)
    assert_ranked(found, nearest(yardstick, vector, k=60, where=where), kind.error)
    assert count(store, where) == len(found)


def test_a_larger_k_only_extends_the_list(store: Store) -> None:
    """The first five of ten are the five."""
    store.put(documents())
    vector = documents()[1].vectors["text"]
    ten = [each.id for each in nearest(store, vector, k=10)]
    assert [each.id for each in nearest(store, vector, k=5)] == ten[:5]


@pytest.mark.parametrize("where", [EVERYTHING, NoneOf("tags", ("t1",)), OneOf("tag", ("none",))])
def test_pages_in_the_order_of_draws_are_those_in_memory(
    store: Store, yardstick: MemoryStore, where: Filter
) -> None:
    """Whatever of them is asked for, and after some were replaced."""
    store.put(documents())
    store.put(documents()[7:20])
    for k, offset, below in ((10, 0, 1.0), (7, 20, 1.0), (60, 3, 0.5), (1, 59, 1.0), (5, 60, 1.0)):
        asked = Drawn(k, offset, below, where)
        assert answer(store, asked) == answer(yardstick, asked), asked


def test_put_twice_is_put_once(store: Store) -> None:
    """The same documents again change nothing."""
    store.put(documents())
    store.put(documents())
    assert store.size() == 60
    assert sorted(store.ids()) == sorted(each.id for each in documents())


def test_a_replaced_document_leaves_nothing_behind(store: Store) -> None:
    """A field that the new document lacks is gone, in what is shown and in filters."""
    first = documents()[1]
    store.put([first])
    store.put(
        [
            Document(
                first.id,
                {"name": "new"},
                "p.png",
                first.vectors,
                Stamp("new", {"text": "of words"}),
            )
        ]
    )
    assert store.contents([first.id]) == [Content({"name": "new"}, "p.png")]
    assert count(store, OneOf("tag", (str(first.fields["tag"]),))) == 0
    assert count(store, Between("Preis in €")) == 0
    assert store.stamps([first.id, "other"]) == [Stamp("new", {"text": "of words"}), None]


def test_what_is_removed_is_gone(store: Store) -> None:
    """Removed documents are neither found nor counted nor listed; unknown ids are passed over."""
    store.put(documents())
    store.remove([documents()[0].id, "unknown"])
    vector = documents()[0].vectors["text"]
    assert documents()[0].id not in {each.id for each in nearest(store, vector, k=60)}
    assert store.size() == 59
    assert store.contents([documents()[0].id]) == [None]
    assert store.vectors("text", [documents()[0].id]) == [None]


def test_fields_and_vectors_come_back_as_they_went_in(store: Store, kind: Kind) -> None:
    """Texts, numbers, lists of tags, and every bit of a vector if no number is rounded."""
    store.put(documents())
    for each in documents()[:5]:
        assert store.contents([each.id]) == [Content(each.fields, None)]
        found = store.vectors("text", [each.id])[0]
        assert found is not None
        assert found.dtype == np.float32
        assert found @ each.vectors["text"] == pytest.approx(1, abs=1e-4)
        if kind.error == Kind().error:
            assert np.array_equal(found, each.vectors["text"])
        assert store.vectors("unknown", [each.id]) == [None]


@pytest.mark.parametrize(
    "vector",
    [np.zeros(DIMS), np.full(DIMS, np.nan), np.ones(DIMS), np.array([1.0, 0.0])],
    ids=["zero", "nan", "long", "short"],
)
def test_redis_is_never_given_a_flawed_vector(
    parts: Parts, name: str, vector: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> None:
    """Redis would take it and then lose the document from its index without a word."""
    recipe = Recipe(
        name, Source.of("x"), "id", None, (Field("name", Role.TEXT),),
        (VectorRecipe("text", "{name}", "model"),),
    )  # fmt: skip
    store = parts.register.begin(recipe, schema(Kind()))
    with pytest.raises(IncompleteIndexError, match="Item 'bad', vector text"):
        store.put([Document("bad", {}, None, {"text": vector.astype(np.float32)}, Stamp("d", {}))])
    assert store.size() == 0
    parts.register.forget(name)
