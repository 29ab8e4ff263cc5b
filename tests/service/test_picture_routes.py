"""Pictures over HTTP: in sizes, kept by clients, and never another file than the item's."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from drawing import draw
from likewise.catalogue.media import open_picture
from service_shop import ANYBODY, Shop, problem


def picture_of(shop: Shop, item: str) -> Path:
    """The file of an item's picture."""
    path = shop.serving.catalogue(shop.name).content(item).picture
    assert path is not None
    return Path(path)


@pytest.mark.parametrize("size", [160, 320, 640, 1280])
def test_a_picture_comes_in_a_size_and_is_never_enlarged(served: Shop, size: int) -> None:
    response = served.get("/items/4/picture", size=size)
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/jpeg"
    assert response.headers["x-content-type-options"] == "nosniff"
    picture = Image.open(BytesIO(response.content))
    assert picture.size == ((160, 128) if size == 160 else (300, 240))
    whole = open_picture(picture_of(served, "4")).resize(picture.size)
    assert _difference(picture, whole) < 6


def test_a_picture_is_webp_where_that_is_accepted(served: Shop) -> None:
    response = served.ask(
        "GET", "/items/4/picture", headers={"accept": "image/avif,image/webp,*/*"}
    )
    assert response.headers["content-type"] == "image/webp"
    assert response.headers["vary"] == "Accept"
    assert Image.open(BytesIO(response.content)).format == "WEBP"
    assert response.headers["etag"] != served.get("/items/4/picture").headers["etag"]


@pytest.mark.parametrize("size", ["0", "161", "99999", "-1", "x", ""])
def test_other_sizes_are_refused(served: Shop, size: str) -> None:
    assert problem(served.get("/items/4/picture", size=size)) == (422, "malformed-request")


def test_a_client_that_has_the_picture_is_not_sent_it_again(served: Shop) -> None:
    first = served.get("/items/4/picture")
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"if-none-match": tag},
        {"if-none-match": f'"other", W/{tag}'},
        {"if-none-match": "*"},
        {"if-modified-since": changed},
        {"if-modified-since": "Fri, 31 Dec 2100 23:59:59 GMT"},
    ):
        again = served.ask("GET", "/items/4/picture", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for headers in (
        {"if-none-match": '"other"'},
        {"if-none-match": '"other"', "if-modified-since": changed},
        {"if-modified-since": "Fri, 31 Dec 1999 23:59:59 GMT"},
        {"if-modified-since": "yesterday"},
    ):
        assert served.ask("GET", "/items/4/picture", headers=headers).status_code == 200


def test_only_what_everybody_may_see_is_kept_by_others(served: Shop) -> None:
    open_ = served.as_(scopes=ANYBODY.scopes, key="").get("/items/4/picture")
    assert open_.headers["cache-control"] == "public, max-age=3600"
    assert served.get("/items/4/picture").headers["cache-control"] == "private, max-age=3600"


def test_another_picture_is_another_version(open_shop: Shop) -> None:
    before = open_shop.get("/items/4/picture")
    file = picture_of(open_shop, "4")
    draw("blue", 1).save(file)
    after = open_shop.get("/items/4/picture")
    assert after.headers["etag"] != before.headers["etag"]
    assert after.content != before.content


def test_a_picture_loses_what_else_its_file_holds(open_shop: Shop) -> None:
    secret = Image.Exif()
    secret[0x010E] = "a secret place"
    draw("red", 3).save(picture_of(open_shop, "4"), "JPEG", exif=secret, comment=b"a secret place")
    response = open_shop.get("/items/4/picture")
    assert response.status_code == 200
    assert b"secret" not in response.content


def test_where_there_is_no_picture_there_is_a_problem(open_shop: Shop) -> None:
    open_shop.ask("PUT", "/items/9", json={"name": "without"})
    assert problem(open_shop.get("/items/9/picture")) == (404, "not-found")
    assert problem(open_shop.get("/items/none/picture")) == (404, "unknown-item")
    file = picture_of(open_shop, "4")
    file.unlink()
    told = open_shop.get("/items/4/picture")
    assert problem(told) == (404, "not-found")
    assert str(file.parent) not in told.text


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "/proc/self/environ", "folder"])
def test_a_file_that_is_no_picture_is_never_sent(open_shop: Shop, target: str) -> None:
    file = picture_of(open_shop, "4")
    file.unlink()
    file.symlink_to(file.parent if target == "folder" else target)
    told = open_shop.get("/items/4/picture")
    assert problem(told) == (404, "not-found")
    assert target not in told.text


def test_a_pipe_keeps_nobody_waiting(open_shop: Shop) -> None:
    file = picture_of(open_shop, "4")
    file.unlink()
    os.mkfifo(file)
    assert problem(open_shop.get("/items/4/picture")) == (404, "not-found")


def _difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures' pixels."""
    left, right = one.convert("RGB").tobytes(), other.convert("RGB").tobytes()
    return sum(abs(a - b) for a, b in zip(left, right, strict=True)) / len(left)
