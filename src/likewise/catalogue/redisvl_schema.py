"""RedisVL schema: what an index schema of RedisVL asks for, checked."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Self

import yaml

from likewise.catalogue.index_recipe import (
    Algorithm,
    IndexRecipe,
    Metric,
    Policy,
    StorageType,
    VectorType,
)
from likewise.catalogue.recipe import Field, Role
from likewise.errors import RecipeError

VERSION = "0.1.0"
"""The one version of its schema that RedisVL has."""

_LONGEST = 1_000_000  # characters; a schema has a few thousand
_VECTOR = "vector"
_ROLES = {"text": Role.TEXT, "tag": Role.TAG, "numeric": Role.NUMBER, "geo": Role.GEO}
GRAPH_WORDS: Mapping[Algorithm, Mapping[str, tuple[str, int]]] = {
    Algorithm.FLAT: {},
    Algorithm.HNSW: {
        "m": ("m", 16),
        "ef_construction": ("ef_construction", 200),
        "ef_runtime": ("ef_runtime", 10),
    },
    Algorithm.SVS_VAMANA: {
        "graph_max_degree": ("m", 40),
        "construction_window_size": ("ef_construction", 250),
        "search_window_size": ("ef_runtime", 20),
    },
}
"""RedisVL's word for a number of a graph, ours, and what RedisVL writes where none is given."""

_ID_NAMES = ("id", "_id", "key", "uuid", "sku")

_TOP = ("version", "index", "fields")
_INDEX = ("name", "prefix", "key_separator", "storage_type", "stopwords")
_FIELD = ("name", "type", "path", "attrs")
_ATTRIBUTES = {
    "text": ("no_index", "index_missing"),
    "tag": ("no_index", "separator", "case_sensitive", "sortable", "unf", "index_missing"),
    "numeric": ("no_index", "sortable", "unf", "index_missing"),
    "geo": ("no_index", "index_missing"),
    _VECTOR: (
        *("dims", "algorithm", "datatype", "distance_metric"),
        *(word for words in GRAPH_WORDS.values() for word in words),
    ),
}

_SORTED = "hits are sorted by numbers and times"
_WHOLE = "vectors are kept whole, in memory that Redis divides itself"
_NAMED = "Likewise names its keys itself"
_UNMET: dict[str, tuple[object, str]] = {
    # attribute: the value that asks for nothing, and why no other is met
    "sortable": (False, _SORTED),
    "unf": (False, _SORTED),
    "index_empty": (False, "an empty cell is a cell without a value"),
    "weight": (1, "all texts of an item weigh the same"),
    "no_stem": (False, "stems are made for all texts or, by `[keywords]`, for none"),
    "phonetic_matcher": (None, "words are compared by spelling and by meaning, not by sound"),
    "withsuffixtrie": (False, "a filter names whole values"),
    "epsilon": (0.01, "the margin of a radius is that of Redis"),
    "initial_cap": (None, _WHOLE),
    "block_size": (None, _WHOLE),
    "compression": (None, _WHOLE),
    "reduce": (None, _WHOLE),
    "training_threshold": (None, _WHOLE),
}


@dataclass(frozen=True, slots=True)
class SchemaVector:
    """A vector field, and how it is indexed."""

    name: str
    dims: int
    index: IndexRecipe


