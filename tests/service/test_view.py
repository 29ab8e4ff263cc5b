"""A caller's own filter: nothing outside of it comes out by any route, and nothing gets there."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from fastapi import Request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drawing import draw
from likewise.accounts.caller import Caller
from likewise.service.callers.access import caller
from service_shop import Shop, problem

FRUIT = {"1", "2", "3"}
LINES = {"content-type": "application/x-ndjson"}


@pytest.fixture(scope="module")
def tenant(served: Shop) -> Shop:
    """The shop as one sees it for whom only fruit is there."""
    return served.as_(where="kind=fruit")


@pytest.fixture
def writer(open_shop: Shop) -> Shop:
    """The same, in a shop that may be changed."""
    return open_shop.as_(where="kind=fruit")


def lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def test_hits_are_within_the_filter_whatever_is_asked_for(tenant: Shop) -> None:
    file = BytesIO()
    draw("red", 3).save(file, "PNG")
    uri = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    for body in (
        {"words": "a car"},
        {"words": "a car", "where": "kind=vehicle or kind=fruit"},
        {"words": "a car", "where": {"not": {"kind": "fruit"}}},
        {"words": "a car", "exact": True, "by": ["text", "concept"]},
        {"words": "a car", "by": "hybrid", "weights": {"text": 0.5}},
        {"words": "a car", "rerank": "late-interaction"},
        {"words": "a car", "group_by": "colour", "group_size": 3},
        {"words": "a car", "fold": 1e-9, "by": "text"},
        {"words": "a car", "diversity": 1.0},
        {"picture": uri},
        {"like": ["1"], "unlike": ["2"]},
        {"sort": "-price"},
        {"where": "price>10"},
        {},
    ):
        found = tenant.search(**body)
        shown = {hit["id"] for hit in found["hits"]}
        assert shown | {each for hit in found["hits"] for each in hit["folded"]} <= FRUIT
        assert found["total"] <= 3


def test_counts_are_of_what_is_within(tenant: Shop) -> None:
    for found in (
        tenant.search(words="a car", facets=["kind", "price", "colour"]),
        tenant.search(facets=["kind", "price", "colour"]),
        tenant.search(sort="price", facets=["kind", "price", "colour"]),
        tenant.get("/items", facets=["kind", "price", "colour"]).json(),
    ):
        assert found["total"] == 3
        assert found["facets"]["kind"]["tags"] == [{"tag": "fruit", "count": 3}]
        assert sum(each["count"] for each in found["facets"]["price"]["bins"]) == 3
        assert sum(each["count"] for each in found["facets"]["colour"]["tags"]) == 3


def test_examples_outside_are_none(tenant: Shop) -> None:
    for body in ({"like": ["4"]}, {"words": "x", "unlike": ["4"]}, {"like": ["1", "4"]}):
        told = tenant.ask("POST", "/search", json=body)
        assert problem(told) == (404, "unknown-item")
        none = tenant.ask("POST", "/search", json=json.loads(json.dumps(body).replace("4", "n")))
        assert none.json()["detail"] == told.json()["detail"].replace("'4'", "'n'")
    assert problem(tenant.get("/items/4/similar")) == (404, "unknown-item")
    assert tenant.get("/items/1/similar").json()["total"] == 2


def test_items_outside_are_none_by_any_way(tenant: Shop) -> None:
    for path in ("/items/4", "/items/4/picture", "/items/4/similar"):
        told, none = tenant.get(path), tenant.get(path.replace("4", "n"))
        assert problem(told) == problem(none) == (404, "unknown-item")
    assert tenant.get("/items", id=["4", "1"]).json()["total"] == 1
    told = tenant.ask("POST", "/explain", json={"query": {"words": "car"}, "id": "4"})
    assert problem(told) == (404, "unknown-item")
    assert {item["id"] for item in tenant.get("/items").json()["items"]} == FRUIT


def test_who_may_see_items_by_their_ids_sees_those(served: Shop) -> None:
    one = served.as_(where="id=1,4")
    assert one.get("/items", id=["1", "2", "4"]).json()["total"] == 2
    assert problem(one.get("/items/2")) == (404, "unknown-item")
    assert one.get("/items/4/similar").json()["total"] == 1


def test_the_catalogue_is_described_as_if_there_were_nothing_else(tenant: Shop) -> None:
    told = tenant.get("", values=True).json()
    assert told["items"] == 3
    assert told["values"]["kind"]["tags"] == [{"tag": "fruit", "count": 3}]
    assert (told["values"]["price"]["low"], told["values"]["price"]["high"]) == (0.75, 1.5)
    listed = tenant.ask_at("GET", "/api/v1/catalogues").json()["catalogues"]
    assert [each["items"] for each in listed if each["name"] == tenant.name] == [3]


def test_names_outside_complete_nothing(served: Shop, tenant: Shop) -> None:
    names = [each["name"] for each in served.get("/completions", typed="r").json()["completions"]]
    assert set(names) == {"red apple", "reading lamp", "racing bicycle"}
    within = tenant.get("/completions", typed="r").json()["completions"]
    assert within == [{"name": "red apple", "count": 1}]
    assert tenant.get("/completions", typed="sports").json() == {"completions": []}


def test_words_outside_put_nothing_right(served: Shop, tenant: Shop) -> None:
    for words, meant in (("leathr", "leather"), ("aple", "apple")):
        assert served.get("/spelling", words=words).json()["did_you_mean"] == meant
    assert tenant.get("/spelling", words="leathr").json()["did_you_mean"] is None
    assert tenant.get("/spelling", words="a,leathr aple").json()["did_you_mean"] is None
    assert tenant.get("/spelling", words="aple").json()["did_you_mean"] == "apple"
    assert tenant.search(words="leathr")["did_you_mean"] is None


def test_a_cursor_is_of_use_to_nobody_else(served: Shop, tenant: Shop) -> None:
    for body in ({"limit": 2}, {"words": "red", "limit": 2}):
        cursor = served.search(**body)["cursor"]
        told = tenant.ask("POST", "/search", json=body | {"cursor": cursor})
        assert problem(told) == (422, "unusable-request")


def test_fifty_conditions_are_possible_beside_the_callers_own(served: Shop) -> None:
    busy = served.as_(where=" or ".join(f"price={number}" for number in range(14)))
    where = " or ".join(f"price={number}" for number in range(50))
    assert busy.ask("POST", "/search", json={"where": where}).status_code == 200


def test_a_filter_that_does_not_fit_lets_nothing_through(served: Shop) -> None:
    for where in ("nothing=1", "kind", "price=x"):
        other = served.as_(where=where)
        for path in ("", "/items", "/items/1", "/search", "/completions?typed=a"):
            assert problem(other.get(path)) == (403, "forbidden")
        assert problem(other.ask("PUT", "/items/9", json={"name": "x"})) == (403, "forbidden")
        names = [
            each["name"] for each in other.ask_at("GET", "/api/v1/catalogues").json()["catalogues"]
        ]
        assert served.name not in names


def test_a_caller_of_some_catalogues_sees_no_other(served: Shop) -> None:
    other = served.as_(catalogues=("another",))
    told = other.get("")
    assert problem(told) == (404, "unknown-catalogue")
    assert problem(other.ask("PUT", "/items/9", json={"name": "x"})) == (404, "unknown-catalogue")
    none = other.ask_at("GET", "/api/v1/catalogues/none")
    assert none.json()["detail"] == told.json()["detail"].replace(served.name, "none")
    assert served.name not in none.text
    assert other.ask_at("GET", "/api/v1/catalogues").json()["catalogues"] == []


def test_what_is_within_is_written_and_what_is_not_is_refused(writer: Shop) -> None:
    added = writer.ask("PUT", "/items/9", json={"name": "a pear", "kind": "fruit"})
    assert added.status_code == 201
    for method, path, row in (
        ("PUT", "/items/10", {"name": "a van", "kind": "vehicle"}),  # would not be within
        ("PUT", "/items/10", {"name": "a van"}),
        ("PUT", "/items/4", {"name": "mine", "kind": "fruit"}),  # is another's
        ("PUT", "/items/1", {"name": "red apple", "kind": "vehicle"}),  # would leave
        ("PATCH", "/items/1", {"kind": "vehicle"}),
        ("PATCH", "/items/1", {"kind": None}),
    ):
        assert problem(writer.ask(method, path, json=row)) == (403, "forbidden")
    assert problem(writer.ask("PATCH", "/items/4", json={"kind": "fruit"})) == (404, "unknown-item")
    assert problem(writer.ask("DELETE", "/items/4")) == (404, "unknown-item")
    assert writer.ask("DELETE", "/items", params={"id": ["4", "5", "9"]}).json() == {"removed": 1}
    all_ = writer.as_(where="")
    assert all_.get("/items/4").json()["fields"]["name"] == "sports car"
    assert all_.get("/items").json()["total"] == 8


def test_lines_outside_are_refused_one_by_one(writer: Shop) -> None:
    body = lines(
        {"id": "9", "name": "a pear", "kind": "fruit"},
        {"id": "4", "name": "mine", "kind": "fruit"},
        {"id": "10", "name": "a van", "kind": "vehicle"},
        {"id": "11", "name": "a plum", "kind": "fruit", "price": "x"},
    )
    told = writer.ask("POST", "/items", content=body, headers=LINES).json()
    statuses = [row["status"] for row in told["rows"]]
    assert statuses == ["added", "forbidden", "forbidden", "rejected"]
    body = lines({"id": "1", "price": 2}, {"id": "4", "price": 2}, {"id": "2", "kind": "tool"})
    told = writer.ask("PATCH", "/items", content=body, headers=LINES).json()
    assert [row["status"] for row in told["rows"]] == ["changed", "missing", "forbidden"]


def test_of_two_who_add_the_same_id_at_once_one_has_it(open_shop: Shop) -> None:
    owners = {kind: open_shop.as_(where=f"kind={kind}") for kind in ("fruit", "tool")}

    def put(kind: str) -> int:
        row = {"name": f"a {kind}", "kind": kind}
        status: int = (
            owners[kind]
            .client.request(
                "PUT",
                f"/api/v1/catalogues/{open_shop.name}/items/9",
                json=row,
                headers={"x-owner": kind},
            )
            .status_code
        )
        return status

    app: Any = open_shop.client.app
    app.dependency_overrides[caller] = _by_header(owners)
    for _ in range(5):
        with ThreadPoolExecutor(2) as threads:
            statuses = sorted(threads.map(put, owners))
        assert statuses == [201, 403]
        assert open_shop.ask("DELETE", "/items/9").status_code == 204
        app.dependency_overrides[caller] = _by_header(owners)


def _by_header(owners: Mapping[str, Shop]) -> Callable[[Request], Caller]:
    def asking(request: Request) -> Caller:
        return owners[request.headers["x-owner"]].caller

    return asking


def test_a_picture_of_another_is_not_had_by_naming_its_file(writer: Shop) -> None:
    row = {"name": "a pear", "kind": "fruit"}
    named = writer.ask("PUT", "/items/9", json=row | {"image": "images/4.png"})
    assert problem(named) == (403, "forbidden")
    assert problem(writer.ask("PATCH", "/items/1", json={"image": "images/4.png"}))[0] == 403
    file = BytesIO()
    draw("green", 1).save(file, "PNG")
    uri = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    assert writer.ask("PUT", "/items/9", json=row | {"image": uri}).status_code == 201
    own = {"name": "red apple", "kind": "fruit", "price": 1, "image": "images/1.png"}
    assert writer.ask("PUT", "/items/1", json=own).status_code == 200


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(
        st.sampled_from("{}|()[]<>@:$%^*~-+=\"'\\,.;!?&#/ \n\0 kindfrut~=éü日本🙂"), max_size=40
    )
)
def test_no_text_breaks_out(tenant: Shop, text: str) -> None:
    for body in (
        {"words": text},
        {"where": text},
        {"where": {"kind": text}},
        {"where": {text: "fruit"}},
        {"sort": text},
        {"words": "x", "group_by": text},
        {"words": "x", "by": text},
        {"facets": [text]},
        {"like": [text]},
    ):
        response = tenant.ask("POST", "/search", json=body)
        assert response.status_code in {200, 404, 422}, (body, response.text)
        if response.status_code == 200:
            assert {hit["id"] for hit in response.json()["hits"]} <= FRUIT
    completed = tenant.get("/completions", typed=text).json()["completions"]
    assert {each["name"] for each in completed} <= {"red apple", "green apple", "yellow banana"}
