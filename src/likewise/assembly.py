"""Assembly: the only place where parts meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from PIL.Image import Image

from likewise.catalogue.media import open_picture
from likewise.catalogue.readers.row import Cell
from likewise.catalogue.recipe import Recipe
from likewise.catalogue.redisvl_recipe import ModelSize, SchemaRecipe, recipe_of_schema
from likewise.catalogue.redisvl_schema import RedisVLSchema
from likewise.catalogue.roles import guess_picture, guess_recipe
from likewise.catalogue.source import Source
from likewise.catalogue.survey import Survey
from likewise.embedding.cache import VectorCache
from likewise.embedding.encoder import Modality, encode
from likewise.embedding.known_models import KNOWN_MODELS, MINILM, known_model
from likewise.embedding.load import Encoders, describe
from likewise.embedding.packages import ModelFiles
from likewise.errors import (
    EngineError,
    IncompleteIndexError,
    UnknownCatalogueError,
    UnknownItemError,
    UsageError,
)
from likewise.exporting import Exported, export_rows
from likewise.importing import Imported, Importer, ImportOptions
from likewise.index.connection import connect
from likewise.index.filters import Where
from likewise.index.redis_store import Engine, IndexFacts
from likewise.index.register import Register
from likewise.index.schema import Schema
from likewise.index.server import EmbeddedServer
from likewise.index.store import Content
from likewise.search.hits import Hits
from likewise.search.listing import Listing, list_items
from likewise.search.searcher import Page, Searcher
from likewise.settings import Settings
from likewise.writing import Writer, Written

T = TypeVar("T")
Say = Callable[[str], None]


def _say_nothing(_: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found; `problems` is empty where all is well."""

    documents: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueStatus:
    """A catalogue in figures; without schema and facts where it cannot be searched."""

    name: str
    schema: Schema | None
    facts: IndexFacts | None


