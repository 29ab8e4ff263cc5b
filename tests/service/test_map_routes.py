"""Maps over HTTP: made by operators, read by whoever looks, and only what they see."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest

from drawing import draw
from likewise.accounts.caller import Caller, Scope
from likewise.catalogue.index_recipe import Metric
from likewise.importing import ImportOptions
from likewise.search.mapping.map import MapFacts
from likewise.search.mapping.method import Method
from likewise.service.problems import ProblemError
from likewise.service.wire.map import OTHERS, MapWanted, map_bytes
from likewise.service.work import mapping
from service_shop import Shop, problem

FRUIT = {"1", "2", "3"}


@dataclass(frozen=True, slots=True)
class Read:
    """What a page makes of a map's bytes."""

    header: dict[str, Any]
    points: dict[str, tuple[float, float]]
    tags: dict[str, str | None]


def read(data: bytes) -> Read:
    """As docs/map.md says it."""
    assert data[:4] == b"LWMP"
    (length,) = struct.unpack_from("<I", data, 4)
    header = json.loads(data[8 : 8 + length])
    start, n = 8 + length, header["items"]
    assert start % 4 == 0
    x, y = np.frombuffer(data, "<f4", 2 * n, start).reshape(2, n).tolist()
    start += 8 * n
    codes = list(data[start : start + n]) if header["colour"] else [0] * n
    start += n if header["colour"] else 0
    ids = json.loads(data[start:])
    names = [None, *header["tags"]]
    named = [names[code] if code < OTHERS else "others" for code in codes]
    return Read(
        header,
        dict(zip(ids, zip(x, y, strict=True), strict=True)),
        dict(zip(ids, named, strict=True)),
    )


@pytest.fixture(scope="module")
def mapped(served: Shop) -> Shop:
    """A shop of which two maps have been made, that of the texts last."""
    for vector in ("image", "text"):
        assert make(served, vector=vector).status_code == 200
    return served


def make(shop: Shop, **wanted: object) -> Any:  # noqa: ANN401 - as of the client
    operator = shop.as_(scopes=frozenset({Scope.ADMIN}))
    return operator.ask("POST", "/map", json=wanted)


def test_there_is_none_until_one_is_made(open_shop: Shop) -> None:
    assert open_shop.get("/maps").json() == {"maps": []}
    assert problem(open_shop.get("/map")) == (404, "not-found")
    placing = open_shop.ask("POST", "/map/place", json={"words": "a car"})
    assert problem(placing) == (404, "not-found")

    done = make(open_shop)
    assert done.status_code == 200, done.text
    told = done.json()
    assert (told["vector"], told["method"], told["items"], told["placed"]) == ("text", "pca", 8, 8)
    assert make(open_shop).json()["placed"] == 0
    assert make(open_shop, refresh=True).json()["placed"] == 8
    assert make(open_shop, vector="image").json()["items"] == 8
    maps = open_shop.get("/maps").json()["maps"]
    assert {(each["vector"], each["method"]) for each in maps} == {
        ("text", "pca"), ("image", "pca"),
    }  # fmt: skip


def test_bytes_have_what_the_library_has(mapped: Shop) -> None:
    response = mapped.get("/map", colour="kind")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-encoding"] == "gzip"
    found = read(response.content)
    map_ = mapped.serving.catalogue(mapped.name).kept_map()
    assert found.points == {
        id_: tuple(point) for id_, point in zip(map_.ids, map_.points.tolist(), strict=True)
    }
    assert list(found.points) == sorted(found.points)
    assert {id_ for id_, tag in found.tags.items() if tag == "fruit"} == FRUIT
    header = found.header
    assert (header["vector"], header["method"], header["unplaced"]) == ("text", "pca", 0)
    assert header["tags"][0] == "fruit"
    assert header["at"] == map_.facts.at
    plain = mapped.get("/map", vector="text", method="pca")
    assert read(plain.content).points == found.points
    assert read(plain.content).header["colour"] is None


