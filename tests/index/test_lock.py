"""Locks: one writer at a time, on a real Redis; a dead one's is taken over, a lost one noticed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from threading import Barrier, Event, Thread, active_count
from typing import IO, Any

import orjson
import pytest
import redis
from redis.client import Pipeline

from likewise.assembly import Parts
from likewise.errors import CatalogueBusyError
from likewise.index.engine.engine import Engine
from likewise.index.engine.lock import Owner, WriterLock
from likewise.index.redis.codec import Keys

PATIENCE_SECONDS = 60.0
LEASE_MS = 30_000

HOLDER = """
import sys, time
from likewise.errors import CatalogueBusyError
from likewise.index.engine.connection import connect
from likewise.index.engine.lock import WriterLock
from likewise.index.engine.engine import Engine

with WriterLock(Engine(connect(sys.argv[1])), sys.argv[2], "another import") as lock:
    print("held", flush=True)
    while True:
        try:
            lock.check()
        except CatalogueBusyError as error:
            print(error, flush=True)
            break
        time.sleep(0.01)
"""


@pytest.fixture
def engine(parts: Parts) -> Engine:
    return parts.engine


@pytest.fixture
def key(engine: Engine, name: str) -> Iterator[str]:
    """The key of the test's own lock, which is gone at the end."""
    yield Keys(name).lock
    engine.run("DEL", Keys(name).lock)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def held(engine: Engine, key: str) -> bytes | None:
    """What Redis has of the lock."""
    data: bytes | None = engine.run("GET", key)
    return data


