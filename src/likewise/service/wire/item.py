"""Items as they go over the wire, and what came of writing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol
from urllib.parse import quote

from pydantic import Field, JsonValue

from likewise.catalogue.item import Value
from likewise.service.wire.shape import Shape
from likewise.service.work.outcome import Status

MOST_CELLS = 1000
"""The most columns of a row that is sent."""

Row = Annotated[
    dict[Annotated[str, Field(max_length=512)], JsonValue],
    Field(max_length=MOST_CELLS, examples=[{"name": "reading lamp", "price": 45}]),
]
"""From the columns of the catalogue's source to cells."""


class Shown(Protocol):
    """What the catalogue shows of an item."""

    @property
    def fields(self) -> Mapping[str, Value]:
        """The item's fields."""
        ...

    @property
    def picture(self) -> str | None:
        """Path of its picture, or None."""
        ...


class Item(Shape):
    """An item."""

    id: str = Field(examples=["15970"])
    """As in the catalogue's source."""

    fields: dict[str, object] = Field(examples=[{"name": "reading lamp", "price": 45}])
    """From a field's name to its value; one that the item lacks is absent."""

    picture: str | None = Field(examples=["/api/v1/catalogues/shop/items/15970/picture"])
    """Where its picture is, to which `?size=` may be added; null without one."""

    @classmethod
    def of(cls, catalogue: str, id_: str, shown: Shown) -> Item:
        """The item as it goes over the wire."""
        return cls(
            id=id_,
            fields=dict(shown.fields),
            picture=picture_address(catalogue, id_, shown.picture),
        )


def picture_address(catalogue: str, id_: str, picture: str | None) -> str | None:
    """Where the service shows the picture of an item; None where it has none."""
    if picture is None:
        return None
    plain = id_.isascii() and id_.isalnum()  # as most are; a page has many of them
    return f"/api/v1/catalogues/{catalogue}/items/{id_ if plain else quote(id_, safe='')}/picture"


class Written(Shape):
    """What came of writing an item."""

    id: str = Field(examples=["15970"])

    status: Literal[Status.ADDED, Status.CHANGED, Status.UNCHANGED] = Field(examples=["added"])
    """Whether it was not there before, is another than before, or stayed as it was."""


class WrittenRow(Shape):
    """What came of a row."""

    line: int = Field(examples=[1])
    """The row's in the request, from 1."""

    id: str | None = Field(examples=["15970"])
    """The item's; null for a row that has none."""

    status: Status = Field(examples=["added"])
    """As of an item; or that the row cannot be read, that there is no such item to change, or that
    the item is none of yours."""

    column: str = Field(default="", examples=[""])
    """The column at fault; empty where it is the whole row, or none."""

    reason: str = Field(default="", examples=[""])
    """Why it was not taken; empty where it was."""


class Batch(Shape):
    """What came of several rows."""

    added: int = Field(examples=[1])
    changed: int = Field(examples=[0])
    unchanged: int = Field(examples=[0])

    refused: int = Field(examples=[0])
    """How many were not taken."""

    rows: list[WrittenRow]
    """Each of them, in their order."""


class Removed(Shape):
    """How many of the items were there, and are no more."""

    removed: int = Field(examples=[2])
