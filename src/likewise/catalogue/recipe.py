"""Recipe: what `likewise.toml` says of a catalogue."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Self, TypeVar

import tomlkit
from tomlkit.items import Table

from likewise.catalogue.index_recipe import (
    BOUNDS,
    Algorithm,
    IndexRecipe,
    Metric,
    Policy,
    StorageType,
    VectorType,
)
from likewise.catalogue.source import Format, Source, is_url
from likewise.errors import RecipeError

PICTURE = "image"
"""In a vector's `from`: the item's picture instead of its words."""

E = TypeVar("E", bound=StrEnum)

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Role(StrEnum):
    """What a column is for."""

    TEXT = "text"
    TAG = "tag"
    NUMBER = "number"
    GEO = "geo"
    """A place: longitude and latitude in degrees."""
    TIME = "time"
    """A date, or a date with a time; without a zone it is UTC."""
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class Field:
    """What a hit shows, and by what it can be filtered.

    Attributes:
        name: Its name, and that of its column unless `lon` and `lat` name two.
        role: What it is for.
        separator: Between the tags of one cell.
        lon: The column of a place's longitude, where it has one of its own.
        lat: The column of its latitude.
    """

    name: str
    role: Role
    separator: str | None = None
    lon: str | None = None
    lat: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is read from."""
        return (self.name,) if self.lon is None or self.lat is None else (self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class VectorRecipe:
    """One vector of each item.

    Attributes:
        name: Its name within the catalogue: `text`, `image`, `concept`, ...
        source: `image` for the picture, else a pattern such as `{name} {category}`.
        model: The model that makes it.
    """

    name: str
    source: str
    model: str

    @property
    def of_picture(self) -> bool:
        """Whether the vector is made from the item's picture."""
        return self.source == PICTURE

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the pattern names, in its order."""
        return () if self.of_picture else pattern_columns(self.source)


@dataclass(frozen=True, slots=True)
class KeywordRecipe:
    """How words are looked for in the texts.

    Attributes:
        language: The language whose words are reduced to their stems, or `none`.
        synonyms: The file of words that stand for each other; None for none.
    """

    language: str = "english"
    synonyms: Path | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """A catalogue: where its rows are, what they mean, which vectors stand for them.

    Attributes:
        name: Lower case letters, digits, `_` and `-`.
        source: Where the rows are.
        id: The column that identifies a row.
        picture: Pattern of the picture's file or URL, such as `images/{id}.jpg`, or `{column}` for
            one that holds a path, a URL or the picture itself; None without pictures. Patterns are
            relative to `folder`.
        fields: The fields with their roles, in the source's order.
        vectors: At least one.
        index: How the vectors are indexed.
        keywords: How words are looked for.
        hosts: From where pictures may be fetched, such as `cdn.example.com`, `*.example.com`.
        folder: Where relative paths start.
    """

    name: str
    source: Source
    id: str
    picture: str | None
    fields: tuple[Field, ...]
    vectors: tuple[VectorRecipe, ...]
    index: IndexRecipe = field(default_factory=IndexRecipe)
    keywords: KeywordRecipe = field(default_factory=KeywordRecipe)
    hosts: tuple[str, ...] = ()
    folder: Path = Path()

    def __post_init__(self) -> None:
        check_name(self.name)
        if not self.vectors:
            raise RecipeError(
                f"Catalogue {self.name!r} has no vectors: nothing could be searched.",
                remedy="Give a column the role text, or a picture column.",
            )
        known = {column.name for column in self.fields} | {self.id}
        for vector in self.vectors:
            if vector.of_picture and self.picture is None:
                raise RecipeError(
                    f"[vectors.{vector.name}] is made from the picture, but [catalogue] has no "
                    "`image`.",
                    remedy='Add a pattern such as image = "images/{id}.jpg".',
                )
            missing = [column for column in vector.columns if column not in known]
            if missing:
                raise RecipeError(
                    f"[vectors.{vector.name}] names columns that [fields] does not have: "
                    f"{', '.join(missing)}.",
                    remedy=f"It has: {', '.join(sorted(known))}.",
                )

    @classmethod
    def load(cls, path: Path) -> Self:
        """The recipe in a `likewise.toml`; RecipeError says what is wrong with it."""
        try:
            with path.open("rb") as file:
                table = tomllib.load(file)
        except FileNotFoundError:
            raise RecipeError(f"There is no recipe at {path}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RecipeError(f"{path} is not valid TOML: {error}.") from error
        try:
            return cls._from_table(table, path.parent.resolve())
        except RecipeError as error:
            raise RecipeError(f"{path}: {error.problem}", remedy=error.remedy) from error

    @classmethod
    def parse(cls, text: str, folder: Path) -> Self:
        """The recipe written in `text`, whose relative paths start at `folder`."""
        return cls._from_table(tomllib.loads(text), folder)

    @classmethod
    def _from_table(cls, table: Mapping[str, object], folder: Path) -> Self:
        sections = {name: _section(table, name) for name in table}
        _refuse_unknown(
            "the recipe", table, ("catalogue", "fields", "vectors", "index", "keywords", "pictures")
        )
        catalogue = sections.get("catalogue", {})
        known = ("name", "source", "query", "format", "id", "image")
        _refuse_unknown("[catalogue]", catalogue, known)
        pictures = sections.get("pictures", {})
        _refuse_unknown("[pictures]", pictures, ("hosts",))
        return cls(
            name=_text(catalogue, "catalogue", "name"),
            source=_source(catalogue).anchored(folder),
            id=_text(catalogue, "catalogue", "id"),
            picture=_text(catalogue, "catalogue", "image") if "image" in catalogue else None,
            fields=tuple(_field(name, value) for name, value in sections.get("fields", {}).items()),
            vectors=tuple(
                _vector(name, value) for name, value in sections.get("vectors", {}).items()
            ),
            index=_index(sections.get("index", {})),
            keywords=_keywords(sections.get("keywords", {}), folder),
            hosts=_texts(pictures, "pictures", "hosts") if "hosts" in pictures else (),
            folder=folder,
        )

    def anchored(self, folder: Path) -> Self:
        """The same recipe for a `likewise.toml` in another folder: its paths made absolute."""
        picture = self.picture
        if picture is not None and not Path(picture).is_absolute() and not is_url(picture):
            start = str(self.folder.absolute()).replace("{", "{{").replace("}", "}}")
            picture = f"{start}/{picture}"
        source = self.source.anchored(self.folder)
        return replace(self, source=source, picture=picture, folder=folder)

    def to_toml(self) -> str:
        """The recipe as TOML with a comment for each part; `parse` reads it back."""
        document = tomlkit.document()
        document.add(tomlkit.comment("What Likewise knows of this catalogue. Yours to change:"))
        document.add(tomlkit.comment("the next `likewise import` follows it."))
        catalogue = tomlkit.table()
        catalogue["name"] = self.name
        source = self.source.within(self.folder).without_password()
        catalogue["source"] = source.places[0] if len(source.places) == 1 else list(source.places)
        if source.query is not None:
            catalogue["query"] = source.query
        if source.format is not None:
            catalogue["format"] = source.format.value
        catalogue["id"] = self.id
        if self.picture is not None:
            catalogue["image"] = self.picture
        document["catalogue"] = catalogue
        fields = tomlkit.table()
        fields.comment(", ".join(Role))
        for column in self.fields:
            fields[column.name] = _field_value(column)
        document["fields"] = fields
        vectors = tomlkit.table(is_super_table=True)
        for vector in self.vectors:
            table = tomlkit.table()
            table["from"] = vector.source
            table["model"] = vector.model
            vectors[vector.name] = table
        document["vectors"] = vectors
        document["index"] = _index_table(self.index)
        document["keywords"] = self._keywords_table()
        if self.hosts:
            pictures = tomlkit.table()
            pictures["hosts"] = list(self.hosts)
            pictures["hosts"].comment("from where pictures may be fetched")
            document["pictures"] = pictures
        return tomlkit.dumps(document)

    def _keywords_table(self) -> Table:
        table = tomlkit.table()
        table["language"] = self.keywords.language
        table["language"].comment("of the texts: words are reduced to their stems; or none")
        synonyms = self.keywords.synonyms
        if synonyms is None:
            table.add(tomlkit.comment('synonyms = "synonyms.txt": lines such as sofa, couch'))
        else:
            within = synonyms.is_relative_to(self.folder)
            table["synonyms"] = str(synonyms.relative_to(self.folder) if within else synonyms)
        return table


def check_name(name: str) -> None:
    """Refuses a catalogue's name that could not be part of a key or a path."""
    if not _NAME.fullmatch(name):
        raise RecipeError(
            f"{name!r} cannot name a catalogue.",
            remedy="Use up to 64 lower case letters, digits, '-' and '_'.",
        )


def pattern_columns(pattern: str) -> tuple[str, ...]:
    """The columns that a pattern such as `images/{id}.jpg` names, in its order."""
    return tuple(name for _, name in _pattern_parts(pattern) if name is not None)


def fill_pattern(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with each `{column}` replaced by its value, or by nothing where it has none."""
    return "".join(
        literal + (values.get(name, "") if name is not None else "")
        for literal, name in _pattern_parts(pattern)
    )


@lru_cache  # asked for every row
def _pattern_parts(pattern: str) -> tuple[tuple[str, str | None], ...]:
    """Each literal with the column that follows it, if one does."""
    try:
        return tuple((part[0], part[1]) for part in string.Formatter().parse(pattern))
    except ValueError as error:
        raise RecipeError(f"The pattern {pattern!r} cannot be read: {error}.") from error


def _section(table: Mapping[str, object], name: str) -> dict[str, object]:
    value = table[name]
    if not isinstance(value, dict):
        raise RecipeError(f"[{name}] should be a table, but is {value!r}.")
    return value


def _refuse_unknown(place: str, table: Mapping[str, object], known: tuple[str, ...]) -> None:
    unknown = [key for key in table if key not in known]
    if unknown:
        raise RecipeError(
            f"{place} does not know {', '.join(map(repr, unknown))}.",
            remedy=f"It knows {', '.join(known)}.",
        )


def _text(table: Mapping[str, object], place: str, key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise RecipeError(f"[{place}] needs {key!r} as a text, but has {value!r}.")
    return value


def _keywords(table: Mapping[str, object], folder: Path) -> KeywordRecipe:
    _refuse_unknown("[keywords]", table, ("language", "synonyms"))
    language = _text(table, "keywords", "language") if "language" in table else "english"
    synonyms = folder / _text(table, "keywords", "synonyms") if "synonyms" in table else None
    return KeywordRecipe(language, synonyms)


def _texts(table: Mapping[str, object], place: str, key: str) -> tuple[str, ...]:
    value = table.get(key)
    if isinstance(value, list) and value and all(isinstance(each, str) and each for each in value):
        return tuple(value)
    raise RecipeError(f"[{place}] needs {key!r} as a list of texts, but has {value!r}.")


def _whole(table: Mapping[str, object], place: str, key: str) -> int:
    value = table.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise RecipeError(f"[{place}] needs {key!r} as a whole number, but has {value!r}.")


def _source(catalogue: Mapping[str, object]) -> Source:
    several = isinstance(catalogue.get("source"), list)
    places = (
        _texts(catalogue, "catalogue", "source")
        if several
        else (_text(catalogue, "catalogue", "source"),)
    )
    written = catalogue.get("format")
    return Source(
        places,
        _text(catalogue, "catalogue", "query") if "query" in catalogue else None,
        None if written is None else _choice(Format, written, "catalogue", "format"),
    )


def _choice(kind: type[E], value: object, place: str, key: str) -> E:
    try:
        return kind(str(value))
    except ValueError:
        raise RecipeError(
            f"[{place}] {key} = {value!r} is unknown.", remedy=f"Use {', '.join(kind)}."
        ) from None


def _field(name: str, value: object) -> Field:
    if not isinstance(value, dict):
        return Field(name, _choice(Role, value, "fields", name))
    role = _choice(Role, value.get("role"), "fields", name)
    more = {Role.TAG: ("separator",), Role.GEO: ("lon", "lat")}.get(role, ())
    _refuse_unknown(f"[fields] {name}", value, ("role", *more))
    return Field(name, role, **{key: _text(value, f"fields] [{name}", key) for key in more})


def _field_value(column: Field) -> object:
    more = {"separator": column.separator, "lon": column.lon, "lat": column.lat}
    kept = {key: value for key, value in more.items() if value is not None}
    if not kept:
        return column.role.value
    table = tomlkit.inline_table()
    table.update({"role": column.role.value} | kept)
    return table


_INDEX_CHOICES = ("metric", "algorithm", "type", "storage", "policy")


def _index(table: Mapping[str, object]) -> IndexRecipe:
    _refuse_unknown("[index]", table, (*_INDEX_CHOICES, *BOUNDS))

    def choice(kind: type[E], key: str, default: E) -> E:
        return _choice(kind, table.get(key, default), "index", key)

    return IndexRecipe(
        metric=choice(Metric, "metric", Metric.COSINE),
        algorithm=_choice(Algorithm, table["algorithm"], "index", "algorithm")
        if "algorithm" in table
        else None,
        type=choice(VectorType, "type", VectorType.FLOAT32),
        storage=choice(StorageType, "storage", StorageType.HASH),
        policy=choice(Policy, "policy", Policy.AUTO),
        **{key: _whole(table, "index", key) for key in BOUNDS if key in table},
    )


def _index_table(index: IndexRecipe) -> Table:
    table = tomlkit.table()
    table.comment(", ".join((*_INDEX_CHOICES, *BOUNDS)))
    table["metric"] = index.metric.value
    table["metric"].comment("or ip, l2")
    if index.algorithm is None:
        table.add(tomlkit.comment('algorithm = "flat" or "hnsw"; chosen by size if left out'))
    else:
        table["algorithm"] = index.algorithm.value
    plain = IndexRecipe()
    for key in ("type", "storage", "policy"):
        value: StrEnum = getattr(index, key)
        if value != getattr(plain, key):
            table[key] = value.value
    for key, number in index.numbers.items():
        if number is not None:
            table[key] = number
    return table


def _vector(name: str, value: object) -> VectorRecipe:
    place = f"vectors.{name}"
    check_name(name)
    if not isinstance(value, dict):
        raise RecipeError(f"[{place}] should be a table with `from` and `model`.")
    _refuse_unknown(f"[{place}]", value, ("from", "model"))
    return VectorRecipe(name, _text(value, place, "from"), _text(value, place, "model"))
