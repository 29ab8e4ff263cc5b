"""Judgements over HTTP: each judge's own, and all of them for administrators."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from likewise.accounts.caller import Scope
from likewise.service.work.judging import MOST
from service_shop import Shop, problem

READ = frozenset({Scope.READ})


@pytest.fixture
def ann(open_shop: Shop) -> Shop:
    return open_shop.as_(scopes=READ, key="", account="1")


@pytest.fixture
def bob(open_shop: Shop) -> Shop:
    return open_shop.as_(scopes=READ, key="", account="2")


def put(shop: Shop, id_: str, grade: int, **query: object) -> Any:  # noqa: ANN401 - JSON
    response = shop.ask("PUT", "/judgements", json={"query": query, "id": id_, "grade": grade})
    assert response.status_code == 200, response.text
    return response.json()


def grades(shop: Shop, **wanted: object) -> dict[tuple[str, str], int]:
    """Who said what of which item."""
    response = shop.get("/judgements", **wanted)
    assert response.status_code == 200, response.text
    told = response.json()
    assert told["total"] == len(told["judgements"])
    return {(each["by"], each["id"]): each["grade"] for each in told["judgements"]}


def test_a_judgement_is_told_with_all_that_it_is_of(ann: Shop) -> None:
    told = put(ann, "8", 1, words=" something to  read by", where=["price<100", "kind=furniture"])
    assert told == {
        "query": told["query"],
        "asked": {
            "words": "something to read by",
            "picture": "",
            "like": [],
            "unlike": [],
            "unlike_words": "",
            "where": "price<100 kind=furniture",
        },
        "id": "8",
        "grade": 1,
        "by": "account 1",
        "at": told["at"],
        "version": 1,
    }
    answer = ann.get("/judgements").json()
    assert answer == {"judgements": [told], "total": 1}
    kept = list(ann.serving.catalogue(ann.name).judgements.all())
    assert [(each.item, each.grade) for each in kept] == [("8", 1)]
    assert kept[0].models["text"].startswith("all-minilm-l6-v2 ")


def test_a_query_is_found_by_its_id_or_by_what_was_looked_for(ann: Shop) -> None:
    lamp = put(ann, "8", 1, words="lamp", where={"price": [None, 100]})
    put(ann, "7", 0, words="lamp")
    put(ann, "7", 1, like=["6", "5"], unlike=["1"], unlike_words="fruit")
    assert grades(ann, query=lamp["query"]) == {("account 1", "8"): 1}
    assert grades(ann, q="lamp", where="price<=100") == {("account 1", "8"): 1}
    assert grades(ann, q="lamp") == {("account 1", "7"): 0}
    assert grades(ann, like=["5", "6"], unlike="1", unlike_words="fruit") == {("account 1", "7"): 1}
    assert grades(ann, q="nothing like it") == {}
    assert ann.get("/judgements", limit=1, offset=1).json()["total"] == 3
    assert len(ann.get("/judgements", limit=1, offset=1).json()["judgements"]) == 1


def test_a_picture_is_told_by_its_digest(ann: Shop) -> None:
    data = b"the bytes of a file"
    uri = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    told = put(ann, "4", 1, picture=uri)
    assert told["asked"]["picture"] == digest
    assert put(ann, "5", 0, picture=digest)["query"] == told["query"]
    assert grades(ann, picture=digest) == {("account 1", "4"): 1, ("account 1", "5"): 0}
    wrong = {"query": {"picture": "nonsense"}, "id": "4", "grade": 1}
    assert problem(ann.ask("PUT", "/judgements", json=wrong)) == (422, "unreadable-media")


def test_one_changes_and_takes_back_their_own_only(ann: Shop, bob: Shop) -> None:
    query = put(ann, "1", 1, words="fruit")["query"]
    put(bob, "1", 0, words="fruit")
    put(ann, "1", 0, words="fruit")
    assert grades(ann) == {("account 1", "1"): 0}
    assert grades(bob) == {("account 2", "1"): 0}
    for _ in range(2):
        response = bob.ask("DELETE", "/judgements", params={"query": query, "id": "1"})
        assert (response.status_code, response.content) == (204, b"")
    assert grades(bob) == {}
    assert grades(ann) == {("account 1", "1"): 0}


def test_everyones_are_for_administrators(ann: Shop, bob: Shop) -> None:
    put(ann, "1", 1, words="fruit")
    put(bob, "4", 0, words="fruit")
    put(bob.as_(account="", key="k1", scopes=READ | {Scope.WRITE}), "2", 1, words="fruit")
    assert problem(bob.get("/judgements", whose="all")) == (403, "forbidden")
    boss = ann.as_(scopes=READ | {Scope.ADMIN})
    assert grades(boss, whose="all") == {
        ("account 1", "1"): 1,
        ("account 2", "4"): 0,
        ("key k1", "2"): 1,
    }
    assert grades(boss.as_(where="kind=fruit"), whose="all", q="fruit").keys() == {
        ("account 1", "1"),
        ("key k1", "2"),
    }


def test_what_one_does_not_see_one_cannot_judge(ann: Shop) -> None:
    fruit = ann.as_(where="kind=fruit")
    for id_, query in (("4", {"words": "x"}), ("none", {"words": "x"}), ("1", {"like": ["4"]})):
        body = {"query": query, "id": id_, "grade": 1}
        assert problem(fruit.ask("PUT", "/judgements", json=body)) == (404, "unknown-item")
    for query in ({}, {"unlike": ["1"]}, {"words": "x", "where": "nothing=1"}):
        body = {"query": query, "id": "1", "grade": 1}
        assert problem(ann.ask("PUT", "/judgements", json=body)) == (422, "unusable-request")
    for grade in (-1, 5, 0.5, "1"):
        body = {"query": {"words": "x"}, "id": "1", "grade": grade}
        assert problem(ann.ask("PUT", "/judgements", json=body)) == (422, "malformed-request")
    other = ann.as_(catalogues=("other",))
    assert problem(other.get("/judgements")) == (404, "unknown-catalogue")


def test_nobody_judges_without_a_name(ann: Shop) -> None:
    body = {"query": {"words": "x"}, "id": "1", "grade": 1}
    nobody = ann.as_(account="")
    assert problem(nobody.ask("PUT", "/judgements", json=body)) == (401, "unauthenticated")
    reader = ann.as_(account="", key="k2")
    assert problem(reader.ask("PUT", "/judgements", json=body)) == (403, "forbidden")
    answer = ann.get("/judgements")
    assert answer.headers["cache-control"] == "no-store"


def test_a_person_judges_so_much_and_no_more(ann: Shop, bob: Shop) -> None:
    query = put(ann, "1", 1, words="fruit")["query"]
    judges = f"likewise:{ann.name}:judges"
    ann.serving.parts.engine.run("HINCRBY", judges, "account 1", MOST - 1)
    body = {"query": {"words": "x"}, "id": "1", "grade": 1}
    assert problem(ann.ask("PUT", "/judgements", json=body)) == (422, "unusable-request")
    put(bob, "1", 1, words="fruit")
    ann.ask("DELETE", "/judgements", params={"query": query, "id": "1"})
    put(ann, "1", 1, words="fruit")
