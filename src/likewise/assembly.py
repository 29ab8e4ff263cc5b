"""Assembly: the only place where parts meet."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from PIL.Image import Image

from likewise.catalogue.item import Reject
from likewise.catalogue.media import open_picture
from likewise.catalogue.readers.table import columns, read_table
from likewise.catalogue.recipe import Algorithm, Recipe
from likewise.catalogue.rejects import RejectsFile
from likewise.catalogue.roles import guess_recipe
from likewise.catalogue.rows import read_items
from likewise.embedding.encoder import encode
from likewise.embedding.known_models import MINILM, known_model
from likewise.embedding.load import Encoders, describe
from likewise.embedding.packages import ModelFiles
from likewise.errors import (
    IncompleteIndexError,
    UnknownCatalogueError,
    UnknownItemError,
    UsageError,
)
from likewise.index.connection import connect
from likewise.index.filters import Where
from likewise.index.redis_store import Engine, IndexFacts, RedisStore
from likewise.index.register import Register
from likewise.index.schema import Schema, VectorField
from likewise.index.server import EmbeddedServer
from likewise.index.store import Content
from likewise.index.sync import Progress, Sync, Watcher
from likewise.search.hits import Hits
from likewise.search.searcher import Page, Searcher
from likewise.settings import Settings

FLAT_UP_TO = 50_000
"""So many items are searched exactly unless the recipe says otherwise; more by HNSW."""

Say = Callable[[str], None]


def _say_nothing(_: str) -> None: ...


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import goes.

    Attributes:
        strict: The first refused row ends it.
        remove_absent: Items that the source has no more are removed.
        rejected: Told of each refused row.
        advanced: Told how far it is, with the number of rows there are.
    """

    strict: bool = False
    remove_absent: bool = False
    rejected: Callable[[Reject], None] = lambda _: None
    advanced: Callable[[Progress, int], None] = lambda _, __: None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    catalogue: str
    indexed: int
    unchanged: int
    removed: int
    rejected: int
    rejects: Path | None
    seconds: float


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
        return Engine(connect(address.url), lambda: self.server.start(say=self.say))

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

    def recipe(
        self, source: Path, *, name: str, images: Path | None, id_column: str | None
    ) -> Recipe:
        """The recipe for a source: the file itself if it is one, the one kept, else a guess.

        Args:
            source: A file of rows, or a `likewise.toml`.
            name: The catalogue's name; ignored where the source is a recipe.
            images: Folder of pictures, for the guess.
            id_column: The column that identifies a row, for the guess.
        """
        if source.suffix == ".toml":
            return Recipe.load(source)
        kept = self.recipe_file(name)
        if kept.exists():
            return replace(Recipe.load(kept), source=source.absolute())
        folder = source.absolute().parent
        return guess_recipe(source, name=name, images=images, folder=folder, id_column=id_column)

    def recipe_file(self, name: str) -> Path:
        """Where the recipe of a catalogue is kept."""
        return self.settings.catalogue_folder(name) / "likewise.toml"

    def import_(self, recipe: Recipe, options: ImportOptions) -> Imported:
        """Makes the catalogue hold the recipe's rows, and its index live.

        The recipe is kept and rules from then on.
        """
        start = time.perf_counter()
        rows = sum(1 for _ in read_table(recipe.source))
        store = self.register.begin(recipe, self._schema(recipe, rows))
        file = self.recipe_file(recipe.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        _keep(recipe, file)
        rejects = RejectsFile(file.with_name("rejects.csv"), columns(recipe.source))
        try:
            progress = self._sync(recipe, store, rejects, rows, options)
        finally:
            rejects.close()
        _check_complete(store)
        lost = self.register.finish(recipe.name, store, may_lose=options.remove_absent)
        self.remember(recipe.name)
        return Imported(
            catalogue=recipe.name,
            indexed=progress.indexed,
            unchanged=progress.unchanged,
            removed=progress.removed + lost,
            rejected=progress.rejected,
            rejects=rejects.path,
            seconds=time.perf_counter() - start,
        )

    def _sync(
        self,
        recipe: Recipe,
        store: RedisStore,
        rejects: RejectsFile,
        rows: int,
        options: ImportOptions,
    ) -> Progress:
        def rejected(reject: Reject) -> None:
            rejects.add(reject)
            options.rejected(reject)

        watcher = Watcher(rejected, lambda progress: options.advanced(progress, rows))
        encoders = {
            vector.name: self.encoders.encoder(vector.model) for vector in store.schema.vectors
        }
        sync = Sync(store, encoders, watcher, strict=options.strict)
        return sync.run(read_items(recipe, recipe.source), remove_absent=options.remove_absent)

    def _schema(self, recipe: Recipe, rows: int) -> Schema:
        algorithm = recipe.index.algorithm or self._algorithm(recipe.name, rows)
        return Schema(recipe.fields, tuple(_vector_fields(recipe)), recipe.index.metric, algorithm)

    def _algorithm(self, name: str, rows: int) -> Algorithm:
        """As before, so that a catalogue that grows is not rebuilt unasked; else by size."""
        entry = self.register.entry(name)
        if entry is not None and entry.algorithm is not None:
            return entry.algorithm
        return Algorithm.FLAT if rows <= FLAT_UP_TO else Algorithm.HNSW

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
        self._store = parts.register.live(name)
        self._searcher = Searcher(self._store, parts.encoders.encoder)

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
            return self._searcher.by_words(words, by=by, where=where, page=page)
        opened = picture if isinstance(picture, Image) else open_picture(Path(picture))
        return self._searcher.by_picture(opened, by=by, where=where, page=page)

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
        return self._searcher.like(item, by=by, where=where, page=Page(limit, offset))

    def ids(self) -> Iterator[str]:
        """The ids of all items, in no order."""
        return self._store.ids()

    def content(self, item: str) -> Content:
        """An item's fields and picture."""
        content = self._store.contents([item])[0]
        if content is None:
            raise UnknownItemError(f"There is no item {item!r} in {self.name}.")
        return content

    def verify(self) -> Verified:
        """Compares what is stored with what is indexed, and every vector with its schema."""
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


def _keep(recipe: Recipe, file: Path) -> None:
    """Writes the recipe, unless it is there: a source named this once, and comments, stay so."""
    anchored = recipe.anchored(file.parent)
    if not file.exists() or replace(Recipe.load(file), source=anchored.source) != anchored:
        file.write_text(anchored.to_toml(), encoding="utf-8")


def _vector_fields(recipe: Recipe) -> list[VectorField]:
    fields = []
    for vector in recipe.vectors:
        described = describe(known_model(vector.model))
        fields.append(
            VectorField(
                vector.name, vector.source, described.dims, described.name, described.fingerprint
            )
        )
    return fields


def _check_complete(store: RedisStore) -> None:
    """Refuses an index that does not hold every document that was written."""
    facts = store.facts()
    while facts.indexing:
        time.sleep(0.05)
        facts = store.facts()
    stored = store.count()
    if facts.documents != stored or facts.failures:
        raise IncompleteIndexError(
            f"Redis stored {stored} documents but indexed {facts.documents}; its last reason: "
            f"{facts.last_failure or 'none given'}.",
            remedy="Run the import again; `likewise verify` names what is wrong.",
        )
