"""Importing: brings a catalogue up to the rows of its source."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from likewise.catalogue.fetching.fetcher import FetchRules
from likewise.catalogue.index_recipe import Algorithm
from likewise.catalogue.item import Item, Reject
from likewise.catalogue.pictures import PictureFiles
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.recipe import Recipe
from likewise.catalogue.rejects import RejectsFile
from likewise.catalogue.rows import read_items
from likewise.catalogue.seen_ids import SeenIds
from likewise.catalogue.source import Source
from likewise.catalogue.survey import Survey
from likewise.embedding.cache import VectorCache
from likewise.embedding.encoder import Encoder
from likewise.embedding.known_models import known_model
from likewise.embedding.load import describe
from likewise.errors import EngineError, IncompleteIndexError, LikewiseError, UsageError
from likewise.index.engine.capabilities import is_common
from likewise.index.engine.lock import WriterLock
from likewise.index.import_record import ImportRecord, Recorder
from likewise.index.memory_store import MemoryStore
from likewise.index.redis.store import RedisStore
from likewise.index.register import Register
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Store
from likewise.index.supplies import Supplies
from likewise.index.sync import Progress, Sync, Watcher
from likewise.language.keyword_settings import KeywordSettings
from likewise.planning.plan import Plan, check_fits, make_plan
from likewise.planning.task import Task
from likewise.settings import Settings

FLAT_UP_TO = 50_000
"""So many items are searched exactly unless the recipe says otherwise; more by HNSW."""

_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import goes.

    Attributes:
        source: Where the rows are, if not where the recipe says.
        survey_of: Surveys the source, or knows its survey.
        strict: The first refused row ends it.
        remove_absent: Items that the source has no more are removed.
        refresh: Pictures fetched before are asked for again.
        headers: Sent with each request for a picture.
        rejected: Told of each refused row.
        advanced: Told how far it is, with about how many rows there are, if that is known; may
            raise to end it.
    """

    source: Source | None = None
    survey_of: Callable[[Source], Survey] = Survey.of
    strict: bool = False
    remove_absent: bool = False
    refresh: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    rejected: Callable[[Reject], None] = lambda _: None
    advanced: Callable[[Progress, int | None], None] = lambda _, __: None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or, where it was only tried, would do.

    Attributes:
        catalogue: Its name.
        added: Items that were not there before.
        changed: Items whose row or picture is another than before.
        unchanged: Items left as they were.
        removed: Items that the source has no more.
        rejected: Rows refused.
        encoded: Vectors that a model had to make.
        rejects: The file of the refused rows, or None.
        seconds: How long it took.
    """

    catalogue: str
    added: int
    changed: int
    unchanged: int
    removed: int
    rejected: int
    encoded: int
    rejects: Path | None
    seconds: float

    @property
    def indexed(self) -> int:
        """Items written."""
        return self.added + self.changed

    @classmethod
    def of(cls, catalogue: str, progress: Progress, rejects: Path | None, start: float) -> Self:
        """What was done since `start` of the performance counter."""
        return cls(
            catalogue,
            *(progress.added, progress.changed, progress.unchanged),
            *(progress.removed, progress.rejected, progress.encoded),
            rejects=rejects,
            seconds=time.perf_counter() - start,
        )


class Importer:
    """Imports into the catalogues of one Redis.

    Args:
        register: The catalogues.
        encoder_of: From a model's name to its encoder.
        cache: The vectors made before.
        settings: Where files are kept.
    """

    def __init__(
        self,
        register: Register,
        encoder_of: Callable[[str], Encoder],
        cache: VectorCache,
        settings: Settings,
    ) -> None:
        self._register = register
        self._encoder_of = encoder_of
        self._cache = cache
        self._settings = settings

    def run(self, recipe: Recipe, options: ImportOptions) -> Imported:
        """Makes the catalogue hold the recipe's rows, and its index live.

        The recipe is kept and rules from then on. An import that was cut off goes on when it is
        run again.

        Raises:
            CatalogueBusyError: Another process writes the catalogue.
        """
        recorder = Recorder()
        with self.lock(recipe.name, "likewise import") as lock:
            try:
                imported = self._run(recipe, _followed(options, lock, recorder))
            except (LikewiseError, KeyboardInterrupt) as error:
                self._keep(recipe.name, recorder.record(str(error) or "It was stopped."))
                raise
            self._keep(recipe.name, recorder.record())
        return imported

    def _keep(self, name: str, record: ImportRecord) -> None:
        with suppress(EngineError):  # what was imported counts, whether that is known or not
            self._register.keep_import(name, record.to_text())

    def _run(self, recipe: Recipe, options: ImportOptions) -> Imported:
        start = time.perf_counter()
        schema, rows = self._fitting(recipe, options)
        store = self._register.begin(recipe, schema)
        _keep(recipe, self._settings.recipe_file(recipe.name))
        with self._work(recipe, store, options, rows) as work:
            progress = work.sync.run(work.items)
            if options.remove_absent:
                work.sync.remove_absent(work.seen)
        check_complete(store)
        progress.removed += self._register.finish(
            recipe.name, store, may_lose=options.remove_absent
        )
        return Imported.of(recipe.name, progress, work.rejects.path, start)

    def plan(self, recipe: Recipe, options: ImportOptions) -> Plan:
        """What `run` would take, told from a sample; nothing is written.

        Raises:
            UsageError: The source is standard input, which can be read only once.
        """
        survey = _survey(recipe, options)
        if survey is None:
            raise UsageError(
                "Standard input can be read only once.", remedy="Give a file to plan for."
            )
        task = Task(recipe, self._schema(recipe, survey.estimate), survey)
        return make_plan(task, self._register, self._encoder_of, self._cache, options.headers)

    def preview(self, recipe: Recipe, options: ImportOptions) -> Imported:
        """What `run` would do.

        Nothing is written but the list of rejects, and pictures that were fetched or that rows
        hold: they are kept for the import.
        """
        start = time.perf_counter()
        survey = _survey(recipe, options)
        rows = None if survey is None else survey.estimate
        schema = self._schema(recipe, rows)
        store = self._register.filled(recipe.name, schema) or MemoryStore(schema)
        with self._work(recipe, store, options, rows) as work:
            progress = work.sync.preview(work.items)
            if options.remove_absent:
                progress.removed = sum(
                    item not in work.seen for item in self._register.live_ids(recipe.name)
                )
        return Imported.of(recipe.name, progress, work.rejects.path, start)

    def _fitting(self, recipe: Recipe, options: ImportOptions) -> tuple[Schema, int | None]:
        """The schema of an index that Redis has room for, and about how many rows there are."""
        survey = _survey(recipe, options)
        rows = None if survey is None else survey.estimate
        schema = self._schema(recipe, rows)
        if survey is not None:
            check_fits(Task(recipe, schema, survey), self._register)
        return schema, rows

    def lock(self, catalogue: str, task: str, *, wait_seconds: float = 0) -> WriterLock:
        """The hold on a catalogue that whoever writes it must have."""
        return WriterLock(self._register.engine, catalogue, task, wait_seconds=wait_seconds)

    @contextmanager
    def sync(
        self,
        recipe: Recipe,
        store: Store,
        watcher: Watcher,
        options: ImportOptions,
    ) -> Iterator[Sync]:
        """A sync of the catalogue's store with all that it draws on."""
        rules = FetchRules(recipe.hosts, options.headers)
        given = self._settings.given_pictures_folder(recipe.name)
        fetched = self._settings.pictures_folder
        files = PictureFiles.kept_in(given, fetched, rules, refresh=options.refresh)
        encoders = self._encoders(store.schema)
        with Supplies.open(files, self._cache) as supplies:
            yield Sync(store, encoders, supplies, watcher, strict=options.strict)

    @contextmanager
    def _work(
        self, recipe: Recipe, store: Store, options: ImportOptions, rows: int | None
    ) -> Iterator[_Work]:
        def rejected(reject: Reject) -> None:
            rejects.add(reject)
            options.rejected(reject)

        watcher = Watcher(rejected, lambda progress: options.advanced(progress, rows))
        folder = self._settings.catalogue_folder(recipe.name)
        with (
            open_table(options.source or recipe.source) as table,
            closing(RejectsFile.of(folder, table)) as rejects,
            SeenIds() as seen,
            self.sync(recipe, store, watcher, options) as sync,
        ):
            yield _Work(sync, read_items(recipe, table, seen), seen, rejects)

    def _encoders(self, schema: Schema) -> dict[str, Encoder]:
        return {vector.name: self._encoder_of(vector.model) for vector in schema.vectors}

    def _schema(self, recipe: Recipe, rows: int | None) -> Schema:
        algorithm = recipe.index.algorithm or self._algorithm(recipe.name, rows)
        keywords = KeywordSettings.read(recipe.keywords.language, recipe.keywords.synonyms)
        schema = Schema.of(recipe, tuple(_vector_fields(recipe)), algorithm, keywords)
        if not is_common(schema):
            self._register.engine.capabilities.check(schema)
        return schema

    def _algorithm(self, name: str, rows: int | None) -> Algorithm:
        """As before, so that a catalogue that grows is not rebuilt unasked; else by size."""
        entry = self._register.entry(name)
        if entry is not None and entry.algorithm is not None:
            return entry.algorithm
        return Algorithm.FLAT if rows is not None and rows <= FLAT_UP_TO else Algorithm.HNSW


