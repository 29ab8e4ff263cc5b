"""Exchange: commands go in one write, and their replies come back."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis

from likewise.assembly import Parts
from likewise.index.engine.connection import connect
from likewise.index.engine.exchange import Exchange
from likewise.index.engine.server import EmbeddedServer
from likewise.index.redis.codec import Command


@pytest.fixture
def exchange(parts: Parts) -> Exchange:
    return Exchange(parts.engine.client)


def test_replies_come_in_the_order_of_the_commands(exchange: Exchange, name: str) -> None:
    commands: list[Command] = [("SET", f"{name}:{n}", b"\r\n\0\xff") for n in range(500)]
    commands += [("STRLEN", f"{name}:{n}") for n in range(500)]
    commands += [("DEL", *(f"{name}:{n}" for n in range(500)))]
    assert exchange.send(commands) == [b"OK"] * 500 + [4] * 500 + [500]


@pytest.mark.parametrize("part", ["ü", b"\xff", 7, 0.5, ""])
def test_an_argument_arrives_as_it_is(exchange: Exchange, name: str, part: str) -> None:
    sent = part if isinstance(part, bytes) else str(part).encode()
    assert exchange.send([("ECHO", part)]) == [sent]
    assert exchange.send([("SET", f"{name} {part}", 1), ("DEL", f"{name} {part}")])[1] == 1


def test_nothing_asked_is_nothing_answered(exchange: Exchange) -> None:
    assert exchange.send([]) == exchange.transaction([]) == []


@pytest.mark.parametrize("send", [Exchange.send, Exchange.transaction])
def test_after_an_error_the_next_replies_are_those_of_the_next_commands(
    exchange: Exchange, name: str, send: Callable[[Exchange, list[Command]], list[object]]
) -> None:
    wrong: list[Command] = [("SET", name, "text"), ("INCR", name), ("ECHO", "late"), ("DEL", name)]
    for _ in range(3):
        with pytest.raises(redis.ResponseError, match="not an integer"):
            send(exchange, wrong)
        assert exchange.send([("ECHO", "next")]) == [b"next"]


def test_a_transaction_with_a_command_that_redis_does_not_take_does_nothing(
    exchange: Exchange, name: str
) -> None:
    with pytest.raises(redis.ResponseError, match="unknown command"):
        exchange.transaction([("SET", name, 1), ("NOSUCHCOMMAND",), ("SET", name, 2)])
    assert exchange.send([("EXISTS", name)]) == [0]


def test_threads_have_connections_of_their_own_and_later_ones_use_them_again(
    exchange: Exchange,
) -> None:
    with ThreadPoolExecutor(8) as threads:
        told = list(
            threads.map(lambda n: exchange.send([("ECHO", n), ("CLIENT", "ID")]), range(400))
        )
    assert [int(echoed) for echoed, _ in told] == list(range(400))
    assert len({line for _, line in told}) <= 8


def test_a_connection_that_redis_has_closed_is_opened_again_at_once(
    exchange: Exchange,
) -> None:
    line, told = exchange.send([("CLIENT", "ID"), ("QUIT",)])
    assert told == b"OK"
    assert exchange.send([("CLIENT", "ID")]) != [line]


def test_a_child_has_connections_of_its_own(exchange: Exchange) -> None:
    (line,) = exchange.send([("CLIENT", "ID")])
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, str(exchange.send([("CLIENT", "ID")])[0]).encode())
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert int(os.read(reading, 100)) != line
    assert exchange.send([("CLIENT", "ID")]) == [line]


def test_a_server_that_is_gone_is_said_each_time_and_costs_no_connection(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "redis")
    client = connect(server.start().url)
    exchange = Exchange(client)
    assert exchange.send([("PING",)]) == [b"PONG"]
    lent = client.connection_pool.get_connection_count()
    server.stop()
    for _ in range(5):
        with pytest.raises(redis.ConnectionError):
            exchange.send([("PING",)])
    assert client.connection_pool.get_connection_count() == lent
    server.start()
    assert exchange.send([("PING",)]) == [b"PONG"]
    server.stop()


def test_a_server_that_hangs_costs_no_connection(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "redis")
    client = connect(server.start().url, timeout_seconds=0.2)
    exchange = Exchange(client)
    assert exchange.send([("PING",)]) == [b"PONG"]
    lent, pid = client.connection_pool.get_connection_count(), server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(5):
            with pytest.raises(redis.TimeoutError):
                exchange.send([("PING",)])
    finally:
        os.kill(pid, signal.SIGCONT)
    assert client.connection_pool.get_connection_count() == lent
    assert exchange.send([("PING",)]) == [b"PONG"]
    server.stop()
