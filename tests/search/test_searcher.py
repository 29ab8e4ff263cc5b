"""Searching: order, scores, pages, filters, and what is refused, on the exact store."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from drawing import ROWS, draw
from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Role
from likewise.embedding.encoder import encode
from likewise.embedding.known_models import CONCEPTS, EFFICIENTNET, MINILM, KnownModel
from likewise.embedding.load import describe
from likewise.errors import FilterError, ModelMismatchError, UnknownItemError, UsageError
from likewise.index.filters.reading import Where, read_filter
from likewise.index.memory_store import MemoryStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import MOST_NEIGHBOURS, Document, Stamp
from likewise.search.hits import Hits
from likewise.search.query import MOST_HITS, Page, Query
from likewise.search.searcher import Searcher
from likewise.search.tuning.tuned import Tuned

PICTURED = len(ROWS)
UNPICTURED = (
    ("9", "tin of red paint", "hardware", "12", "red"),
    ("10", "garden chair", "furniture", "60", "green"),
    ("11", "city car", "vehicle", "15000", "white"),
)
ITEMS = (*ROWS, *UNPICTURED)
IDS = [row[0] for row in ITEMS]


def field(name: str, source: str, model: KnownModel) -> VectorField:
    return VectorField(name, source, model.dims, model.name, describe(model).fingerprint)


TEXT = field("text", "{name}", MINILM)
IMAGE = field("image", "image", EFFICIENTNET)
CONCEPT = field("concept", "image", CONCEPTS)
FIELDS = (
    Field("name", Role.TEXT),
    Field("kind", Role.TAG),
    Field("price", Role.NUMBER),
    Field("colour", Role.TAG),
)
SCHEMA = Schema(FIELDS, (TEXT, IMAGE, CONCEPT), Metric.COSINE, Algorithm.FLAT)


@dataclass(frozen=True)
class Shelf:
    """A catalogue in memory, and how it is searched."""

    documents: tuple[Document, ...]
    parts: Parts

    def searcher(self, *vectors: VectorField) -> Searcher:
        """On the documents with those vectors; on all of them if none is named."""
        schema = replace(SCHEMA, vectors=vectors or SCHEMA.vectors)
        store = MemoryStore(schema)
        store.put(self.documents)
        return searching(store, self.parts)


def searching(store: MemoryStore, parts: Parts) -> Searcher:
    """What searches a store that was not calibrated."""
    return Searcher(store, parts.encoders.encoder, parts.reranker, tuned=Tuned(), version=1)


@pytest.fixture(scope="module")
def shelf(parts: Parts) -> Shelf:
    pictures = [draw(row[4], number) for number, row in enumerate(ROWS)]
    texts = encode(parts.encoders.encoder(MINILM.name), [row[1] for row in ITEMS])
    images = encode(parts.encoders.encoder(EFFICIENTNET.name), pictures)
    concepts = encode(parts.encoders.encoder(CONCEPTS.name), pictures)
    documents = []
    for number, (item, name, kind, price, colour) in enumerate(ITEMS):
        vectors = {"text": texts[number]}
        if number < PICTURED:
            vectors |= {"image": images[number], "concept": concepts[number]}
        fields = {"name": name, "kind": kind, "price": float(price), "colour": colour}
        picture = f"images/{item}.png" if number < PICTURED else None
        documents.append(Document(item, fields, picture, vectors, stamp=Stamp(item, {})))
    return Shelf(tuple(documents), parts)


@pytest.fixture(scope="module")
def searcher(shelf: Shelf) -> Searcher:
    return shelf.searcher()


def words(
    searcher: Searcher,
    text: str,
    *,
    by: str | None = None,
    where: Where = None,
    page: Page = Page(),  # noqa: B008 - frozen
) -> Hits:
    return asked(searcher, Query(text, by=_legs(by), where=read_filter(where, SCHEMA)), page)


def like(
    searcher: Searcher,
    item: str,
    *,
    by: str | None = None,
    where: Where = None,
    page: Page = Page(),  # noqa: B008 - frozen
) -> Hits:
    query = Query(like=(item,), by=_legs(by), where=read_filter(where, SCHEMA))
    return asked(searcher, query, page)


def picture(
    searcher: Searcher,
    given: Image.Image,
    *,
    by: str | None = None,
    page: Page = Page(),  # noqa: B008 - frozen
) -> Hits:
    return asked(searcher, Query(picture=given, by=_legs(by)), page)


def asked(searcher: Searcher, query: Query, page: Page) -> Hits:
    """With the fields that the text leg has, where words may go by themselves."""
    return searcher.search(query, page)


def _legs(by: str | None) -> tuple[str, ...]:
    return (by,) if by else ()


def ids(hits: Hits) -> list[str]:
    return [hit.id for hit in hits]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("something yellow and sweet to eat", "3"),
        ("couch", "7"),
        ("a bike for races", "6"),
        ("public transport for many people", "5"),
        ("light for books", "8"),
    ],
)
def test_words_find_what_they_mean(searcher: Searcher, text: str, nearest: str) -> None:
    assert words(searcher, text)[0].id == nearest


def test_a_hit_shows_the_item(searcher: Searcher) -> None:
    (hit,) = words(searcher, "leather sofa", by="text", page=Page(1))
    assert (hit.id, hit.picture) == ("7", "images/7.png")
    assert hit.fields == {
        "name": "leather sofa",
        "kind": "furniture",
        "price": 1200.0,
        "colour": "brown",
    }
    assert hit.score == pytest.approx(1, abs=1e-5)


def test_hits_stand_in_the_order_of_their_cosines(shelf: Shelf, searcher: Searcher) -> None:
    query = encode(shelf.parts.encoders.encoder(MINILM.name), ["a red thing"])[0]
    cosines = np.array([document.vectors["text"] @ query for document in shelf.documents])
    hits = words(searcher, "a red thing", by="text", page=Page(100))
    order = np.argsort(-cosines)
    assert ids(hits) == [IDS[number] for number in order]
    assert_allclose([hit.score for hit in hits], cosines[order].clip(0, 1), atol=1e-6)
    assert hits.total == len(ITEMS)
    assert hits.took_ms >= 0


@pytest.mark.parametrize(
    "text", ["red apple", "zxqv", "quantum chromodynamics", "7", "sofa " * 900]
)
@pytest.mark.parametrize("by", [None, "text", "concept"])
def test_scores_are_in_the_unit_interval_and_never_increase(
    searcher: Searcher, text: str, by: str | None
) -> None:
    scores = [hit.score for hit in words(searcher, text, by=by, page=Page(100))]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_words_are_looked_for_in_the_legs_that_suit_them_unless_some_are_named(
    searcher: Searcher, shelf: Shelf
) -> None:
    assert words(searcher, "apple").legs == ("text", "keyword")
    assert words(searcher, "apple", by="hybrid").legs == ("text", "concept", "keyword")
    assert words(searcher, "!?").legs == ("text",)
    assert words(shelf.searcher(IMAGE, CONCEPT), "apple").legs == ("concept", "keyword")
    assert words(shelf.searcher(IMAGE), "apple").legs == ("keyword",)
    assert words(searcher, "apple", by="text").legs == ("text",)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 11, 50])
def test_pages_joined_are_one_long_page(searcher: Searcher, limit: int) -> None:
    for ask in (
        lambda page: words(searcher, "car", page=page),
        lambda page: like(searcher, "4", page=page),
    ):
        whole = ask(Page(100))
        pages = [ask(Page(limit, offset)) for offset in range(0, 13, limit)]
        joined = [hit for page in pages for hit in page]
        assert joined == list(whole)
        assert len(set(ids(whole))) == len(whole) == whole.total
        assert {page.total for page in pages} == {whole.total}


def test_a_page_behind_the_last_hit_is_empty(searcher: Searcher) -> None:
    hits = words(searcher, "car", page=Page(10, 500))
    assert list(hits) == []
    assert hits.total == len(ITEMS)


@pytest.mark.parametrize(
    ("limit", "offset", "wrong"),
    [
        (0, 0, "limit"),
        (-1, 0, "limit"),
        (MOST_HITS + 1, 0, "limit"),
        (1, -1, "offset"),
        (1, MOST_NEIGHBOURS - 1, "offset"),
        (MOST_HITS, MOST_NEIGHBOURS - MOST_HITS, "offset"),
        (10, 10**12, "offset"),
    ],
)
def test_a_page_out_of_range_is_refused_with_the_range(limit: int, offset: int, wrong: str) -> None:
    with pytest.raises(UsageError, match=rf"The {wrong} must be from [01] to \d+"):
        Page(limit, offset)


@pytest.mark.parametrize(("limit", "offset"), [(1, 9998), (1000, 8999), (1000, 0)])
def test_the_furthest_pages_can_be_asked_for(searcher: Searcher, limit: int, offset: int) -> None:
    page = Page(limit, offset)
    assert words(searcher, "car", page=page).total == len(ITEMS)
    assert like(searcher, "1", page=page).total >= len(ITEMS) - 1


@pytest.mark.parametrize(
    ("where", "meets"),
    [
        (None, set(IDS)),
        ("", set(IDS)),
        ({}, set(IDS)),
        ("kind=vehicle", {"4", "5", "6", "11"}),
        ({"kind": "vehicle"}, {"4", "5", "6", "11"}),
        ("kind=fruit,furniture price<=60", {"1", "2", "3", "8", "10"}),
        (["kind=vehicle", "-colour=red"], {"5", "6", "11"}),
        ({"price": (None, 1.25)}, {"2", "3"}),
        ("price>800 price<90000", {"4", "7", "11"}),
        ("kind=spaceship", set()),
    ],
)
def test_hits_are_all_that_meet_the_filter(
    searcher: Searcher, where: Where, meets: set[str]
) -> None:
    hits = words(searcher, "something", where=where, page=Page(100))
    assert set(ids(hits)) == meets
    assert hits.total == len(meets)
    everything = ids(words(searcher, "something", page=Page(100)))
    assert ids(hits) == [each for each in everything if each in meets]


def test_a_filter_by_an_unknown_field_is_refused_with_the_known_ones(searcher: Searcher) -> None:
    with pytest.raises(FilterError, match="size") as refusal:
        words(searcher, "car", where="size=9")
    assert "kind (tag)" in refusal.value.remedy


@pytest.mark.parametrize("by", [None, "text", "image", "concept"])
@pytest.mark.parametrize("item", [row[0] for row in ROWS])
def test_an_item_is_never_like_itself(searcher: Searcher, item: str, by: str | None) -> None:
    for limit in (1, 3, 100):
        assert item not in ids(like(searcher, item, by=by, page=Page(limit)))


def test_what_is_like_an_item_does_not_count_the_item(searcher: Searcher) -> None:
    hits = like(searcher, "4", page=Page(100))
    assert hits.total == len(hits) == len(ITEMS) - 1
    assert hits[0].id == "11"


@pytest.mark.parametrize(("where", "total"), [("kind=vehicle", 3), ("kind=fruit", 3)])
def test_what_is_like_an_item_meets_the_filter_though_the_item_need_not(
    searcher: Searcher, where: str, total: int
) -> None:
    hits = like(searcher, "4", where=where, page=Page(2))
    assert hits.total == total
    assert {hit.fields["kind"] for hit in hits} == {where.removeprefix("kind=")}


def test_a_filter_that_only_the_item_meets_leaves_nothing(searcher: Searcher) -> None:
    hits = like(searcher, "9", where="kind=hardware")
    assert (list(hits), hits.total) == ([], 0)


def copies(shelf: Shelf, count: int) -> Searcher:
    """A catalogue of one item in several copies."""
    store = MemoryStore(replace(SCHEMA, vectors=(TEXT,)))
    store.put(replace(shelf.documents[0], id=str(number)) for number in range(count))
    return searching(store, shelf.parts)


def test_ties_stand_in_the_order_of_their_ids(shelf: Shelf) -> None:
    assert ids(words(copies(shelf, 5), "apple")) == ["0", "1", "2", "3", "4"]
    assert ids(like(copies(shelf, 5), "2")) == ["0", "1", "3", "4"]


def test_the_total_is_the_same_for_every_page_among_copies(shelf: Shelf) -> None:
    totals = {like(copies(shelf, 5), "4", page=Page(1, offset)).total for offset in range(5)}
    assert totals == {4}


def test_the_total_counts_what_meets_the_filter_with_the_vector_or_without(
    searcher: Searcher,
) -> None:
    hits = words(searcher, "fruit", by="concept", page=Page(100))
    assert len(hits) == PICTURED < hits.total


def test_an_unknown_item_is_refused_by_its_name(searcher: Searcher) -> None:
    with pytest.raises(UnknownItemError, match="no item 'nobody'"):
        like(searcher, "nobody")


def test_an_item_without_the_vector_is_refused_with_the_vectors_there_are(
    searcher: Searcher,
) -> None:
    with pytest.raises(UnknownItemError, match="'9' has no vector 'image'") as refusal:
        like(searcher, "9", by="image")
    assert "text, image, concept" in refusal.value.remedy


def test_unknown_vectors_are_refused_with_those_there_are(searcher: Searcher) -> None:
    for ask in (
        lambda: words(searcher, "car", by="smell"),
        lambda: like(searcher, "1", by="smell"),
        lambda: picture(searcher, draw("red", 1), by="smell"),
    ):
        with pytest.raises(UsageError, match="by 'smell'") as refusal:
            ask()
        assert "text, image, concept" in refusal.value.remedy


def test_words_against_looks_are_refused_with_what_they_can_be_compared_with(
    searcher: Searcher, shelf: Shelf
) -> None:
    with pytest.raises(UsageError, match=r"Words have no place .* 'image'") as refusal:
        words(searcher, "car", by="image")
    assert "text or concept" in refusal.value.remedy
    with pytest.raises(UsageError):
        words(shelf.searcher(IMAGE), "car", by="image")


def test_a_picture_finds_itself_and_then_its_like(searcher: Searcher) -> None:
    for by in (None, "image", "concept"):
        hits = picture(searcher, draw("brown", 6), by=by, page=Page(3))
        assert hits[0].id == "7"
        assert hits[0].score == pytest.approx(1, abs=1e-5)


def test_a_picture_against_vectors_of_words_is_refused(searcher: Searcher, shelf: Shelf) -> None:
    image = Image.new("RGB", (9, 9))
    with pytest.raises(UsageError, match=r"'text'.* not made from pictures") as refusal:
        picture(searcher, image, by="text")
    assert "image or concept" in refusal.value.remedy
    with pytest.raises(UsageError, match="no vectors that a picture"):
        picture(shelf.searcher(TEXT), image)


def test_vectors_of_another_model_are_refused_with_both_named(shelf: Shelf) -> None:
    foreign = shelf.searcher(replace(TEXT, fingerprint="0123456789abcdef"))
    offered = describe(MINILM).fingerprint
    for by in (None, "text"):
        with pytest.raises(ModelMismatchError) as refusal:
            words(foreign, "car", by=by)
        assert refusal.value.indexed == f"{MINILM.name} (0123456789abcdef)"
        assert refusal.value.offered == f"{MINILM.name} ({offered})"
        assert refusal.value.indexed in refusal.value.problem
        assert refusal.value.offered in refusal.value.problem


def test_likeness_needs_no_model(shelf: Shelf) -> None:
    """Stored vectors are compared with each other, whoever made them."""
    foreign = shelf.searcher(replace(TEXT, fingerprint="0123456789abcdef"))
    assert ids(like(foreign, "4")) == ids(like(shelf.searcher(TEXT), "4"))
