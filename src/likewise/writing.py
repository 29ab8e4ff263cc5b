"""Writing: a program adds, changes and removes items as it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from likewise.catalogue.item import Item, Reject
from likewise.catalogue.pictures import exported_column
from likewise.catalogue.readers.record import row_of
from likewise.catalogue.readers.row import Cell, Row
from likewise.catalogue.recipe import Recipe, pattern_columns
from likewise.catalogue.rows import ItemMaker, unused_columns
from likewise.catalogue.seen_ids import SeenIds
from likewise.embedding.known_models import known_model
from likewise.embedding.load import describe
from likewise.errors import (
    IncompleteIndexError,
    RejectedRowsError,
    UsageError,
)
from likewise.importing import Importer, ImportOptions
from likewise.index.content import Content
from likewise.index.engine.lock import WriterLock
from likewise.index.model_check import check_model
from likewise.index.redis.store import RedisStore
from likewise.index.register import Register
from likewise.index.schema import Schema
from likewise.index.sync import Progress, Watcher

Rows: TypeAlias = Iterable[Mapping[str, Cell]]

_WAIT_SECONDS = 10.0
_ITEMS_A_BATCH = 256
_ROWS_A_PART = 4 * _ITEMS_A_BATCH


@dataclass(frozen=True, slots=True)
class Written:
    """What a program's rows came to.

    Attributes:
        added: Items that were not there.
        changed: Items whose row or picture is another than before.
        unchanged: Items left as they were.
    """

    added: int
    changed: int
    unchanged: int


class Writer:
    """Writes to one catalogue by its recipe, one writer at a time.

    Args:
        name: The catalogue's.
        register: Knows its recipe and its live index, which another process may have replaced
            since the last write.
        importer: Lends what an import works with.
    """

    def __init__(self, name: str, register: Register, importer: Importer) -> None:
        self._name = name
        self._register = register
        self._importer = importer

    def add(self, rows: Rows) -> Written:
        """Adds items, or replaces those of the same id."""
        return self._write("an add", rows, _added)

    def update(self, rows: Rows) -> Written:
        """Changes items in the columns that the rows have; the others stay."""
        return self._write("an update", rows, _updated)

    def remove(self, ids: Iterable[str]) -> int:
        """Removes items; how many there were."""
        if isinstance(ids, str):
            raise UsageError(
                "The ids to remove are one text.", remedy=f"Give a list: remove([{ids!r}])."
            )
        source = iter(ids)
        removed = 0
        with self._held("a removal") as held:
            while part := list(dict.fromkeys(islice(source, _ITEMS_A_BATCH))):
                held.lock.check()
                removed += sum(each is not None for each in held.store.stamps(part))
                held.store.remove(part)
        return removed

    def _write(self, task: str, rows: Rows, items_of: _ItemsOf) -> Written:
        if isinstance(rows, Mapping):
            raise UsageError("The rows are one row.", remedy="Give a list: [row].")
        rejects: list[Reject] = []
        progress = Progress()
        with self._held(task) as held, SeenIds() as seen:
            maker = ItemMaker(held.recipe, seen, picture=_picture_column(held.recipe))
            watcher = Watcher(rejects.append, lambda _: held.lock.check())
            found = _known(held.recipe, rows)
            with self._importer.sync(held.recipe, held.store, watcher, ImportOptions()) as sync:
                # The sync reads in a thread of its own, where a program's generator may not work.
                while part := list(islice(found, _ROWS_A_PART)):
                    progress = sync.run(items_of(held, maker, part))
        if rejects:
            raise _refused(rejects, progress)
        return Written(progress.added, progress.changed, progress.unchanged)

    @contextmanager
    def _held(self, task: str) -> Iterator[_Held]:
        """The catalogue as it is while nobody else writes it."""
        with self._importer.lock(self._name, task, wait_seconds=_WAIT_SECONDS) as lock:
            store = self._register.live(self._name)
            recipe = self._register.recipe(self._name)
            _check(recipe, store.schema)
            yield _Held(recipe, store, lock)


@dataclass(frozen=True, slots=True)
class _Held:
    recipe: Recipe
    store: RedisStore
    lock: WriterLock


_ItemsOf: TypeAlias = Callable[[_Held, ItemMaker, Sequence[Row | Reject]], Iterator[Item | Reject]]


def _added(_: _Held, maker: ItemMaker, rows: Sequence[Row | Reject]) -> Iterator[Item | Reject]:
    return (row if isinstance(row, Reject) else maker.item(row) for row in rows)


def _updated(
    held: _Held, maker: ItemMaker, rows: Sequence[Row | Reject]
) -> Iterator[Item | Reject]:
    source = iter(rows)
    while part := list(islice(source, _ITEMS_A_BATCH)):
        named: dict[str, Row] = {}
        for row in part:
            if isinstance(row, Reject):
                yield row
            elif isinstance(id_ := maker.id(row), Reject):
                yield id_
            else:
                named[id_] = row
        contents = held.store.contents(list(named))
        for (id_, row), before in zip(named.items(), contents, strict=True):
            yield _changed(held.recipe, maker, row, id_, before)


def _changed(
    recipe: Recipe, maker: ItemMaker, row: Row, id_: str, before: Content | None
) -> Item | Reject:
    if before is None:
        reason = f"there is no item {id_!r} to update"
        return Reject(row.source, row.line, recipe.id, reason, row.cells)
    beside = set(pattern_columns(recipe.picture or "")) - {recipe.id}
    lacking = sorted(beside - row.cells.keys())
    if lacking and len(lacking) < len(beside):
        reason = f"another picture needs {', '.join(map(repr, lacking))} as well"
        return Reject(row.source, row.line, lacking[0], reason, row.cells)
    picture = None if before.picture is None else Path(before.picture)
    return maker.changed(row, id_, before.fields, picture)


def _known(recipe: Recipe, rows: Rows) -> Iterator[Row | Reject]:
    """The rows with clean cells; those with columns that the recipe does not name are refused."""
    for number, cells in enumerate(rows, 1):
        row = row_of("rows", number, cells)
        unknown = [] if isinstance(row, Reject) else _unknown(recipe, tuple(row.cells))
        if unknown:
            reason = f"the catalogue's recipe does not name {', '.join(map(repr, unknown))}"
            row = Reject("rows", number, unknown[0], reason, cells)
        yield row


def _unknown(recipe: Recipe, columns: tuple[str, ...]) -> list[str]:
    known = _picture_column(recipe)
    return [column for column in unused_columns(recipe, columns) if column != known]


def _picture_column(recipe: Recipe) -> str | None:
    """Where rows that were exported name their pictures."""
    return exported_column(recipe, recipe.fields)


def _check(recipe: Recipe, schema: Schema) -> None:
    """Refuses an index whose items were made otherwise than new ones would be."""
    wanted = [(vector.name, vector.source, vector.model) for vector in recipe.vectors]
    found = [(vector.name, vector.source, vector.model) for vector in schema.vectors]
    if recipe.fields != schema.fields or wanted != found:
        raise IncompleteIndexError(
            f"An import of {recipe.name!r} with another recipe has not been finished.",
            remedy="Run it again; it goes on where it stopped.",
        )
    for vector in schema.vectors:
        check_model(vector, describe(known_model(vector.model)))


def _refused(rejects: list[Reject], progress: Progress) -> RejectedRowsError:
    rejects.sort(key=lambda reject: reject.line)
    first = rejects[0]
    place = f"row {first.line}{f', column {first.column}' if first.column else ''}"
    some = len(rejects) < progress.rows
    return RejectedRowsError(
        f"{len(rejects):,} of {progress.rows:,} rows were refused, the first being {place}: "
        f"{first.reason}.",
        rejects=tuple(rejects),
        remedy="The other rows are in the catalogue; mend these and give them again."
        if some
        else "Mend them and give them again.",
    )
