"""Limits: bodies, heads and crowds that are too much are cut, and in words."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send
from uvicorn import Config, Server

from likewise.assembly import Parts
from likewise.service.app import create_app
from likewise.service.guard.bodies import MOST_LEVELS, Bodies, is_too_deep
from likewise.service.guard.connections import Connection
from likewise.service.guard.guarding import largest_body
from likewise.service.guard.load import Load
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving

Sent = list[Message]


async def echo(_: Scope, receive: Receive, send: Send) -> None:
    """Answers with the length of the body, and whether more comes than the body."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    answer = json.dumps({"bytes": len(body)}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": answer})


def scope(method: str = "POST", path: str = "/", **headers: str) -> Scope:
    """Of a request with these headers."""
    pairs = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "headers": pairs,
        "query_string": b"",
        "state": {},
    }


def sends(*chunks: bytes, after: float = 0.0) -> Receive:
    """What a client sends, chunk by chunk, and then no more."""

    async def come() -> AsyncIterator[Message]:
        for number, chunk in enumerate(chunks, 1):
            await asyncio.sleep(after)
            more = number < len(chunks)
            yield {"type": "http.request", "body": chunk, "more_body": more}
        while True:
            yield {"type": "http.disconnect"}

    messages = come()
    return lambda: anext(messages)


def answer(app: Callable[..., Awaitable[None]], asked: Scope, receive: Receive) -> tuple[int, Any]:
    """Status and JSON of the answer; 0 where there is none."""
    sent: Sent = []

    async def run() -> None:
        async def send(message: Message) -> None:
            sent.append(message)

        await app(asked, receive, send)

    asyncio.run(run())
    if not sent:
        return 0, None
    return sent[0]["status"], json.loads(sent[1]["body"])


def bodies(limit: int = 1000, seconds: float = 10.0) -> Bodies:
    return Bodies(echo, limit=lambda _: limit, seconds=seconds)


# Bodies.


def test_a_body_within_the_limit_arrives_whole_however_it_is_cut() -> None:
    chunked = scope(transfer_encoding="chunked")
    assert answer(bodies(), chunked, sends(b"1" * 400, b"1" * 600)) == (200, {"bytes": 1000})
    declared = scope(content_length="1000")
    assert answer(bodies(), declared, sends(b"1" * 1000)) == (200, {"bytes": 1000})


@pytest.mark.parametrize("length", ["1001", "9" * 30])
def test_a_body_that_is_declared_too_large_is_refused_unread(length: str) -> None:
    async def never() -> Message:
        raise AssertionError

    status, problem = answer(bodies(), scope(content_length=length), never)
    assert (status, problem["code"]) == (413, "too-large")


def test_a_body_without_a_length_is_cut_at_the_limit() -> None:
    chunks = sends(*[b"1" * 100] * 1000)
    status, problem = answer(bodies(), scope(transfer_encoding="chunked"), chunks)
    assert (status, problem["code"]) == (413, "too-large")


def test_a_body_that_comes_too_slowly_is_not_waited_for() -> None:
    start = time.monotonic()
    slow = sends(*[b"1"] * 100, after=0.05)
    app = bodies(seconds=0.2)
    status, problem = answer(app, scope(content_length="100"), slow)
    assert (status, problem["code"]) == (408, "too-slow")
    assert time.monotonic() - start < 1


def test_a_large_body_may_take_the_time_that_its_bytes_need() -> None:
    steady = sends(*[b"1" * 20_000] * 8, after=0.1)
    app = bodies(limit=1_000_000, seconds=0.3)
    assert answer(app, scope(content_length="160000"), steady) == (200, {"bytes": 160_000})


def test_a_client_that_leaves_in_the_middle_is_not_worked_for() -> None:
    async def cut() -> AsyncIterator[Message]:
        yield {"type": "http.request", "body": b"1", "more_body": True}
        yield {"type": "http.disconnect"}

    messages = cut()
    assert answer(bodies(), scope(content_length="2"), lambda: anext(messages)) == (0, None)


def test_what_was_taken_in_is_let_go() -> None:
    app = bodies()
    for chunks in ([b"1" * 1000], [b"1" * 600] * 2, [b"[" * 100]):
        answer(app, scope(transfer_encoding="chunked"), sends(*chunks))
    assert app._held == 0  # noqa: SLF001 - that nothing is held shows nowhere else


