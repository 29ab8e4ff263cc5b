"""Exchange: commands go in one write, and their replies come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import redis

from likewise.assembly import Parts
from likewise.index.engine.exchange import exchange, transaction
from likewise.index.redis.codec import Command


@pytest.fixture
def client(parts: Parts) -> redis.Redis:
    return parts.engine.client


def test_replies_come_in_the_order_of_the_commands(client: redis.Redis, name: str) -> None:
    commands: list[Command] = [("SET", f"{name}:{n}", b"\r\n\0\xff") for n in range(500)]
    commands += [("STRLEN", f"{name}:{n}") for n in range(500)]
    commands += [("DEL", *(f"{name}:{n}" for n in range(500)))]
    assert exchange(client, commands) == [b"OK"] * 500 + [4] * 500 + [500]


@pytest.mark.parametrize("part", ["ü", b"\xff", 7, 0.5, ""])
def test_an_argument_arrives_as_it_is(client: redis.Redis, name: str, part: str) -> None:
    sent = part if isinstance(part, bytes) else str(part).encode()
    assert exchange(client, [("ECHO", part)]) == [sent]
    assert exchange(client, [("SET", f"{name} {part}", 1), ("DEL", f"{name} {part}")])[1] == 1


def test_nothing_asked_is_nothing_answered(client: redis.Redis) -> None:
    assert exchange(client, []) == transaction(client, []) == []


@pytest.mark.parametrize("send", [exchange, transaction])
def test_after_an_error_the_next_replies_are_those_of_the_next_commands(
    client: redis.Redis, name: str, send: Callable[[redis.Redis, list[Command]], list[object]]
) -> None:
    wrong: list[Command] = [("SET", name, "text"), ("INCR", name), ("ECHO", "late"), ("DEL", name)]
    for _ in range(3):
        with pytest.raises(redis.ResponseError, match="not an integer"):
            send(client, wrong)
        assert exchange(client, [("ECHO", "next")]) == [b"next"]


def test_a_transaction_with_a_command_that_redis_does_not_take_does_nothing(
    client: redis.Redis, name: str
) -> None:
    with pytest.raises(redis.ResponseError, match="unknown command"):
        transaction(client, [("SET", name, 1), ("NOSUCHCOMMAND",), ("SET", name, 2)])
    assert exchange(client, [("EXISTS", name)]) == [0]
