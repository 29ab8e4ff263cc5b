"""Maps of a catalogue in Redis: laid out, added to, read, and gone with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric, StorageType
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.vectors import Vectors, unit
from likewise.errors import IncompleteIndexError, UnknownMapError, UsageError
from likewise.index.filters.tree import OneOf
from likewise.index.redis.store import RedisStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.search.mapping.map import Map, MapFacts
from likewise.search.mapping.mapper import Mapper
from likewise.search.mapping.method import FEWEST_NEIGHBOURED, Method, Plane, by_neighbours

DIMS = 24
KINDS = ("chair", "lamp", "spade")
FIELDS = (Field("name", Role.TEXT), Field("kind", Role.TAG))
VECTORS = (
    VectorField("text", "{name}", DIMS, "model", "fingerprint"),
    VectorField("other", "{kind}", DIMS, "model", "fingerprint"),
)
CENTRES = unit(np.random.default_rng(1).standard_normal((3, DIMS)).astype(np.float32))


def near(kind: int, count: int, seed: int) -> Vectors:
    noise = np.random.default_rng(seed).standard_normal((count, DIMS)).astype(np.float32)
    return unit(CENTRES[kind] + 0.06 * noise)


def document(id_: str, kind: int, row: np.ndarray, made_from: str) -> Document:
    fields = {"name": f"no. {id_}", "kind": KINDS[kind]}
    return Document(id_, fields, None, {"text": row}, Stamp(made_from, {"text": made_from}))


def documents(count: int = 40, *, begin: int = 0, seed: int = 7) -> list[Document]:
    """So many of each kind, in groups that are far from each other."""
    return [
        document(f"{KINDS[kind]} {begin + n}", kind, row, f"{seed:08x}{kind:04x}{begin + n:04x}")
        for kind in range(3)
        for n, row in enumerate(near(kind, count, seed + kind))
    ]


@pytest.fixture(params=StorageType)
def store(parts: Parts, name: str, request: pytest.FixtureRequest) -> Iterator[RedisStore]:
    recipes = tuple(VectorRecipe(each.name, each.source, each.model) for each in VECTORS)
    recipe = Recipe(name, Source.of("none.csv"), "id", None, FIELDS, recipes)
    schema = Schema(FIELDS, VECTORS, Metric.COSINE, Algorithm.FLAT, storage=request.param)
    made = parts.register.begin(recipe, schema)
    parts.register.finish(name, made, may_lose=False)
    yield made
    if name in parts.register.names():
        parts.register.forget(name)


@pytest.fixture
def mapper(store: RedisStore) -> Mapper:
    store.put(documents())
    return Mapper(store, store.maps)


def update(mapper: Mapper, method: Method = Method.PCA, *, refresh: bool = False) -> Map:
    return mapper.update("", method, refresh=refresh, seed=0).map


def by_id(map_: Map) -> dict[str, tuple[float, float]]:
    return {id_: (float(x), float(y)) for id_, (x, y) in zip(map_.ids, map_.points, strict=True)}


def kinds_of_nearest(map_: Map, ids: Sequence[str] | None = None) -> Sequence[tuple[str, str]]:
    """The kind of each item, and that of the item nearest to it on the map."""
    found = []
    for n, id_ in enumerate(map_.ids):
        distances = np.linalg.norm(map_.points - map_.points[n], axis=1)
        distances[n] = np.inf
        if ids is None or id_ in ids:
            found.append((id_.split()[0], map_.ids[int(distances.argmin())].split()[0]))
    return found


def test_pca_is_the_widest_shadow_of_the_vectors(mapper: Mapper) -> None:
    map_, vectors = update(mapper), np.stack([each.vectors["text"] for each in documents()])
    found = by_id(map_)
    points = np.array([found[each.id] for each in documents()])
    left, sizes, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    right = left[:, :2] * sizes[:2]
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    wanted = np.linalg.norm(right[:, None] - right, axis=2)
    scale = wanted.max() / distances.max()
    assert distances * scale == pytest.approx(wanted, abs=1e-4)
    assert np.abs(points).max() == pytest.approx(1)


@pytest.mark.parametrize("method", [Method.UMAP, Method.TSNE])
def test_what_is_alike_lies_together_and_what_is_new_lands_with_it(
    parts: Parts, name: str, method: Method
) -> None:
    schema = Schema(FIELDS, VECTORS, Metric.COSINE, Algorithm.HNSW)
    recipes = tuple(VectorRecipe(each.name, each.source, each.model) for each in VECTORS)
    recipe = Recipe(name, Source.of("none.csv"), "id", None, FIELDS, recipes)
    store = parts.register.begin(recipe, schema)
    try:
        store.put(documents())
        mapper = Mapper(store, store.maps)
        map_ = update(mapper, method)
        assert len(map_) == 120
        assert np.abs(map_.points).max() == pytest.approx(1)
        assert all(kind == other for kind, other in kinds_of_nearest(map_))
        assert by_id(update(mapper, method, refresh=True)) == by_id(map_)

        new = documents(5, begin=500, seed=90)
        store.put(new)
        done = mapper.update("text", method, refresh=False, seed=1)
        assert (done.placed, done.removed, done.lacking, done.anew) == (15, 0, 0, False)
        after = by_id(done.map)
        assert {id_: after[id_] for id_ in map_.ids} == by_id(map_)
        ids = [each.id for each in new]
        assert all(kind == other for kind, other in kinds_of_nearest(done.map, ids))
        facts = done.map.facts
        lamp = mapper.place(facts, CENTRES[1])
        assert [id_.split()[0] for id_ in lamp.near] == ["lamp"] * 5
        around = [after[id_] for id_ in lamp.near]
        assert min(np.hypot(x - lamp.x, y - lamp.y) for x, y in around) < 0.1
    finally:
        parts.register.forget(name)


def test_only_what_is_new_or_changed_moves(store: RedisStore, mapper: Mapper) -> None:
    before = update(mapper)
    changed = document("chair 3", 1, near(1, 1, 55)[0], "ff" * 8)
    store.put([changed, *documents(2, begin=900, seed=80)])
    store.remove(["lamp 0", "lamp 1"])
    done = mapper.update("text", Method.PCA, refresh=False, seed=0)
    assert (done.placed, done.removed, done.lacking, done.anew) == (7, 2, 0, False)
    after, first = by_id(done.map), by_id(before)
    assert len(after) == 120 + 6 - 2
    assert after["chair 3"] != first["chair 3"]
    plane = before.facts.plane
    assert plane is not None
    assert after["chair 3"] == pytest.approx(plane.points(changed.vectors["text"][None])[0])
    gone = ("lamp 0", "lamp 1", "chair 3")
    assert {id_: after[id_] for id_ in first if id_ not in gone} == {
        id_: point for id_, point in first.items() if id_ not in gone
    }
    assert done.map.facts.laid_out == before.facts.laid_out
    assert mapper.update("", Method.PCA, refresh=False, seed=0).placed == 0


def test_a_map_is_laid_out_anew_when_asked_or_when_little_would_stay(
    store: RedisStore, mapper: Mapper
) -> None:
    update(mapper)
    assert mapper.update("", Method.PCA, refresh=True, seed=0).anew
    store.put(documents(60, begin=300, seed=60))
    said: list[str] = []
    done = mapper.update("", Method.PCA, refresh=False, seed=0, say=said.append)
    assert done.anew
    assert (done.placed, len(done.map)) == (300, 300)
    assert "More is new" in said[0]


def test_beyond_the_most_the_others_are_placed_among_those_laid_out(store: RedisStore) -> None:
    store.put(documents())
    mapper = Mapper(store, store.maps, most=90)
    done = mapper.update("", Method.TSNE, refresh=False, seed=0)
    assert (len(done.map), done.lacking, done.anew) == (120, 0, True)
    right = [kind == other for kind, other in kinds_of_nearest(done.map)]
    assert np.mean(right) > 0.98


def test_items_without_the_vector_are_left_out(store: RedisStore, mapper: Mapper) -> None:
    store.put([Document("bare", {"name": "x"}, None, {}, Stamp("b", {}))])
    assert "bare" not in update(mapper).ids
    with pytest.raises(UsageError, match="No item has the vector 'other'"):
        mapper.update("other", Method.PCA, refresh=False, seed=0)


def test_what_is_told_as_near_meets_the_filter(mapper: Mapper) -> None:
    facts = update(mapper).facts
    everywhere = mapper.place(facts, CENTRES[0])
    lamps = mapper.place(facts, CENTRES[0], OneOf("kind", ("lamp",)))
    assert {id_.split()[0] for id_ in everywhere.near} == {"chair"}
    assert {id_.split()[0] for id_ in lamps.near} == {"lamp"}
    assert (everywhere.x, everywhere.y) == (lamps.x, lamps.y)  # a plane is the same for all
    facts = update(mapper, Method.TSNE).facts
    with pytest.raises(UsageError, match="Nothing on the map is near"):
        mapper.place(facts, CENTRES[0], OneOf("kind", ("sofa",)))


def test_maps_are_listed_newest_first_and_read_by_vector_and_method(mapper: Mapper) -> None:
    assert mapper.made() == []
    with pytest.raises(UnknownMapError, match="There is no map yet"):
        mapper.read("", "")
    pca = update(mapper)
    with pytest.raises(UnknownMapError, match="There is no map of text umap yet"):
        mapper.read("text", "umap")
    with pytest.raises(UsageError, match=r"no vector 'sound' .* It has text, other"):
        mapper.read("sound", "")
    tsne = update(mapper, Method.TSNE)
    assert {each.name for each in mapper.made()} == {"pca:text", "tsne:text"}
    assert by_id(mapper.read("text", "pca")) == by_id(pca)
    assert by_id(mapper.read("", "tsne")) == by_id(tsne)
    assert mapper.made()[0].at >= mapper.made()[1].at


@pytest.mark.parametrize("method", [Method.UMAP, Method.TSNE])
def test_few_items_are_for_pca(store: RedisStore, method: Method) -> None:
    store.put(documents(3))
    mapper = Mapper(store, store.maps)
    with pytest.raises(UsageError, match=f"needs {FEWEST_NEIGHBOURED} items.*Use pca"):
        mapper.update("", method, refresh=False, seed=0)
    assert len(update(mapper)) == 9


@pytest.mark.parametrize(
    ("method", "module", "package"),
    [(Method.UMAP, "umap", "umap-learn"), (Method.TSNE, "openTSNE", "openTSNE")],
)
def test_a_package_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, method: Method, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=rf"needs the package {package}.*likewise\[map\].*pca"):
        by_neighbours(near(0, 60, 1), method, seed=0)


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_vectors_have_a_plane_too(count: int) -> None:
    vectors = near(0, count, 3)
    points = Plane.of(vectors).points(vectors)
    assert np.isfinite(points).all()
    assert np.abs(points).max() == pytest.approx(count - 1, abs=1e-5)


def test_the_index_takes_no_map_for_a_document(store: RedisStore, mapper: Mapper) -> None:
    update(mapper)
    assert store.facts().documents == store.size() == 120
    assert list(store.problems()) == []


def test_maps_go_with_their_catalogue(parts: Parts, store: RedisStore, mapper: Mapper) -> None:
    update(mapper)
    update(mapper, Method.TSNE)
    catalogue = next(name for name in parts.register.names() if parts.register.size(name) == 120)
    assert len(list(parts.engine.keys(f"likewise:{catalogue}:map*"))) == 3
    assert store.size() == 120
    parts.register.forget(catalogue)
    assert list(parts.engine.keys(f"likewise:{catalogue}:*")) == []


def test_facts_are_kept_to_the_last_bit_and_another_versions_are_passed_over() -> None:
    plane = Plane.of(near(0, 9, 4))
    facts = MapFacts("text", Method.PCA, "2026-01-02", "2026-01-01", 3, plane)
    again = MapFacts.parse(facts.to_text())
    assert again is not None
    assert again.plane is not None
    assert (again.plane.centre == plane.centre).all()
    assert (again.plane.axes == plane.axes).all()
    assert MapFacts.parse(facts.to_text().replace('"layout": 1', '"layout": 0')) is None


def test_a_map_of_an_index_that_was_made_anew_meanwhile_is_refused(
    parts: Parts, store: RedisStore, name: str
) -> None:
    store.put(documents())
    other = Parts(parts.settings, say=lambda _: made_anew(parts, name))
    with pytest.raises(IncompleteIndexError, match="made anew while it was laid out"):
        other.map(name, "", Method.PCA, refresh=False, seed=0)
    other.engine.client.close()
    assert list(parts.engine.keys(f"likewise:{name}:map*")) == []


def made_anew(parts: Parts, name: str) -> None:
    """An import with another metric ends while the map is being made."""
    schema = Schema(FIELDS, VECTORS, Metric.L2, Algorithm.FLAT)
    made = parts.register.begin(parts.register.recipe(name), schema)
    made.put(documents())
    parts.register.finish(name, made, may_lose=True)