@contextmanager
def process(parts: Parts, name: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Another process that holds the lock until it has lost it, and what it says."""
    arguments = [sys.executable, "-c", HOLDER, parts.server.start().url, name]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == "held\n"
            yield child, child.stdout
        finally:
            child.kill()


def killed(parts: Parts, name: str, key: str) -> bytes:
    """What a process leaves in Redis that took the lock and was killed."""
    with process(parts, name) as (child, _):
        left = held(parts.engine, key)
        child.kill()
        child.wait()
    assert left is not None
    assert held(parts.engine, key) == left
    return left


def test_a_lock_is_there_while_it_is_held_and_gone_afterwards(
    engine: Engine, name: str, key: str
) -> None:
    with WriterLock(engine, name, "likewise import") as lock:
        owner = Owner(**orjson.loads(held(engine, key) or b""))
        assert (owner.task, owner.process) == ("likewise import", os.getpid())
        assert 0 < engine.run("PTTL", key) <= LEASE_MS
        assert not owner.is_dead
        lock.check()
    assert held(engine, key) is None


def test_a_lock_is_gone_after_an_error_and_its_thread_too(
    engine: Engine, name: str, key: str
) -> None:
    before = active_count()
    with pytest.raises(ZeroDivisionError), WriterLock(engine, name, "likewise import"):
        raise ZeroDivisionError
    assert held(engine, key) is None
    assert active_count() == before


def test_a_second_holder_is_refused_by_the_firsts_name(engine: Engine, name: str, key: str) -> None:
    with WriterLock(engine, name, "likewise import"):
        mine = held(engine, key)
        with pytest.raises(CatalogueBusyError) as raised, WriterLock(engine, name, "add"):
            pass
        assert raised.value.problem == (
            f"Catalogue {name!r} is being written by likewise import, process {os.getpid()} on "
            f"{os.uname().nodename}."
        )
        assert "30 seconds" in raised.value.remedy
        assert held(engine, key) == mine
    with WriterLock(engine, name, "add"):
        pass


def test_catalogues_are_locked_one_by_one(engine: Engine, name: str) -> None:
    with WriterLock(engine, name, "one"), WriterLock(engine, f"{name}-2", "other") as lock:
        lock.check()


def test_another_process_is_refused_too(parts: Parts, name: str, key: str) -> None:
    with process(parts, name) as (child, _):
        assert held(parts.engine, key) is not None
        with (
            pytest.raises(CatalogueBusyError, match=f"another import, process {child.pid} on"),
            WriterLock(parts.engine, name, "likewise import"),
        ):
            pass


def test_a_dead_processs_lock_is_taken_over_at_once(parts: Parts, name: str, key: str) -> None:
    left = killed(parts, name, key)
    with WriterLock(parts.engine, name, "likewise import") as lock:
        assert held(parts.engine, key) not in {None, left}
        lock.check()
    assert held(parts.engine, key) is None


def test_of_several_that_find_a_dead_ones_lock_exactly_one_has_it(
    parts: Parts, name: str, key: str
) -> None:
    """The others are refused by the name of the one that was quicker."""
    left = killed(parts, name, key)
    racers, rounds = 4, 15
    together = Barrier(racers, timeout=PATIENCE_SECONDS)
    decided = Barrier(racers, timeout=PATIENCE_SECONDS)

    def race(number: int) -> list[str]:
        results = []
        for _ in range(rounds):
            if number == 0:
                parts.engine.run("SET", key, left, "PX", LEASE_MS)
            together.wait()
            try:
                with WriterLock(parts.engine, name, f"racer {number}"):
                    decided.wait()
                    results.append(f"racer {number}")
            except CatalogueBusyError as error:
                decided.wait()
                results.append(error.problem)
            together.wait()
        return results

    with ThreadPoolExecutor(racers) as threads:
        found = list(threads.map(race, range(racers)))
    for results in zip(*found, strict=True):
        (winner,) = [result for result in results if result.startswith("racer")]
        losers = [result for result in results if result != winner]
        assert len(losers) == racers - 1
        assert all(f"written by {winner}, process" in problem for problem in losers)
    assert held(parts.engine, key) is None


def test_a_hold_that_was_cut_off_in_this_process_is_taken_over(
    engine: Engine, name: str, key: str
) -> None:
    """As a program may hold locks for long, its own number says nothing of a hold."""
    engine.run("SET", key, orjson.dumps(asdict(Owner.here("before"))), "PX", LEASE_MS)
    with WriterLock(engine, name, "likewise import"):
        pass


def test_only_processes_that_can_be_seen_are_known_to_be_dead(
    parts: Parts, name: str, key: str
) -> None:
    """A container has numbers of its own, though it may share the host's name."""
    left = killed(parts, name, key)
    dead = Owner(**orjson.loads(left))

    assert dead.is_dead
    assert not replace(dead, space="elsewhere").is_dead
    assert replace(dead, host="renamed").is_dead
    assert not replace(dead, process=os.getppid()).is_dead


@pytest.mark.parametrize(
    "left", [b"garbage", b"[]", b'{"task": "x"}', b'{"task": "x", "more": 1}', b"\xff"]
)
def test_the_lock_of_another_version_is_respected(
    engine: Engine, name: str, key: str, left: bytes
) -> None:
    engine.run("SET", key, left)
    with (
        pytest.raises(CatalogueBusyError, match="written by another version"),
        WriterLock(engine, name, "likewise import"),
    ):
        pass
    assert held(engine, key) == left


def test_a_lock_is_renewed_while_it_is_held(engine: Engine, name: str, key: str) -> None:
    """Also one that had run out, as nobody else took it."""
    with WriterLock(engine, name, "likewise import") as lock:
        mine = held(engine, key)
        engine.run("PEXPIRE", key, LEASE_MS // 2)
        wait_until(lambda: engine.run("PTTL", key) > LEASE_MS // 2)
        engine.run("DEL", key)
        wait_until(lambda: held(engine, key) == mine)
        lock.check()
    assert held(engine, key) is None


def test_a_lock_that_another_has_taken_is_noticed_and_left_to_it(
    engine: Engine, name: str, key: str
) -> None:
    other = orjson.dumps(asdict(replace(Owner.here("the other"), space="elsewhere")))

    def is_lost(lock: WriterLock) -> bool:
        try:
            lock.check()
        except CatalogueBusyError as error:
            return "written by the other, process" in error.problem
        return False

    with WriterLock(engine, name, "likewise import") as lock:
        engine.run("SET", key, other, "PX", LEASE_MS)
        wait_until(lambda: is_lost(lock))
        assert held(engine, key) == other
    assert held(engine, key) == other


def test_a_process_that_stood_still_learns_who_has_its_lock(
    parts: Parts, name: str, key: str
) -> None:
    with process(parts, name) as (child, output):
        child.send_signal(signal.SIGSTOP)
        parts.engine.run("DEL", key)  # stands for the lease that runs out
        with WriterLock(parts.engine, name, "likewise import") as lock:
            child.send_signal(signal.SIGCONT)
            assert f"written by likewise import, process {os.getpid()} on" in output.readline()
            assert child.wait(PATIENCE_SECONDS) == 0
            lock.check()
            assert held(parts.engine, key) is not None


def test_one_who_waits_has_the_lock_when_it_is_free(engine: Engine, name: str, key: str) -> None:
    order: list[str] = []
    waiting, entered = Event(), Event()

    def wait() -> None:
        waiting.set()
        with WriterLock(engine, name, "second", wait_seconds=PATIENCE_SECONDS):
            order.append("second")
            entered.set()

    with WriterLock(engine, name, "first"):
        second = Thread(target=wait)
        second.start()
        waiting.wait()
        assert not entered.wait(0.3)
        order.append("first")
    second.join()
    assert order == ["first", "second"]
    assert held(engine, key) is None


def test_one_who_waits_in_vain_is_refused_by_the_holders_name(
    engine: Engine, name: str, key: str
) -> None:
    with WriterLock(engine, name, "first"):
        mine = held(engine, key)
        with (
            pytest.raises(CatalogueBusyError, match="written by first"),
            WriterLock(engine, name, "second", wait_seconds=0.3),
        ):
            pass
        assert held(engine, key) == mine


class LosingPipeline(Pipeline):
    """A pipeline whose commands are done, but whose answers are lost as often as is said."""

    losses: list[None]

    def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002 - redis-py's
        replies = super().execute(raise_on_error)
        if self.losses:
            self.losses.pop()
            raise redis.ConnectionError("the server has died")
        return replies


class LosingClient:
    """A client whose transactions are done, but whose first answers are lost."""

    def __init__(self, client: redis.Redis, losses: int) -> None:
        self._client = client
        self._losses = [None] * losses

    def pipeline(self) -> LosingPipeline:
        client = self._client
        made = LosingPipeline(client.connection_pool, client.response_callbacks, True, None)  # noqa: FBT003 - redis-py's
        made.losses = self._losses
        return made

    def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401 - any of the client's
        return getattr(self._client, attribute)


def test_a_lock_whose_answer_was_lost_with_the_server_is_held(
    engine: Engine, name: str, key: str
) -> None:
    """The command is sent again to the server that was revived, and finds its own work."""
    revived = []
    client: Any = LosingClient(engine.client, 1)
    losing = Engine(client, lambda: revived.append(None) is None)
    with WriterLock(losing, name, "likewise import") as lock:
        assert revived == [None]
        assert held(engine, key) is not None
        lock.check()
    assert held(engine, key) is None