@dataclass(frozen=True, slots=True)
class _Work:
    sync: Sync
    items: Iterator[Item | Reject]
    seen: SeenIds
    rejects: RejectsFile


def _followed(options: ImportOptions, lock: WriterLock, recorder: Recorder) -> ImportOptions:
    """The same; the recorder is told too, after a look whether the catalogue is still ours."""

    def rejected(reject: Reject) -> None:
        recorder.rejected(reject)
        options.rejected(reject)

    def advanced(progress: Progress, rows: int | None) -> None:
        lock.check()
        recorder.advanced(progress)
        options.advanced(progress, rows)

    return replace(options, rejected=rejected, advanced=advanced)


def check_complete(store: RedisStore) -> None:
    """Refuses an index that does not hold every document that was written.

    Raises:
        IncompleteIndexError: With the search module's last reason.
    """
    facts = store.facts()
    while facts.indexing:
        time.sleep(_POLL_SECONDS)
        facts = store.facts()
    stored = store.size()
    if facts.documents != stored or facts.failures:
        raise IncompleteIndexError(
            f"Redis stored {stored} documents but indexed {facts.documents}; its last reason: "
            f"{facts.last_failure or 'none given'}.",
            remedy="Run the import again; `likewise verify` names what is wrong.",
        )


def _survey(recipe: Recipe, options: ImportOptions) -> Survey | None:
    """The first rows; None of standard input, which would lose them."""
    source = options.source or recipe.source
    return None if source.is_input else options.survey_of(source)


def _keep(recipe: Recipe, file: Path) -> None:
    """Writes the recipe, unless it is there: a source named this once, and comments, stay so."""
    file.parent.mkdir(parents=True, exist_ok=True)
    anchored = recipe.anchored(file.parent)
    if not file.exists() or replace(Recipe.load(file), source=anchored.source) != anchored:
        file.write_text(anchored.to_toml(), encoding="utf-8")


def _vector_fields(recipe: Recipe) -> Iterator[VectorField]:
    for vector in recipe.vectors:
        described = describe(known_model(vector.model))
        yield VectorField(
            vector.name, vector.source, described.dims, described.name, described.fingerprint
        )
