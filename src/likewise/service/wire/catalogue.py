"""Catalogues as they go over the wire."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from likewise.service.wire.facet import Tags
from likewise.service.wire.shape import Shape


class Summary(Shape):
    """A catalogue that can be searched."""

    name: str = Field(examples=["shop"])
    """Its name."""

    items: int = Field(examples=[44_424])
    """How many items there are."""

    default: bool = Field(examples=[True])
    """Whether it is the one that is meant where none is named."""


class Catalogues(Shape):
    """The catalogues, by name."""

    catalogues: list[Summary]


class DescribedField(Shape):
    """A field of the items."""

    name: str = Field(examples=["price"])
    """Its name."""

    role: Literal["text", "tag", "number", "geo", "time", "stored"] = Field(examples=["number"])
    """What it is for."""

    filterable: bool
    """Whether a filter may name it."""

    sortable: bool
    """Whether hits can be sorted by it."""

    countable: bool
    """Whether its values can be counted as a facet."""


class DescribedVector(Shape):
    """A vector of the items, which is a leg of the same name."""

    name: str = Field(examples=["text"])
    """Its name."""

    source: str = Field(examples=["{name} {category}"])
    """What it is made of: `image`, or a pattern of fields."""

    model: str = Field(examples=["all-minilm-l6-v2"])
    """The model that makes it."""

    dims: int = Field(examples=[384])
    """How many numbers it has."""

    found_by: list[Literal["words", "picture", "item"]] = Field(examples=[["words", "item"]])
    """What it can be looked for with."""

    calibrated_for: list[Literal["words", "picture", "item"]]
    """For which of these it is known what a cosine says of relevance."""


class Bounds(Shape):
    """The least and the largest number of a field; null where no item has one.

    Times are in seconds since 1970.
    """

    kind: Literal["bounds"] = "bounds"
    low: float | None = Field(examples=[0.75])
    high: float | None = Field(examples=[90_000.0])


Values: TypeAlias = Annotated[Tags | Bounds, Field(discriminator="kind")]


class Described(Summary):
    """A catalogue, and what can be asked of it."""

    name_field: str = Field(examples=["name"])
    """The field that names items; empty where there is none."""

    pictures: bool
    """Whether its items have pictures."""

    fields: list[DescribedField]
    """The items' fields."""

    vectors: list[DescribedVector]
    """The items' vectors."""

    legs: list[str] = Field(examples=[["text", "image", "keyword"]])
    """What one can search by."""

    language: str = Field(examples=["english"])
    """Whose words are reduced to their stems, or `none`."""

    algorithm: str = Field(examples=["flat"])
    """How neighbours are looked for: `flat` compares all."""

    metric: str = Field(examples=["cosine"])
    """How nearness is measured."""

    values: dict[str, Values] | None = None
    """From a field to the values that it has; null unless it was asked for."""
