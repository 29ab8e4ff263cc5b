"""The transport: TLS, the time, the size, and what a server may answer."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.fetching.site import (
    LOCAL,
    RED,
    Answer,
    Site,
    at_most,
    chunked,
    drip,
    files,
    known,
    raw,
    refused,
    reply,
    rules,
)
from likewise.catalogue.fetching.fetcher import PictureFetcher
from likewise.errors import MediaError

ANY = settings(
    deadline=None,  # a busy machine is no failure
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def secure(site: Site, host: str) -> str:
    return site.url(host=host).replace("http:", "https:")


def test_the_certificate_is_checked_for_the_name_and_not_for_the_address(
    tmp_path: Path, secure_site: tuple[Site, list[str | None]], trusting: ssl.SSLContext
) -> None:
    site, names = secure_site
    resolve = known(pictures_test=LOCAL)
    fetcher = PictureFetcher(tmp_path, rules("pictures.test"), resolve=resolve, tls=trusting)

    assert fetcher.path(secure(site, "pictures.test")).read_bytes() == RED
    assert names == ["pictures.test"]


@pytest.mark.parametrize("host", ["other.test", LOCAL])
def test_a_server_that_does_not_prove_its_name_is_refused_at_once(
    tmp_path: Path,
    secure_site: tuple[Site, list[str | None]],
    trusting: ssl.SSLContext,
    host: str,
) -> None:
    site, names = secure_site
    fetcher = PictureFetcher(tmp_path, rules(host), resolve=known(other_test=LOCAL), tls=trusting)

    assert "did not prove" in refused(fetcher, secure(site, host)).problem
    assert len(names) == 1
    assert site.requests == []


def test_an_authority_that_the_system_does_not_know_proves_nothing(
    tmp_path: Path, secure_site: tuple[Site, list[str | None]]
) -> None:
    site, names = secure_site
    resolve = known(pictures_test=LOCAL)
    fetcher = PictureFetcher(tmp_path, rules("pictures.test"), resolve=resolve)

    assert "did not prove" in refused(fetcher, secure(site, "pictures.test")).problem
    assert len(names) == 1
    assert site.requests == []


def test_proxies_of_the_environment_are_not_used(
    fetcher: PictureFetcher, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert fetcher.path(site.url()).read_bytes() == RED


def test_the_request_asks_for_plain_bytes(fetcher: PictureFetcher, site: Site) -> None:
    fetcher.path(site.url("/a.png"))

    _, headers = site.requests[0]
    assert headers["accept-encoding"] == "identity"
    assert headers["accept"].startswith("image/jpeg, image/png")
    assert "cookie" not in headers
    assert "referer" not in headers


BIG = RED + bytes(100_000)


@pytest.mark.parametrize(
    "answer",
    [
        reply(BIG),
        reply(BIG, content_length="1000000000"),
        chunked(RED + bytes(500), times=20),
        raw(b"HTTP/1.1 200 OK\r\n\r\n" + BIG),
        raw(b"HTTP/1.0 200 OK\r\n\r\n" + BIG),
    ],
)
def test_what_is_too_large_is_cut_off(tmp_path: Path, site: Site, answer: Answer) -> None:
    site.answers["/a.png"] = answer

    fetcher = PictureFetcher(tmp_path, rules(max_bytes=1000))
    assert "the most that is fetched" in refused(fetcher, site.url()).problem
    assert files(tmp_path) == []


def test_what_follows_a_length_that_lies_is_not_taken(tmp_path: Path, site: Site) -> None:
    site.answers["/a.png"] = reply(BIG, content_length=str(len(RED)))

    fetcher = PictureFetcher(tmp_path, rules(max_bytes=1000))
    assert fetcher.path(site.url()).read_bytes() == RED


def test_a_picture_just_as_large_as_allowed_is_taken(tmp_path: Path, site: Site) -> None:
    fetcher = PictureFetcher(tmp_path, rules(max_bytes=len(RED)))
    assert fetcher.path(site.url()).read_bytes() == RED


@pytest.mark.parametrize(
    "answer",
    [
        reply(RED, content_length=str(len(RED) + 1)),
        raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc"),
        raw(b""),
        raw(b"\x00\x01\x02 no HTTP at all \r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 5000 + b"\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 100_000),
    ],
)
def test_an_answer_that_breaks_off_or_is_none_leaves_nothing(
    tmp_path: Path, site: Site, answer: Answer
) -> None:
    site.answers["/a.png"] = answer

    refused(PictureFetcher(tmp_path, rules(attempts=1)), site.url())
    assert files(tmp_path) == []


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "GZIP", "gzip, identity", "x"])
def test_compressed_bodies_are_refused(fetcher: PictureFetcher, site: Site, coding: str) -> None:
    site.answers["/a.png"] = reply(RED, content_encoding=coding)

    assert "not asked for" in refused(fetcher, site.url()).problem


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n", b""),
    ],
)
def test_a_server_that_drips_is_left_when_the_time_is_over(
    tmp_path: Path, site: Site, start: bytes, drop: bytes
) -> None:
    site.answers["/a.png"] = drip(start, drop)
    with at_most(3):
        error = refused(PictureFetcher(tmp_path, rules(seconds=0.5)), site.url())
    assert "within 0.5 seconds" in error.problem
    assert len(site.requests) == 1
    assert files(tmp_path) == []


def test_a_server_that_drips_over_tls_is_left_too(
    tmp_path: Path, secure_site: tuple[Site, list[str | None]], trusting: ssl.SSLContext
) -> None:
    site, _ = secure_site
    site.answers["/a.png"] = drip(b"HTTP/1.1 200 OK\r\n\r\n", b"a")
    short = rules("pictures.test", seconds=0.5)
    fetcher = PictureFetcher(tmp_path, short, resolve=known(pictures_test=LOCAL), tls=trusting)

    with at_most(3):
        error = refused(fetcher, secure(site, "pictures.test"))
    assert "within 0.5 seconds" in error.problem


def test_a_server_that_never_shakes_hands_is_left(tmp_path: Path) -> None:
    fetcher = PictureFetcher(tmp_path, rules(seconds=0.3))
    with socket.create_server((LOCAL, 0)) as silent, at_most(3):
        error = refused(fetcher, f"https://{LOCAL}:{silent.getsockname()[1]}/a.png")
    assert "within 0.3 seconds" in error.problem


ANSWERS = st.one_of(
    st.binary(),
    st.binary().map(b"HTTP/1.1 200 OK\r\n".__add__),
    st.binary().map(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".__add__),
    st.binary().map(b"HTTP/1.1 302 \r\nlocation: ".__add__).map(lambda data: data + b"\r\n\r\n"),
    st.binary().map(b"HTTP/1.1 200 \r\ncontent-type: ".__add__).map(lambda d: d + b"\r\n\r\nBM"),
)


@settings(ANY, max_examples=100)
@given(ANSWERS)
def test_any_answer_gives_a_picture_or_an_error_in_words(
    tmp_path: Path, site: Site, answer: bytes
) -> None:
    site.answers.clear()
    site.answers["/a.png"] = raw(answer)
    fetcher = PictureFetcher(tmp_path, rules(attempts=1, seconds=5))
    try:
        assert fetcher.path(site.url(), refresh=True).stat().st_size > 0
    except MediaError as error:
        assert error.remedy  # noqa: PT017  # either outcome is right
