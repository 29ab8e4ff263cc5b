"""Storage: a document's values come back as they went in, from a hash as from JSON."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric, StorageType, VectorType
from likewise.embedding.vectors import unit
from likewise.index.precision import from_numbers, to_numbers
from likewise.index.redis.codec import Keys, Stored
from likewise.index.redis.hash_storage import HashStorage
from likewise.index.redis.json_storage import JsonStorage
from likewise.index.redis.storage import Storage, storage_of
from likewise.index.redis.store import RedisStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp

VECTOR = unit(np.random.default_rng(3).standard_normal((1, 384), np.float32))[0]
STORAGES = pytest.mark.parametrize("storage", StorageType)


def storage_for(storage: StorageType, kind: VectorType = VectorType.FLOAT32) -> Storage:
    return storage_of(Schema((), (), Metric.COSINE, Algorithm.FLAT, type=kind, storage=storage))


@pytest.fixture
def key(parts: Parts, name: str) -> Iterator[str]:
    """A key of this test's own."""
    yield f"likewise:{name}:{{x}}"
    parts.engine.run("DEL", f"likewise:{name}:{{x}}")


def read(parts: Parts, storage: Storage, key: str, *names: str) -> list[object]:
    return list(storage.values(parts.engine.run(*storage.read(key, names)), names))


@STORAGES
@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"])),
    shown=st.text(st.characters(exclude_categories=["Cs"])).map(str.encode),
    number=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53),
)
def test_texts_come_back_to_the_letter(
    parts: Parts, key: str, storage: StorageType, text: str, shown: bytes, number: float
) -> None:
    words = storage_for(storage)
    values: dict[str, Stored] = {"text": text, "_shown": shown, "number": number}
    parts.engine.run("DEL", key)
    parts.engine.run(*words.write(key, values))

    assert read(parts, words, key, "_shown", "none", "text") == [shown, None, text.encode()]
    assert read(parts, words, key, "text") == [text.encode()]
    assert read(parts, words, key, "none") == [None]


@STORAGES
@pytest.mark.parametrize("kind", VectorType)
def test_vectors_come_back_as_their_numbers_hold_them(
    parts: Parts, key: str, storage: StorageType, kind: VectorType
) -> None:
    words = storage_for(storage, kind)
    parts.engine.run(*words.write(key, {"_v_text": VECTOR, "_digest": "d"}))
    (found,) = read(parts, words, key, "_v_text")

    assert words.flaw(found, 384) is None
    assert_array_equal(words.vector(found), from_numbers(to_numbers(VECTOR, kind), kind))
    assert "expected 383 dimensions, found 384" in (words.flaw(found, 383) or "")


@STORAGES
def test_of_a_key_that_is_not_there_nothing_is_read(
    parts: Parts, key: str, storage: StorageType
) -> None:
    words = storage_for(storage)

    assert read(parts, words, key, "text") == [None]
    assert read(parts, words, key, "text", "_digest") == [None, None]


@pytest.mark.parametrize("kind", [kind for kind in VectorType if kind.bytes > 1])
def test_a_hash_tells_a_number_that_is_cut_off(kind: VectorType) -> None:
    assert HashStorage(kind).flaw(b"123456789", 3) == "a number is cut off"


@pytest.mark.parametrize("kind", VectorType)
@pytest.mark.parametrize("value", [b"text", ["a", "b"], [[1], [2, 3]], {"a": 1}, True])
def test_json_tells_what_is_no_list_of_numbers(kind: VectorType, value: object) -> None:
    assert JsonStorage(kind).flaw(value, 3)


@pytest.mark.parametrize(
    ("storage", "words"), [(StorageType.HASH, ("x",)), (StorageType.JSON, ("$.x", "AS", "x"))]
)
def test_a_value_is_returned_under_its_name(storage: StorageType, words: tuple[str, ...]) -> None:
    assert storage_for(storage).returned("x") == storage_for(storage).column("x") == words


FLOATS = [kind for kind in VectorType if kind not in (VectorType.INT8, VectorType.UINT8)]


@STORAGES
@pytest.mark.parametrize("kind", FLOATS)
def test_a_vector_that_was_spoilt_is_named_whatever_its_numbers(
    parts: Parts, name: str, storage: StorageType, kind: VectorType
) -> None:
    vector = VectorField("text", "{name}", 384, "m", "f")
    schema = Schema((), (vector,), Metric.COSINE, Algorithm.FLAT, type=kind, storage=storage)
    store = RedisStore(parts.engine, Keys(name), 1, schema)
    store.create()
    store.put(
        Document(str(n), {}, None, {"text": VECTOR}, Stamp("d", {"text": "i"})) for n in range(3)
    )
    assert list(store.problems()) == []

    half = (VECTOR / 2).astype(np.float32)
    parts.engine.run("DEL", Keys(name).document(1, "1"))
    parts.engine.run(*storage_of(schema).write(Keys(name).document(1, "1"), {"_v_text": half}))
    assert list(store.problems()) == [
        "item '1': vector text: expected unit length, found 0.5",
    ]
    store.remove(["0", "1", "2"])
    store.drop()