def test_a_request_without_a_body_is_passed_on_untouched() -> None:
    async def mine(_: Scope, receive: Receive, send: Send) -> None:
        assert receive is given_receive
        await echo(_, receive, send)

    given_receive = sends(b"")
    app = Bodies(mine, limit=lambda _: 0, seconds=1)
    assert answer(app, scope("GET"), given_receive)[0] == 200


# Depth.


def nested(levels: int) -> bytes:
    return b'{"a":[' * (levels // 2) + b"1" + b"]}" * (levels // 2)


@pytest.mark.parametrize(("levels", "status"), [(64, 200), (66, 422), (100_000, 422)])
def test_json_is_taken_to_a_depth(levels: int, status: int) -> None:
    body = nested(levels)
    app = bodies(limit=10**7)
    asked = scope(content_length=str(len(body)), content_type="application/json")
    assert answer(app, asked, sends(body))[0] == status


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/x-ndjson", "image/png"]
)
def test_forms_and_lines_and_files_are_no_json(kind: str) -> None:
    body = b"[" * 1000
    asked = scope(content_length="1000", content_type=kind)
    assert answer(bodies(), asked, sends(body))[0] == 200


def test_where_pictures_may_come_the_limit_is_theirs() -> None:
    limit = largest_body(ServiceOptions(body_bytes=1000, picture_bytes=3_000_000))
    assert limit("/api/v1/catalogues/shop/search") > 4_000_000
    assert limit("/v1/embeddings") > 4_000_000
    assert limit("/api/signup") == limit("/api/v1/search/x") == 1000


