"""Assembly: the only place where parts meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TypeVar

from PIL.Image import Image

from likewise.accounts.accounts import Accounts
from likewise.accounts.mail import MailServer, Outbox
from likewise.catalogue.media import open_picture
from likewise.catalogue.pictures import exported_column, remove_kept
from likewise.catalogue.readers.row import Cell
from likewise.catalogue.recipe import Recipe
from likewise.catalogue.redisvl_recipe import ModelSize, SchemaRecipe, recipe_of_schema
from likewise.catalogue.redisvl_schema import RedisVLSchema
from likewise.catalogue.roles import guess_picture, guess_recipe
from likewise.catalogue.source import Source
from likewise.catalogue.survey import Survey
from likewise.embedding.batching import Unwatched
from likewise.embedding.batching import Watch as EncodingWatch
from likewise.embedding.cache import VectorCache
from likewise.embedding.encoder import Modality, encode
from likewise.embedding.known_models import KNOWN_MODELS, MINILM, known_model
from likewise.embedding.load import Encoders, describe
from likewise.embedding.load_reranker import load_reranker
from likewise.embedding.packages import ModelFiles
from likewise.embedding.reranker import Reranker
from likewise.embedding.shared import SharedReranker
from likewise.embedding.vectors import Vectors
from likewise.errors import (
    EngineError,
    EngineUnavailableError,
    FilterError,
    IncompleteIndexError,
    UnknownCatalogueError,
    UnknownItemError,
    UsageError,
)
from likewise.exporting import Exported, export_rows
from likewise.importing import Imported, Importer, ImportOptions
from likewise.index.content import Content
from likewise.index.engine.breaker import Breaker
from likewise.index.engine.connection import ANSWER_SECONDS, connect
from likewise.index.engine.engine import Engine, Watch, watch_nothing
from likewise.index.engine.server import EmbeddedServer, say_nothing
from likewise.index.filters.reading import Where, read_filter
from likewise.index.import_record import ImportRecord
from likewise.index.redis.codec import Keys
from likewise.index.redis.store import IndexFacts, RedisStore
from likewise.index.register import Register
from likewise.index.requests import Labels
from likewise.index.schema import Schema
from likewise.index.store import answer
from likewise.judgements.asked import Asked, picture_digest
from likewise.judgements.judgement import Judgement
from likewise.judgements.judgements import Judgements
from likewise.search.browsing import Browser
from likewise.search.hits import Hits
from likewise.search.listing import Listing, list_items
from likewise.search.mapping.map import Landing, Map, MapFacts, Mapped
from likewise.search.mapping.mapper import Mapper
from likewise.search.mapping.method import Method
from likewise.search.query import Arrangement, Fusion, Page, Query
from likewise.search.relevance.calibrating import calibrate
from likewise.search.searcher import Counted, Searcher
from likewise.search.suggesting import Completed, Suggester
from likewise.search.tuning.metering import tune
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import RECALL
from likewise.settings import Settings
from likewise.writing import Writer, Written

T = TypeVar("T")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found; `problems` is empty where all is well."""

    documents: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueStatus:
    """A catalogue in figures.

    Attributes:
        name: Its name.
        schema: Of its live index; None where it cannot be searched.
        facts: What Redis says of that index; None likewise.
        tuned: What was learnt of it.
        imported: What its last import did; None where that is not known.
    """

    name: str
    schema: Schema | None
    facts: IndexFacts | None
    tuned: Tuned = field(default_factory=Tuned)
    imported: ImportRecord | None = None


