"""Exchange: commands go to Redis in one write, and their replies come back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import redis
from hiredis import pack_command

from likewise.index.redis.codec import Command


class Exchange:
    """Sends commands at less than the cost of redis-py's own ways.

    Its pipeline writes a few kilobytes at a time, and each write lets another thread take Python
    from this one for some milliseconds. Its pool keeps accounts of each connection that it lends;
    so those that were lent once are kept here, as many as there are exchanges at a time.

    Args:
        client: Whose connections are used. Several threads may use them, and after a fork the child
            gets others.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._pool = client.connection_pool
        self._idle: list[Any] = []  # redis-py types none of a connection's methods

    def send(self, commands: Iterable[Command]) -> list[Any]:
        """The replies to the commands.

        Raises:
            redis.RedisError: The first of the replies that is an error; the connection is given up.
        """
        packed = [pack_command(each) for each in commands]  # type: ignore[arg-type] # not of one alone
        message = b"".join(packed)
        connection = self._connection()

        def exchanged() -> list[Any]:
            connection.send_packed_command([message])
            return [connection.read_response() for _ in packed]

        def disconnect(*_: object) -> None:
            connection.disconnect()

        try:
            replies: list[Any] = connection.retry.call_with_retry(exchanged, disconnect)
        except BaseException:
            disconnect()  # replies may be left on it that nobody will read
            raise
        else:
            return replies
        finally:
            self._idle.append(connection)

    def transaction(self, commands: Iterable[Command]) -> list[Any]:
        """The replies to commands between which nobody else's are run, and nobody's kill falls.

        Raises:
            redis.RedisError: The first of the replies that is an error.
        """
        replies: list[Any] = self.send((("MULTI",), *commands, ("EXEC",)))[-1]
        for reply in replies:
            if isinstance(reply, Exception):
                raise reply
        return replies

    def _connection(self) -> Any:  # noqa: ANN401 - redis-py types none of its methods
        try:
            connection = self._idle.pop()
            while connection.pid != os.getpid():
                connection = self._idle.pop()
        except IndexError:
            return self._pool.get_connection()
        try:
            connection.connect()  # which does nothing where it is
            if _is_closed(connection):
                connection.disconnect()
                connection.connect()
        except BaseException:
            self._idle.append(connection)
            raise
        return connection


def _is_closed(connection: Any) -> bool:  # noqa: ANN401 - redis-py types none of its methods
    try:
        there: bool = connection.can_read()  # nothing is, but that it was closed
    except (redis.ConnectionError, redis.TimeoutError, OSError):
        return True
    return there
