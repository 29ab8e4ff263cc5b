"""Register: which catalogues there are, and which index of each is live."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Recipe
from likewise.errors import IncompleteIndexError, UnknownCatalogueError
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import CATALOGUES, Keys
from likewise.index.redis.store import RedisStore
from likewise.index.schema import Schema


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a catalogue.

    Attributes:
        recipe: The text of its `likewise.toml`.
        folder: Where the recipe's relative paths start.
        live: The version that is searched; None before the first import has ended.
        building: The version that is being filled, if it is not the live one.
        schemas: Version to schema, for those two.
    """

    recipe: str
    folder: str
    live: int | None
    building: int | None
    schemas: dict[int, dict[str, Any]]

    @property
    def algorithm(self) -> Algorithm | None:
        """That of the live index, else of the one being built."""
        version = self.live or self.building
        return None if version is None else Algorithm(self.schemas[version]["algorithm"])

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """The entry as Redis keeps it."""
        plain = json.loads(data)
        schemas = {int(version): schema for version, schema in plain.pop("schemas").items()}
        return cls(schemas=schemas, **plain)


class Register:
    """The catalogues of one Redis."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def names(self) -> list[str]:
        """The names of all catalogues, sorted."""
        names = sorted(name.decode() for name in self.engine.run("SMEMBERS", CATALOGUES))
        there = self.engine.together(*(("EXISTS", Keys(name).register) for name in names))
        return [name for name, known in zip(names, there, strict=True) if known]

    def entry(self, name: str) -> Entry | None:
        """What is known of a catalogue; None if there is none of that name."""
        data = self.engine.run("JSON.GET", Keys(name).register, ".")
        return None if data is None else Entry.from_json(data)

    def live(self, name: str) -> RedisStore:
        """The store that is searched.

        Raises:
            UnknownCatalogueError: There is no such catalogue, or its first import has not ended.
        """
        entry = self._known(name)
        if entry.live is None:
            raise UnknownCatalogueError(
                f"The import of catalogue {name!r} has not been finished.",
                remedy="Run the same `likewise import` again; it goes on where it stopped.",
            )
        return self._version(name, entry.live, Schema.from_json(entry.schemas[entry.live]))

    def live_ids(self, name: str) -> Iterator[str]:
        """The ids of the items that are searched, in no order; none before the first import."""
        entry = self.entry(name)
        live = None if entry is None else entry.live
        return iter(()) if live is None else self._version(name, live, _NONE).ids()

    def recipe(self, name: str) -> Recipe:
        """The recipe by which the catalogue was last imported."""
        entry = self._known(name)
        return Recipe.parse(entry.recipe, Path(entry.folder))

    def tuned(self, name: str, version: int) -> str:
        """What was learnt of a version of the index, as it was kept; empty where nothing was."""
        data = self.engine.run("GET", Keys(name).tuned(version))
        return "" if data is None else str(data.decode())

    def keep_tuned(self, name: str, version: int, text: str) -> None:
        """Keeps what was learnt of the live version, until that is dropped.

        Raises:
            IncompleteIndexError: An import has made the index anew meanwhile.
        """
        self.engine.run("SET", Keys(name).tuned(version), text)
        if not self.is_live(name, version):
            self.engine.run("UNLINK", Keys(name).tuned(version))
            raise IncompleteIndexError(
                f"The index of {name!r} was made anew while it was measured.",
                remedy="Run `likewise tune` again.",
            )

    def last_import(self, name: str) -> str:
        """What the last import did, as it was kept; empty where nothing was."""
        data = self.engine.run("GET", Keys(name).last_import)
        return "" if data is None else str(data.decode())

    def keep_import(self, name: str, text: str) -> None:
        """Keeps what an import did, if it came so far that there is a catalogue."""
        if self.entry(name) is not None:
            self.engine.run("SET", Keys(name).last_import, text)

    def is_live(self, name: str, version: int) -> bool:
        """Whether that version of a catalogue's index is the one that is searched."""
        entry = self.entry(name)
        return entry is not None and entry.live == version

    def filled(self, name: str, schema: Schema) -> RedisStore | None:
        """The store that an import with this schema would go on with; None if it would begin."""
        entry = self.entry(name)
        if entry is None:
            return None
        version = self._version_of(entry, schema)
        return self._version(name, version, schema) if version in entry.schemas else None

    def begin(self, recipe: Recipe, schema: Schema) -> RedisStore:
        """The store to fill: the live one if its schema is this one, else a new one beside it."""
        entry = self.entry(recipe.name) or Entry("", "", None, None, {})
        version = self._version_of(entry, schema)
        kept = {each: plain for each, plain in entry.schemas.items() if each == entry.live}
        updated = Entry(
            recipe=recipe.to_toml(),
            folder=str(recipe.folder),
            live=entry.live,
            building=None if version == entry.live else version,
            schemas=kept | {version: schema.to_json()},
        )
        # Dropped before they are forgotten: a kill between leaves them to the next import.
        for each in entry.schemas.keys() - updated.schemas.keys():
            self._version(recipe.name, each, schema).drop()
        self._write(recipe.name, updated)
        store = self._version(recipe.name, version, schema)
        store.create()
        return store

    def finish(self, name: str, store: RedisStore, *, may_lose: bool) -> int:
        """Makes a store that has been filled the live one, in one step; drops the one before.

        Returns how many items the one before had that are gone.

        Raises:
            IncompleteIndexError: It lacks items that the live one has, and may not lose any.
        """
        entry = self._known(name)
        if entry.live == store.version:
            return 0
        previous = None if entry.live is None else self._version(name, entry.live, store.schema)
        lost = previous.absent_from(store) if previous else set[str]()
        if previous and lost:
            if not may_lose:
                raise _loss(lost)
            previous.remove(lost)
        keys = Keys(name)
        self.engine.run("FT.ALIASUPDATE", keys.alias, keys.index(store.version))
        live = replace(entry, live=store.version, building=None)
        self._write(name, live)
        if previous is not None:
            previous.drop()
            schemas = {store.version: store.schema.to_json()}
            self._write(name, replace(live, schemas=schemas))
        return len(lost)

    def size(self, name: str) -> int:
        """How many items a catalogue has; 0 before its first import has ended."""
        entry = self._known(name)
        return 0 if entry.live is None else self._version(name, entry.live, _NONE).size()

    def forget(self, name: str) -> None:
        """Removes a catalogue: its indexes, its items and its entry."""
        for version in self._known(name).schemas:
            store = self._version(name, version, _NONE)
            store.remove(store.ids())
            store.drop()
        self.engine.run("DEL", Keys(name).register, Keys(name).last_import)
        self.engine.run("SREM", CATALOGUES, name)

    def _known(self, name: str) -> Entry:
        entry = self.entry(name)
        if entry is None:
            names = self.names()
            raise UnknownCatalogueError(
                f"There is no catalogue {name!r}.",
                remedy=f"The catalogues are: {', '.join(names)}."
                if names
                else "There is none yet: try `likewise demo`, or `likewise import FILE`.",
            )
        return entry

    def _version(self, name: str, version: int, schema: Schema) -> RedisStore:
        """A version's store; to count, list or drop what it holds, any schema will do."""
        return RedisStore(self.engine, Keys(name), version, schema)

    def _version_of(self, entry: Entry, schema: Schema) -> int:
        for version in (entry.live, entry.building):
            if version is not None and schema.is_that_of(entry.schemas[version]):
                return version
        return max(entry.schemas, default=0) + 1

    def _write(self, name: str, entry: Entry) -> None:
        text = json.dumps(asdict(entry), ensure_ascii=False)
        self.engine.run("SADD", CATALOGUES, name)  # first: a name without an entry does no harm
        self.engine.run("JSON.SET", Keys(name).register, "$", text)


_NONE = Schema((), (), Metric.COSINE, Algorithm.FLAT)


def _loss(lost: set[str]) -> IncompleteIndexError:
    return IncompleteIndexError(
        f"The recipe or a model has changed, so every item must be made anew; this source lacks "
        f"{len(lost)} that the catalogue has, such as {min(lost)!r}.",
        remedy="Import the whole source, or add --sync to let those go. The index from before is "
        "still searched.",
    )
