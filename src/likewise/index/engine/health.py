"""Health: what a Redis is, how full it is, and whether what it is given is safe."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from likewise.errors import EngineError, EngineUnavailableError
from likewise.index.engine.capabilities import Capabilities
from likewise.index.engine.connection import examine
from likewise.index.engine.engine import Engine
from likewise.index.engine.room import Room


@dataclass(frozen=True, slots=True)
class Health:
    """What a Redis tells of itself; None where it does not.

    Attributes:
        redis_version: Such as `8.2.3`.
        search_version: Of the search module, or `unknown`.
        json_version: Of the JSON module, or `unknown`.
        used_bytes: The memory that it uses.
        most_bytes: Its `maxmemory`; None where it has no limit.
        free_bytes: The memory that is left for it.
        append_only: Whether writes are logged to disk.
        written: Whether the last write to disk went well.
        on_timeout_fails: Whether a search that runs out of time fails, and does not answer with
            fewer hits.
        capabilities: What it can do beyond what every Redis can; None where it has no room to tell.
    """

    redis_version: str
    search_version: str
    json_version: str
    used_bytes: int | None
    most_bytes: int | None
    free_bytes: int | None
    append_only: bool | None
    written: bool | None
    on_timeout_fails: bool | None
    capabilities: Capabilities | None

    @classmethod
    def of(cls, engine: Engine) -> Self:
        """What it tells now.

        Raises:
            EngineError: It does not answer, or cannot be used any more.
        """
        server = engine.doing(lambda: examine(engine.client))
        room = Room.of(engine)
        return cls(
            redis_version=server.redis_version,
            search_version=server.search_version,
            json_version=server.json_version,
            used_bytes=room.used,
            most_bytes=room.most,
            free_bytes=room.free,
            append_only=server.append_only,
            written=_written(engine),
            on_timeout_fails=server.on_timeout_fails,
            capabilities=_capabilities(engine),
        )

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        can = self.capabilities
        plain = {name: each for name, each in asdict(self).items() if name != "capabilities"}
        return plain | {
            "algorithms": None if can is None else list(can.algorithms),
            "types": None if can is None else list(can.types),
            "hybrid": None if can is None else can.fuses,
        }


def _written(engine: Engine) -> bool | None:
    try:
        facts = engine.run("INFO", "persistence")
    except EngineUnavailableError:
        raise
    except EngineError:  # our user may not ask
        return None
    said = [facts.get("aof_last_write_status"), facts.get("rdb_last_bgsave_status")]
    known = [each for each in said if each is not None]
    return all(each == "ok" for each in known) if known else None


def _capabilities(engine: Engine) -> Capabilities | None:
    """None where Redis is full: to find out, empty indexes are made."""
    try:
        return engine.capabilities
    except EngineUnavailableError:
        raise
    except EngineError:
        return None
