"""Searches over HTTP: what comes back, for what is asked in whatever form."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any

import pytest

from drawing import draw
from service_shop import Shop, problem


def picture_file(number: int = 3, form: str = "PNG") -> bytes:
    """The file of the picture of item number + 1."""
    file = BytesIO()
    draw("red", number).save(file, form)
    return file.getvalue()


def data_uri(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def test_words_find_what_they_mean_with_all_that_a_page_needs(served: Shop) -> None:
    found = served.search(words="something to read by", limit=3, facets=["kind", "price"])
    first = found["hits"][0]
    assert first["id"] == "8"
    assert first["fields"] == {
        "name": "reading lamp",
        "kind": "furniture",
        "price": 45,
        "colour": "white",
    }
    assert first["picture"] == f"/api/v1/catalogues/{served.name}/items/8/picture"
    assert 0 < first["score"] <= 1
    assert first["places"]["text"]["rank"] == 1
    assert first["explanation"] is first["vectors"] is None
    assert found["total"] == 8
    assert found["legs"] == ["text", "keyword"]
    assert found["facets"]["kind"]["tags"][0] == {"tag": "fruit", "count": 3}
    assert sum(each["count"] for each in found["facets"]["price"]["bins"]) == 8
    assert found["query"] == {"words": "something to read by", "limit": 3, "offset": 0}
    assert found["took_ms"] > 0


def test_hits_are_those_of_the_library(served: Shop) -> None:
    catalogue = served.serving.catalogue(served.name)
    hits = catalogue.search("red fruit", where="price<100", limit=5)
    found = served.search(words="red fruit", where="price<100", limit=5)
    assert [(hit["id"], hit["score"]) for hit in found["hits"]] == [(h.id, h.score) for h in hits]
    assert found["total"] == hits.total


def test_a_simple_search_stands_in_the_address(served: Shop) -> None:
    response = served.get("/search", q="fruit", where=["price<2", "colour=green"], by="text")
    assert [hit["id"] for hit in response.json()["hits"]] == ["2"]
    response = served.get("/search", q="vehicle", limit=1, facets="kind", exact=True)
    assert len(response.json()["hits"]) == 1
    assert response.json()["facets"]["kind"]["kind"] == "tags"


@pytest.mark.parametrize("where", ["kind=fruit", ["kind=fruit"], {"kind": "fruit"}])
def test_a_filter_is_a_line_several_or_an_object(served: Shop, where: object) -> None:
    assert sorted(served.found(words="red", where=where)) == ["1", "2", "3"]


def test_a_picture_is_sent_as_a_data_uri_or_as_a_file(served: Shop) -> None:
    data = picture_file()
    by_uri = served.search(picture=data_uri(data), limit=3)
    response = served.ask(
        "POST",
        "/search",
        files={"picture": ("car.png", data)},
        data={"query": json.dumps({"limit": 3})},
    )
    assert response.status_code == 200
    assert by_uri["hits"][0]["id"] == "4"
    assert response.json()["hits"] == by_uri["hits"]
    assert response.json()["query"]["limit"] == 3


def test_a_file_alone_is_a_search(served: Shop) -> None:
    response = served.ask("POST", "/search", files={"picture": picture_file()})
    assert response.json()["hits"][0]["id"] == "4"


def test_a_picture_that_is_sent_finds_what_the_library_finds_by_its_file(served: Shop) -> None:
    catalogue = served.serving.catalogue(served.name)
    for number, form in ((2, "PNG"), (5, "JPEG"), (7, "WEBP")):
        data = picture_file(number, form)
        path = served.serving.parts.settings.home / f"asked.{form}"
        path.write_bytes(data)
        hits = catalogue.search(picture=path)
        found = served.search(picture=data_uri(data))["hits"]
        assert [hit["id"] for hit in found] == [hit.id for hit in hits]
        scores = [hit["score"] for hit in found]
        assert scores == pytest.approx([hit.score for hit in hits], abs=1e-4)


def test_words_and_pictures_go_together(served: Shop) -> None:
    found = served.search(words="a vehicle", picture=data_uri(picture_file()), limit=2)
    assert found["hits"][0]["id"] == "4"
    assert "image" in found["legs"]


def test_examples_are_never_hits(served: Shop) -> None:
    found = served.search(like=["1"], unlike=["4"], unlike_words="car")
    assert {"1", "4"}.isdisjoint(hit["id"] for hit in found["hits"])
    assert found["total"] == 6


def test_similar_items_come_by_the_vector_that_is_asked_for(served: Shop) -> None:
    by_text = served.get("/items/1/similar", by="text", limit=1).json()
    assert by_text["hits"][0]["id"] == "2"
    by_image = served.get("/items/1/similar", by="image", limit=7).json()
    assert by_image["legs"] == ["image"]
    assert len(by_image["hits"]) == 7
    filtered = served.get("/items/1/similar", where="kind=vehicle").json()
    assert filtered["total"] == 3
    assert problem(served.get("/items/none/similar")) == (404, "unknown-item")


def test_items_are_named_by_their_ids_in_a_filter(served: Shop) -> None:
    assert sorted(served.found(words="red", where="id=1,3,none")) == ["1", "3"]
    counted = served.search(where={"id": ["1", "8"]}, facets=["kind"])
    assert counted["total"] == 2
    assert {each["tag"] for each in counted["facets"]["kind"]["tags"]} == {"fruit", "furniture"}
    assert served.get("/items", where="id!=1").json()["total"] == 7
    query = {"words": "red", "where": "id=1"}
    told = served.ask("POST", "/explain", json={"query": query, "id": "2"}).json()
    assert told["conditions"] == [{"condition": "id=1", "met": False}]


def test_where_nothing_is_looked_for_all_items_are_hits(served: Shop) -> None:
    mixed = served.search(facets=["kind"], limit=100)
    assert sorted(hit["id"] for hit in mixed["hits"]) == [str(n) for n in range(1, 9)]
    assert mixed["facets"]["kind"]["tags"][0]["count"] == 3
    cheap = served.search(sort="price", limit=2, where="kind=vehicle")
    assert [hit["id"] for hit in cheap["hits"]] == ["6", "4"]


@pytest.mark.parametrize(
    "asked", [{"words": "red"}, {}, {"sort": "-price"}, {"words": "red", "by": "text"}]
)
def test_pages_by_cursor_have_each_hit_once(served: Shop, asked: dict[str, Any]) -> None:
    whole = served.found(**asked, limit=100)
    found, cursor = [], ""
    while True:
        page = served.search(**asked, limit=3, cursor=cursor)
        found += [hit["id"] for hit in page["hits"]]
        cursor = page["cursor"] or ""
        if not cursor:
            break
    assert found == whole
    assert found[2:4] == served.found(**asked, limit=2, offset=2)


def test_a_cursor_of_another_query_is_refused(served: Shop) -> None:
    cursor = served.search(limit=2)["cursor"]
    told = served.ask("POST", "/search", json={"where": "kind=fruit", "cursor": cursor})
    assert problem(told) == (422, "unusable-request")
    both = served.ask("POST", "/search", json={"offset": 2, "cursor": cursor})
    assert problem(both) == (422, "unusable-request")


def test_hits_are_explained_and_have_vectors_if_that_is_asked_for(served: Shop) -> None:
    hit = served.search(words="reading", explain=True, vectors=True, limit=1)["hits"][0]
    assert hit["explanation"]["said"] == "It is number 1."
    assert {leg["leg"] for leg in hit["explanation"]["legs"]} == {"text", "keyword"}
    assert len(served.search(words="reading", explain=True)["hits"]) == 5
    assert {name: len(each) for name, each in hit["vectors"].items()} == {
        "text": 384,
        "image": 1280,
        "concept": 384,
    }


def test_an_item_that_is_no_hit_is_explained_too(served: Shop) -> None:
    body = {"query": {"words": "apple", "where": "kind=fruit"}, "id": "4"}
    told = served.ask("POST", "/explain", json=body).json()
    assert told["rank"] is None
    assert told["conditions"] == [{"condition": "kind=fruit", "met": False}]
    assert "kind=fruit" in told["said"]
    body["id"] = "none"
    assert problem(served.ask("POST", "/explain", json=body)) == (404, "unknown-item")
    assert problem(served.ask("POST", "/explain", json={"query": {}, "id": "4"})) == (
        422,
        "unusable-request",
    )


def test_misspelt_words_are_put_right_where_they_find_little(served: Shop) -> None:
    assert served.search(words="yelow banan")["did_you_mean"] == "yellow banana"
    assert served.search(words="yellow banana", limit=3)["did_you_mean"] is None


def test_words_and_items_are_read_again_by_a_known_reranker_alone(served: Shop) -> None:
    assert served.found(words="a lamp", rerank="late-interaction", limit=1) == ["8"]
    for name in ("/etc", ".", "~", "nothing"):
        told = served.ask("POST", "/search", json={"words": "a lamp", "rerank": name})
        assert problem(told) == (422, "unusable-request")
        assert "late-interaction" in told.json()["remedy"]


def test_what_is_arranged_is_arranged(served: Shop) -> None:
    grouped = served.search(words="thing", group_by="kind", limit=10)["hits"]
    assert len({hit["fields"]["kind"] for hit in grouped}) == len(grouped) == 3
    assert sum(len(hit["folded"]) for hit in grouped) == 5
    assert len(served.found(words="thing", diversity=0.5)) == 8
    assert len(served.found(words="thing", fold=1e-9, by="text")) == 1
    assert served.search(words="apple", weights={"text": 1.0}, fusion="weighted", by=["text"])


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"limit": 101}, "body.limit"),
        ({"limit": 0}, "body.limit"),
        ({"limit": "10"}, "body.limit"),
        ({"offset": 10_001}, "body.offset"),
        ({"offset": -1}, "body.offset"),
        ({"words": "x" * 2001}, "body.words"),
        ({"words": 7}, "body.words"),
        ({"facets": ["a"] * 21}, "body.facets"),
        ({"min_relevance": 2}, "body.min_relevance"),
        ({"depth": 1001}, "body.depth"),
        ({"explain": True, "limit": 6}, "body"),
        ({"anything": 1}, "body.anything"),
        ({"like": [""]}, "body.like.0"),
        ({"weights": {"text": -1}}, "body.weights.text"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_its_place(
    served: Shop, body: dict[str, Any], place: str
) -> None:
    told = served.ask("POST", "/search", json=body)
    assert problem(told) == (422, "malformed-request")
    assert place in [error["place"] for error in told.json()["errors"]]


@pytest.mark.parametrize(
    "body",
    [
        {"offset": 9_999, "limit": 10},
        {"where": "price"},
        {"where": {"nothing": 1}},
        {"where": " or ".join(["price=1"] * 51)},
        {"where": {"not": {"any": [{"price": 1}] * 51}}},
        {"sort": "name"},
        {"facets": ["name"]},
        {"words": "x", "by": "nothing"},
        {"words": "x", "weights": {"nothing": 1}},
        {"unlike": ["1"]},
        {"words": "x", "cursor": "abc"},
        {"words": "x", "group_by": "nothing"},
        {"words": "x", "by": "image"},
        {"words": "x", "min_relevance": 0.5},
    ],
)
def test_what_cannot_be_searched_is_refused(served: Shop, body: dict[str, Any]) -> None:
    assert problem(served.ask("POST", "/search", json=body)) == (422, "unusable-request")


def test_fifty_conditions_are_not_too_many(served: Shop) -> None:
    where = " or ".join(f"price={number}" for number in range(50))
    assert served.found(where=where) == ["8"]


@pytest.mark.parametrize(
    "picture",
    [
        "",
        "images/4.png",
        "/etc/passwd",
        "http://127.0.0.1/a.png",
        "file:///etc/passwd",
        "data:text/html;base64,AAAA",
        "data:image/png;base64,????",
        "data:image/png;base64,",
        data_uri(b"no picture"),
        data_uri(picture_file()[:200]),
    ],
)
def test_what_is_no_picture_is_refused_and_no_file_or_server_is_asked(
    served: Shop, picture: str
) -> None:
    told = served.ask("POST", "/search", json={"picture": picture})
    assert problem(told) == (422, "unreadable-media")
    assert str(served.serving.parts.settings.home) not in told.text


@pytest.mark.parametrize(
    ("fields", "files", "place"),
    [
        ({"query": "{"}, {"picture": b"x"}, "body.query"),
        ({"query": "[]"}, {"picture": b"x"}, "body.query"),
        ({"query": '{"limit": 0}'}, {"picture": b"x"}, "body.query.limit"),
        ({"query": '{"picture": "x"}'}, {"picture": b"x"}, "body.query.picture"),
        ({"other": "{}"}, {"picture": b"x"}, "body.other"),
        ({}, {"query": b"{}"}, "body.query"),
        ({}, {"file": b"{}"}, "body.file"),
    ],
)
def test_a_form_has_a_query_and_a_picture_and_nothing_else(
    served: Shop, fields: dict[str, str], files: dict[str, bytes], place: str
) -> None:
    told = served.ask("POST", "/search", data=fields, files=files)
    assert problem(told) == (422, "malformed-request")
    assert [error["place"] for error in told.json()["errors"]] == [place]


def test_an_empty_file_is_no_picture(served: Shop) -> None:
    told = served.ask("POST", "/search", files={"picture": b""})
    assert problem(told) == (422, "unreadable-media")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "multipart/form-data"])
def test_a_body_of_another_type_is_refused(served: Shop, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    told = served.ask("POST", "/search", content=b"{}", headers=headers)
    assert problem(told) == (422, "malformed-request")


@pytest.mark.parametrize(
    "parameters", [{"limit": "x"}, {"nothing": 1}, {"q": "x" * 2001}, {"exact": "perhaps"}]
)
def test_a_parameter_that_is_none_is_refused(served: Shop, parameters: dict[str, Any]) -> None:
    assert problem(served.get("/search", **parameters)) == (422, "malformed-request")


def test_a_reader_is_needed(served: Shop) -> None:
    stranger = served.as_(scopes=frozenset(), key="")
    for response in (
        stranger.get("/search", q="x"),
        stranger.ask("POST", "/search", json={}),
        stranger.ask("POST", "/explain", json={"query": {"words": "x"}, "id": "1"}),
        stranger.get("/items/1/similar"),
    ):
        assert problem(response) == (401, "unauthenticated")
