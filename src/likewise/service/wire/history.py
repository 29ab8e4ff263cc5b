"""Searches of a person as they go over the wire."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import Field

from likewise.accounts.history import Searched
from likewise.service.wire.shape import Body, Shape


class NewSearch(Body):
    """A search to be kept."""

    catalogue: str = Field(min_length=1, max_length=64, examples=["shop"])
    words: str = Field(default="", max_length=2000, examples=["a lamp to read by"])
    """What was looked for; empty where it was not in words."""

    address: str = Field(default="", max_length=4000, examples=["q=a+lamp+to+read+by"])
    """What follows the `?` in the page's address, which makes the search again."""


class SearchShown(Shape):
    """A search that a person made."""

    id: str = Field(examples=["0123456789abcdef"])
    catalogue: str = Field(examples=["shop"])
    words: str = Field(examples=["a lamp to read by"])
    address: str = Field(examples=["q=a+lamp+to+read+by"])
    at: str = Field(examples=["2026-11-23T09:30:00+00:00"])

    @classmethod
    def of(cls, searched: Searched) -> SearchShown:
        """The search as it is shown."""
        return cls(
            id=searched.id,
            catalogue=searched.catalogue,
            words=searched.words,
            address=searched.address,
            at=datetime.fromtimestamp(searched.at, UTC).isoformat(),
        )


class SearchesShown(Shape):
    """What a person has searched for, the newest first."""

    searches: list[SearchShown]
