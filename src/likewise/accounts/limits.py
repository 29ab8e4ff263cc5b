"""Limits: how often something may be done in a time, counted in Redis for all processes."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from likewise.accounts.redis_keys import limit_key
from likewise.accounts.tokens import digest
from likewise.errors import TooManyRequestsError
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command

_IPV6_HOUSEHOLD = 64
"""How many bits of an IPv6 address all machines behind one connection share."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be done.

    Attributes:
        name: What is counted.
        most: How often.
        seconds: In how long, from the first time on.
    """

    name: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Use:
    """One time that something is done.

    Attributes:
        limit: What bounds it.
        subject: By whom, or to whom.
    """

    limit: Limit
    subject: str

    @property
    def key(self) -> str:
        """Where it is counted."""
        return limit_key(self.limit.name, digest(self.subject))


class Limits:
    """Counts in one Redis."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, *uses: Use) -> None:
        """Counts a use of each.

        Raises:
            TooManyRequestsError: One of them has been used up; it says when it is free again.
        """
        replies = self._engine.pipeline(_counted(uses, 1), atomic=True)
        late = [
            left
            for use, count, left in zip(uses, replies[::3], replies[2::3], strict=True)
            if count > use.limit.most
        ]
        if late:
            seconds = max(1, -(-max(late) // 1000))
            raise TooManyRequestsError(
                "This has been tried too often.",
                seconds=seconds,
                remedy=f"Try again in {_in_words(seconds)}.",
            )

    def allows(self, use: Use) -> bool:
        """Counts a use, and says whether it is one of those that may be."""
        try:
            self.take(use)
        except TooManyRequestsError:
            return False
        return True

    def give_back(self, *uses: Use) -> None:
        """Takes back a use of each, as it turned out to be none."""
        self._engine.pipeline(_counted(uses, -1), atomic=True)

    def forget(self, *uses: Use) -> None:
        """Forgets all uses."""
        self._engine.run("UNLINK", *(use.key for use in uses))


def household(address: str) -> str:
    """What stands for a client's address: of IPv6 the network that one client has for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), _IPV6_HOUSEHOLD), strict=False))


def _counted(uses: tuple[Use, ...], by: int) -> Iterator[Command]:
    """Counts, and lets each count expire: one that did not would refuse for ever."""
    for use in uses:
        yield ("INCRBY", use.key, by)
        yield ("EXPIRE", use.key, use.limit.seconds, "NX")
        yield ("PTTL", use.key)


def _in_words(seconds: int) -> str:
    if seconds < 120:  # noqa: PLR2004 - two minutes
        return f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
