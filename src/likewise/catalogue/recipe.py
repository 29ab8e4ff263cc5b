"""Recipe: what `likewise.toml` says of a catalogue."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Self, TypeVar

import tomlkit

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


class Algorithm(StrEnum):
    """How Redis looks for neighbours: FLAT compares all, HNSW walks a graph."""

    FLAT = "flat"
    HNSW = "hnsw"


class Metric(StrEnum):
    """How nearness is measured; vectors being unit length, all three rank alike."""

    COSINE = "cosine"
    IP = "ip"
    L2 = "l2"


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
class IndexRecipe:
    """How the vectors are indexed; `algorithm` None means chosen by size."""

    metric: Metric = Metric.COSINE
    algorithm: Algorithm | None = None


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
            "the recipe", table, ("catalogue", "fields", "vectors", "index", "pictures")
        )
        catalogue = sections.get("catalogue", {})
        known = ("name", "source", "query", "format", "id", "image")
        _refuse_unknown("[catalogue]", catalogue, known)
        pictures = sections.get("pictures", {})
        _refuse_unknown("[pictures]", pictures, ("hosts",))
        index = sections.get("index", {})
        _refuse_unknown("[index]", index, ("algorithm", "metric"))
        algorithm = index.get("algorithm")
        return cls(
            name=_text(catalogue, "catalogue", "name"),
            source=_source(catalogue).anchored(folder),
            id=_text(catalogue, "catalogue", "id"),
            picture=_text(catalogue, "catalogue", "image") if "image" in catalogue else None,
            fields=tuple(_field(name, value) for name, value in sections.get("fields", {}).items()),
            vectors=tuple(
                _vector(name, value) for name, value in sections.get("vectors", {}).items()
            ),
            index=IndexRecipe(
                metric=_choice(Metric, index.get("metric", Metric.COSINE), "index", "metric"),
                algorithm=algorithm
                if algorithm is None
                else _choice(Algorithm, algorithm, "index", "algorithm"),
            ),
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
        index = tomlkit.table()
        index["metric"] = self.index.metric.value
        index["metric"].comment("or ip, l2")
        if self.index.algorithm is None:
            index.add(tomlkit.comment('algorithm = "flat" or "hnsw"; chosen by size if left out'))
        else:
            index["algorithm"] = self.index.algorithm.value
        document["index"] = index
        if self.hosts:
            pictures = tomlkit.table()
            pictures["hosts"] = list(self.hosts)
            pictures["hosts"].comment("from where pictures may be fetched")
            document["pictures"] = pictures
        return tomlkit.dumps(document)


def check_name(name: str) -> None:
    """Refuses a catalogue's name that could not be part of a key or a path."""
    if not _NAME.fullmatch(name):
        raise RecipeError(
            f"{name!r} cannot name a catalogue.",
            remedy="Use up to 64 lower case letters, digits, '-' and '_'.",
        )


def pattern_columns(pattern: str) -> tuple[str, ...]:
    """The columns that a pattern such as `images/{id}.jpg` names, in its order."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise RecipeError(f"The pattern {pattern!r} cannot be read: {error}.") from error
    return tuple(name for _, name, _, _ in parts if name is not None)


def fill_pattern(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with each `{column}` replaced by its value, or by nothing where it has none."""
    return "".join(
        literal + (values.get(name, "") if name is not None else "")
        for literal, name, _, _ in string.Formatter().parse(pattern)
    )


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


def _texts(table: Mapping[str, object], place: str, key: str) -> tuple[str, ...]:
    value = table.get(key)
    if isinstance(value, list) and value and all(isinstance(each, str) and each for each in value):
        return tuple(value)
    raise RecipeError(f"[{place}] needs {key!r} as a list of texts, but has {value!r}.")


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


def _vector(name: str, value: object) -> VectorRecipe:
    place = f"vectors.{name}"
    check_name(name)
    if not isinstance(value, dict):
        raise RecipeError(f"[{place}] should be a table with `from` and `model`.")
    _refuse_unknown(f"[{place}]", value, ("from", "model"))
    return VectorRecipe(name, _text(value, place, "from"), _text(value, place, "model"))
