"""What a search can be asked for beside words: on a small catalogue, exactly, in memory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Role
from likewise.embedding.encoder import EncoderDescription, Features, Modality
from likewise.embedding.vectors import Vectors, unit
from likewise.errors import UnknownItemError, UsageError
from likewise.index.filters.tree import Between, OneOf
from likewise.index.memory_store import MemoryStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.search.hits import Hits, NumberFacet, TagFacet
from likewise.search.query import Arrangement, Fusion, Page, Query
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.relevance import Calibration, Calibrations, Quality
from likewise.search.searcher import Counted, Searcher
from likewise.search.tuning.tuned import Tuned

DIMS = 8
COUNT = 240
NOUNS = ("chair", "table", "lamp", "sofa", "bed", "shelf")
COLOURS = ("red", "blue", "green")
HALF = 0.3
ROWS = unit(np.random.default_rng(3).standard_normal((COUNT, DIMS)).astype(np.float32))
LOOKS = unit(np.random.default_rng(4).standard_normal((COUNT, DIMS)).astype(np.float32))


class Numbered:
    """An encoder of words that begin with the number of an item: its vector."""

    def __init__(self, name: str, rows: Vectors, modality: Modality) -> None:
        self.description = EncoderDescription(name, DIMS, modality, "none", name)
        self.network = self
        self.words = self if modality is Modality.TEXT else None
        self.crop = None
        self._rows = rows

    def prepare(self, given: object) -> int:
        return int(str(given).split()[0])

    def features(self, prepared: Sequence[int]) -> Features:
        return self._rows[list(prepared)]

    def vectors(self, features: Features) -> Vectors:
        return features


ENCODERS = {
    "words": Numbered("words", ROWS, Modality.TEXT),
    "looks": Numbered("looks", LOOKS, Modality.PICTURE),
}
FIELDS = (
    Field("name", Role.TEXT),
    Field("kind", Role.TAG),
    Field("price", Role.NUMBER),
)
SCHEMA = Schema(
    FIELDS,
    (
        VectorField("text", "{name}", DIMS, "words", "words"),
        VectorField("image", "image", DIMS, "looks", "looks"),
    ),
    Metric.COSINE,
    Algorithm.FLAT,
)


def documents() -> list[Document]:
    made = []
    for number in range(COUNT):
        noun, colour = NOUNS[number % 6], COLOURS[number % 3]
        fields: dict[str, str | float] = {"name": f"{colour} {noun} {number}", "kind": noun}
        if number % 7:
            fields["price"] = float(number % 50)
        vectors = {"text": ROWS[number]} | ({"image": LOOKS[number]} if number % 5 else {})
        made.append(Document(f"i{number:03}", fields, None, vectors, Stamp(str(number), {})))
    return made


DOCUMENTS = {each.id: each for each in documents()}
CALIBRATED = Tuned(
    Calibrations(
        {("text", Asker.WORDS): Calibration(10.0, HALF, Quality(9, 1.0, 1.0, 0.0, 0.0, (), {}))}
    )
)


def searching(parts: Parts, tuned: Tuned) -> Searcher:
    store = MemoryStore(SCHEMA)
    store.put(DOCUMENTS.values())
    return Searcher(store, ENCODERS.__getitem__, parts.reranker, tuned=tuned, version=1)


@pytest.fixture(scope="module")
def searcher(parts: Parts) -> Searcher:
    return searching(parts, CALIBRATED)


@pytest.fixture(scope="module")
def uncalibrated(parts: Parts) -> Searcher:
    return searching(parts, Tuned())


def ids(hits: Hits) -> list[str]:
    return [hit.id for hit in hits]


def cosine(number: int, query: int) -> float:
    return float(ROWS[number] @ ROWS[query])


def relevant_to(query: int, word: str = "") -> set[str]:
    """By definition: near enough, or with every word."""
    return {
        id_
        for number, (id_, document) in enumerate(DOCUMENTS.items())
        if cosine(number, query) >= HALF
        or (word and word in str(document.fields["name"]).split() and str(query) == "")
    }


# Pages


@pytest.mark.parametrize(
    "query",
    [
        Query("3", by=("text",)),
        Query("3 chair red"),
        Query("red lamp", by=("keyword",)),
        Query("3", by=("text",), where=OneOf("kind", ("chair", "lamp"))),
        Query(like=("i003", "i010"), unlike=("i020",)),
        Query("3 red", fusion=Fusion.WEIGHTED),
        Query("3", like=("i004",), weights={"text": 0.3}),
        Query(),
    ],
)
@pytest.mark.parametrize("limit", [1, 7, 50])
def test_pages_by_cursor_and_by_offset_are_the_same_long_list(
    searcher: Searcher, query: Query, limit: int
) -> None:
    whole = searcher.search(query, Page(1000))
    by_cursor, cursor = [], ""
    while True:
        hits = searcher.search(query, Page(limit, cursor=cursor))
        by_cursor += list(hits)
        cursor = hits.cursor
        if not cursor:
            break
    by_offset = [
        hit
        for offset in range(0, len(whole) + limit, limit)
        for hit in searcher.search(query, Page(limit, offset))
    ]
    assert by_cursor == by_offset == list(whole)
    assert len(set(ids(whole))) == len(whole)


def test_a_cursor_of_another_query_is_refused(searcher: Searcher) -> None:
    cursor = searcher.search(Query("3", by=("text",)), Page(5)).cursor
    with pytest.raises(UsageError, match="another query"):
        searcher.search(Query("4", by=("text",)), Page(5, cursor=cursor))
    with pytest.raises(UsageError, match="another query"):
        searcher.search(
            Query("3", by=("text",), where=OneOf("kind", ("bed",))), Page(5, cursor=cursor)
        )


def test_the_page_after_a_hit_that_is_gone_leaves_none_out(parts: Parts) -> None:
    store = MemoryStore(SCHEMA)
    store.put(DOCUMENTS.values())
    made = Searcher(store, ENCODERS.__getitem__, parts.reranker, tuned=CALIBRATED, version=1)
    query = Query("3", by=("text",))
    whole = ids(made.search(query, Page(20)))
    first = made.search(query, Page(5))
    store.remove([whole[4]])
    assert ids(made.search(query, Page(5, cursor=first.cursor))) == whole[5:10]


def test_an_offset_and_a_cursor_together_are_refused() -> None:
    with pytest.raises(UsageError, match="not at both"):
        Page(5, 5, "x")


# Legs


def test_a_hit_shows_its_place_in_each_leg(searcher: Searcher) -> None:
    hits = searcher.search(Query("3 chair"), Page(5))
    assert hits.legs == ("text", "keyword")
    best = next(hit for hit in hits if hit.id == "i003")
    assert best.places["text"].rank == 1
    assert best.places["text"].score == pytest.approx(1, abs=1e-6)


def test_what_is_best_in_every_leg_has_the_score_1(searcher: Searcher) -> None:
    (hit,) = searcher.search(Query("3 red sofa 3"), Page(1))
    assert hit.id == "i003"
    assert hit.score == pytest.approx(1)


def test_a_leg_of_weight_0_is_left_out(searcher: Searcher) -> None:
    alone = searcher.search(Query("3 chair", by=("text",)), Page(9))
    weighted = searcher.search(Query("3 chair", weights={"keyword": 0}), Page(9))
    assert ids(weighted) == ids(alone)
    assert weighted.legs == ("text",)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9])
def test_several_vectors_are_weighed_as_the_mean_of_their_cosines(
    searcher: Searcher, share: float
) -> None:
    """Also of an item that one leg's best do not have, or that lacks one vector."""
    query = Query(
        like=("i003",), by=("text", "image"), weights={"text": 1 - share, "image": share or 1e-9}
    )
    weights = np.array([1 - share, share or 1e-9])
    right = {}
    for number, id_ in enumerate(DOCUMENTS):
        if id_ != "i003":
            image = max(0.0, float(LOOKS[number] @ LOOKS[3])) if number % 5 else 0.0
            right[id_] = float(np.average([max(0.0, cosine(number, 3)), image], weights=weights))
    hits = searcher.search(query, Page(100))
    assert [hit.score for hit in hits] == pytest.approx(
        sorted(right.values(), reverse=True)[:100], abs=1e-6
    )
    assert all(hit.score == pytest.approx(right[hit.id], abs=1e-6) for hit in hits)