class Parts:
    """The parts that catalogues are made of, each made when first needed.

    Args:
        settings: What the environment says.
        say: Takes a sentence when something takes long.
    """

    def __init__(self, settings: Settings, *, say: Say = _say_nothing) -> None:
        self.settings = settings
        self.say = say

    @cached_property
    def server(self) -> EmbeddedServer:
        """The embedded server, whether it runs or not."""
        return EmbeddedServer(self.settings.redis_folder)

    @cached_property
    def engine(self) -> Engine:
        """The Redis of the settings, started if it is the embedded one."""
        if self.settings.redis_url:
            return Engine(connect(self.settings.redis_url))
        address = self.server.start(say=self.say)
        return Engine(connect(address.url), lambda: self.server.revive(say=self.say))

    @cached_property
    def register(self) -> Register:
        """The catalogues of that Redis."""
        return Register(self.engine)

    @cached_property
    def models(self) -> ModelFiles:
        """The files of the models."""
        wheels = [self.settings.wheels] if self.settings.wheels else []
        return ModelFiles(self.settings.models_folder, wheels=wheels, say=self.say)

    @cached_property
    def encoders(self) -> Encoders:
        """The encoders."""
        return Encoders(self.models, self.settings.precision)

    def catalogue(self, name: str | None = None) -> Catalogue:
        """A catalogue that has been imported; without a name the one used last.

        Raises:
            UnknownCatalogueError: There is no such catalogue.
        """
        return Catalogue(self, name or self._last_used())

    @cached_property
    def cache(self) -> VectorCache:
        """The vectors made before."""
        return VectorCache(self.settings.vector_cache)

    @cached_property
    def importer(self) -> Importer:
        """Imports into the catalogues."""
        return Importer(self.register, self.encoders.encoder, self.cache, self.settings)

    def recipe(
        self,
        source: Source | Path,
        *,
        name: str,
        images: Path | None,
        id_column: str | None,
        hosts: tuple[str, ...] = (),
        copy: Source | None = None,
    ) -> Recipe:
        """The recipe for a source: the file itself if it is one, the one kept, else a guess.

        Args:
            source: Where the rows are, or a `likewise.toml`.
            name: The catalogue's name; ignored where the source is a recipe.
            images: Folder of pictures, for the guess.
            id_column: The column that identifies a row, for the guess.
            hosts: From where pictures may be fetched, beside those of a recipe that is there.
            copy: Where the rows are to be read instead, if the source can be read only once.
        """
        if isinstance(source, Path):
            if source.suffix == ".toml":
                return _allowing(Recipe.load(source), hosts)
            source = Source.of(source)
        kept = self.settings.recipe_file(name)
        if kept.exists():
            recipe = Recipe.load(kept)
            if source.query is None and source.places == recipe.source.places:
                source = recipe.source
            recipe = replace(recipe, source=source.anchored(Path.cwd()))
            return _allowing(recipe, hosts)
        return guess_recipe(
            replace(Survey.of(copy or source), source=source),
            name=name,
            images=images,
            folder=source.folder,
            id_column=id_column,
            hosts=hosts,
        )

    def recipe_of_schema(
        self,
        schema: RedisVLSchema,
        survey: Survey,
        *,
        name: str,
        images: Path | None,
        id_column: str | None,
        hosts: tuple[str, ...] = (),
    ) -> SchemaRecipe:
        """The recipe that a RedisVL schema says for a source, and what of it cannot be kept."""
        id_ = id_column or schema.id_column(survey.columns)
        picture = guess_picture(
            survey, id_, images=images, folder=survey.source.folder, fetched=bool(hosts)
        )
        sizes = [
            ModelSize(model.name, model.dims, of_picture=model.modality is Modality.PICTURE)
            for model in KNOWN_MODELS
        ]
        made = recipe_of_schema(
            schema, survey, name=name, id_column=id_, picture=picture, models=sizes
        )
        return replace(made, recipe=_allowing(made.recipe, hosts))

    def import_(self, recipe: Recipe, options: ImportOptions) -> Imported:
        """Makes the catalogue hold the recipe's rows, and the one used last; see `Importer.run`."""
        imported = self.importer.run(recipe, options)
        self.remember(recipe.name)
        return imported

    def drop(self, name: str) -> None:
        """Removes a catalogue: its items and indexes; its recipe's file stays.

        Raises:
            UnknownCatalogueError: There is no such catalogue.
            CatalogueBusyError: Another process writes it.
        """
        with self.importer.lock(name, "likewise drop"):
            self.register.forget(name)
        with suppress(FileNotFoundError):
            if self.settings.last_used.read_text() == name:
                self.settings.last_used.unlink()

    def status(self) -> list[CatalogueStatus]:
        """Every catalogue in figures, by name."""
        return [self._status(name) for name in self.register.names()]

    def _status(self, name: str) -> CatalogueStatus:
        try:
            store = self.register.live(name)
        except (UnknownCatalogueError, IncompleteIndexError):  # not ended, or of another layout
            return CatalogueStatus(name, None, None)
        return CatalogueStatus(name, store.schema, store.facts())

    def similarity(self, query: str, texts: Sequence[str]) -> list[float]:
        """The cosine similarity of a text to each of others."""
        vectors = encode(self.encoders.encoder(MINILM.name), [query, *texts])
        return [float(vectors[0] @ vector) for vector in vectors[1:]]

    def remember(self, name: str) -> None:
        """Makes a catalogue the one that is meant where none is named."""
        self.settings.home.mkdir(parents=True, exist_ok=True)
        self.settings.last_used.write_text(name)

    def _last_used(self) -> str:
        try:
            return self.settings.last_used.read_text()
        except FileNotFoundError:
            raise UsageError(
                "No catalogue was named, and none has been used yet.",
                remedy="Name one with --catalogue, or make one: `likewise demo`.",
            ) from None


