"""Account: who a person is to the service."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Self

import orjson

from likewise.errors import UsageError

MOST_CHARACTERS = 100
"""Of each part of a profile."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says of themselves.

    Raises:
        UsageError: A part is too long, or holds characters that cannot be shown.
    """

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        for each in fields(self):
            text = getattr(self, each.name)
            if len(text) > MOST_CHARACTERS or not text.isprintable():
                raise UsageError(
                    f"{each.name} has more than {MOST_CHARACTERS} characters, or some that cannot "
                    "be shown.",
                    remedy="Write it in one short line.",
                )


@dataclass(frozen=True, slots=True)
class Account:
    """Who a person is to the service.

    Attributes:
        number: Given at sign-up, and never again.
        email: As it was written.
        profile: What they say of themselves.
        admin: Whether they may change everything.
        active: Whether they may sign in.
        made: When they signed up: ISO 8601, UTC.
        password: Its hash.
    """

    number: int
    email: str
    profile: Profile
    admin: bool
    active: bool
    made: str
    password: str = field(repr=False)

    def to_json(self) -> bytes:
        """The account as Redis keeps it."""
        return orjson.dumps(asdict(self))

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """The account that Redis has kept."""
        plain = orjson.loads(data)
        return cls(**plain | {"profile": Profile(**plain["profile"])})
