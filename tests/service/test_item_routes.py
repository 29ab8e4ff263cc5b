"""Items over HTTP: looked up, listed and written."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from drawing import draw
from service_shop import ANYBODY, Shop, problem, running

HOSTILE = (
    "a/b",
    "/a",
    "a/",
    "a//b",
    "a/picture",
    "picture",
    "/picture",
    "items/a/similar",
    "a/b/similar",
    "x?y=1&z#frag",
    "100%",
    "a b",
    "a\nb",
    "a\tb",
    "\\",
    "'\"<script>",
    "日本 é",
    "🙂",
    "{1}",
    "*",
    "a:b",
    "@x",
    "x" * 512,
)
FIRST = {"id": "1", "name": "red apple", "kind": "fruit", "price": 1.5, "colour": "red"}
LINES = {"content-type": "application/x-ndjson"}


def lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def picture_uri(colour: str = "blue") -> str:
    file = BytesIO()
    draw(colour, 3).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def test_an_item_is_shown_by_its_id(served: Shop) -> None:
    assert served.get("/items/3").json() == {
        "id": "3",
        "fields": {"name": "yellow banana", "kind": "fruit", "price": 0.75, "colour": "yellow"},
        "picture": f"/api/v1/catalogues/{served.name}/items/3/picture",
    }
    assert problem(served.get("/items/33")) == (404, "unknown-item")


def test_all_items_are_listed_mixed_page_by_page(served: Shop) -> None:
    whole = [item["id"] for item in served.get("/items", limit=100).json()["items"]]
    assert sorted(whole) == [str(number) for number in range(1, 9)]
    found, cursor = [], ""
    while True:
        page = served.get("/items", limit=3, cursor=cursor).json()
        assert page["total"] == 8
        found += [item["id"] for item in page["items"]]
        cursor = page["cursor"] or ""
        if not cursor:
            break
    assert found == whole
    second = served.get("/items", limit=3, offset=3).json()
    assert [item["id"] for item in second["items"]] == whole[3:6]


def test_a_list_is_filtered_sorted_and_counted(served: Shop) -> None:
    page = served.get("/items", where="kind=fruit", sort="-price", facets="colour").json()
    assert [item["id"] for item in page["items"]] == ["1", "2", "3"]
    assert page["total"] == 3
    assert {each["tag"] for each in page["facets"]["colour"]["tags"]} == {"red", "green", "yellow"}
    mixed = served.get("/items", where="kind=fruit", facets="colour").json()
    assert mixed["facets"] == page["facets"]
    assert problem(served.get("/items", sort="name")) == (422, "unusable-request")
    assert problem(served.get("/items", facets="name")) == (422, "unusable-request")
    assert problem(served.get("/items", limit=101)) == (422, "malformed-request")


def test_items_are_looked_up_by_several_ids_in_their_order(served: Shop) -> None:
    found = served.get("/items", id=["5", "none", "2", "5"]).json()
    assert [item["id"] for item in found["items"]] == ["5", "2"]
    assert found["total"] == 2


def test_an_id_may_have_any_character(open_shop: Shop) -> None:
    for id_ in HOSTILE:
        path = f"/items/{quote(id_, safe='')}"
        put = open_shop.ask("PUT", path, json={"name": "a pot", "kind": "pot"})
        assert (put.status_code, put.json()) == (201, {"id": id_, "status": "added"})
        shown = open_shop.get(path).json()
        assert shown["id"] == id_
        assert open_shop.get("/items", id=id_).json()["items"] == [shown]
        assert open_shop.get(f"{path}/similar", limit=1).json()["hits"]
        assert problem(open_shop.get(f"{path}/picture")) == (404, "not-found")
        assert open_shop.found(where="kind=pot") == [id_]
        told = open_shop.ask("POST", "/explain", json={"query": {"words": "pot"}, "id": id_})
        assert told.json()["id"] == id_
        assert open_shop.ask("PATCH", path, json={"price": 3}).json()["status"] == "changed"
        assert open_shop.ask("DELETE", path).status_code == 204
        assert problem(open_shop.get(path)) == (404, "unknown-item")


def test_a_real_server_decodes_an_id_once(open_shop: Shop) -> None:
    made = lines(
        {"id": "%2F", "name": "x"}, {"id": "/", "name": "y"}, {"id": "a/picture", "name": "z"}
    )
    assert open_shop.ask("POST", "/items", content=made, headers=LINES).json()["added"] == 3
    with running(open_shop.client.app) as address:
        for sent, id_ in (("%252F", "%2F"), ("%2F", "/"), ("a%2Fpicture", "a/picture")):
            shown = httpx2.get(f"{address}/api/v1/catalogues/{open_shop.name}/items/{sent}")
            assert shown.json()["id"] == id_


def test_slashes_of_an_id_may_stand_as_they_are(open_shop: Shop) -> None:
    assert open_shop.ask("PUT", "/items/a/b/c", json={"name": "a pot"}).status_code == 201
    assert open_shop.get("/items/a/b/c").json()["id"] == "a/b/c"
    assert open_shop.get("/items/a/b/c/similar").status_code == 200
    assert open_shop.ask("DELETE", "/items/a/b/c").status_code == 204


def test_an_id_that_no_address_can_have_is_written_and_read_by_others(open_shop: Shop) -> None:
    for id_ in (".", ".."):
        row = lines({"id": id_, "name": "x"})
        assert open_shop.ask("POST", "/items", content=row, headers=LINES).json()["added"] == 1
        assert open_shop.get("/items", id=id_).json()["items"][0]["id"] == id_
        assert open_shop.ask("DELETE", "/items", params={"id": id_}).json() == {"removed": 1}


@pytest.mark.parametrize("id_", ["%00", "%ff", "%F0%28", "%ED%A0%80", "x" * 600, "%20"])
def test_an_id_that_no_item_can_have_is_none(served: Shop, id_: str) -> None:
    assert served.get(f"/items/{id_}").status_code in {404, 422}
    assert served.ask("DELETE", f"/items/{id_}").status_code in {404, 422}
    assert served.ask("PATCH", f"/items/{id_}", json={"price": 1}).status_code in {404, 422}
    assert problem(served.ask("PUT", f"/items/{id_}", json={"name": "\0"}))[0] == 422


def test_an_item_is_added_replaced_changed_and_removed(open_shop: Shop) -> None:
    row = {"name": "a violet in a pot", "kind": "flower", "price": 4}
    put = open_shop.ask("PUT", "/items/9", json=row)
    assert (put.status_code, put.json()) == (201, {"id": "9", "status": "added"})
    assert open_shop.found(words="a flower", by="text", limit=1) == ["9"]
    again = open_shop.ask("PUT", "/items/9", json=row)
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")
    replaced = open_shop.ask("PUT", "/items/9", json={"id": "9", "name": "a rose"})
    assert (replaced.status_code, replaced.json()["status"]) == (200, "changed")
    assert open_shop.get("/items/9").json()["fields"] == {"name": "a rose"}
    patched = open_shop.ask("PATCH", "/items/9", json={"price": 7})
    assert patched.json() == {"id": "9", "status": "changed"}
    assert open_shop.get("/items/9").json()["fields"] == {"name": "a rose", "price": 7}
    emptied = open_shop.ask("PATCH", "/items/9", json={"price": None})
    assert emptied.json()["status"] == "changed"
    assert open_shop.get("/items/9").json()["fields"] == {"name": "a rose"}
    gone = open_shop.ask("DELETE", "/items/9")
    assert (gone.status_code, gone.content) == (204, b"")
    assert problem(open_shop.ask("DELETE", "/items/9")) == (404, "unknown-item")
    assert problem(open_shop.ask("PATCH", "/items/9", json={"price": 7})) == (404, "unknown-item")


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"name": "x", "price": "dear"}, "body.price"),
    ({"name": "x", "colour": {"a": 1}}, "body.colour"),
    ({"name": "x", "nothing": 1}, "body.nothing"),
    ({"name": "a\0b"}, "body.name"),
    ({"name": "x", "image": "../../etc/passwd"}, "body.image"),
    ({"name": "x", "image": "/etc/passwd"}, "body.image"),
    ({"name": "x", "image": "images/none.png"}, "body.image"),
    ({"name": "x", "image": "http://127.0.0.1:1/a.png"}, "body.image"),
    ({"name": "x", "image": "data:image/png;base64,AAAA"}, "body.image"),
    ({"name": "x", "id": "another"}, "body.id"),
    ({"name": "x", "id": 10}, "body.id"),
)


def test_a_row_that_is_refused_leaves_nothing_and_tells_no_folder(open_shop: Shop) -> None:
    for row, place in REFUSED:
        told = open_shop.ask("PUT", "/items/10", json=row)
        assert problem(told) == (422, "unusable-request")
        assert [error["place"] for error in told.json()["errors"]] == [place]
        assert open_shop.get("/items/10").status_code == 404
        for folder in (open_shop.serving.parts.settings.home, Path("/tmp")):  # noqa: S108 - where tests write
            assert str(folder) not in told.text


def test_a_picture_is_written_as_a_data_uri_and_searched(open_shop: Shop) -> None:
    put = open_shop.ask("PUT", "/items/9", json={"name": "a thing", "image": picture_uri()})
    assert put.status_code == 201, put.text
    assert open_shop.get("/items/9/picture").status_code == 200
    found = open_shop.search(picture=picture_uri(), by="image", limit=1)["hits"]
    assert found[0]["id"] == "9"
    assert open_shop.ask("PATCH", "/items/9", json={"price": 1}).status_code == 200
    assert open_shop.get("/items/9").json()["picture"] is not None


def test_an_id_that_would_be_kept_otherwise_is_refused(open_shop: Shop) -> None:
    for id_ in ("%20a", "a%20", "e%CC%81"):
        told = open_shop.ask("PUT", f"/items/{id_}", json={"name": "x"})
        assert problem(told) == (422, "unusable-request")
    assert open_shop.get("/items").json()["total"] == 8


def test_lines_are_taken_one_by_one_with_an_answer_for_each(open_shop: Shop) -> None:
    body = b"\n".join(
        [
            b'{"id": "9", "name": "vase"}',
            lines(FIRST | {"image": "images/1.png"}),
            b"",
            b'{"id": "2", "name": "pear"}',
            b"no JSON",
            b"[1]",
            b'{"name": "without"}',
            b'{"id": "9", "name": "twice"}',
            b'{"id": "11", "nothing": 1}',
            b'{"id": "12", "price": NaN}',
            b'{"id": "13", "name": "\\ud800"}',
            b'{"id": "14", "name": "last"}\r',
        ]
    )
    told = open_shop.ask("POST", "/items", content=body, headers=LINES).json()
    assert [(row["line"], row["id"], row["status"]) for row in told["rows"]] == [
        (1, "9", "added"),
        (2, "1", "unchanged"),
        (4, "2", "changed"),
        (5, None, "rejected"),
        (6, None, "rejected"),
        (7, None, "rejected"),
        (8, "9", "rejected"),
        (9, "11", "rejected"),
        (10, None, "rejected"),
        (11, None, "rejected"),
        (12, "14", "added"),
    ]
    assert [row["column"] for row in told["rows"]][5:8] == ["id", "id", "nothing"]
    assert all((row["reason"] != "") == (row["status"] == "rejected") for row in told["rows"])
    assert (told["added"], told["changed"], told["unchanged"], told["refused"]) == (2, 1, 1, 7)
    assert open_shop.get("/items").json()["total"] == 10


def test_lines_change_columns_and_say_which_items_are_missing(open_shop: Shop) -> None:
    body = lines({"id": "1", "price": 2}, {"id": "99", "price": 2}, {"id": "2", "price": "x"})
    told = open_shop.ask("PATCH", "/items", content=body, headers=LINES).json()
    assert [row["status"] for row in told["rows"]] == ["changed", "missing", "rejected"]
    fields = open_shop.get("/items/1").json()["fields"]
    assert (fields["name"], fields["price"]) == ("red apple", 2)


def test_many_lines_go_in_parts_and_are_all_answered(open_shop: Shop) -> None:
    rows = [{"id": f"n{number}", "name": f"thing {number % 7}"} for number in range(600)]
    rows[300] = {"id": "n0", "name": "again"}
    told = open_shop.ask("POST", "/items", content=lines(*rows), headers=LINES).json()
    assert (told["added"], told["refused"]) == (599, 1)
    assert told["rows"][300]["reason"] == "'n0' is already the id of the row at line 1"
    assert open_shop.get("/items").json()["total"] == 607
    ids = [f"n{number}" for number in range(1, 101)]
    assert open_shop.ask("DELETE", "/items", params={"id": ids}).json() == {"removed": 100}


def test_too_many_lines_are_refused_and_none_is_taken(open_shop: Shop) -> None:
    body = b'{"id":"a"}\n' * 10_001
    told = open_shop.ask("POST", "/items", content=body, headers=LINES)
    assert problem(told) == (413, "too-large")
    assert open_shop.get("/items").json()["total"] == 8


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_lines_of_another_type_are_refused(open_shop: Shop, kind: str) -> None:
    told = open_shop.ask("POST", "/items", content=b"{}", headers={"content-type": kind})
    assert problem(told) == (422, "malformed-request")


def test_an_empty_request_of_lines_changes_nothing(open_shop: Shop) -> None:
    told = open_shop.ask("POST", "/items", content=b"\n", headers=LINES).json()
    assert told == {"added": 0, "changed": 0, "unchanged": 0, "refused": 0, "rows": []}


def test_several_items_are_removed_and_those_that_are_not_there_passed_over(
    open_shop: Shop,
) -> None:
    told = open_shop.ask("DELETE", "/items", params={"id": ["1", "1", "none", "2"]})
    assert told.json() == {"removed": 2}
    assert problem(open_shop.ask("DELETE", "/items")) == (422, "malformed-request")


def test_a_catalogue_that_is_being_written_is_busy_and_nobody_is_named(open_shop: Shop) -> None:
    parts = open_shop.serving.parts
    with parts.importer.lock(f"{open_shop.name}:api", "a test"):
        told = open_shop.ask("PUT", "/items/9", json={"name": "x"})
    assert problem(told) == (503, "catalogue-busy")
    assert told.headers["retry-after"] == "1"
    assert "process" not in told.text


def test_those_who_write_at_once_all_write(open_shop: Shop) -> None:
    def put(number: int) -> int:
        status: int = open_shop.ask("PUT", f"/items/n{number}", json={"name": "x"}).status_code
        return status

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(put, range(20))) == {201}
    assert open_shop.get("/items").json()["total"] == 28


def test_a_writer_is_needed_to_write(served: Shop) -> None:
    reader, stranger = served.as_(scopes=ANYBODY.scopes), served.as_(scopes=frozenset(), key="")
    writes: list[tuple[str, str, dict[str, Any]]] = [
        ("PUT", "/items/1", {"json": {"name": "x"}}),
        ("PATCH", "/items/1", {"json": {"name": "x"}}),
        ("DELETE", "/items/1", {}),
        ("DELETE", "/items?id=1", {}),
        ("POST", "/items", {"content": b"{}", "headers": LINES}),
        ("PATCH", "/items", {"content": b"{}", "headers": LINES}),
    ]
    for method, path, more in writes:
        assert problem(reader.ask(method, path, **more)) == (403, "forbidden")
        assert problem(stranger.ask(method, path, **more)) == (401, "unauthenticated")
    for path in ("/items", "/items/1"):
        assert problem(stranger.get(path)) == (401, "unauthenticated")
