"""Maps as they go over the wire."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import numpy as np
import orjson
from pydantic import Field, JsonValue

from likewise.index.redis.maps import Points
from likewise.search.mapping import map as found
from likewise.service.wire.query import Id, Line, Name, Words
from likewise.service.wire.shape import Body, Parameters, Shape

Method: TypeAlias = Literal["pca", "tsne", "umap"]

MAGIC = b"LWMP"
"""With this the bytes of a map begin."""

OTHERS = 255
"""The code of items whose tag has no code of its own."""

_MOST_TAGS = OTHERS - 1
_WORD = 4  # bytes to which numbers are aligned


class MapShown(Shape):
    """A map that has been made."""

    vector: str = Field(examples=["text"])
    """By which of the items' vectors it is laid out."""

    method: Method = Field(examples=["umap"])
    """How it is laid out."""

    at: str = Field(examples=["2026-11-23T22:38:24+00:00"])
    """When it was last made or added to."""

    laid_out: str = Field(examples=["2026-11-23T22:38:24+00:00"])
    """When all of it was laid out; what is newer was placed among the rest."""

    @classmethod
    def of(cls, facts: found.MapFacts) -> MapShown:
        """What is known of a map."""
        return cls(
            vector=facts.vector, method=facts.method.value, at=facts.at, laid_out=facts.laid_out
        )


class MapsShown(Shape):
    """The maps of a catalogue, the newest first."""

    maps: list[MapShown]


class MapParameters(Parameters):
    """Which map is wanted, and what of it."""

    vector: Name = Field(default="", examples=["text"])
    """By which of the vectors it was made; if left out, whichever is newest."""

    method: Method | None = Field(default=None, examples=["umap"])
    """How it was made; if left out, whichever is newest."""

    colour: Name = Field(default="", examples=["kind"])
    """A tag field of which each item's first tag comes as a code."""

    where: list[Line] = Field(default=[], max_length=10, examples=[["price<=80"]])
    """Only items that meet it; several must all hold."""


class MapWanted(Body):
    """A map to be made, or to be added to."""

    vector: Name = Field(default="", examples=["text"])
    """By which of the items' vectors; the first if left out."""

    method: Method = "pca"
    """How it is laid out: `tsne` and `umap` keep neighbours together, and take their time."""

    refresh: bool = False
    """Whether all of it is laid out anew; else only what is new or changed is placed."""

    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """Another one gives another map."""


class MapDone(MapShown):
    """What making a map did."""

    items: int = Field(examples=[44_424])
    """How many items are on it."""

    placed: int = Field(examples=[12])
    """How many were laid out or placed now; the others stayed where they were."""

    removed: int = Field(examples=[0])
    """How many were taken away, as they are no more."""

    lacking: int = Field(examples=[0])
    """How many items have no place on it."""


class ToPlace(Body):
    """What is looked for, to be placed on a map."""

    words: Words = Field(default="", examples=["a lamp to read by"])
    """What is looked for, in words."""

    picture: str | None = None
    """What is looked for, as a data URI of a picture."""

    like: list[Id] = Field(default=[], max_length=50)
    """Ids of items that it is like."""

    unlike: list[Id] = Field(default=[], max_length=50)
    """Ids of items that it is not like."""

    unlike_words: Words = ""
    """What it is not, in words."""

    where: Line | Annotated[list[Line], Field(max_length=50)] | dict[str, JsonValue] | None = None
    """Only items that meet it are told as near: a line, several that must all hold, or an
    object."""

    vector: Name = ""
    """Of which map, by the vector it was made by; if left out, the newest."""

    method: Method | None = None
    """Of which map, by how it was made; if left out, the newest."""


class PlacedAt(Shape):
    """Where something that is looked for lies on a map."""

    vector: str = Field(examples=["text"])
    """The map's vector."""

    method: Method = Field(examples=["umap"])
    """The map's method."""

    x: float = Field(examples=[0.21])
    """Across."""

    y: float = Field(examples=[-0.57])
    """Up."""

    near: list[str] = Field(examples=[["15970", "39386"]])
    """The ids of the nearest items that are on the map, nearest first."""


def map_bytes(
    facts: found.MapFacts,
    points: Points,
    labels: Mapping[str, Sequence[str]],
    *,
    colour: str,
    unplaced: int,
) -> bytes:
    """A map as compact bytes; docs/map.md tells their order.

    Args:
        facts: What is known of it.
        points: Where the items lie, in the order of the labels.
        labels: From the id of each item to its tags.
        colour: The field of the tags; empty for none.
        unplaced: How many items have no place on it.
    """
    firsts = [next(iter(tags), "") for tags in labels.values()] if colour else []
    counts = Counter(filter(None, firsts))
    tags = sorted(counts, key=lambda tag: (-counts[tag], tag))
    codes = {tag: min(code, OTHERS) for code, tag in enumerate(tags, 1)} | {"": 0}
    told = MapShown.of(facts).model_dump() | {
        "items": len(labels),
        "unplaced": unplaced,
        "colour": colour or None,
        "tags": tags[:_MOST_TAGS],
    }
    header = orjson.dumps(told)
    header += b" " * (-len(header) % _WORD)
    return b"".join(
        [
            MAGIC,
            struct.pack("<I", len(header)),
            header,
            np.ascontiguousarray(points.T, "<f4").tobytes(),
            bytes(codes[tag] for tag in firsts),
            orjson.dumps(list(labels)),
        ]
    )
