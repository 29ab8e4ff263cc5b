"""Map: a catalogue laid out on a plane by one of its vectors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self

from likewise.index.redis.maps import Points
from likewise.search.mapping.method import Method, Plane

_LAYOUT = 1
"""Moves with every change of what is kept."""


@dataclass(frozen=True, slots=True)
class MapFacts:
    """What is known of a map.

    Attributes:
        vector: By which of the items' vectors it is laid out.
        method: How.
        at: When it was last made or added to, in ISO 8601.
        laid_out: When all of it was laid out, in ISO 8601; what is newer was placed among the rest.
        seed: Another one lays the items out otherwise.
        plane: On which the items fall, where it is by PCA; else None.
    """

    vector: str
    method: Method
    at: str
    laid_out: str
    seed: int
    plane: Plane | None

    @property
    def name(self) -> str:
        """By which it is kept."""
        return f"{self.method}:{self.vector}"

    def to_text(self) -> str:
        """As it is kept; `parse` reads it back."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain |= {"plane": self.plane and self.plane.to_json(), "layout": _LAYOUT}
        return json.dumps(plain)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """What `to_text` wrote; None where another version of Likewise did, otherwise."""
        plain = json.loads(text)
        if plain.pop("layout") != _LAYOUT:
            return None
        plane = plain.pop("plane")
        method = Method(plain.pop("method"))
        return cls(**plain, method=method, plane=plane and Plane.from_json(plane))


@dataclass(frozen=True, slots=True)
class Map:
    """A catalogue laid out on a plane.

    Attributes:
        facts: How, and when.
        ids: Of the items that are on it; one may have gone from the catalogue since.
        points: Where each lies: shape (n, 2), float32, most of it within -1 to 1.
    """

    facts: MapFacts
    ids: tuple[str, ...]
    points: Points

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What making or adding to a map did.

    Attributes:
        map: The map as it is now.
        placed: How many items were laid out or placed; the others stayed where they were.
        removed: How many were taken away, as they are no more.
        lacking: How many items have no place on it: they lack the vector, or all that is near to
            them is as new as they are.
        anew: Whether all of it was laid out.
    """

    map: Map
    placed: int
    removed: int
    lacking: int
    anew: bool


@dataclass(frozen=True, slots=True)
class Landing:
    """Where something that is looked for lies on a map.

    Attributes:
        facts: Of the map.
        x: Across.
        y: Up.
        near: The ids of the nearest items that are on the map, nearest first.
    """

    facts: MapFacts
    x: float
    y: float
    near: tuple[str, ...]