def test_unlike_examples_turn_the_query_away(searcher: Searcher) -> None:
    plain = searcher.search(Query(like=("i003",), by=("text",)), Page(COUNT))
    turned = searcher.search(
        Query(like=("i003",), unlike=(plain[0].id,), by=("text",)), Page(COUNT)
    )
    assert plain[0].id not in ids(turned)
    assert turned.total == COUNT - 2


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (Query("x", by=("smell",)), "by 'smell'"),
        (Query("?!", by=("keyword",)), "no word"),
        (Query(like=("i003",), by=("keyword",)), "needs words"),
        (Query("3 chair", weights={"smell": 1}), "a weight for 'smell'"),
        (Query("3", by=("text",), weights={"text": -1}), "weight of 'text' is -1"),
        (Query("3", by=("text",), weights={"text": math.inf}), "weight of 'text' is inf"),
        (Query("3", by=("text",), weights={"text": 0}), "No leg"),
    ],
)
def test_what_cannot_be_searched_by_is_refused(searcher: Searcher, query: Query, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        searcher.search(query, Page())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"unlike": ("i003",)}, "says too little"),
        ({"words": "x", "min_relevance": 2}, "from 0 to 1"),
        ({"words": "x", "min_score": -1}, "from 0 to 1"),
        ({"words": "x" * 30_000}, "20,000 characters"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Query(**wrong)  # type: ignore[arg-type] # wrong on purpose


# Relevance and counts


def test_relevance_is_what_the_calibration_says(searcher: Searcher) -> None:
    for hit in searcher.search(Query("3", by=("text",)), Page(COUNT)):
        odds = 10 * (hit.places["text"].score - HALF)
        assert hit.relevance == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-6)


