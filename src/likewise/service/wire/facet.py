"""Facets as they go over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from likewise.search.hits import Facet, TagFacet
from likewise.service.wire.shape import Shape


class TagCount(Shape):
    """How many items have a tag."""

    tag: str = Field(examples=["Lights"])
    count: int = Field(examples=[12])


class Tags(Shape):
    """The tags of a field, those of the most items first; at most 50."""

    kind: Literal["tags"] = "tags"
    tags: list[TagCount]


class BinCount(Shape):
    """How many items have a number from `low` up to, and not including, `high`."""

    low: float = Field(examples=[40.0])
    high: float = Field(examples=[50.0])
    count: int = Field(examples=[3])


class Numbers(Shape):
    """The numbers of a field in bins of one width, the lowest first; empty ones are left out.

    Times are in seconds since 1970.
    """

    kind: Literal["numbers"] = "numbers"
    bins: list[BinCount]


Counts: TypeAlias = Annotated[Tags | Numbers, Field(discriminator="kind")]


def counts(facets: Mapping[str, Facet]) -> dict[str, Counts]:
    """The facets, by the fields' names."""
    return {name: _counts(facet) for name, facet in facets.items()}


def _counts(facet: Facet) -> Counts:
    if isinstance(facet, TagFacet):
        return Tags(tags=[TagCount(tag=tag, count=count) for tag, count in facet.counts.items()])
    width = facet.width
    return Numbers(
        bins=[
            BinCount(low=low, high=low + width, count=count) for low, count in facet.counts.items()
        ]
    )
