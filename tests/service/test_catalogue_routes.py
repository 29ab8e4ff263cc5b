"""Catalogues over HTTP, and what is suggested of their words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from likewise.assembly import Parts
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from service_shop import Shop, problem


def test_the_catalogues_are_listed_with_their_items_and_the_default(served: Shop) -> None:
    listed = served.ask_at("GET", "/api/v1/catalogues").json()["catalogues"]
    assert {"name": served.name, "items": 8, "default": True} in listed
    assert listed == sorted(listed, key=lambda each: str(each["name"]))
    assert sum(each["default"] for each in listed) == 1


def test_without_one_in_the_options_the_one_used_last_stays_the_default(
    parts: Parts, served: Shop
) -> None:
    parts.remember(served.name)
    serving = Serving(parts, ServiceOptions())
    assert serving.default == served.name
    parts.remember("another")
    assert serving.default == served.name
    assert serving.catalogue("").name == served.name
    serving.close()


def test_a_catalogue_says_what_can_be_asked_of_it(served: Shop) -> None:
    told = served.get("").json()
    assert (told["name"], told["items"], told["pictures"]) == (served.name, 8, True)
    assert told["name_field"] == "name"
    assert told["values"] is None
    fields = {each.pop("name"): each for each in told["fields"]}
    assert fields["price"] == {
        "role": "number",
        "filterable": True,
        "sortable": True,
        "countable": True,
    }
    assert fields["name"]["countable"] is False
    vectors = {each["name"]: each for each in told["vectors"]}
    assert vectors["text"]["found_by"] == ["words", "item"]
    assert vectors["image"]["found_by"] == ["picture", "item"]
    assert vectors["concept"]["found_by"] == ["words", "picture", "item"]
    assert vectors["image"]["source"] == "image"
    assert vectors["text"]["calibrated_for"] == []
    assert told["legs"] == ["text", "image", "concept", "keyword"]
    assert (told["language"], told["algorithm"], told["metric"]) == ("english", "flat", "cosine")
    for leg in told["legs"]:
        response = served.get("/search", q="a red car", by=leg)
        assert (response.status_code == 200) == (leg != "image")


def test_the_values_of_fields_are_told_if_that_is_asked_for(served: Shop) -> None:
    values = served.get("", values=True).json()["values"]
    assert values["kind"] == {
        "kind": "tags",
        "tags": [
            {"tag": "fruit", "count": 3},
            {"tag": "vehicle", "count": 3},
            {"tag": "furniture", "count": 2},
        ],
    }
    assert values["price"] == {"kind": "bounds", "low": 0.75, "high": 90_000}
    assert set(values) == {"kind", "price", "colour"}


@pytest.mark.parametrize("path", ["", "/items", "/items/1", "/search", "/completions?typed=a"])
def test_a_catalogue_that_is_not_there_is_none(served: Shop, path: str) -> None:
    told = served.ask_at("GET", f"/api/v1/catalogues/none{path}")
    assert problem(told) == (404, "unknown-catalogue")


@pytest.mark.parametrize("name", ["UPPER", "a:b", "*", "a%00b", "%2e", "x" * 65, "-a", "a%0a"])
def test_a_name_that_no_catalogue_can_have_is_refused(served: Shop, name: str) -> None:
    assert problem(served.ask_at("GET", f"/api/v1/catalogues/{name}")) == (422, "malformed-request")


def test_names_go_on_from_what_is_typed(served: Shop) -> None:
    told = served.get("/completions", typed="re", limit=5).json()
    assert told["completions"][0] == {"name": "red apple", "count": 1}
    assert served.get("/completions", typed="sofa").json()["completions"][0]["name"] == (
        "leather sofa"
    )
    assert served.get("/completions", typed="").json() == {"completions": []}
    assert problem(served.get("/completions")) == (422, "malformed-request")
    assert problem(served.get("/completions", typed="a", limit=51)) == (422, "malformed-request")
    assert problem(served.get("/completions", typed="a" * 201)) == (422, "malformed-request")


def test_misspelt_words_are_put_right(served: Shop) -> None:
    told = served.get("/spelling", words="leathr sofa").json()
    assert told == {"words": "leathr sofa", "did_you_mean": "leather sofa"}
    assert served.get("/spelling", words="sofa").json()["did_you_mean"] is None
    assert served.get("/spelling", words="").json() == {"words": "", "did_you_mean": None}
    assert problem(served.get("/spelling", words="a" * 2001)) == (422, "malformed-request")


def test_only_readers_are_told(served: Shop) -> None:
    stranger = served.as_(scopes=frozenset(), key="")
    for path in ("", "/completions?typed=a", "/spelling?words=a"):
        assert problem(stranger.get(path)) == (401, "unauthenticated")
    told = stranger.ask_at("GET", "/api/v1/catalogues")
    assert problem(told) == (401, "unauthenticated")


def test_many_who_complete_first_at_the_same_time_all_have_names(open_shop: Shop) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: open_shop.get("/completions", typed="re"), range(16)))
    assert [answer.status_code for answer in answers] == [200] * 16
    assert all(answer.json()["completions"][0]["name"] == "red apple" for answer in answers)
