"""Limits: counted for all processes, never for ever, and never for others."""

from __future__ import annotations

import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from likewise.accounts.limits import Limit, Limits, Use, household
from likewise.assembly import Parts
from likewise.errors import TooManyRequestsError

FIVE = Limit("test", 5, 900)

TAKER = """
import sys
from likewise.accounts.limits import Limit, Limits, Use
from likewise.errors import TooManyRequestsError
from likewise.index.engine.connection import connect
from likewise.index.engine.engine import Engine

limits, taken = Limits(Engine(connect(sys.argv[1]))), 0
for _ in range(10):
    try:
        limits.take(Use(Limit("test", 5, 900), sys.argv[2]))
        taken += 1
    except TooManyRequestsError:
        pass
print(taken)
"""


@pytest.fixture
def limits(parts: Parts) -> Limits:
    """The counts of the session's Redis."""
    return Limits(parts.engine)


@pytest.fixture
def someone() -> str:
    """A subject that no other test counts."""
    return uuid.uuid4().hex


def test_so_many_may_and_the_next_may_not_and_is_told_until_when(
    limits: Limits, someone: str
) -> None:
    for _ in range(5):
        limits.take(Use(FIVE, someone))
    with pytest.raises(TooManyRequestsError, match="15 minutes") as caught:
        limits.take(Use(FIVE, someone))
    assert 890 < caught.value.seconds <= 900
    limits.take(Use(FIVE, someone + "x"))
    limits.take(Use(Limit("other", 5, 900), someone))


def test_it_is_free_again_after_its_time(limits: Limits, parts: Parts, someone: str) -> None:
    use = Use(Limit("test", 1, 900), someone)
    limits.take(use)
    parts.engine.run("PEXPIRE", use.key, 1)
    while parts.engine.run("EXISTS", use.key):
        pass
    limits.take(use)


def test_the_time_runs_from_the_first_one_on(limits: Limits, parts: Parts, someone: str) -> None:
    use = Use(FIVE, someone)
    limits.take(use)
    parts.engine.run("EXPIRE", use.key, 100)
    limits.take(use)
    assert parts.engine.run("TTL", use.key) <= 100


def test_no_count_is_without_an_end(limits: Limits, parts: Parts, someone: str) -> None:
    use = Use(FIVE, someone)
    parts.engine.run("SET", use.key, 99)  # as a process that was killed between would leave it
    with pytest.raises(TooManyRequestsError):
        limits.take(use)
    assert 0 < parts.engine.run("TTL", use.key) <= 900
    given = Use(FIVE, someone + "given")
    limits.give_back(given)
    assert 0 < parts.engine.run("TTL", given.key) <= 900


def test_many_at_once_are_counted_exactly(limits: Limits, someone: str) -> None:
    with ThreadPoolExecutor(16) as threads:
        allowed = list(threads.map(lambda _: limits.allows(Use(FIVE, someone)), range(50)))
    assert sum(allowed) == 5


def test_processes_share_the_counts(parts: Parts, someone: str) -> None:
    url = parts.server.start().url
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER, url, someone], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert sum(int(each.communicate(timeout=60)[0]) for each in processes) == 5


def test_what_was_given_back_may_be_taken_again(limits: Limits, someone: str) -> None:
    use = Use(FIVE, someone)
    for _ in range(20):
        limits.take(use)
        limits.give_back(use)
    for _ in range(5):
        limits.take(use)
    assert not limits.allows(use)
    limits.forget(use)
    assert limits.allows(use)


def test_where_one_of_several_is_used_up_the_longest_wait_is_told(
    limits: Limits, someone: str
) -> None:
    none, short = Use(Limit("none", 0, 5000), someone), Use(Limit("short", 0, 10), someone)
    with pytest.raises(TooManyRequestsError) as caught:
        limits.take(none, Use(FIVE, someone), short)
    assert caught.value.seconds > 4000


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_one_network_of_ipv6_is_one_client(address: str, expected: str) -> None:
    assert household(address) == expected
