"""What is kept: whole pictures, and the version that a refresh asks about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalogue.fetching.site import (
    BLUE,
    RED,
    Answer,
    Handler,
    Site,
    files,
    picture,
    raw,
    redirect,
    refused,
    reply,
    rules,
)
from likewise.catalogue.fetching.fetcher import FetchRules, PictureFetcher
from likewise.catalogue.media import open_picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_picture_from_an_allowed_host_is_kept_byte_for_byte(
    fetcher: PictureFetcher, site: Site, kind: str
) -> None:
    body = picture("red", kind)
    site.answers["/a.png"] = reply(body)

    path = fetcher.path(site.url())

    assert path.read_bytes() == body
    assert open_picture(path).size == (8, 8)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"<html>", "text/html; charset=utf-8", "a page"),
        (RED, "TEXT/HTML", "a page"),
        (RED, "application/xhtml+xml", "a page"),
        (b"<html>", "image/png", "not one that can be read"),
        (b"<svg/>", "image/svg+xml", "image/svg+xml"),
        (b"", "image/png", "not one that can be read"),
        (b"\x89PN", "image/png", "not one that can be read"),
        (b"%PDF-1.7 and so on", "application/pdf", "not one that can be read"),
        (b"P6 8 8 255 " + bytes(192), "image/x-portable-pixmap", "not one that can be read"),
    ],
)
def test_what_is_no_picture_is_refused(
    fetcher: PictureFetcher, site: Site, tmp_path: Path, body: bytes, kind: str, words: str
) -> None:
    site.answers["/a.png"] = reply(body, content_type=kind)

    assert words in refused(fetcher, site.url()).problem
    assert files(tmp_path) == []


def test_a_picture_without_or_with_a_vague_kind_is_taken(
    fetcher: PictureFetcher, site: Site
) -> None:
    for number, kind in enumerate(["application/octet-stream", "text/plain", ""]):
        site.answers[f"/{number}"] = reply(RED, content_type=kind)
        assert fetcher.path(site.url(f"/{number}")).read_bytes() == RED


def test_what_is_kept_costs_no_request(tmp_path: Path, site: Site) -> None:
    first = PictureFetcher(tmp_path, rules()).path(site.url())
    again = PictureFetcher(tmp_path, rules()).path(site.url() + "#part")

    assert again == first
    assert len(site.requests) == 1
    assert first.relative_to(tmp_path).parts == (first.name[:2], first.name)
    assert files(tmp_path) == [first.name, f"{first.name}.json"]


def test_each_address_has_a_file_of_its_own(fetcher: PictureFetcher, site: Site) -> None:
    site.answers["/a.png?b"] = reply(BLUE)

    assert fetcher.path(site.url()).read_bytes() == RED
    assert fetcher.path(site.url("/a.png?b")).read_bytes() == BLUE


def test_what_is_kept_of_a_host_that_is_no_longer_allowed_is_not_given(
    tmp_path: Path, site: Site
) -> None:
    PictureFetcher(tmp_path, rules()).path(site.url())

    refused(PictureFetcher(tmp_path, FetchRules()), site.url())


def with_versions(body: bytes, tag: str) -> Answer:
    """Answers 304 to whoever has this version."""

    def answer(handler: Handler) -> None:
        same = handler.headers.get("if-none-match") == tag
        change = "Mon, 01 Jun 2026 00:00:00 GMT"
        (reply(b"", 304) if same else reply(body, etag=tag, last_modified=change))(handler)

    return answer


def test_a_picture_that_did_not_change_is_asked_for_but_not_sent(
    fetcher: PictureFetcher, site: Site
) -> None:
    site.answers["/a.png"] = with_versions(RED, '"é1"')
    first = fetcher.path(site.url())
    before = first.stat()

    assert fetcher.path(site.url(), refresh=True) == first
    assert first.stat().st_ino == before.st_ino
    assert site.requests[1][1]["if-none-match"] == '"é1"'
    assert site.requests[1][1]["if-modified-since"] == "Mon, 01 Jun 2026 00:00:00 GMT"


def test_a_picture_that_changed_takes_the_place_of_the_old_one(
    fetcher: PictureFetcher, site: Site
) -> None:
    site.answers["/a.png"] = with_versions(RED, '"1"')
    first = fetcher.path(site.url())
    site.answers["/a.png"] = with_versions(BLUE, '"2"')

    assert fetcher.path(site.url(), refresh=True) == first
    assert first.read_bytes() == BLUE
    assert fetcher.path(site.url(), refresh=True).read_bytes() == BLUE
    assert site.requests[2][1]["if-none-match"] == '"2"'


def test_without_a_version_a_refresh_fetches_the_whole(fetcher: PictureFetcher, site: Site) -> None:
    fetcher.path(site.url())
    site.answers["/a.png"] = reply(BLUE)

    assert fetcher.path(site.url(), refresh=True).read_bytes() == BLUE


def test_a_refresh_of_what_is_not_kept_fetches_it(fetcher: PictureFetcher, site: Site) -> None:
    assert fetcher.path(site.url(), refresh=True).read_bytes() == RED


@pytest.mark.parametrize("answer", [reply(b"", 404), reply(b"no picture"), raw(b"")])
def test_a_refresh_that_fails_leaves_what_is_kept(
    fetcher: PictureFetcher, site: Site, answer: Answer
) -> None:
    first = fetcher.path(site.url())
    site.answers["/a.png"] = answer

    refused(fetcher, site.url(), refresh=True)
    assert first.read_bytes() == RED
    assert fetcher.path(site.url()) == first


def test_a_version_is_not_asked_of_another_address(fetcher: PictureFetcher, site: Site) -> None:
    site.answers |= {"/old": redirect("/1"), "/1": with_versions(RED, '"same"')}
    fetcher.path(site.url("/old"))
    site.answers |= {"/old": redirect("/2"), "/2": with_versions(BLUE, '"same"')}

    assert fetcher.path(site.url("/old"), refresh=True).read_bytes() == BLUE


def damaged_versions() -> list[bytes]:
    whole = {"url": "", "picture": "", "etag": '"1"', "last-modified": None}
    return [
        b"", b"{", b"[]", b"null", b'"words"', b"\xff\xfe", b"1e999", b"{}", b"[" * 100_000,
        json.dumps(whole).encode(), json.dumps({**whole, "url": None}).encode(),
    ]  # fmt: skip


@pytest.mark.parametrize("damage", damaged_versions())
def test_a_damaged_version_is_as_good_as_none(
    fetcher: PictureFetcher, site: Site, damage: bytes
) -> None:
    site.answers["/a.png"] = with_versions(RED, '"1"')
    path = fetcher.path(site.url())
    path.with_suffix(".json").write_bytes(damage)

    assert fetcher.path(site.url()) == path
    assert fetcher.path(site.url(), refresh=True).read_bytes() == RED
    assert "if-none-match" not in site.requests[1][1]


@pytest.mark.parametrize("tag", ["a\r\nb: c", " ", "", 5, None, ["a"], "商", "a" * 9000])
def test_a_version_that_cannot_be_a_header_is_not_sent(
    fetcher: PictureFetcher, site: Site, tag: object
) -> None:
    site.answers["/a.png"] = with_versions(RED, '"1"')
    versions = fetcher.path(site.url()).with_suffix(".json")
    versions.write_text(json.dumps(json.loads(versions.read_bytes()) | {"etag": tag}))

    assert fetcher.path(site.url(), refresh=True).read_bytes() == RED
    assert "if-none-match" not in site.requests[1][1]


@pytest.mark.parametrize("damage", [b"", b"\x89PNG cut", BLUE])
def test_a_damaged_picture_is_mended_by_a_refresh(
    fetcher: PictureFetcher, site: Site, damage: bytes
) -> None:
    site.answers["/a.png"] = with_versions(RED, '"1"')
    fetcher.path(site.url()).write_bytes(damage)

    assert fetcher.path(site.url(), refresh=True).read_bytes() == RED


def test_an_empty_file_is_no_picture(fetcher: PictureFetcher, site: Site) -> None:
    fetcher.path(site.url()).write_bytes(b"")

    assert fetcher.path(site.url()).read_bytes() == RED


def test_a_folder_that_cannot_be_used_is_said_so(tmp_path: Path, site: Site) -> None:
    (tmp_path / "file").write_bytes(b"")
    fetcher = PictureFetcher(tmp_path / "file", rules())

    assert "cannot be kept" in refused(fetcher, site.url()).problem
