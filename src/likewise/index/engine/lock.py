"""Lock: one writer of a catalogue at a time; a dead one's is taken over."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Self

import orjson
import redis

from likewise.errors import CatalogueBusyError, EngineError
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command, Keys

_LEASE_MS = 30_000
_RENEW_SECONDS = 5.0
_POLL_SECONDS = 0.1


_held_here: set[str] = set()
"""The tokens of this process's holds; one that Redis still has, and we have not, was cut off."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock.

    Attributes:
        task: What it does, such as `likewise import`.
        host: Its machine's name.
        space: Within what its process's number is one: this run of this machine or container.
        process: That number.
        token: Tells this hold from every other.
    """

    task: str
    host: str
    space: str
    process: int
    token: str

    @classmethod
    def here(cls, task: str) -> Self:
        """This process."""
        return cls(task, socket.gethostname(), _space(), os.getpid(), secrets.token_hex(8))

    @property
    def is_dead(self) -> bool:
        """Whether it is known to have ended: only of processes that are seen can that be told."""
        if self.space != _space():
            return False
        if self.process == os.getpid():
            return self.token not in _held_here
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False

    def __str__(self) -> str:
        """As a person would name it."""
        return f"{self.task}, process {self.process} on {self.host}"


class WriterLock:
    """Held while a catalogue is written; renewed by a thread, so that a dead holder's runs out.

    Args:
        engine: The Redis of the catalogue.
        catalogue: Its name.
        task: What the holder does, for those who are refused.
        wait_seconds: How long to wait for another holder to end.
    """

    def __init__(
        self, engine: Engine, catalogue: str, task: str, *, wait_seconds: float = 0
    ) -> None:
        self._engine = engine
        self._catalogue = catalogue
        self._key = Keys(catalogue).lock
        self._owner = Owner.here(task)
        self._mine = orjson.dumps(asdict(self._owner))
        self._set = ("SET", self._key, self._mine, "PX", _LEASE_MS)
        self._wait_seconds = wait_seconds
        self._ended = threading.Event()
        self._renewal = threading.Thread(target=self._renew, daemon=True)
        self._lost: Owner | None = None

    def __enter__(self) -> Self:
        """Takes it; CatalogueBusyError names who has it."""
        _held_here.add(self._owner.token)
        try:
            self._wait()
        except BaseException:
            _held_here.discard(self._owner.token)
            raise
        self._renewal.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._renewal.join()
        _held_here.discard(self._owner.token)
        with suppress(EngineError):  # then it runs out by itself
            self._unless_changed(self._mine, ("DEL", self._key))

    def check(self) -> None:
        """CatalogueBusyError where another has taken it over, this process having stood still."""
        if self._lost is not None:
            raise self._busy(self._lost)

    def _wait(self) -> None:
        until = time.monotonic() + self._wait_seconds
        while (other := self._take()) is not None:
            if time.monotonic() >= until:
                raise self._busy(other)
            time.sleep(_POLL_SECONDS)

    def _take(self) -> Owner | None:
        """Takes the lock, unless another has it: then that one."""
        held = self._engine.run("GET", self._key)
        holder = _read(held)
        # It may be ours: the answer to a command that took it can be lost with the server.
        if held == self._mine:
            return None
        if holder is None or holder.is_dead:
            return None if self._unless_changed(held, self._set) else self._take()
        return holder

    def _unless_changed(self, held: bytes | None, command: Command) -> bool:
        """Whether the lock was still as it was found, and the command therefore done."""

        def transaction() -> bool:
            with self._engine.client.pipeline() as pipeline:
                pipeline.watch(self._key)  # type: ignore[no-untyped-call] # redis-py
                if pipeline.execute_command("GET", self._key) != held:  # type: ignore[no-untyped-call] # redis-py
                    return False
                pipeline.multi()
                pipeline.execute_command(*command)  # type: ignore[no-untyped-call] # redis-py
                try:
                    pipeline.execute()
                except redis.WatchError:
                    return False
                return True

        return self._engine.doing(transaction)

    def _renew(self) -> None:
        while not self._ended.wait(_RENEW_SECONDS):
            try:
                held = self._engine.run("GET", self._key)
                if held is None or held == self._mine:
                    self._unless_changed(held, self._set)
                else:
                    self._lost = _read(held)
                    return
            except EngineError:
                continue  # the writer itself meets it, and says so

    def _busy(self, holder: Owner) -> CatalogueBusyError:
        return CatalogueBusyError(
            f"Catalogue {self._catalogue!r} is being written by {holder}.",
            remedy="Wait for it to end. If it has died, its hold ends by itself within "
            f"{_LEASE_MS // 1000} seconds.",
        )


def _read(data: bytes | None) -> Owner | None:
    if data is None:
        return None
    try:
        return Owner(**orjson.loads(data))
    except (TypeError, ValueError):
        return Owner("another version of Likewise", "some machine", "", 0, "")


@cache
def _space() -> str:
    """Equal for processes that can see each other: hosts may share a name, as containers do."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    return socket.gethostname()
