"""Parameters of queries that stand in the address."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from likewise.service.wire.query import (
    MOST_HITS,
    Cursor,
    Facets,
    Id,
    Limit,
    Name,
    Offset,
    Search,
    Share,
    Words,
)
from likewise.service.wire.shape import Parameters

ShortLine: TypeAlias = Annotated[str, Field(max_length=4000)]
"""A filter's line that stands in an address, of which a server reads some 64,000 characters."""


class SearchParameters(Parameters):
    """The simple searches, whose query stands in the address."""

    q: Words = Field(default="", examples=["a lamp to read by"])
    """What is looked for, in words; empty for all items."""

    where: list[ShortLine] = Field(default=[], max_length=10, examples=[["price<=80"]])
    """Only items that meet it; several must all hold."""

    by: list[Name] = Field(default=[], max_length=20, examples=[["text", "keyword"]])
    """The legs to search by."""

    sort: Name = ""
    """A number or time to sort by; `-price` for the largest first."""

    facets: Facets = Field(default=[])
    """Fields of which the relevant items' values are counted."""

    exact: bool = False
    """Compares every item."""

    min_relevance: Share | None = None
    """The least probability of being relevant."""

    limit: Limit = 10
    """How many hits."""

    offset: Offset = 0
    """How many of the first are passed over."""

    cursor: Cursor = ""
    """That of the page before, in place of an offset."""

    def search(self) -> Search:
        """The same as a body says it."""
        told = self.model_dump(exclude={"q", "by"})
        return Search(words=self.q, by=self.by, **told)


class SimilarParameters(Parameters):
    """How items like another are looked for."""

    by: list[Name] = Field(default=[], max_length=20, examples=[["image"]])
    """Which of the item's vectors is compared; the first that it has, if left out."""

    where: list[ShortLine] = Field(default=[], max_length=10)
    """Only items that meet it; several must all hold."""

    facets: Facets = Field(default=[])
    """Fields of which the relevant items' values are counted."""

    limit: Limit = 10
    """How many hits."""

    offset: Offset = 0
    """How many of the first are passed over."""

    cursor: Cursor = ""
    """That of the page before, in place of an offset."""

    def search(self, item: str) -> Search:
        """The same as a body says it."""
        return Search(like=[item], **self.model_dump())


class ListParameters(Parameters):
    """Which items are listed."""

    id: list[Id] = Field(default=[], max_length=MOST_HITS)
    """The items of these ids, those that are there, in this order; without any all are listed."""

    where: list[ShortLine] = Field(default=[], max_length=10, examples=[["price<=80"]])
    """Only items that meet it; several must all hold."""

    sort: Name = ""
    """A number or time to sort by, `-price` for the largest first; without one they come mixed,
    always in the same order."""

    facets: Facets = Field(default=[])
    """Fields of which the items' values are counted."""

    limit: Limit = 10
    """How many."""

    offset: Offset = 0
    """How many of the first are passed over."""

    cursor: Cursor = ""
    """That of the page before, in place of an offset."""