@dataclass(frozen=True, slots=True)
class RedisVLSchema:
    """An index schema of RedisVL.

    Attributes:
        index: The index's name.
        fields: The fields but the vectors, in its order.
        vectors: The vector fields, in its order; at least one.
        notes: What it asks for and cannot have, each a sentence.
    """

    index: str
    fields: tuple[Field, ...]
    vectors: tuple[SchemaVector, ...]
    notes: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> Self:
        """The schema in a file; RecipeError says what is wrong with it."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError(f"The schema {path} cannot be read: {error}.") from error
        try:
            return cls.parse(text)
        except RecipeError as error:
            raise RecipeError(f"{path}: {error.problem}", remedy=error.remedy) from error

    @classmethod
    def parse(cls, text: str) -> Self:
        """The schema written in YAML; RecipeError says what is wrong with it."""
        top = _mapping(_plain(text), "the whole")
        if top.get("version", VERSION) != VERSION:
            raise _wrong("`version`", VERSION, top["version"])
        index = _mapping(top.get("index"), "`index`")
        unmet = _Unmet()
        unmet.unknown("the schema", top, _TOP)
        storage = _storage(index, unmet)
        fields = list(_fields(top.get("fields"), storage, unmet))
        vectors = tuple(field for field in fields if isinstance(field, SchemaVector))
        if not vectors:
            raise RecipeError(
                "The schema has no field of type vector, so nothing could be found by likeness.",
                remedy="Add one, or leave the schema out: the columns' roles are then guessed.",
            )
        return cls(
            index=_text(index.get("name"), "`name` of `index`"),
            fields=tuple(field for field in fields if isinstance(field, Field)),
            vectors=vectors,
            notes=tuple(unmet.sentences()),
        )

    @property
    def catalogue(self) -> str:
        """The index's name as one that a catalogue may have."""
        return usable_name(self.index) or "catalogue"

    def id_column(self, columns: Sequence[str]) -> str:
        """The field, else the column, that is named as ids are; RecipeError if there is none."""
        names = (*columns, *(field.name for field in self.fields))
        named = {name.casefold(): name for name in names}
        for name in _ID_NAMES:
            if name in named:
                return named[name]
        raise RecipeError(
            "A schema of RedisVL does not say which field identifies an item, and none is called "
            f"{', '.join(_ID_NAMES)}.",
            remedy="Name it with --id COLUMN.",
        )


def usable_name(name: str) -> str:
    """The name in the letters that catalogues and vectors may have; empty where it has none."""
    return re.sub(r"[^a-z0-9_-]+", "-", name.casefold()).strip("-_")[:64]


