"""Favourites as they go over the wire."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import Field

from likewise.accounts.favourites import Favourite
from likewise.service.wire.item import Item
from likewise.service.wire.shape import Shape


class FavouriteShown(Shape):
    """An item that a person has marked."""

    catalogue: str = Field(examples=["shop"])
    id: str = Field(examples=["15970"])
    """The item's."""

    added: str = Field(examples=["2026-11-23T09:30:00+00:00"])
    item: Item | None
    """The item as it is now; null where it has gone."""

    @classmethod
    def of(cls, favourite: Favourite, item: Item | None) -> FavouriteShown:
        """The favourite as it is shown."""
        return cls(
            catalogue=favourite.catalogue,
            id=favourite.item,
            added=_moment(favourite.added),
            item=item,
        )


class FavouritesShown(Shape):
    """Items that a person has marked, the newest first."""

    favourites: list[FavouriteShown]
    total: int
    """How many there are in all."""


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
