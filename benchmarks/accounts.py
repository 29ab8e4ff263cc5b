"""Accounts: whether time tells who has one, what many sign-ins at once take, what knowing costs.

    python benchmarks/accounts.py [--tries 300] [--at-once 50] [--requests 2000]

A service of its own (`likewise serve`, one process, a Redis of its own that syncs each write, a
mail server on this machine) is asked over HTTP, each time as another client behind a proxy, so that
no limit is met. Known and unknown addresses take turns. Milliseconds are those of the client.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from likewise.accounts.account import Account, Profile
from likewise.accounts.caller import Scope
from likewise.accounts.email_address import EmailAddress
from likewise.accounts.keys import Grant
from likewise.accounts.passwords import Passwords
from likewise.accounts.sessions import Kind
from likewise.assembly import Parts
from likewise.settings import Settings

PASSWORD = "river unlikely candle spoon"  # noqa: S105 - of accounts that live as long as this runs
MAIL_PORT = 18_725
START = "from likewise.cli.main import main; main()"
MEBIBYTE = 2**20
QUIET_SECONDS = 5.0

_clients = count(1)


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs, and what it is made of."""

    url: str
    process: int
    parts: Parts

    def connect(self) -> HTTPConnection:
        """A connection that is kept."""
        return HTTPConnection(urlsplit(self.url).netloc, timeout=60)


@contextmanager
def serving() -> Iterator[Service]:
    """A service on a home of its own."""
    mail = Controller(Sink(), hostname="127.0.0.1", port=MAIL_PORT)
    mail.start()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "LIKEWISE_HOME": folder,
            "REDIS_URL": "",
            "LIKEWISE_SMTP_URL": f"smtp://127.0.0.1:{MAIL_PORT}",
            "LIKEWISE_MAIL_FROM": "shop@shop.example",
            "LIKEWISE_TRUST_PROXY": "127.0.0.1",
        }
        command = [sys.executable, "-c", START, "serve", "--port", "0"]
        parts = Parts(Settings(Path(folder)))
        with subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None  # noqa: S101 - as asked for
            line = process.stdout.readline()
            try:
                url = "http://" + line.split("http://")[1].strip()
                yield Service(url, process.pid, parts)
            finally:
                process.terminate()
                process.wait()
                parts.engine.client.close()
                parts.server.stop()
                mail.stop()


def ask(
    connection: HTTPConnection,
    method: str,
    path: str,
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, float]:
    """The status, and the milliseconds."""
    data = None if body is None else json.dumps(body)
    number = next(_clients)
    said = {
        "Content-Type": "application/json",
        "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "X-Forwarded-Proto": "https",
    }
    start = time.perf_counter()
    connection.request(method, path, data, said | dict(headers or {}))
    response = connection.getresponse()
    response.read()
    return response.status, (time.perf_counter() - start) * 1000


def resident(process: int) -> int:
    """The bytes of memory that a process has, as Linux tells them."""
    pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()


def settle(process: int) -> None:
    """Waits until the service has loaded what it loads at its start."""
    size, since = 0, time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        now = resident(process)
        if abs(now - size) > MEBIBYTE:
            size, since = now, time.monotonic()
        time.sleep(0.1)


def accounts(parts: Parts, number: int) -> list[Account]:
    """So many accounts, all with one hash."""
    hashed = Passwords().hash(PASSWORD)
    emails = (EmailAddress.of(f"known{each}@example.com") for each in range(number))
    return [parts.accounts.users.add(email, Profile(), hashed) for email in emails]


def compare(service: Service, known: Sequence[Account], tries: int) -> None:
    """Prints how long each takes with a known address and with an unknown one."""
    requests: dict[str, Callable[[str], tuple[str, dict[str, str]]]] = {
        "sign-in": lambda email: ("/api/v1/session", {"email": email, "password": "wrong"}),
        "sign-up": lambda email: ("/api/v1/account", {"email": email, "password": PASSWORD}),
        "forgotten": lambda email: ("/api/v1/password-resets", {"email": email}),
    }
    print(f"{'':10} {'known ms':>17} {'unknown ms':>17} {'difference':>10}  statuses")
    for name, request in requests.items():
        took: dict[str, list[float]] = {"known": [], "unknown": []}
        statuses: dict[str, set[int]] = {"known": set(), "unknown": set()}
        connection = service.connect()
        for each in range(tries):
            emails = {"known": known[each].email, "unknown": f"{name}{each}@example.org"}
            for who in ("known", "unknown") if each % 2 else ("unknown", "known"):
                path, body = request(emails[who])
                status, milliseconds = ask(connection, "POST", path, body)
                took[who].append(milliseconds)
                statuses[who].add(status)
        medians = {who: statistics.median(found) for who, found in took.items()}
        shown = {
            who: f"{medians[who]:.1f} (p95 {statistics.quantiles(found, n=20)[-1]:.1f})"
            for who, found in took.items()
        }
        difference = abs(medians["known"] - medians["unknown"])
        print(
            f"{name:10} {shown['known']:>17} {shown['unknown']:>17} {difference:>10.2f}  "
            f"{sorted(statuses['known'])} {sorted(statuses['unknown'])}"
        )


def sign_in_at_once(service: Service, known: Sequence[Account], at_once: int) -> None:
    """Prints how much more memory the service takes while many sign in."""
    done, most = threading.Event(), 0
    before = resident(service.process)

    def watch() -> None:
        nonlocal most
        while not done.wait(0.002):
            most = max(most, resident(service.process))

    def sign_in(account: Account, statuses: list[int], begin: threading.Barrier) -> None:
        connection = service.connect()
        begin.wait()
        body = {"email": account.email, "password": PASSWORD}
        statuses.append(ask(connection, "POST", "/api/v1/session", body)[0])

    watcher = threading.Thread(target=watch)
    watcher.start()
    statuses: list[int] = []
    begin = threading.Barrier(at_once)
    threads = [
        threading.Thread(target=sign_in, args=(account, statuses, begin))
        for account in known[:at_once]
    ]
    start = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    print(
        f"{at_once} sign-ins at once: {seconds:.2f} s, statuses {counts}, "
        f"{before / MEBIBYTE:.0f} MiB before, {(most - before) / MEBIBYTE:.1f} MiB more at most"
    )


def cost_of_knowing(service: Service, account: Account, requests: int) -> None:
    """Prints how long a small answer takes for one who is not known, and for others."""
    connection = service.connect()
    token = service.parts.accounts.sessions.start(account, Kind.BROWSER)
    key, _ = service.parts.accounts.keys.add(Grant("benchmark", frozenset({Scope.READ})))
    ways: dict[str, dict[str, str]] = {
        "nobody": {},
        "session": {"Cookie": f"__Host-likewise={token}"},
        "API key": {"X-API-Key": key},
    }
    for name, headers in ways.items():
        took = []
        for _ in range(requests):
            status, milliseconds = ask(connection, "GET", "/api/v1/catalogues", headers=headers)
            assert status == 200, status  # noqa: S101, PLR2004 - OK
            took.append(milliseconds)
        print(f"GET /api/v1/catalogues as {name:8} p50 {statistics.median(took):.2f} ms")


def main() -> None:
    """Measures all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=300)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--requests", type=int, default=2000)
    arguments = parser.parse_args()
    with serving() as service:
        known = accounts(service.parts, max(arguments.tries, arguments.at_once) + 1)
        settle(service.process)
        sign_in_at_once(service, known, arguments.at_once)
        compare(service, known, arguments.tries)
        cost_of_knowing(service, known[-1], arguments.requests)


if __name__ == "__main__":
    main()
