"""The fetcher: its rules, redirects, tries, threads, and what it asks no second time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from catalogue.fetching.site import (
    LOCAL,
    RED,
    Answer,
    Handler,
    Site,
    in_turn,
    known,
    raw,
    redirect,
    refused,
    reply,
    rules,
    serving,
)
from likewise.catalogue.fetching.fetcher import CONNECTIONS_PER_HOST, FetchRules, PictureFetcher
from likewise.errors import RecipeError


@pytest.mark.parametrize(
    "headers",
    [{"": "a"}, {"a b": "c"}, {"a:": "c"}, {"a": ""}, {"a": "b\r\nc: d"}, {"a": "b\0"},
     {"a": "商"}, {"a": " b"}, {"Host": "a"}, {"if-none-match": "a"}, {"Accept-Encoding": "gzip"},
     {"Range": "bytes=0-"}, {"Transfer-Encoding": "chunked"}],
)  # fmt: skip
def test_a_header_that_cannot_be_sent_is_refused_when_the_rules_are_made(
    headers: dict[str, str],
) -> None:
    with pytest.raises(RecipeError, match="Header"):
        FetchRules((LOCAL,), headers)


def test_a_header_that_may_be_a_secret_needs_hosts_by_name() -> None:
    with pytest.raises(RecipeError, match="any host"):
        FetchRules(("*",), {"Authorization": "Bearer secret"})
    FetchRules(("*",), {"User-Agent": "shop"})


def test_headers_are_not_shown() -> None:
    assert "secret" not in repr(FetchRules((LOCAL,), {"Authorization": "Bearer secret"}))


@pytest.mark.parametrize(
    "limits",
    [{"seconds": 0}, {"seconds": float("nan")}, {"seconds": float("inf")}, {"max_bytes": 0},
     {"attempts": 0}],
)  # fmt: skip
def test_limits_that_make_no_sense_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(RecipeError, match="Fetching needs"):
        rules(**limits)


# Redirects.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(fetcher: PictureFetcher, site: Site, status: int) -> None:
    site.answers |= {"/old": redirect("../a.png", status)}

    assert fetcher.path(site.url("/old")).read_bytes() == RED
    assert [path for path, _ in site.requests] == ["/old", "/a.png"]


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://evil.test/a.png", "not among the allowed hosts"),
        ("//evil.test/a.png", "not among the allowed hosts"),
        ("http://meta.test/latest", "public addresses"),
        ("http://10.0.0.1/", "not among the allowed hosts"),
        ("http://127.0.0.1@evil.test/", "user name"),
        ("http://0x7f.1/", "neither a name nor an address"),
        ("file:///etc/passwd", "http://"),
        ("data:image/png;base64,AAAA", "http://"),
        ("http://[::1", "host"),
        ("/a b.png", "space"),
        ("/\\evil.test", "backslash"),
        ("http://127.0.0.1:0/", "port"),
        ("http://\xff\xfe/", "host"),
    ],
)
def test_every_redirect_is_checked_like_the_first_address(
    tmp_path: Path, site: Site, location: str, words: str
) -> None:
    site.answers["/old"] = redirect(location)
    resolve = known(meta_test="169.254.169.254")
    fetcher = PictureFetcher(tmp_path, rules(LOCAL, "meta.test"), resolve=resolve)

    problem = refused(fetcher, site.url("/old")).problem

    assert words in problem
    assert len(site.requests) == 1


def test_a_redirect_to_a_private_address_is_refused_where_the_first_host_was_right(
    tmp_path: Path, site: Site
) -> None:
    site.answers["/old"] = redirect("http://inner.test/")
    resolve = known(inner_test="10.0.0.1")
    fetcher = PictureFetcher(tmp_path, rules(LOCAL, "*"), resolve=resolve)

    assert "found 10.0.0.1" in refused(fetcher, site.url("/old")).problem


def test_redirects_end(fetcher: PictureFetcher, site: Site) -> None:
    site.answers["/loop"] = redirect("/loop")

    assert "more than 3 times" in refused(fetcher, site.url("/loop")).problem
    assert len(site.requests) == 4


def test_a_redirect_to_nowhere_is_refused(fetcher: PictureFetcher, site: Site) -> None:
    site.answers["/a.png"] = reply(b"", 302)

    assert "status 302" in refused(fetcher, site.url()).problem


def test_headers_go_to_the_host_that_was_asked_and_no_further(tmp_path: Path, site: Site) -> None:
    with serving() as other:
        site.answers |= {"/old": redirect("/same"), "/same": redirect(other.url("/back"))}
        other.answers["/back"] = redirect(site.url())
        headers = {"Authorization": "Bearer secret", "user-agent": "shop"}
        PictureFetcher(tmp_path, rules(headers=headers)).path(site.url("/old"))

    sent = {path: all_.get("authorization") for path, all_ in site.requests + other.requests}
    given_ = headers["Authorization"]
    assert sent == {"/old": given_, "/same": given_, "/back": None, "/a.png": None}
    assert site.requests[0][1]["user-agent"] == "shop"
    assert other.requests[0][1]["user-agent"] == "likewise"


# Trying again.


@pytest.mark.parametrize(
    "failure",
    [reply(b"", 503), reply(b"", 500), reply(b"", 429), reply(b"", 503, retry_after="0"), raw(b"")],
)
def test_a_failure_that_may_pass_is_tried_again(
    fetcher: PictureFetcher, site: Site, failure: Answer
) -> None:
    site.answers["/a.png"] = in_turn(failure, reply(RED))

    assert fetcher.path(site.url()).read_bytes() == RED
    assert len(site.requests) == 2


def test_trying_again_waits_as_long_as_the_server_asks(fetcher: PictureFetcher, site: Site) -> None:
    site.answers["/a.png"] = in_turn(reply(b"", 429, retry_after="1"), reply(RED))

    start = time.monotonic()
    fetcher.path(site.url())
    assert 1 <= time.monotonic() - start < 4


@pytest.mark.parametrize("wait", ["100000", "9" * 400, "Wed, 21 Oct 2099 07:28:00 GMT", "-1", "²"])
def test_a_wait_beyond_the_time_is_not_begun(tmp_path: Path, site: Site, wait: str) -> None:
    site.answers["/a.png"] = raw(
        f"HTTP/1.1 503 No\r\nretry-after: {wait}\r\ncontent-length: 0\r\n\r\n".encode()
    )

    problem = refused(PictureFetcher(tmp_path, rules(seconds=4)), site.url()).problem
    assert "status 503" in problem
    assert len(site.requests) == 1


def test_trying_again_ends(fetcher: PictureFetcher, site: Site) -> None:
    site.answers["/a.png"] = reply(b"", 503)

    assert "status 503" in refused(fetcher, site.url()).problem
    assert len(site.requests) == 3


def test_a_server_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with socket.create_server((LOCAL, 0)) as listener:
        port = listener.getsockname()[1]
    fetcher = PictureFetcher(tmp_path, rules(attempts=2))

    assert "cannot be connected to" in refused(fetcher, f"http://{LOCAL}:{port}/").problem


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 410, 418])
def test_what_will_not_pass_is_not_tried_again(
    fetcher: PictureFetcher, site: Site, status: int
) -> None:
    site.answers["/a.png"] = reply(b"", status)

    assert f"status {status}" in refused(fetcher, site.url()).problem
    assert len(site.requests) == 1


def test_a_name_server_that_fails_for_now_is_asked_again(tmp_path: Path, site: Site) -> None:
    failures = [socket.gaierror(socket.EAI_AGAIN, "for now")]

    def resolve(_host: str) -> list[str]:
        if failures:
            raise failures.pop()
        return [LOCAL]

    fetcher = PictureFetcher(tmp_path, rules("shop.test"), resolve=resolve)
    assert fetcher.path(site.url(host="shop.test")).read_bytes() == RED


# Threads.


def at_once(site: Site, answer: Answer, call: Callable[[], object], callers: int = 12) -> None:
    """Calls from many threads, none of which is answered before all have called."""
    called, go = threading.Barrier(callers + 1), threading.Event()

    def held(handler: Handler) -> None:
        go.wait(10)
        answer(handler)

    def caller() -> object:
        called.wait(10)
        return call()

    site.answers["/a.png"] = held
    with ThreadPoolExecutor(callers) as pool:
        results = [pool.submit(caller) for _ in range(callers)]
        called.wait(10)
        time.sleep(0.5)  # from the barrier into the call
        go.set()
        assert len({str(result.result()) for result in results}) == 1


@pytest.mark.parametrize("refresh", [False, True])
def test_calls_for_one_address_at_the_same_time_fetch_it_once(
    fetcher: PictureFetcher, site: Site, *, refresh: bool
) -> None:
    at_once(site, reply(RED), lambda: fetcher.path(site.url(), refresh=refresh))

    assert len(site.requests) == 1


def test_calls_for_one_address_at_the_same_time_share_its_failure(
    fetcher: PictureFetcher, site: Site
) -> None:
    at_once(site, reply(b"", 404), lambda: refused(fetcher, site.url()))
    assert len(site.requests) == 1


def test_a_host_is_asked_for_few_pictures_at_a_time_and_the_wait_is_not_counted(
    tmp_path: Path, site: Site
) -> None:
    now, most, guard = 0, 0, threading.Lock()

    def answer(handler: Handler) -> None:
        nonlocal now, most
        with guard:
            now += 1
            most = max(most, now)
        time.sleep(0.25)
        with guard:
            now -= 1
        reply(RED)(handler)

    site.answers |= {f"/{number}": answer for number in range(32)}
    fetcher = PictureFetcher(tmp_path, rules(seconds=1.5))
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda number: fetcher.path(site.url(f"/{number}")), range(32)))
    assert most == CONNECTIONS_PER_HOST


# What is asked no second time.


@pytest.mark.parametrize("refresh", [False, True])
@pytest.mark.parametrize(
    "answer", [reply(b"", 404), reply(b"no picture"), redirect("http://evil.test/")]
)
def test_a_failure_for_good_is_remembered(
    tmp_path: Path, fetcher: PictureFetcher, site: Site, answer: Answer, *, refresh: bool
) -> None:
    site.answers["/a.png"] = answer
    first = refused(fetcher, site.url(), refresh=refresh)

    site.answers["/a.png"] = reply(RED)
    for _ in range(10):
        again = refused(fetcher, site.url(), refresh=refresh)
        assert (again.problem, again.remedy) == (first.problem, first.remedy)
    assert len(site.requests) == 1
    assert PictureFetcher(tmp_path, rules()).path(site.url()).read_bytes() == RED


def test_a_failure_that_may_pass_is_not_remembered(tmp_path: Path, site: Site) -> None:
    site.answers["/a.png"] = in_turn(reply(b"", 503), reply(RED))
    fetcher = PictureFetcher(tmp_path, rules(attempts=1))

    refused(fetcher, site.url())
    assert fetcher.path(site.url()).read_bytes() == RED


def test_a_remembered_failure_does_not_hide_what_is_kept(
    fetcher: PictureFetcher, site: Site
) -> None:
    first = fetcher.path(site.url())
    site.answers["/a.png"] = reply(b"", 404)
    refused(fetcher, site.url(), refresh=True)

    assert fetcher.path(site.url()) == first


class Names:
    """A resolver that counts, and finds what it is told to."""

    def __init__(self, *found: str) -> None:
        self.found, self.asked = found, 0

    def __call__(self, _host: str) -> list[str]:
        self.asked += 1
        return list(self.found)


def unused_port() -> int:
    with socket.create_server((LOCAL, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.mark.parametrize("found", [(LOCAL,), ()])
def test_a_dead_host_is_given_up_after_three_pictures(
    tmp_path: Path, found: tuple[str, ...]
) -> None:
    resolve = Names(*found)
    fetcher = PictureFetcher(tmp_path, rules("shop.test", attempts=1), resolve=resolve)
    dead = f"http://shop.test:{unused_port()}"

    for _ in range(10):  # one picture, asked for once
        refused(fetcher, f"{dead}/0")
    assert resolve.asked == 1
    for number in range(1, 100):
        problem = refused(fetcher, f"{dead}/{number}").problem
        assert ("could not be reached for 3 pictures" in problem) == (number > 2)
    assert resolve.asked == 3


def test_a_dead_host_is_given_up_where_a_redirect_leads_to_it(tmp_path: Path, site: Site) -> None:
    dead = f"http://{LOCAL}:{unused_port()}"
    fetcher = PictureFetcher(tmp_path, rules(attempts=1))
    for number in range(4):
        site.answers[f"/{number}"] = redirect(f"{dead}/{number}")
        refused(fetcher, site.url(f"/{number}"))

    assert "could not be reached" in refused(fetcher, f"{dead}/5").problem
    assert fetcher.path(site.url()).read_bytes() == RED


def test_a_host_that_is_reached_in_between_is_not_given_up(tmp_path: Path, site: Site) -> None:
    resolve = Names()
    fetcher = PictureFetcher(tmp_path, rules("shop.test", attempts=1), resolve=resolve)

    for number in range(12):
        site.answers[f"/{number}"] = reply(b"", 404)
        resolve.found = (LOCAL,) if number % 3 == 2 else ()
        refused(fetcher, site.url(f"/{number}", "shop.test"))
    assert resolve.asked == 12
    assert len(site.requests) == 4
