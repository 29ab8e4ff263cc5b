"""Schema: what an index holds, and which models filled it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from likewise.catalogue.index_recipe import Algorithm, Metric, Policy, StorageType, VectorType
from likewise.catalogue.item import Value
from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.embedding.vectors import Vector
from likewise.errors import IncompleteIndexError
from likewise.index import precision
from likewise.language.analyzer import TOKENS, Analyzer
from likewise.language.keyword_settings import ENGLISH, KeywordSettings


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


ID = Field("id", Role.TAG)
"""What a filter takes an item's id for, where no field has its name."""

LAYOUT = 5
"""Moves with every change of what is stored for a document, and how."""

# docs/decisions/0008-index-settings.md; SVS-VAMANA's links are counted in both directions.
M, VAMANA_M = 16, 32
EF_CONSTRUCTION = 200
EF_RUNTIME = 100

# An index takes 128 texts, and has each field as two.
_MOST_TEXT_FIELDS = 64

_OF_SEARCHES = ("ef_runtime", "policy", "batch_size")


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields and vectors of an index.

    Attributes:
        fields: Every column with its role.
        vectors: The vectors.
        metric: How nearness is measured.
        algorithm: How neighbours are looked for.
        type: How a number of a vector is kept.
        storage: As what a document is kept.
        m: How many links a vector has in the graph.
        ef_construction: How many candidates are compared to link a vector.
        ef_runtime: How many candidates a search holds; this and the next may change at any time.
        policy: How the graph is searched under a filter.
        batch_size: How many candidates a batch has; None for as many as Redis thinks fit.
        keywords: What the words of its texts become; the synonyms may change at any time.
        layout: The way in which documents are stored, a number.
    """

    fields: tuple[Field, ...]
    vectors: tuple[VectorField, ...]
    metric: Metric
    algorithm: Algorithm
    type: VectorType = VectorType.FLOAT32
    storage: StorageType = StorageType.HASH
    m: int = M
    ef_construction: int = EF_CONSTRUCTION
    ef_runtime: int = EF_RUNTIME
    policy: Policy = Policy.AUTO
    batch_size: int | None = None
    keywords: KeywordSettings = ENGLISH
    layout: int = LAYOUT

    @classmethod
    def of(
        cls,
        recipe: Recipe,
        vectors: tuple[VectorField, ...],
        algorithm: Algorithm,
        keywords: KeywordSettings,
    ) -> Self:
        """The schema of a recipe's index, what the recipe leaves out being chosen."""
        index = recipe.index
        return cls(
            recipe.fields,
            vectors,
            index.metric,
            algorithm,
            type=index.type,
            storage=index.storage,
            m=index.m or (VAMANA_M if algorithm is Algorithm.SVS_VAMANA else M),
            ef_construction=index.ef_construction or EF_CONSTRUCTION,
            ef_runtime=index.ef_runtime or EF_RUNTIME,
            policy=index.policy,
            batch_size=index.batch_size,
            keywords=keywords,
        )

    @property
    def fingerprint(self) -> str:
        """Equal exactly for indexes that hold the same things, made and linked in the same way.

        How they are searched does not matter.
        """
        plain = {key: each for key, each in self.to_json().items() if key not in _OF_SEARCHES}
        plain["keywords"] = [self.keywords.language, TOKENS]
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]

    @property
    def indexed(self) -> tuple[Field, ...]:
        """The fields that the index covers beside texts and vectors."""
        roles = (Role.TAG, Role.NUMBER, Role.GEO, Role.TIME)
        return tuple(field for field in self.fields if field.role in roles)

    @property
    def text_fields(self) -> tuple[Field, ...]:
        """The fields in whose words can be searched."""
        texts = [field for field in self.fields if field.role is Role.TEXT]
        return tuple(texts[:_MOST_TEXT_FIELDS])

    @property
    def name_field(self) -> str:
        """The field that names items: the first text; empty where there is none."""
        return next((field.name for field in self.text_fields), "")

    def name_of(self, fields: Mapping[str, Value]) -> str:
        """What an item is called; empty where it has no name."""
        return str(fields.get(self.name_field, ""))

    def text_of(self, fields: Mapping[str, Value]) -> str:
        """An item's texts as one."""
        names = (field.name for field in self.text_fields)
        return " ".join(str(fields[name]) for name in names if name in fields)

    @property
    def filterable(self) -> tuple[Field, ...]:
        """The fields that a filter may name."""
        covered = {field.name for field in (*self.indexed, *self.text_fields)}
        return tuple(field for field in self.fields if field.name in covered)

    @property
    def id_field(self) -> Field | None:
        """By which a filter compares items' ids; None where another field is so called."""
        return None if any(field.name == ID.name for field in self.fields) else ID

    def told(self, id_: str, fields: Mapping[str, Value]) -> Mapping[str, Value]:
        """What a filter looks at of an item: its fields, and its id."""
        return fields if self.id_field is None else {**fields, ID.name: id_}

    def analyzer(self) -> Analyzer:
        """What makes the tokens of its texts, and the terms of queries."""
        return Analyzer(self.keywords)

    def vector(self, name: str) -> VectorField | None:
        """The vector of that name, if there is one."""
        return next((vector for vector in self.vectors if vector.name == name), None)

    def to_bytes(self, vector: Vector) -> bytes:
        """A vector to look for, as the index compares it."""
        return precision.to_bytes(vector, self.type)

    def is_that_of(self, plain: Mapping[str, Any]) -> bool:
        """Whether an index whose schema `to_json` wrote can be gone on with."""
        return (
            plain.get("layout") == LAYOUT and self.from_json(plain).fingerprint == self.fingerprint
        )

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
            type=VectorType(plain["type"]),
            storage=StorageType(plain["storage"]),
            m=plain["m"],
            ef_construction=plain["ef_construction"],
            ef_runtime=plain["ef_runtime"],
            policy=Policy(plain["policy"]),
            batch_size=plain["batch_size"],
            keywords=KeywordSettings.from_json(plain["keywords"]),
        )
