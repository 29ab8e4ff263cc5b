"""Transaction: commands that Redis runs together, or not at all if what was read has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import redis

from likewise.errors import EngineUnavailableError
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command, Reply

Look: TypeAlias = Callable[..., Reply]
"""Runs a command that reads."""

_TRIES = 100


def settle(
    engine: Engine, watched: Sequence[str], decide: Callable[[Look], Iterable[Command]]
) -> list[Reply]:
    """The replies to what was decided, all of it run at once.

    Args:
        engine: The Redis.
        watched: Keys; where one of them has changed since it was read, it is decided anew.
        decide: Reads by what it is given, and gives the commands; none where nothing is to change.

    Raises:
        EngineUnavailableError: Others changed the keys each time.
    """

    def tried() -> list[Reply] | None:
        with engine.client.pipeline() as pipeline:
            pipeline.watch(*watched)  # type: ignore[no-untyped-call] # redis-py
            commands = list(decide(pipeline.execute_command))
            if not commands:
                return []
            pipeline.multi()
            for command in commands:
                pipeline.execute_command(*command)  # type: ignore[no-untyped-call] # redis-py
            try:
                return pipeline.execute()
            except redis.WatchError:
                return None

    for _ in range(_TRIES):
        replies = engine.doing(tried)
        if replies is not None:
            return replies
    raise EngineUnavailableError(
        "Others have been changing the same account again and again.", remedy="Try again."
    )
