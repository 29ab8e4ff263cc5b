"""API keys as they go over the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field

from likewise.accounts.keys import ApiKey
from likewise.service.wire.shape import Body, Shape


class NewKey(Body):
    """A key to be made."""

    name: str = Field(min_length=1, max_length=100, examples=["the shop's import"])
    """For people, such as the program that will have it."""

    scopes: list[Literal["read", "write", "admin"]] = Field(
        min_length=1, max_length=3, examples=[["read"]]
    )
    """What it may do: look, change items, or change everything."""

    where: str = Field(default="", max_length=2000, examples=["tenant=north"])
    """Only items that meet this filter are there for it; empty for all."""

    catalogues: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        default=[], max_length=100, examples=[["shop"]]
    )
    """The only catalogues that are there for it; empty for all."""

    days: int | None = Field(default=None, ge=1, le=3650, examples=[90])
    """After how many days it ends; null for never."""


class Key(Shape):
    """A key, without its secret."""

    id: str = Field(examples=["0123456789abcdef"])
    """By which it is revoked; the first part of the key."""

    name: str
    scopes: list[str] = Field(examples=[["read"]])
    where: str
    catalogues: list[str]

    made: str = Field(examples=["2026-11-23T09:30:00+00:00"])

    until: str | None
    """When it ends; null for never."""

    used: str | None
    """When it was used last, to the minute; null for never."""

    @classmethod
    def of(cls, key: ApiKey) -> Key:
        """The key as it is shown."""
        grant = key.grant
        return cls(
            id=key.id,
            name=grant.name,
            scopes=sorted(grant.scopes),
            where=grant.where,
            catalogues=list(grant.catalogues),
            made=_moment(key.made),
            until=None if grant.until is None else _moment(grant.until),
            used=None if key.used is None else _moment(key.used),
        )


class MadeKey(Key):
    """A key that has just been made."""

    key: str = Field(examples=["lwk_0123456789abcdef_..."])
    """For `Authorization: Bearer`; it is shown this once and kept nowhere."""

    @classmethod
    def with_secret(cls, key: ApiKey, secret: str) -> MadeKey:
        """The key as it is shown once."""
        return cls(**Key.of(key).model_dump(), key=secret)


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