class Catalogue:
    """A catalogue that can be searched."""

    def __init__(self, parts: Parts, name: str) -> None:
        self.name = name
        self._parts = parts
        self._open()

    def _open(self) -> None:
        self._store = self._parts.register.live(self.name)
        self._searcher = Searcher(self._store, self._parts.encoders.encoder)

    def _current(self, action: Callable[[], T]) -> T:
        """What the action gives; done once more if an import has made the index anew meanwhile."""
        try:
            return action()
        except (EngineError, UnknownItemError):
            before = self._store.version
            self._open()
            if self._store.version == before:
                raise
        return action()

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.name, self._parts.register, self._parts.importer)

    @property
    def schema(self) -> Schema:
        """Its fields and vectors."""
        return self._store.schema

    def search(
        self,
        words: str = "",
        *,
        picture: Path | str | Image | None = None,
        by: str | None = None,
        where: Where = None,
        limit: int = 10,
        offset: int = 0,
    ) -> Hits:
        """The items nearest to words or to a picture, nearest first.

        Args:
            words: What is looked for; leave out to search by picture.
            picture: A file, or an open picture.
            by: Which vectors are compared; the first that can be, if left out.
            where: Only items that meet it: `{"category": "Lights", "price": (None, 80)}`, or
                `"category=Lights price<=80"`.
            limit: How many hits, at most 1,000.
            offset: How many of the first are passed over.

        Raises:
            UsageError: The request cannot be met; the message says why.
            EngineError: Redis failed.
        """
        page = Page(limit, offset)
        if bool(words) == (picture is not None):
            raise UsageError("Search needs words or a picture, and not both.")
        if picture is None:
            return self._current(
                lambda: self._searcher.by_words(words, by=by, where=where, page=page)
            )
        opened = picture if isinstance(picture, Image) else open_picture(Path(picture))
        return self._current(
            lambda: self._searcher.by_picture(opened, by=by, where=where, page=page)
        )

    def similar(
        self,
        item: str,
        *,
        by: str | None = None,
        where: Where = None,
        limit: int = 10,
        offset: int = 0,
    ) -> Hits:
        """The items nearest to one of them, which is never among the hits.

        Args:
            item: The id of the item.
            by: Which of its vectors is compared; the first, if left out.
            where: Only items that meet it.
            limit: How many hits, at most 1,000.
            offset: How many of the first are passed over.

        Raises:
            UnknownItemError: There is no such item, or it lacks that vector.
        """
        page = Page(limit, offset)
        return self._current(lambda: self._searcher.like(item, by=by, where=where, page=page))

    def ids(self) -> Iterator[str]:
        """The ids of all items, in no order."""
        return self._parts.register.live(self.name).ids()

    def content(self, item: str) -> Content:
        """An item's fields and picture."""
        content = self._parts.register.live(self.name).contents([item])[0]
        if content is None:
            raise UnknownItemError(f"There is no item {item!r} in {self.name}.")
        return content

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> Written:
        """Adds items, or replaces those of the same id; what has not changed is not encoded again.

        Args:
            rows: Each from column to cell, the columns being those of the catalogue's source.

        Raises:
            RejectedRowsError: Some rows were refused, which it lists; the others were taken.
            CatalogueBusyError: Another process has been writing the catalogue for ten seconds.
            IncompleteIndexError: An import with another recipe was cut off; it must end first.
            ModelMismatchError: The catalogue's vectors were made by another model.
        """
        return self._writer.add(rows)

    def update(self, rows: Iterable[Mapping[str, Cell]]) -> Written:
        """Changes items in the columns that the rows have; the other columns stay.

        Args:
            rows: Each from column to cell: the id's column, and those that change. An empty cell
                takes the value away.

        Raises:
            RejectedRowsError: As `add`; also for an id that the catalogue does not have.
            CatalogueBusyError: As `add`; so too the others.
        """
        return self._writer.update(rows)

    def remove(self, ids: Iterable[str]) -> int:
        """Removes items, and says how many of them there were.

        Raises:
            CatalogueBusyError: As `add`; so too the others but the first.
        """
        return self._writer.remove(ids)

    def drop(self) -> None:
        """Removes the catalogue from Redis: its items and indexes; its recipe's file stays.

        Raises:
            CatalogueBusyError: Another process writes it.
        """
        self._parts.drop(self.name)

    def items(self, *, where: Where = None, limit: int = 10, offset: int = 0) -> Listing:
        """The items by id, a page of them.

        Args:
            where: Only items that meet it.
            limit: How many, at most 1,000.
            offset: How many of the first are passed over.
        """
        store = self._parts.register.live(self.name)  # an import may have made it anew
        return list_items(store, where, limit=limit, offset=offset)

    def export(self, *, where: Where = None, vectors: bool = False) -> Iterator[Exported]:
        """Every item as a row, by id, under the names of the source's columns.

        A place that has one column is an object of `lon` and `lat`. Beside the columns stand
        `picture`, the path of its picture, and, if wanted, `vector_NAME`, each of its vectors as a
        float32 array of unit length.

        Args:
            where: Only items that meet it.
            vectors: Whether the vectors are wanted.
        """
        store = self._parts.register.live(self.name)  # an import may have made it anew
        recipe = self._parts.register.recipe(self.name)
        return export_rows(recipe, store, where=where, vectors=vectors)

    def verify(self) -> Verified:
        """Compares what is stored with what is indexed, and every vector with its schema."""
        self._open()
        problems = list(self._store.problems())
        problems += [
            f"vectors {vector.name} were made by another {vector.model} than the one at hand"
            for vector in self._store.schema.vectors
            if describe(known_model(vector.model)).fingerprint != vector.fingerprint
        ]
        return Verified(self._store.facts().documents, tuple(problems))


def open(name: str | None = None, settings: Settings | None = None) -> Catalogue:  # noqa: A001 - `likewise.open` reads well
    """A catalogue, ready to be searched.

    Args:
        name: Its name; without one, the catalogue used last.
        settings: Instead of what the environment says.

    Raises:
        UnknownCatalogueError: There is none of that name.
        EngineError: Redis cannot be reached, or lacks what is needed.
    """
    return Parts(settings or Settings.from_environment(os.environ)).catalogue(name)


def _allowing(recipe: Recipe, hosts: tuple[str, ...]) -> Recipe:
    return replace(recipe, hosts=tuple(dict.fromkeys((*recipe.hosts, *hosts))))