def test_a_client_that_has_it_gets_it_not_again(mapped: Shop) -> None:
    first = mapped.get("/map", colour="kind")
    tag = first.headers["etag"]
    again = mapped.ask("GET", "/map", params={"colour": "kind"}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    strong = {"If-None-Match": tag.removeprefix("W/")}  # as some proxies make it
    same = mapped.ask("GET", "/map", params={"colour": "kind"}, headers=strong)
    assert same.status_code == 304
    assert mapped.get("/map", colour="colour").headers["etag"] != tag
    other = {"If-None-Match": '"another"', "Accept-Encoding": "identity"}
    plain = mapped.ask("GET", "/map", params={"colour": "kind"}, headers=other)
    assert plain.status_code == 200
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content


def test_items_that_are_new_wait_and_those_that_are_no_more_are_gone(open_shop: Shop) -> None:
    assert make(open_shop).status_code == 200
    new = {"name": "green pear", "kind": "fruit", "price": 1, "colour": "green"}
    assert open_shop.ask("PUT", "/items/9", json=new).status_code == 201
    assert open_shop.ask("DELETE", "/items/1").status_code == 204
    found = read(open_shop.get("/map").content)
    assert set(found.points) == set("2345678")
    assert found.header["unplaced"] == 1
    done = make(open_shop).json()
    assert (done["placed"], done["removed"], done["items"]) == (1, 1, 8)
    after = read(open_shop.get("/map").content)
    assert {id_: after.points[id_] for id_ in found.points} == found.points
    assert "9" in after.points


def test_an_index_that_is_made_anew_has_maps_of_its_own(open_shop: Shop) -> None:
    assert make(open_shop).status_code == 200
    assert open_shop.get("/map").status_code == 200
    parts = open_shop.serving.parts
    recipe = parts.register.recipe(open_shop.name)
    parts.import_(replace(recipe, index=replace(recipe.index, metric=Metric.L2)), ImportOptions())
    assert open_shop.get("/maps").json() == {"maps": []}
    assert problem(open_shop.get("/map")) == (404, "not-found")
    assert make(open_shop).json()["placed"] == 8
    assert len(read(open_shop.get("/map").content).points) == 8
    landing = open_shop.ask("POST", "/map/place", json={"words": "a sports car"}).json()
    assert landing["near"][0] == "4"


def test_only_what_a_caller_sees_is_on_their_map(mapped: Shop) -> None:
    tenant = mapped.as_(where="kind=fruit")
    for asked in ({}, {"colour": "kind"}, {"where": "kind=vehicle or kind=fruit"}):
        response = tenant.get("/map", **asked)
        found = read(response.content)
        assert set(found.points) == FRUIT
        assert set(found.header["tags"]) <= {"fruit"}
        assert found.header["unplaced"] == 0
        assert b"vehicle" not in response.content
    body = {"words": "a fast car"}
    near = tenant.ask("POST", "/map/place", json=body).json()["near"]
    assert set(near) == FRUIT
    hidden = tenant.ask("POST", "/map/place", json={"like": ["4"]})
    assert problem(hidden) == (404, "unknown-item")
    assert problem(mapped.as_(catalogues=("other",)).get("/map")) == (404, "unknown-catalogue")


def test_a_filter_leaves_out_what_does_not_meet_it(mapped: Shop) -> None:
    found = read(mapped.get("/map", where=["kind=fruit", "price<1.3"], colour="colour").content)
    prices = {id_: mapped.get(f"/items/{id_}").json()["fields"]["price"] for id_ in FRUIT}
    assert set(found.points) == {id_ for id_, price in prices.items() if price < 1.3}
    assert problem(mapped.get("/map", where="nothing=1"))[0] == 422
    assert problem(mapped.get("/map", colour="name")) == (422, "unusable-request")
    assert problem(mapped.get("/map", vector="sound")) == (422, "unusable-request")
    assert problem(mapped.get("/map", method="umap")) == (404, "not-found")


def test_what_is_looked_for_lands_near_what_is_like_it(mapped: Shop) -> None:
    by_words = mapped.ask("POST", "/map/place", json={"words": "a sports car", "vector": "text"})
    told = by_words.json()
    assert (told["vector"], told["method"]) == ("text", "pca")
    assert told["near"][0] == "4"
    file = BytesIO()
    draw("red", 3).save(file, "PNG")
    uri = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    by_picture = mapped.ask("POST", "/map/place", json={"picture": uri, "vector": "image"}).json()
    assert by_picture["near"][0] == "4"
    points = read(mapped.get("/map", vector="image").content).points
    assert (by_picture["x"], by_picture["y"]) == pytest.approx(points["4"], abs=1e-3)
    for body in (
        {},
        {"picture": uri, "vector": "text"},
        {"words": "a car", "vector": "image"},
        {"words": "a car", "where": "nothing=1"},
    ):
        assert problem(mapped.ask("POST", "/map/place", json=body)) == (422, "unusable-request")


def test_only_operators_make_maps_and_large_ones_by_the_command_line(mapped: Shop) -> None:
    assert problem(mapped.ask("POST", "/map", json={})) == (403, "forbidden")
    few = make(mapped, method="umap")
    assert problem(few) == (422, "unusable-request")
    assert "needs 50 items" in few.text
    assert mapped.serving.mapping.acquire(blocking=False)
    try:
        assert problem(make(mapped)) == (503, "catalogue-busy")
    finally:
        mapped.serving.mapping.release()
    assert make(mapped).status_code == 200
    operator = Caller(frozenset({Scope.ADMIN}), key="k")
    with pytest.raises(ProblemError, match="at most 7 are laid") as refused:
        mapping.make(mapped.serving, mapped.name, operator, MapWanted(method="tsne"), most=7)
    assert refused.value.remedy == f"Run `likewise map {mapped.name} --method tsne`."
    assert mapping.make(mapped.serving, mapped.name, operator, MapWanted(), most=7).items == 8


def test_more_tags_than_codes_share_the_last() -> None:
    facts = MapFacts("text", Method.PCA, "now", "now", 0, None)
    labels = {f"{n:03d}": (f"tag {n:03d}",) for n in range(300)} | {"bare": ()}
    data = map_bytes(facts, np.zeros((301, 2), np.float32), labels, colour="kind", unplaced=2)
    found = read(data)
    assert len(found.header["tags"]) == 254
    assert found.tags["253"] == "tag 253"
    assert found.tags["254"] == found.tags["299"] == "others"
    assert found.tags["bare"] is None
    assert found.header["unplaced"] == 2
