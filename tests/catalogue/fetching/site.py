"""A server for the tests of fetching, its answers, and shorthands."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from likewise.catalogue.fetching.addresses import Resolve
from likewise.catalogue.fetching.fetcher import FetchRules, PictureFetcher
from likewise.errors import MediaError

LOCAL = "127.0.0.1"


def picture(colour: str, kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, kind)
    return file.getvalue()


RED, BLUE = picture("red"), picture("blue")


class Handler(BaseHTTPRequestHandler):
    """Answers by the site's table of paths."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        self.close_connection = True
        self.server.answers[self.path](self)

    def log_message(self, *_: object) -> None:
        pass


Answer = Callable[[Handler], None]


class Site(ThreadingHTTPServer):
    """A server on this machine that keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__((LOCAL, 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str = "/a.png", host: str = LOCAL) -> str:
        return f"http://{host}:{self.server_port}{path}"

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what is tested."""


@contextmanager
def serving() -> Iterator[Site]:
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, args=(0.01,))
        thread.start()
        yield site
        site.shutdown()
        thread.join()


def reply(body: bytes = RED, status: int = 200, **headers: str) -> Answer:
    """An answer; a header's name with `_` for `-`, and the length is right unless it is given."""

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in ({"content_length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def redirect(location: str, status: int = 302) -> Answer:
    return reply(b"", status, location=location)


def raw(data: bytes) -> Answer:
    """Bytes as they are, and the end of the connection."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(data)

    return answer


def chunked(body: bytes, times: int = 1) -> Answer:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(times):
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(body), body))
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def in_turn(*answers: Answer) -> Answer:
    """The first one once, then the next; the last for ever."""
    left = list(answers)

    def answer(handler: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def rules(*hosts: str, **others: object) -> FetchRules:
    return FetchRules(**{"hosts": hosts or (LOCAL,), "private": True, **others})  # type: ignore[arg-type]  # a short way for tests


def known(**addresses: str | list[str]) -> Resolve:
    """A resolver that knows these names, with `_` for a dot, and no other."""
    table = {name.replace("_", "."): found for name, found in addresses.items()}

    def resolve(host: str) -> list[str]:
        if host not in table:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        found = table[host]
        return [found] if isinstance(found, str) else found

    return resolve


def refused(fetcher: PictureFetcher, url: str, **options: bool) -> MediaError:
    with pytest.raises(MediaError) as raised:
        fetcher.path(url, **options)
    assert raised.value.problem
    assert raised.value.remedy
    assert str(raised.value).isprintable()
    return raised.value


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


def drip(start: bytes, drop: bytes) -> Answer:
    """Sends a little at a time for five seconds."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(start)
        for _ in range(100):
            handler.wfile.write(drop)
            time.sleep(0.05)

    return answer


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