def test_only_what_is_relevant_enough_is_left(searcher: Searcher) -> None:
    hits = searcher.search(Query("3", by=("text",), min_relevance=0.5), Page(COUNT))
    assert set(ids(hits)) == relevant_to(3)
    assert hits.relevant == len(hits)
    assert hits.total == COUNT


def test_what_has_every_word_is_relevant_too(searcher: Searcher) -> None:
    hits = searcher.search(Query("3 blue lamp", min_relevance=0.5), Page(COUNT))
    assert all((hit.relevance or 0) >= 0.5 - 1e-9 for hit in hits)
    assert set(ids(hits)) >= relevant_to(3)
    assert hits.relevant == len(hits)


def test_the_least_relevance_is_refused_where_nothing_is_known_of_it(
    uncalibrated: Searcher,
) -> None:
    with pytest.raises(UsageError, match="not been calibrated") as refusal:
        uncalibrated.search(Query("3", by=("text",), min_relevance=0.5), Page())
    assert "likewise tune" in refusal.value.remedy


@pytest.mark.parametrize("number", range(0, COUNT, 12))
def test_facets_and_totals_are_those_of_the_relevant_set_on_every_page(
    searcher: Searcher, number: int
) -> None:
    where = Between("price", low=5)
    meeting = {
        id_
        for id_, each in DOCUMENTS.items()
        if float(each.fields.get("price", -1)) >= 5  # type: ignore[arg-type] # a number
    }
    right = relevant_to(number) & meeting
    for page in (Page(3), Page(3, 6)):
        hits = searcher.search(
            Query(str(number), by=("text",), where=where),
            page,
            counted=Counted(("kind", "price"), relevant=True),
        )
        assert hits.total == len(meeting)
        assert hits.relevant == len(right)
        kinds, prices = hits.facets["kind"], hits.facets["price"]
        assert isinstance(kinds, TagFacet)
        assert isinstance(prices, NumberFacet)
        assert kinds.counts == {
            kind: count
            for kind in NOUNS
            if (count := sum(DOCUMENTS[id_].fields["kind"] == kind for id_ in right))
        }
        for low, count in prices.counts.items():
            within = (float(DOCUMENTS[id_].fields["price"]) for id_ in right)  # type: ignore[arg-type] # a number
            assert count == sum(low <= price < low + prices.width for price in within)


