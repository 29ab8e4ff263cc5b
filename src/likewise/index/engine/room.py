"""Room: the memory that Redis has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from likewise.errors import EngineError
from likewise.index.engine.engine import Engine

_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Room:
    """The memory that Redis has.

    Attributes:
        most: Its `maxmemory`; None where it has no limit.
        used: What it uses now; None where it does not tell.
        free: What is left below the limit; without one, what this machine has left if Redis runs
            on it. None where neither is known.
    """

    most: int | None
    used: int | None
    free: int | None

    @classmethod
    def of(cls, engine: Engine) -> Self:
        """What Redis and this machine say."""
        try:
            facts = engine.run("INFO", "memory")
        except EngineError:  # our user may not ask
            return cls(None, None, None)
        most, used = int(facts.get("maxmemory", 0)), int(facts["used_memory"])
        if most:
            return cls(most, used, most - used)
        return cls(None, used, _available_bytes() if _is_local(engine) else None)


def _is_local(engine: Engine) -> bool:
    options = engine.client.connection_pool.connection_kwargs
    return "path" in options or options.get("host") in _LOCAL


def _available_bytes() -> int | None:
    """What this machine can give without swapping; None where it does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    facts = dict(line.split(":", 1) for line in lines)
    return int(facts["MemAvailable"].split()[0]) * 1024