class Parts:
    """The parts that catalogues are made of, each made when first needed.

    Args:
        settings: What the environment says.
        say: Takes a sentence when something takes long.
        breaker: Refuses at once while Redis is away; None to wait until it is back.
        watch: Told of each exchange with Redis.
        encoding: Told of what goes through the encoders.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        say: Say = say_nothing,
        breaker: Breaker | None = None,
        watch: Watch = watch_nothing,
        encoding: EncodingWatch = Unwatched(),  # noqa: B008 - it keeps nothing
    ) -> None:
        self.settings = settings
        self.say = say
        self._breaker = breaker
        self._watch = watch
        self._encoding = encoding
        self._rerankers: dict[str, Reranker] = {}
        self._loading = Lock()

    @cached_property
    def server(self) -> EmbeddedServer:
        """The embedded server, whether it runs or not."""
        return EmbeddedServer(self.settings.redis_folder)

    @cached_property
    def engine(self) -> Engine:
        """The Redis of the settings, started if it is the embedded one."""
        url, revive = self.settings.redis_url, None
        if not url:
            url = self.server.start(say=self.say).url
            revive = self._revive if self._breaker is None else self.server.relaunch
        client = connect(url, timeout_seconds=self.settings.redis_timeout_seconds or ANSWER_SECONDS)
        return Engine(client, revive, breaker=self._breaker, watch=self._watch)

    def _revive(self) -> bool:
        self.server.revive(say=self.say)
        return True

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts of that Redis."""
        mail = self.settings.mail
        server = MailServer.of(mail.smtp_url, mail.sender) if mail.smtp_url else None
        outbox = Outbox(None if server is None else server.deliver)
        return Accounts(self.engine, outbox, mail.public_url)

    def check_where(self, where: str, catalogues: Sequence[str] = ()) -> None:
        """Refuses a line of a filter that none of these catalogues understands; of all, if none.

        Raises:
            FilterError: None understands it.
            UnknownCatalogueError: One of them is not there.
        """
        refused: FilterError | None = None
        for name in catalogues or self.register.names():
            try:
                read_filter(where or None, self.register.live(name).schema)
            except FilterError as error:
                refused = error
            else:
                return
        if refused is not None:
            raise refused

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
        return Encoders(self.models, self.settings.precision, self._encoding)

    def reranker(self, name_or_folder: str) -> Reranker:
        """A reranker, loaded once."""
        if name_or_folder not in self._rerankers:
            with self._loading:
                if name_or_folder not in self._rerankers:
                    loaded = load_reranker(name_or_folder, self.models, self.settings.precision)
                    self._rerankers[name_or_folder] = SharedReranker(loaded, self._encoding)
        return self._rerankers[name_or_folder]

    def catalogue(self, name: str | None = None) -> Catalogue:
        """A catalogue that has been imported; without a name the one used last.

        Raises:
            UsageError: None was named, and none has been used yet.
            UnknownCatalogueError: There is no such catalogue.
        """
        wanted = name or self.last_used
        if not wanted:
            raise UsageError(
                "No catalogue was named, and none has been used yet.",
                remedy="Name one with --catalogue, or make one: `likewise demo`.",
            )
        return Catalogue(self, wanted)

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
        survey_of: Callable[[Source], Survey] = Survey.of,
    ) -> Recipe:
        """The recipe for a source: the file itself if it is one, the one kept, else a guess.

        Args:
            source: Where the rows are, or a `likewise.toml`.
            name: The catalogue's name; ignored where the source is a recipe.
            images: Folder of pictures, for the guess.
            id_column: The column that identifies a row, for the guess.
            hosts: From where pictures may be fetched, beside those of a recipe that is there.
            survey_of: Surveys a source, for the guess.
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
            replace(survey_of(source), source=source),
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

    def drop(self, name: str) -> int:
        """Removes a catalogue: its items, indexes and kept pictures; its recipe's file stays.

        Returns how many pictures were kept for it: those that rows held, not those at URLs, which
        other catalogues may have as well.

        Raises:
            UnknownCatalogueError: There is no such catalogue.
            CatalogueBusyError: Another process writes it.
            MediaError: It has gone, but its pictures cannot be removed.
        """
        with self.importer.lock(name, "likewise drop"):
            self.judgements(name).drop()
            self.register.forget(name)
            pictures = remove_kept(self.settings.given_pictures_folder(name))
        with suppress(FileNotFoundError):
            if self.settings.last_used.read_text() == name:
                self.settings.last_used.unlink()
        return pictures

    def status(self) -> list[CatalogueStatus]:
        """Every catalogue in figures, by name."""
        return [self.catalogue_status(name) for name in self.register.names()]

    def catalogue_status(self, name: str) -> CatalogueStatus:
        """A catalogue in figures, and what its last import did.

        Raises:
            EngineError: Redis failed.
        """
        imported = ImportRecord.parse(self.register.last_import(name))
        try:
            store = self.register.live(name)
        except (UnknownCatalogueError, IncompleteIndexError):  # not ended, or of another layout
            return CatalogueStatus(name, None, None, imported=imported)
        tuned = self.tuned(name, store.version)
        return CatalogueStatus(name, store.schema, store.facts(), tuned, imported)

    def tuned(self, name: str, version: int) -> Tuned:
        """What was learnt of a version of a catalogue's index."""
        return Tuned.parse(self.register.tuned(name, version))

    def tune(self, name: str, *, recall: float = RECALL, seed: int = 0) -> Tuned:
        """Learns what similarity says of relevance, and how graphs are searched; keeps it.

        Redis answers others late while graphs are measured.

        Args:
            name: The catalogue's.
            recall: The least mean share of the ten nearest that a search finds.
            seed: Another one draws other items, and makes other queries.

        Raises:
            UnknownCatalogueError: There is no such catalogue.
            ModelMismatchError: A model is not the one that made the vectors.
            IncompleteIndexError: An import has made the index anew meanwhile.
        """
        store, tuning = self.register.live(name), None
        self.say("Learning what similarity says of relevance.")
        calibrations = calibrate(store, self.encoders.encoder, seed=seed)
        if store.schema.algorithm.walks:
            index = Keys(name).index(store.version)
            tuning = tune(self.engine, index, store, recall=recall, seed=seed, say=self.say)
        tuned = Tuned(calibrations, tuning, datetime.now(UTC).isoformat(timespec="seconds"))
        self.register.keep_tuned(name, store.version, tuned.to_text())
        return tuned

    def judgements(self, name: str) -> Judgements:
        """The judgements of a catalogue's results."""
        return Judgements(self.engine, name)

    def map(self, name: str, vector: str, method: Method, *, refresh: bool, seed: int) -> Mapped:
        """Makes a map of a catalogue, or adds to it; see `Catalogue.map`."""
        store = self.register.live(name)
        mapper = Mapper(store, store.maps)
        mapped = mapper.update(vector, method, refresh=refresh, seed=seed, say=self.say)
        if not self.register.is_live(name, store.version):
            store.maps.drop()
            raise IncompleteIndexError(
                f"The index of {name!r} was made anew while it was laid out.",
                remedy="Run `likewise map` again.",
            )
        return mapped

    def similarity(self, query: str, texts: Sequence[str]) -> list[float]:
        """The cosine similarity of a text to each of others."""
        vectors = self.text_vectors([query, *texts])
        return [float(vectors[0] @ vector) for vector in vectors[1:]]

    def text_vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors by which `similarity` compares texts."""
        return encode(self.encoders.encoder(MINILM.name), list(texts))

    def remember(self, name: str) -> None:
        """Makes a catalogue the one that is meant where none is named."""
        self.settings.home.mkdir(parents=True, exist_ok=True)
        self.settings.last_used.write_text(name)

    @property
    def last_used(self) -> str:
        """That catalogue; empty where none has been used yet."""
        try:
            return self.settings.last_used.read_text()
        except FileNotFoundError:
            return ""


class Catalogue:
    """A catalogue that can be searched."""

    def __init__(self, parts: Parts, name: str) -> None:
        self.name = name
        self._parts = parts
        self._open()

    def _open(self) -> None:
        self._store = self._live()
        self._searcher = Searcher(
            self._store,
            self._parts.encoders.encoder,
            self._parts.reranker,
            tuned=self.tuned,
            version=self._store.version,
        )
        self._suggester = Suggester(self._store, self._store.completions)
        self._browser = Browser(self._store)

    def _current(self, action: Callable[[], T]) -> T:
        """What the action gives; done once more if an import has made the index anew meanwhile."""
        try:
            return action()
        except EngineUnavailableError:  # to look for another index would only take as long again
            raise
        except (EngineError, UnknownItemError):
            before = self._store.version
            self._open()
            if self._store.version == before:
                raise
        return action()

    def _live(self) -> RedisStore:
        """The store as it is now; an import may have made it anew since the last look."""
        return self._parts.register.live(self.name)

    def _mapper(self) -> Mapper:
        store = self._live()
        return Mapper(store, store.maps)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.name, self._parts.register, self._parts.importer)

    @property
    def tuned(self) -> Tuned:
        """What `tune` has learnt of it; nothing where that was never done."""
        return self._parts.tuned(self.name, self._store.version)

    @property
    def schema(self) -> Schema:
        """Its fields and vectors."""
        return self._store.schema

    @property
    def indexing(self) -> bool:
        """Whether Redis is still building the index, so that searches may miss items."""
        return self._current(lambda: self._store.facts().indexing)

    def search(  # noqa: PLR0913 - each is a way to say what is wanted
        self,
        words: str = "",
        *,
        picture: Path | str | Image | None = None,
        like: Sequence[str] = (),
        unlike: Sequence[str] = (),
        unlike_words: str = "",
        by: str | Sequence[str] = (),
        weights: Mapping[str, float] | None = None,
        fusion: str | None = None,
        where: Where = None,
        exact: bool = False,
        min_relevance: float | None = None,
        min_score: float | None = None,
        sort: str = "",
        diversity: float | None = None,
        group_by: str = "",
        group_size: int = 1,
        fold: float | None = None,
        rerank: str = "",
        depth: int = 100,
        facets: Sequence[str] = (),
        count_relevant: bool = False,
        count_total: bool = False,
        limit: int = 10,
        offset: int = 0,
        cursor: str = "",
    ) -> Hits:
        """The items that fit best what is looked for, the best first; all, where nothing is.

        Args:
            words: What is looked for, in words.
            picture: What is looked for, as a file or an open picture.
            like: Ids of items that it is like.
            unlike: Ids of items that it is not like.
            unlike_words: What it is not, in words.
            by: The legs to search by: names of vectors, `keyword`, or `hybrid` for all that fit;
                if left out, words are compared with words, and with pictures only where nothing
                else is.
            weights: From a leg to what it counts.
            fusion: `rrf` goes by the ranks in the legs, `weighted` by their scores; if left out,
                by scores where weights are given and all legs are vectors, else by ranks.
            where: Only items that meet it: `{"category": "Lights", "price": (None, 80)}`,
                `"category=Lights price<=80"` or `Tag("category") == "Lights"`.
            exact: Compares every item, also where the index would look at some only.
            min_relevance: The least probability of being relevant, from 0 to 1.
            min_score: The least cosine, for a search by vectors.
            sort: A number or time by which the relevant items are sorted; `-price` for the largest
                first.
            diversity: From 0, which keeps the ranking, to 1, which only looks at how unlike each
                other the hits are.
            group_by: A field of which no value comes more than `group_size` times.
            group_size: How many of a group are shown.
            fold: Items whose vectors are at least so similar are shown as one.
            rerank: `late-interaction`, or the folder of a cross-encoder, which reads the words and
                the items' texts together.
            depth: How many of the best are reranked, diversified, or sorted where relevance is not
                known.
            facets: Fields of which the relevant items' values are counted.
            count_relevant: Whether the relevant items are counted.
            count_total: Whether `Hits.total` is asked for beside the hits, for those who want it;
                else it is when it is first looked at.
            limit: How many hits, at most 1,000.
            offset: How many of the first are passed over.
            cursor: `Hits.cursor` of the page before, in place of an offset.

        Raises:
            UsageError: The request cannot be met; the message says why.
            EngineError: Redis failed.
        """
        page = Page(limit, offset, cursor)
        arrangement = Arrangement(sort, diversity, group_by, group_size, fold, rerank, depth)
        counted = Counted(tuple(facets), relevant=count_relevant, total=count_total)
        opened = open_picture(Path(picture)) if isinstance(picture, (Path, str)) else picture
        query = Query(
            words,
            opened,
            tuple(like),
            tuple(unlike),
            unlike_words,
            (by,) if isinstance(by, str) and by else tuple(by),
            weights or {},
            _fusion(fusion),
            read_filter(where, self.schema),
            exact,
            min_relevance,
            min_score,
        )
        return self._current(lambda: self._searcher.search(query, page, arrangement, counted))

    def similar(
        self,
        item: str,
        *,
        by: str | Sequence[str] = (),
        where: Where = None,
        limit: int = 10,
        offset: int = 0,
        cursor: str = "",
    ) -> Hits:
        """The items nearest to one of them, which is never among the hits.

        Args:
            item: The id of the item.
            by: Which of its vectors is compared; the first that it has, if left out.
            where: Only items that meet it.
            limit: How many hits, at most 1,000.
            offset: How many of the first are passed over.
            cursor: `Hits.cursor` of the page before, in place of an offset.

        Raises:
            UnknownItemError: There is no such item, or it lacks that vector.
        """
        return self.search(
            like=(item,), by=by, where=where, limit=limit, offset=offset, cursor=cursor
        )

    def complete(self, typed: str, *, limit: int = 8) -> Sequence[Completed]:
        """Names that what was typed goes on to: in letters, from a later word, or in pinyin.

        The first call after an import reads all names, which takes some seconds for 100,000.

        Args:
            typed: What has been typed so far.
            limit: How many names, at most 50.
        """
        return self._current(lambda: self._suggester.complete(typed, limit=limit))

    def did_you_mean(self, words: str) -> str:
        """The words with those put right that no item has; empty where there is nothing to mend."""
        return self._current(lambda: self._suggester.meant(words))

    def tune(self, *, recall: float = RECALL, seed: int = 0) -> Tuned:
        """Learns what similarity says of relevance, and how graphs are searched; keeps it.

        Args:
            recall: The least mean share of the ten nearest that a search finds.
            seed: Another one draws other items, and makes other queries.

        Raises:
            ModelMismatchError: A model is not the one that made the vectors.
        """
        tuned = self._parts.tune(self.name, recall=recall, seed=seed)
        self._open()
        return tuned

    def map(
        self,
        vector: str = "",
        *,
        method: str = Method.PCA,
        refresh: bool = False,
        seed: int = 0,
    ) -> Mapped:
        """Lays the catalogue out on a plane, and keeps the map with it.

        Where it was done before, only what is new or changed since is placed, among what stays
        where it is. By `umap` and `tsne` 100,000 items take minutes.

        Args:
            vector: By which of the items' vectors; the first, if left out.
            method: `pca`, the widest shadow of the vectors, or `tsne` or `umap`, which keep
                neighbours together.
            refresh: Lays all of it out anew.
            seed: Another one gives another map.

        Raises:
            UsageError: There are too few items, or the package that does it is not installed.
            IncompleteIndexError: An import has made the index anew meanwhile.
        """
        return self._parts.map(self.name, vector, _method(method), refresh=refresh, seed=seed)

    def maps(self) -> Sequence[MapFacts]:
        """The maps that there are of it, the newest first."""
        return self._mapper().made()

    def kept_map(self, vector: str = "", *, method: str = "") -> Map:
        """A map as `map` has left it.

        Args:
            vector: By which of the vectors it was made; if left out, whichever is newest.
            method: How; if left out, whichever is newest.

        Raises:
            UnknownMapError: There is none.
        """
        return self._mapper().read(vector, method)

    def labels(self, tag: str = "", *, where: Where = None) -> Mapping[str, tuple[str, ...]]:
        """The ids of all items, each with its tags of a field.

        Args:
            tag: The field; empty for the ids alone.
            where: Only items that meet it.
        """
        store = self._live()
        return answer(store, Labels(tag, read_filter(where, store.schema)))

    @property
    def judgements(self) -> Judgements:
        """What was said of whether its items are relevant to queries."""
        return self._parts.judgements(self.name)

    def judge(  # noqa: PLR0913 - each is a way to say what is wanted
        self,
        item: str,
        grade: int,
        *,
        by: str,
        words: str = "",
        picture: Path | str = "",
        like: Sequence[str] = (),
        unlike: Sequence[str] = (),
        unlike_words: str = "",
        where: Where = None,
    ) -> Judgement:
        """Keeps whether an item is relevant to a query, as one has judged.

        Args:
            item: The item's id.
            grade: 0 for an item that is not relevant, 1 to 4 for one that is.
            by: Who says so; in place of what the same one said before.
            words: What was looked for, in words.
            picture: What was looked for, as a file, or as `sha256:` and the digest of one.
            like: Ids of items that it is like.
            unlike: Ids of items that it is not like.
            unlike_words: What it is not, in words.
            where: The filter of the query.

        Raises:
            UnknownItemError: There is no such item.
            UsageError: Nothing was looked for, or the grade is none.
        """
        self.content(item)
        store = self._live()
        digest = picture_digest(picture.read_bytes()) if isinstance(picture, Path) else picture
        asked = Asked.of(
            store.schema,
            words,
            picture=digest,
            like=like,
            unlike=unlike,
            unlike_words=unlike_words,
            where=where,
        )
        models = {each.name: f"{each.model} {each.fingerprint}" for each in store.schema.vectors}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        judgement = Judgement(asked, item, grade, by, at, store.version, models)
        self.judgements.put([judgement])
        return judgement

    def place(  # noqa: PLR0913 - each is a way to say what is wanted
        self,
        words: str = "",
        *,
        picture: Path | str | Image | None = None,
        like: Sequence[str] = (),
        unlike: Sequence[str] = (),
        unlike_words: str = "",
        vector: str = "",
        method: str = "",
        where: Where = None,
    ) -> Landing:
        """Where what is looked for lies on a map.

        Args:
            words: What is looked for, in words.
            picture: What is looked for, as a file or an open picture.
            like: Ids of items that it is like.
            unlike: Ids of items that it is not like.
            unlike_words: What it is not, in words.
            vector: Of which map, as `kept_map` has it.
            method: So too.
            where: Only items that meet it are told as near.

        Raises:
            UnknownMapError: There is no such map.
            UsageError: What is looked for cannot be compared with the map's vectors.
        """
        opened = open_picture(Path(picture)) if isinstance(picture, (Path, str)) else picture
        query = Query(words, opened, tuple(like), tuple(unlike), unlike_words)
        mapper = self._mapper()
        facts = mapper.facts(vector, method)
        to = self._current(lambda: self._searcher.vector(query, facts.vector))
        return mapper.place(facts, to, read_filter(where, self.schema))

    def ids(self) -> Iterator[str]:
        """The ids of all items, in no order."""
        return self._live().ids()

    def content(self, item: str) -> Content:
        """An item's fields and picture."""
        content = self._live().contents([item])[0]
        if content is None:
            raise UnknownItemError(f"There is no item {item!r} in {self.name}.")
        return content

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> Written:
        """Adds items, or replaces those of the same id; what has not changed is not encoded again.

        Args:
            rows: Each from column to cell, the columns being those of the catalogue's source;
                `picture_column` may name a picture too. A text names a file below the folder of
                the pictures, a `Path` one anywhere.

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
        """Removes the catalogue: its items, indexes and kept pictures; its recipe's file stays.

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
        store = self._live()
        return list_items(store, where, limit=limit, offset=offset)

    def browse(self, *, where: Where = None, limit: int = 10, offset: int = 0) -> Listing:
        """The items mixed, always in the same order, a page of them; quick in large catalogues.

        Args:
            where: Only items that meet it.
            limit: How many, at most 1,000.
            offset: How many of the first are passed over; pages end after 10,000 items.
        """
        return self._current(lambda: self._browser.page(where, limit=limit, offset=offset))

    def export(self, *, where: Where = None, vectors: bool = False) -> Iterator[Exported]:
        """Every item as a row, by id, under the names of the source's columns.

        A place that has one column is an object of `lon` and `lat`. Beside the columns stand
        `picture_column` with the path of its picture, and, if wanted, `vector_NAME`, each of its
        vectors as a float32 array of unit length. Without vectors, another catalogue with these
        columns can `add` the rows.

        Args:
            where: Only items that meet it.
            vectors: Whether the vectors are wanted.
        """
        store = self._live()
        recipe = self._parts.register.recipe(self.name)
        return export_rows(recipe, store, where=where, vectors=vectors)

    @property
    def picture_column(self) -> str | None:
        """The column in which `export` names the pictures; None where there are none.

        It is the one that holds the pictures' paths in the source, if there is one and it is no
        field, else `picture`, or a name like it that no field has.
        """
        store = self._live()
        return exported_column(self._parts.register.recipe(self.name), store.schema.fields)

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


def _fusion(name: str | None) -> Fusion | None:
    try:
        return None if name is None else Fusion(name)
    except ValueError:
        raise UsageError(
            f"There is no fusion {name!r}.", remedy=f"Use {' or '.join(Fusion)}."
        ) from None


def _method(name: str) -> Method:
    try:
        return Method(name)
    except ValueError:
        raise UsageError(
            f"There is no method {name!r}.", remedy=f"Use {', '.join(Method)}."
        ) from None


def _allowing(recipe: Recipe, hosts: tuple[str, ...]) -> Recipe:
    return replace(recipe, hosts=tuple(dict.fromkeys((*recipe.hosts, *hosts))))