def test_a_field_that_cannot_be_counted_is_refused_with_those_that_can(searcher: Searcher) -> None:
    with pytest.raises(UsageError, match="'name' cannot be counted") as refusal:
        searcher.search(Query("3"), Page(), counted=Counted(("name",)))
    assert "kind, price" in refusal.value.remedy


def test_the_least_score_cuts_the_list(searcher: Searcher) -> None:
    hits = searcher.search(Query("3", by=("text",), min_score=0.4), Page(COUNT))
    right = {id_ for number, id_ in enumerate(DOCUMENTS) if cosine(number, 3) >= 0.4}
    assert set(ids(hits)) == right


# Order


@pytest.mark.parametrize("sort", ["price", "-price"])
def test_the_relevant_items_are_sorted_by_a_field(searcher: Searcher, sort: str) -> None:
    hits = searcher.search(Query("3", by=("text",)), Page(COUNT), Arrangement(sort=sort))
    assert set(ids(hits)) == relevant_to(3)
    prices = [hit.fields.get("price") for hit in hits]
    known = [float(price) for price in prices if price is not None]  # type: ignore[arg-type] # a number
    assert known == sorted(known, reverse=sort.startswith("-"))
    assert prices[: len(known)] == known


def test_without_a_calibration_the_best_are_sorted(uncalibrated: Searcher) -> None:
    best = uncalibrated.search(Query("3", by=("text",)), Page(20))
    hits = uncalibrated.search(
        Query("3", by=("text",)), Page(COUNT), Arrangement(sort="price", depth=20)
    )
    assert set(ids(hits)) == set(ids(best))


def test_items_can_be_listed_without_anything_looked_for(searcher: Searcher) -> None:
    hits = searcher.search(
        Query(where=OneOf("kind", ("bed",))), Page(5), counted=Counted(("kind",))
    )
    assert ids(hits) == [id_ for id_ in DOCUMENTS if DOCUMENTS[id_].fields["kind"] == "bed"][:5]
    assert hits.facets["kind"] == TagFacet({"bed": 40})
    assert hits.relevant is None
    with pytest.raises(UsageError, match="nothing to explain"):
        hits.explain("i003")


def test_a_group_has_as_many_hits_as_wanted_and_tells_the_others(searcher: Searcher) -> None:
    query = Query("3", by=("text",))
    hits = searcher.search(query, Page(COUNT), Arrangement(group_by="kind", group_size=2))
    kinds = [hit.fields["kind"] for hit in hits]
    assert {kinds.count(kind) for kind in NOUNS} == {2}
    whole = ids(searcher.search(query, Page(COUNT)))
    assert sorted([*ids(hits), *(id_ for hit in hits for id_ in hit.folded)]) == sorted(whole)