class _Unmet:
    """Gathers what cannot be met, so that one sentence tells it of all fields."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], list[str]] = {}

    def add(self, attribute: str, place: str, reason: str) -> None:
        """Notes an attribute of a field, or of the index."""
        self._places.setdefault((attribute, reason), []).append(repr(place))

    def unknown(self, place: str, given: Mapping[str, object], known: Collection[str]) -> None:
        """Notes what RedisVL does not have there."""
        for key in given:
            if key not in known:
                self.add(repr(key)[1:-1], place, "RedisVL knows no such thing there")

    def sentences(self) -> Iterator[str]:
        """What was gathered."""
        for (attribute, reason), places in self._places.items():
            yield f"`{attribute}` of {', '.join(places)}: {reason}."


def _storage(index: Mapping[str, object], unmet: _Unmet) -> StorageType:
    """What is said of the storage, all else that is said of the index being checked."""
    unmet.unknown("index", index, _INDEX)
    prefix = index.get("prefix", "")
    if not isinstance(prefix, str) and not _are_texts(prefix):
        raise _wrong("`prefix` of `index`", "a text or a list of texts", prefix)
    separator = index.get("key_separator", ":")
    if not isinstance(separator, str):
        raise _wrong("`key_separator` of `index`", "a text", separator)
    stopwords = index.get("stopwords")
    if stopwords is not None and not _are_texts(stopwords):
        raise _wrong("`stopwords` of `index`", "a list of texts", stopwords)
    if prefix:
        unmet.add("prefix", "index", _NAMED)
    if separator != ":":
        unmet.add("key_separator", "index", _NAMED)
    if stopwords is not None:
        unmet.add(
            "stopwords",
            "index",
            "stop words are left out of queries, by the language of `[keywords]`",
        )
    given = index.get("storage_type", StorageType.HASH.value)
    return StorageType(_choice(tuple(StorageType), given, "`storage_type` of `index`"))


def _fields(given: object, storage: StorageType, unmet: _Unmet) -> Iterator[Field | SchemaVector]:
    if not isinstance(given, list) or not given:
        raise _wrong("`fields`", "a list with a name and a type for each", given)
    seen: set[str] = set()
    for number, each in enumerate(given, start=1):
        field = _mapping(each, f"field {number}")
        name = _text(field.get("name"), f"`name` of field {number}")
        if name in seen:
            raise RecipeError(
                f"The schema has two fields named {name!r}.", remedy="Remove or rename one."
            )
        seen.add(name)
        kind = _choice(_ATTRIBUTES, field.get("type"), f"`type` of {name!r}")
        attrs = _mapping(
            {} if field.get("attrs") is None else field["attrs"], f"`attrs` of {name!r}"
        )
        unmet.unknown(name, field, _FIELD)
        unmet.unknown(name, attrs, (*_ATTRIBUTES[kind], *_UNMET))
        if field.get("path") not in (None, f"$.{name}", f".{name}", name):
            unmet.add("path", name, "a field is read from the column of its name")
        for attribute, (unasked, reason) in _UNMET.items():
            if attribute not in _ATTRIBUTES[kind] and attrs.get(attribute, unasked) != unasked:
                unmet.add(attribute, name, reason)
        yield (
            SchemaVector(name, _dims(name, attrs), _index(name, attrs, storage, unmet))
            if kind == _VECTOR
            else _field(name, kind, attrs, unmet)
        )


def _field(name: str, kind: str, attrs: Mapping[str, object], unmet: _Unmet) -> Field:
    if _switch(attrs, "no_index", name):
        return Field(name, Role.STORED)
    role = _ROLES[kind]
    if role is not Role.TAG:
        return Field(name, role)
    if not _switch(attrs, "case_sensitive", name):
        unmet.add("case_sensitive: false", name, "a filter tells upper from lower case")
    separator = attrs.get("separator", ",")
    if not isinstance(separator, str) or len(separator) != 1:
        raise _wrong(f"`separator` of {name!r}", "one character", separator)
    return Field(name, role, separator)


def _dims(name: str, attrs: Mapping[str, object]) -> int:
    return _whole(attrs.get("dims"), f"`dims` of {name!r}", "a whole number such as 384")


def _index(
    name: str, attrs: Mapping[str, object], storage: StorageType, unmet: _Unmet
) -> IndexRecipe:
    given = _choice(tuple(Algorithm), attrs.get("algorithm"), f"`algorithm` of {name!r}")
    algorithm = Algorithm(given)
    metric = attrs.get("distance_metric", Metric.COSINE.value)
    datatype = attrs.get("datatype", VectorType.FLOAT32.value)
    words = GRAPH_WORDS[algorithm]
    numbers: dict[str, int] = {}
    for word in chain.from_iterable(GRAPH_WORDS.values()):
        number = attrs.get(word)
        if number is not None and word not in words:
            unmet.add(word, name, f"it means nothing to {algorithm}")
        elif number is not None and number != words[word][1]:
            ours = words[word][0]
            numbers[ours] = _whole(number, f"`{word}` of {name!r}", "a whole number")
    return IndexRecipe(
        Metric(_choice(tuple(Metric), metric, f"`distance_metric` of {name!r}")),
        algorithm,
        VectorType(_choice(tuple(VectorType), datatype, f"`datatype` of {name!r}")),
        storage,
        policy=Policy.AUTO,
        **numbers,
    )


def _plain(text: str) -> object:
    """The YAML as plain values; nothing else is ever made of it."""
    if len(text) > _LONGEST:
        raise RecipeError(
            f"The schema has {len(text):,} characters, and {_LONGEST:,} at most are read.",
            remedy="Give the schema of one index.",
        )
    try:
        plain: object = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f" in line {error.problem_mark.line + 1}"
        raise RecipeError(f"The schema is not valid YAML{line}: {error.problem}.") from error
    # PyYAML lets Python's own errors pass where a value is not what its tag says, or is too deep.
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise RecipeError(f"The schema is not valid YAML: {error}.") from error
    return plain


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise _wrong(place, "names with their values", value)
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(place, "a text", value)
    return value


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _switch(attrs: Mapping[str, object], attribute: str, name: str) -> bool:
    value = attrs.get(attribute, False)
    if not isinstance(value, bool):
        raise _wrong(f"`{attribute}` of {name!r}", "true or false", value)
    return value


def _choice(known: Collection[str], value: object, place: str) -> str:
    """The value, one of the known in lower case."""
    if not isinstance(value, str) or value.lower() not in known:
        raise _wrong(place, f"one of {', '.join(known)}", value)
    return value.lower()


def _whole(value: object, place: str, expected: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(place, expected, value)
    return value


def _wrong(place: str, expected: str, found: object) -> RecipeError:
    told = "nothing" if found is None else reprlib.repr(found)
    return RecipeError(
        f"In the schema, {place} should be {expected}, but is {told}.",
        remedy="See docs.redisvl.com for how RedisVL writes a schema.",
    )
