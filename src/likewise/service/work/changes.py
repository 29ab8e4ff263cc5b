"""Changes: items written by one caller, each with what came of it.

The check of what a caller may write, and the writing, are done while nobody else writes by the API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Annotated, TypeAlias

from fastapi import Depends

from likewise.accounts.caller import Caller
from likewise.assembly import Catalogue
from likewise.catalogue.item import Item, Reject, Value
from likewise.catalogue.pictures import exported_column
from likewise.catalogue.readers.row import Cell, Row
from likewise.catalogue.recipe import Recipe
from likewise.catalogue.rows import ItemMaker
from likewise.catalogue.seen_ids import SeenIds
from likewise.errors import CatalogueBusyError, RejectedRowsError
from likewise.index.content import Content
from likewise.index.engine.lock import WriterLock
from likewise.index.filters.tree import EVERYTHING, Filter, meets
from likewise.index.redis.store import RedisStore
from likewise.language.analyzer import Analyzer
from likewise.service.callers.access import Writer
from likewise.service.callers.must import catalogue_of, must_of
from likewise.service.paths import CatalogueName
from likewise.service.serving import Serving, Shared
from likewise.service.work.outcome import Outcome, Status
from likewise.service.work.turns import busy

_ROWS_A_PART = 256
_WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Held:
    """The catalogue as it is while nobody else writes it by the API."""

    recipe: Recipe
    store: RedisStore
    maker: ItemMaker


_Read: TypeAlias = Callable[[_Held, Sequence[Row]], Iterator[Item | Outcome]]
_Write: TypeAlias = Callable[[Iterable[Mapping[str, Cell]]], object]


class Changes:
    """What one caller writes to a catalogue.

    Args:
        serving: What handlers share.
        name: The catalogue's.
        caller: Who writes.

    All of it raises ProblemError where there is no catalogue of that name, or nothing of it is
    there for the caller.
    """

    def __init__(self, serving: Serving, name: str, caller: Caller) -> None:
        self._serving = serving
        self._name = name
        self._caller = caller

    @cached_property
    def _catalogue(self) -> Catalogue:
        return catalogue_of(self._serving, self._name, self._caller)

    @cached_property
    def _must(self) -> Filter:
        return must_of(self._caller, self._catalogue.schema)

    @cached_property
    def _analyzer(self) -> Analyzer:
        return self._catalogue.schema.analyzer()

    @property
    def id_column(self) -> str:
        """The column that identifies a row."""
        return self._serving.parts.register.recipe(self._catalogue.name).id

    def add(self, rows: Iterable[Row | Reject]) -> list[Outcome]:
        """Adds items, or replaces those of the same id; what came of each row, in their order.

        Raises:
            ProblemError: Others have been writing the catalogue for too long.
        """
        return self._written(rows, self._added, self._catalogue.add)

    def update(self, rows: Iterable[Row | Reject]) -> list[Outcome]:
        """Changes items in the columns that the rows have; what came of each row, in their order.

        Raises:
            ProblemError: Others have been writing the catalogue for too long.
        """
        return self._written(rows, self._updated, self._catalogue.update)

    def remove(self, ids: Sequence[str]) -> int:
        """Removes items; how many there were.

        Raises:
            ProblemError: Others have been writing the catalogue for too long.
        """
        with self._held() as held:
            found = self._contents(held, ids)
            there = [id_ for id_, content in found.items() if self._admits(id_, content.fields)]
            return self._catalogue.remove(there)

    def _written(self, rows: Iterable[Row | Reject], read: _Read, write: _Write) -> list[Outcome]:
        source, outcomes = iter(rows), list[Outcome]()
        with self._held() as held:
            while part := list(islice(source, _ROWS_A_PART)):
                clean = {row.line: row for row in part if isinstance(row, Row)}
                done = {
                    row.line: self._rejected(held, row) for row in part if isinstance(row, Reject)
                }
                ids: dict[int, str] = {}
                for each in read(held, list(clean.values())):
                    if isinstance(each, Outcome):
                        done[each.line] = each
                    else:
                        ids[each.line] = each.id
                done |= self._done(held, {line: clean[line] for line in ids}, ids, write)
                outcomes += [done[row.line] for row in part]
        return outcomes

    def _done(
        self, held: _Held, rows: Mapping[int, Row], ids: Mapping[int, str], write: _Write
    ) -> Mapping[int, Outcome]:
        """Writes the rows, by their lines."""
        if not rows:
            return {}
        lines, before = list(rows), held.store.stamps(list(ids.values()))
        rejects: dict[int, Reject] = {}
        try:
            write([row.cells for row in rows.values()])
        except RejectedRowsError as error:
            for each in error.rejects:
                if isinstance(each, Reject):
                    line = lines[each.line - 1]
                    rejects[line] = replace(each, line=line)
        after = held.store.stamps(list(ids.values()))
        done = {}
        for line, was, is_ in zip(lines, before, after, strict=True):
            if line in rejects:
                done[line] = self._rejected(held, rejects[line], ids[line])
            elif was is None:
                done[line] = Outcome(line, ids[line], Status.ADDED)
            else:
                same = is_ is not None and is_.item == was.item
                status = Status.UNCHANGED if same else Status.CHANGED
                done[line] = Outcome(line, ids[line], status)
        return done

    def _added(self, held: _Held, rows: Sequence[Row]) -> Iterator[Item | Outcome]:
        """The items that the rows would be, checked."""
        made = [held.maker.item(row) for row in rows]
        ids = [item.id for item in made if isinstance(item, Item)]
        before = {} if self._must == EVERYTHING else self._contents(held, ids)
        for item in made:
            if isinstance(item, Reject):
                yield self._rejected(held, item)
            else:
                yield self._checked(item, before.get(item.id))

    def _updated(self, held: _Held, rows: Sequence[Row]) -> Iterator[Item | Outcome]:
        """The items that there would be with the rows, checked."""
        named = [(row, held.maker.id(row)) for row in rows]
        before = self._contents(held, [id_ for _, id_ in named if isinstance(id_, str)])
        for row, id_ in named:
            if isinstance(id_, Reject):
                yield self._rejected(held, id_)
                continue
            content = before.get(id_)
            if content is None or not self._admits(id_, content.fields):
                said = f"There is no item {id_!r} in {self._catalogue.name}."
                yield Outcome(row.line, id_, Status.MISSING, held.recipe.id, said)
                continue
            picture = None if content.picture is None else Path(content.picture)
            item = held.maker.changed(row, id_, content.fields, picture)
            if isinstance(item, Reject):
                yield self._rejected(held, item, id_)
            else:
                yield self._checked(item, content)

    def _checked(self, item: Item, before: Content | None) -> Item | Outcome:
        """The item, or that the caller may not write it."""
        said = ""
        if before is not None and not self._admits(item.id, before.fields):
            said = "The item of this id is not among those that you may write."
        elif not self._admits(item.id, item.fields):
            said = "The item would not meet the filter that all that you write must."
        elif self._is_found(item, before):
            said = "You may send a picture, but not name one that lies here: it may be another's."
        return Outcome(item.line, item.id, Status.FORBIDDEN, "", said) if said else item

    def _is_found(self, item: Item, before: Content | None) -> bool:
        """Whether a file has become the item's picture by its name, for one who sees not all."""
        if self._must == EVERYTHING or not isinstance(item.picture, Path):
            return False
        return before is None or before.picture != str(item.picture)

    def _admits(self, id_: str, fields: Mapping[str, Value]) -> bool:
        told = self._catalogue.schema.told(id_, fields)
        return meets(told, self._must, self._analyzer)

    def _contents(self, held: _Held, ids: Sequence[str]) -> Mapping[str, Content]:
        found = zip(ids, held.store.contents(ids), strict=True)
        return {id_: content for id_, content in found if content is not None}

    def _rejected(self, held: _Held, reject: Reject, id_: str | None = None) -> Outcome:
        """The reject without the folders of this machine."""
        reason = reject.reason
        for folder in (held.recipe.folder, self._serving.parts.settings.home):
            reason = reason.replace(f"{folder.resolve()}", "...").replace(f"{folder}", "...")
        cell = reject.row.get(held.recipe.id)
        known = id_ or (str(cell) if isinstance(cell, str | int) else None)
        return Outcome(reject.line, known, Status.REJECTED, reject.column, reason)

    @contextmanager
    def _held(self) -> Iterator[_Held]:
        register, name = self._serving.parts.register, self._catalogue.name
        # Not the catalogue's own lock, which whatever writes takes for itself.
        lock = WriterLock(register.engine, f"{name}:api", "a request", wait_seconds=_WAIT_SECONDS)
        try:
            with (
                self._serving.turns.turn(name, wait_seconds=_WAIT_SECONDS),
                lock,
                SeenIds() as seen,
            ):
                recipe = register.recipe(name)
                picture = exported_column(recipe, recipe.fields)
                maker = ItemMaker(recipe, seen, picture=picture)
                yield _Held(recipe, register.live(name), maker)
        except CatalogueBusyError:  # it names processes and machines
            raise busy(name) from None


async def _changes(name: CatalogueName, serving: Shared, writer: Writer) -> Changes:
    return Changes(serving, name, writer)  # which asks nobody yet, and so needs no thread


Changing = Annotated[Changes, Depends(_changes)]
"""The catalogue of the address as the caller may write it, as a handler's parameter."""