JSON = st.recursive(
    st.none() | st.booleans() | st.text('[]{}"\\ab', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[{"\\'), inner),
    max_leaves=20,
)


def depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    is_level = isinstance(value, (dict, list))
    return is_level + max(map(depth, inner), default=0)


@given(JSON, st.integers(0, 6))
def test_the_depth_is_that_of_the_parsed_value(value: object, most: int) -> None:
    assert is_too_deep(json.dumps(value).encode(), most) == (depth(value) > most)


@given(st.binary(max_size=300) | st.text('[]{}"\\', max_size=300).map(str.encode))
def test_any_bytes_have_a_verdict(body: bytes) -> None:
    is_too_deep(body, 3)


@pytest.mark.parametrize(
    "body",
    [
        b'"' + b'\\"' * 500_000,
        b'"' * 999_999,
        b"[" * 1_000_000,
        b"[" * 500_000 + b"]" * 500_000,
        b"[]{}" * 250_000,
        b'["\\' * 300_000,
    ],
)
def test_a_megabyte_of_malice_is_judged_at_once(body: bytes) -> None:
    start = time.perf_counter()
    is_too_deep(b"[" * (MOST_LEVELS + 1) + body)
    assert time.perf_counter() - start < 0.5


# Crowds.


class Crowd:
    """Requests that end when they are told to."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - of ServiceOptions
        self.shed = 0
        self.seen: list[tuple[int, int]] = []
        self.end = asyncio.Event()
        self.load = Load(
            self._work,
            options=ServiceOptions(**options),
            changed=lambda *each: self.seen.append(each),
            shed=self._count,
        )

    def _count(self) -> None:
        self.shed += 1

    async def _work(self, _: Scope, __: Receive, send: Send) -> None:
        await self.end.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def ask(self, path: str = "/") -> tuple[int, dict[bytes, bytes]]:
        sent: Sent = []

        async def send(message: Message) -> None:
            sent.append(message)

        await self.load(scope("GET", path), sends(b""), send)
        return sent[0]["status"], dict(sent[0]["headers"])


def test_so_many_are_worked_on_so_many_wait_and_the_rest_come_again() -> None:
    async def run() -> None:
        crowd = Crowd(at_once=3, waiting=4)
        tasks = [asyncio.create_task(crowd.ask()) for _ in range(10)]
        await asyncio.sleep(0.05)
        refused = [task.result() for task in tasks if task.done()]
        assert [status for status, _ in refused] == [503] * 3
        assert all(headers[b"retry-after"] == b"1" for _, headers in refused)
        assert crowd.shed == 3
        assert max(crowd.seen) == (3, 4)
        crowd.end.set()
        statuses = [(await task)[0] for task in tasks]
        assert statuses.count(200) == 7
        assert crowd.seen[-1] == (0, 0)

    asyncio.run(run())


def test_nobody_waits_longer_than_is_said() -> None:
    async def run() -> None:
        crowd = Crowd(at_once=1, waiting=10, wait_seconds=0.1)
        first = asyncio.create_task(crowd.ask())
        await asyncio.sleep(0)
        start = time.monotonic()
        assert (await crowd.ask())[0] == 503
        assert 0.09 < time.monotonic() - start < 0.5
        crowd.end.set()
        assert (await first)[0] == 200
        assert (await crowd.ask())[0] == 200

    asyncio.run(run())


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz", "/metrics", "/mcp"])
def test_probes_and_streams_need_no_place(path: str) -> None:
    async def run() -> None:
        crowd = Crowd(at_once=1, waiting=0)
        first = asyncio.create_task(crowd.ask())
        await asyncio.sleep(0)
        second = asyncio.create_task(crowd.ask(path))
        await asyncio.sleep(0)
        crowd.end.set()
        assert [(await first)[0], (await second)[0]] == [200, 200]

    asyncio.run(run())


def test_a_request_that_is_given_up_while_it_waits_leaves_no_trace() -> None:
    async def run() -> None:
        crowd = Crowd(at_once=1, waiting=2)
        first = asyncio.create_task(crowd.ask())
        await asyncio.sleep(0)
        for _ in range(20):
            gone = asyncio.create_task(crowd.ask())
            await asyncio.sleep(0)
            gone.cancel()
            with pytest.raises(asyncio.CancelledError):
                await gone
        crowd.end.set()
        assert (await first)[0] == 200
        assert crowd.seen[-1] == (0, 0)
        assert (await crowd.ask())[0] == 200

    asyncio.run(run())


# Heads.


class Quick(Connection):
    """A connection that loses patience soon."""

    head_seconds = 0.3


@pytest.fixture
def port() -> Callable[[Callable[[int], Awaitable[None]]], None]:
    """Runs a client against a server with such connections."""

    def run(client: Callable[[int], Awaitable[None]]) -> None:
        async def both() -> None:
            settings = Config(echo, port=0, http=Quick, lifespan="off", log_config=None)
            server = Server(settings)
            task = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
                await asyncio.sleep(0.01)
            try:
                await client(server.servers[0].sockets[0].getsockname()[1])
            finally:
                server.should_exit = True
                await task

        asyncio.run(both())

    return run


async def left(reader: asyncio.StreamReader) -> bytes:
    return await asyncio.wait_for(reader.read(), 5)


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nA: "])
def test_a_connection_that_sends_no_whole_head_is_closed(port: Any, said: bytes) -> None:  # noqa: ANN401 - the fixture
    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(said)
        start = time.monotonic()
        assert await left(reader) == b""
        assert 0.2 < time.monotonic() - start < 2
        writer.close()

    port(client)


def test_a_head_without_end_is_cut(port: Any) -> None:  # noqa: ANN401 - the fixture
    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(b"GET / HTTP/1.1\r\n")
        with suppress(ConnectionResetError):  # what it sent meanwhile was not read
            for _ in range(100):
                writer.write(b"A: " + b"x" * 9000 + b"\r\n")
                await writer.drain()
            assert (await left(reader)).startswith(b"HTTP/1.1 400")
        writer.close()

    port(client)


def test_a_connection_may_be_kept_for_the_next_request(port: Any) -> None:  # noqa: ANN401 - the fixture
    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        for _ in range(3):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"\r\n0\r\n\r\n")).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(0.4)  # longer than a head may take
        writer.close()

    port(client)


# Addresses.


def test_an_unknown_address_has_so_many_requests_a_minute_from_all_processes(parts: Parts) -> None:
    options = ServiceOptions(requests_a_minute=5)
    clients = [
        TestClient(create_app(Serving(parts, options)), client=("2001:db8::1", 1)) for _ in range(2)
    ]
    answers = [clients[number % 2].get("/api/v1/catalogues") for number in range(7)]
    assert [each.status_code for each in answers] == [200] * 5 + [429] * 2
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    neighbour = TestClient(create_app(Serving(parts, options)), client=("2001:db8:0:0:ffff::9", 1))
    assert neighbour.get("/api/v1/catalogues").status_code == 429
    stranger = TestClient(create_app(Serving(parts, options)), client=("192.0.2.7", 1))
    assert stranger.get("/api/v1/catalogues").status_code == 200
    assert stranger.get("/healthz").status_code == 200
