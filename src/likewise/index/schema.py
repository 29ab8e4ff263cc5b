"""Schema: what an index holds, and which models filled it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from likewise.catalogue.recipe import Algorithm, Field, Metric, Role
from likewise.errors import IncompleteIndexError


@dataclass(frozen=True, slots=True)
class VectorField:
    """A vector of each document, and the model that makes it.

    Attributes:
        name: `text`, `image`, `concept`, ...
        source: `image` or the pattern of columns it is made from.
        dims: Its length.
        model: The model's name.
        fingerprint: The model's fingerprint.
    """

    name: str
    source: str
    dims: int
    model: str
    fingerprint: str


LAYOUT = 3
"""Moves with every change of what is stored for a document, and how."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields and vectors of an index.

    Attributes:
        fields: Every column with its role; tags and numbers can be filtered by.
        vectors: The vectors.
        metric: How nearness is measured.
        algorithm: How neighbours are looked for.
        layout: The way in which documents are stored, a number.
    """

    fields: tuple[Field, ...]
    vectors: tuple[VectorField, ...]
    metric: Metric
    algorithm: Algorithm
    layout: int = LAYOUT

    @property
    def fingerprint(self) -> str:
        """Equal exactly for indexes that hold the same things made by the same models."""
        return hashlib.sha256(json.dumps(self.to_json()).encode()).hexdigest()[:16]

    @property
    def indexed(self) -> tuple[Field, ...]:
        """The fields that the index covers beside the vectors."""
        roles = (Role.TAG, Role.NUMBER, Role.GEO, Role.TIME)
        return tuple(field for field in self.fields if field.role in roles)

    @property
    def filterable(self) -> tuple[Field, ...]:
        """The fields that a filter may name."""
        return tuple(field for field in self.fields if field.role in (Role.TAG, Role.NUMBER))

    def vector(self, name: str) -> VectorField | None:
        """The vector of that name, if there is one."""
        return next((vector for vector in self.vectors if vector.name == name), None)

    def to_json(self) -> dict[str, Any]:
        """As plain values; `from_json` reads it back."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The schema that `to_json` wrote.

        Raises:
            IncompleteIndexError: Another version of Likewise wrote it, and stored otherwise.
        """
        if plain.get("layout") != LAYOUT:
            raise IncompleteIndexError(
                f"This index was made by another version of Likewise: its layout is "
                f"{plain.get('layout', 1)}, and this version reads {LAYOUT}.",
                remedy="Import the catalogue again; it is searched again when that has ended.",
            )
        return cls(
            fields=tuple(
                Field(**(field | {"role": Role(field["role"])})) for field in plain["fields"]
            ),
            vectors=tuple(VectorField(**vector) for vector in plain["vectors"]),
            metric=Metric(plain["metric"]),
            algorithm=Algorithm(plain["algorithm"]),
        )