def test_near_duplicates_are_shown_as_one(parts: Parts) -> None:
    store = MemoryStore(SCHEMA)
    twins = [replace(each, id=f"{each.id}-twin") for each in DOCUMENTS.values()]
    store.put([*DOCUMENTS.values(), *twins])
    made = Searcher(store, ENCODERS.__getitem__, parts.reranker, tuned=CALIBRATED, version=1)
    hits = made.search(Query("3", by=("text",)), Page(20), Arrangement(fold=0.999))
    assert all(hit.folded == (f"{hit.id}-twin",) for hit in hits)


def test_diversity_0_keeps_the_ranking_and_1_spreads_it(searcher: Searcher) -> None:
    query = Query("3", by=("text",))
    plain = ids(searcher.search(query, Page(10)))
    assert ids(searcher.search(query, Page(10), Arrangement(diversity=0.0))) == plain
    spread = ids(searcher.search(query, Page(10), Arrangement(diversity=1.0)))
    assert spread[0] == plain[0]
    assert spread != plain


def test_a_reranker_reads_the_words_and_the_texts(searcher: Searcher) -> None:
    hits = searcher.search(
        Query("blue lamp", by=("keyword",)), Page(5), Arrangement(rerank="late-interaction")
    )
    assert all(
        "blue" in str(hit.fields["name"]) or "lamp" in str(hit.fields["name"]) for hit in hits
    )
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    with pytest.raises(UsageError, match="reads words"):
        searcher.search(Query(like=("i003",)), Page(), Arrangement(rerank="late-interaction"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"diversity": 2.0}, "from 0 to 1"),
        ({"fold": -0.1}, "from 0 to 1"),
        ({"group_size": 0}, "from 1 to"),
        ({"depth": 0}, "from 1 to"),
        ({"sort": "price", "rerank": "x"}, "not reranked"),
    ],
)
def test_an_arrangement_that_makes_no_sense_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Arrangement(**wrong)  # type: ignore[arg-type] # wrong on purpose


@pytest.mark.parametrize("wrong", [Arrangement(sort="kind"), Arrangement(group_by="colour")])
def test_a_field_to_arrange_by_that_is_not_there_is_refused(
    searcher: Searcher, wrong: Arrangement
) -> None:
    with pytest.raises(UsageError):
        searcher.search(Query("3", by=("text",)), Page(), wrong)


# Why


def test_a_hit_is_explained_by_its_legs(searcher: Searcher) -> None:
    hits = searcher.search(Query("3 chair", where=Between("price", low=1)), Page(5))
    for rank, hit in enumerate(hits, 1):
        explained = hits.explain(hit.id)
        assert explained.rank == rank
        assert explained.score == pytest.approx(hit.score)
        assert explained.conditions == {"price>=1": True}
        text, words = explained.legs
        assert (text.leg, words.leg) == ("text", "keyword")
        assert text.score == pytest.approx(hit.places["text"].score, abs=1e-5)
        assert ("chair" in words.words) == (hit.fields["kind"] == "chair")


def test_why_not_names_the_condition_that_leaves_an_item_out(searcher: Searcher) -> None:
    where = OneOf("kind", ("bed",)) & Between("price", low=1)
    explained = searcher.search(Query("3", where=where), Page(1)).explain("i003")
    assert explained.rank is None
    assert explained.conditions == {"kind=bed": False, "price>=1": True}
    assert "kind=bed" in explained.said


def test_why_not_gives_the_rank_in_each_leg(searcher: Searcher) -> None:
    query = Query("3", by=("text",))
    whole = ids(searcher.search(query, Page(COUNT)))
    hits = searcher.search(query, Page(1))
    for id_ in (whole[0], whole[100], whole[-1]):
        explained = hits.explain(id_)
        assert explained.rank == whole.index(id_) + 1
        assert explained.legs[0].rank == explained.rank


def test_an_example_and_an_unknown_item_are_told_as_such(searcher: Searcher) -> None:
    hits = searcher.search(Query(like=("i003",)), Page(1))
    assert "example" in hits.explain("i003").said
    with pytest.raises(UnknownItemError):
        hits.explain("nobody")
