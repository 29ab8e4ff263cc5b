"""What is found, as it goes over the wire."""

from __future__ import annotations

from pydantic import Field

from likewise.service.wire.explanation import Explained
from likewise.service.wire.facet import Counts
from likewise.service.wire.item import Item
from likewise.service.wire.shape import Shape


class Place(Shape):
    """Where an item stands in the ranking of one leg."""

    rank: int = Field(examples=[1])
    """From 1; 0 where the hits were sorted by something else."""

    score: float = Field(examples=[0.61])
    """The cosine of the vectors, or the BM25 of the words."""


class Hit(Item):
    """An item that was found."""

    score: float = Field(examples=[0.61])
    """From 0 to 1, larger is nearer."""

    relevance: float | None = Field(default=None, examples=[0.93])
    """The probability that the item is relevant; null where it was not calibrated."""

    places: dict[str, Place] = Field(default={})
    """From a leg to the item's place in it."""

    folded: list[str] = Field(default=[])
    """Ids of the items that this one stands for too."""

    explanation: Explained | None = None
    """Why it was found; null unless it was asked for."""

    vectors: dict[str, list[float]] | None = None
    """From a vector's name to its numbers; null unless it was asked for."""


class Echo(Shape):
    """What the answer is to."""

    words: str = Field(examples=["a lamp to read by"])
    """What was looked for."""

    limit: int = Field(examples=[10])
    """How many hits were asked for."""

    offset: int = Field(examples=[0])
    """How many were to be passed over."""


class Found(Shape):
    """A page of hits, the best first."""

    hits: list[Hit]
    """The hits."""

    total: int = Field(examples=[120])
    """How many items meet the filter."""

    relevant: int | None = Field(default=None, examples=[14])
    """How many of them are relevant; null where that was not calibrated or asked."""

    facets: dict[str, Counts] = Field(default={})
    """From a field to how many of the relevant items have what of it."""

    legs: list[str] = Field(default=[], examples=[["text", "keyword"]])
    """The legs that were searched by."""

    cursor: str | None = None
    """For the page after this one; null where this is the last."""

    did_you_mean: str | None = None
    """The words put right, where few items have them; null where they are not few, or there is
    nothing to mend."""

    took_ms: float = Field(examples=[4.2])
    """How long it took here, in milliseconds."""

    query: Echo
    """What the answer is to."""


class Listed(Shape):
    """A page of items."""

    items: list[Item]
    """The items."""

    total: int = Field(examples=[120])
    """How many there are in all."""

    facets: dict[str, Counts] = Field(default={})
    """From a field to how many of all have what of it."""

    cursor: str | None = None
    """For the page after this one; null where this is the last."""
