"""View: what one caller sees of a catalogue.

All that the API tells of items has passed here, so that nothing comes out that the caller's own
filter leaves out: no hit, and no count, facet, completion or spelling that tells of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Depends
from PIL.Image import Image

from likewise.accounts.caller import Caller
from likewise.assembly import Catalogue
from likewise.catalogue.recipe import Role
from likewise.embedding.load_reranker import LATE_INTERACTION
from likewise.embedding.vectors import Vector
from likewise.errors import UnknownItemError, UsageError
from likewise.index.content import Content
from likewise.index.filters.reading import Where
from likewise.index.filters.tree import EVERYTHING, And, Filter, Or, Phrase, Words, meets
from likewise.index.redis.maps import Points
from likewise.index.redis.store import RedisStore
from likewise.index.requests import Bounds, Extent, TagCounts, Total
from likewise.index.schema import Schema
from likewise.index.store import answer
from likewise.judgements.judgement import Judgement
from likewise.judgements.judgements import Judgements
from likewise.search.cursor import Cursor, decode_cursor, encode_cursor
from likewise.search.explanation import Explanation
from likewise.search.facets import MOST_TAGS, Facets, read
from likewise.search.hits import Facet, Hits
from likewise.search.listing import Listed, Listing
from likewise.search.mapping.map import Landing, MapFacts
from likewise.search.round import Round
from likewise.search.suggesting import MOST_COMPLETIONS, Completed
from likewise.service.callers.access import Reader
from likewise.service.callers.must import catalogue_of, must_of, within
from likewise.service.paths import CatalogueName
from likewise.service.serving import Serving, Shared
from likewise.service.wire.judgement import NewJudgement
from likewise.service.wire.map import ToPlace
from likewise.service.wire.query import Search

_LONGEST_CHECKED = 1000  # characters of a text in a filter


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of items that were not looked for.

    Attributes:
        items: The items.
        total: How many there are in all.
        facets: From a field to how many of all have what of it.
        cursor: For the page after this one; empty where this is the last.
    """

    items: Sequence[Listed]
    total: int
    facets: Mapping[str, Facet]
    cursor: str


@dataclass(frozen=True, slots=True)
class SeenMap:
    """What of a map a caller sees.

    Attributes:
        facts: What is known of it.
        labels: From the id of each item on it, in their order, to its tags.
        points: Where each lies.
        there: How many items there are, on it or not.
    """

    facts: MapFacts
    labels: Mapping[str, tuple[str, ...]]
    points: Points
    there: int


class View:
    """A catalogue as one caller sees it.

    Args:
        serving: What handlers share.
        name: The catalogue's.
        caller: Who asks.

    All of it raises ProblemError where there is no catalogue of that name, or nothing of it is
    there for the caller.
    """

    def __init__(self, serving: Serving, name: str, caller: Caller) -> None:
        self.name = name
        self._serving = serving
        self._caller = caller

    @cached_property
    def _catalogue(self) -> Catalogue:
        return catalogue_of(self._serving, self.name, self._caller)

    @cached_property
    def _must(self) -> Filter:
        return must_of(self._caller, self.schema)

    @property
    def schema(self) -> Schema:
        """The catalogue's fields and vectors."""
        return self._catalogue.schema

    def total(self) -> int:
        """How many items there are."""
        return answer(self._store, Total(self._must))

    def contents(self, ids: Sequence[str]) -> Mapping[str, Content]:
        """The items of these ids that there are, in their order."""
        told, analyzer = self.schema.told, self.schema.analyzer()
        found = zip(ids, self._store.contents(ids), strict=True)
        return {
            id_: content
            for id_, content in found
            if content is not None and meets(told(id_, content.fields), self._must, analyzer)
        }

    def content(self, item: str) -> Content:
        """An item.

        Raises:
            UnknownItemError: There is no such item.
        """
        found = self.contents([item])
        if not found:
            raise UnknownItemError(
                f"There is no item {item!r} in {self.name}.", remedy="Name one of its items."
            )
        return found[item]

    def vectors(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, Vector]]:
        """From the id of an item that there is to the vectors that it has, by their names."""
        there = list(self.contents(ids))
        found: dict[str, dict[str, Vector]] = {id_: {} for id_ in there}
        for field in self.schema.vectors:
            vectors = self._store.vectors(field.name, there)
            for id_, vector in zip(there, vectors, strict=True):
                if vector is not None:
                    found[id_][field.name] = vector
        return found

    def search(self, asked: Search, picture: Image | None = None) -> Hits:
        """The hits of a search.

        Raises:
            UnknownItemError: There is no such item as one of the examples.
            UsageError: The search cannot be made; the message says why.
        """
        self._check_reranker(asked.rerank)
        self._check_examples((*asked.like, *asked.unlike))
        return self._catalogue.search(
            asked.words,
            picture=picture,
            like=asked.like,
            unlike=asked.unlike,
            unlike_words=asked.unlike_words,
            by=asked.by,
            weights=asked.weights,
            fusion=asked.fusion,
            where=self._within(asked.where),
            exact=asked.exact,
            min_relevance=asked.min_relevance,
            min_score=asked.min_score,
            sort=asked.sort,
            diversity=asked.diversity,
            group_by=asked.group_by,
            group_size=asked.group_size,
            fold=asked.fold,
            rerank=asked.rerank,
            depth=asked.depth,
            facets=asked.facets,
            count_relevant=asked.count_relevant,
            count_total=True,
            limit=asked.limit,
            offset=asked.offset,
            cursor=asked.cursor,
        )

    def explain(self, hits: Hits, item: str) -> Explanation:
        """Why an item is a hit of that search, on whatever page, or why it is not.

        Raises:
            UnknownItemError: There is no such item.
            UsageError: Nothing was looked for.
        """
        self.content(item)
        return hits.explain(item)

    def browse(self, where: Where, *, limit: int, offset: int) -> Listing:
        """Items mixed, always in the same order: a page of them, with nothing counted beside it.

        Raises:
            UsageError: There is no such page.
        """
        return self._catalogue.browse(where=self._within(where), limit=limit, offset=offset)

    def shelf(
        self, where: Where, facets: Sequence[str], *, limit: int, offset: int, cursor: str
    ) -> Shelf:
        """Items mixed, always in the same order: a page of them.

        Raises:
            UsageError: There is no such page, or a facet that cannot be counted.
        """
        conditions = self._within(where)
        query, version = f"shelf {conditions!r}", self._store.version
        if cursor and offset:
            raise UsageError("A page begins at an offset or at a cursor, and not at both.")
        if cursor:
            offset = decode_cursor(cursor, query=query, version=version).passed
        listing = self._catalogue.browse(where=conditions, limit=limit, offset=offset)
        after, passed = "", offset + len(listing.page)
        if listing.page and passed < listing.total:
            last = Cursor(passed, listing.page[-1].id)
            after = encode_cursor(last, query=query, version=version)
        return Shelf(listing.page, listing.total, self._facets(conditions, facets), after)

    def maps(self) -> Sequence[MapFacts]:
        """The maps that there are, the newest first."""
        return self._catalogue.maps()

    def map(self, vector: str, method: str, colour: str, where: Where) -> SeenMap:
        """A map with those of its items that meet a filter.

        Args:
            vector: By which of the vectors it was made; empty for whichever is newest.
            method: How; so too.
            colour: The field of the labels; empty for none.
            where: The filter.

        Raises:
            UnknownMapError: There is none.
            UsageError: The colour is no field of tags.
        """
        tags = [field.name for field in self.schema.fields if field.role is Role.TAG]
        if colour and colour not in tags:
            raise UsageError(
                f"Items cannot be coloured by {colour!r}.",
                remedy=f"They can by {', '.join(tags)}." if tags else "There are no tags.",
            )
        map_ = self._catalogue.kept_map(vector, method=method)
        labels = self._catalogue.labels(colour, where=self._within(where))
        rows = sorted((id_, row) for row, id_ in enumerate(map_.ids) if id_ in labels)
        shown = {id_: labels[id_] for id_, _ in rows}
        return SeenMap(map_.facts, shown, map_.points[[row for _, row in rows]], len(labels))

    def place(self, asked: ToPlace, picture: Image | None) -> Landing:
        """Where something lies on a map, and what is near to it.

        Raises:
            UnknownMapError: There is no such map.
            UnknownItemError: There is no such item as one of the examples.
            UsageError: It cannot be compared with the map's vectors.
        """
        self._check_examples((*asked.like, *asked.unlike))
        return self._catalogue.place(
            asked.words,
            picture=picture,
            like=asked.like,
            unlike=asked.unlike,
            unlike_words=asked.unlike_words,
            vector=asked.vector,
            method=asked.method or "",
            where=self._within(asked.where),
        )

    def judge(self, judged: NewJudgement, picture: str, *, by: str) -> Judgement:
        """Keeps whether an item is relevant to a query.

        Args:
            judged: What is said.
            picture: The digest of the picture that was looked for; empty for none.
            by: Who says so.

        Raises:
            UnknownItemError: There is no such item, or none as one of the examples.
            UsageError: Nothing was looked for.
        """
        self.content(judged.id)
        asked = judged.query
        self._check_examples((*asked.like, *asked.unlike))
        return self._catalogue.judge(
            judged.id,
            judged.grade,
            by=by,
            words=asked.words,
            picture=picture,
            like=asked.like,
            unlike=asked.unlike,
            unlike_words=asked.unlike_words,
            where=asked.where,
        )

    def judgements(self) -> Judgements:
        """What was said of its results, by whomever."""
        return self._catalogue.judgements

    def complete(self, typed: str, *, limit: int) -> Sequence[Completed]:
        """Names that go on from what was typed."""
        if self._must == EVERYTHING:
            return self._catalogue.complete(typed, limit=limit)
        names = [each.name for each in self._catalogue.complete(typed, limit=MOST_COMPLETIONS)]
        field = self.schema.name_field
        asked = [Total(And((self._must, Phrase(field, name)))) for name in names]
        counts: Sequence[int] = self._store.ask(asked)
        found = [Completed(*each) for each in zip(names, counts, strict=True)]
        return [each for each in found if each.count][:limit]

    def did_you_mean(self, words: str) -> str:
        """The words put right; empty where there is nothing to mend."""
        meant = self._catalogue.did_you_mean(words)
        if self._must == EVERYTHING or not meant:
            return meant
        mended = set(meant.split()) - set(words.split())
        return meant if all(map(self._is_said, mended)) else ""

    def values(self) -> Mapping[str, Mapping[str, int] | Bounds | None]:
        """From a field to its tags with their counts, or the bounds of its numbers and times."""
        within = Round(self._store)
        tags = {
            field.name: within.ask(TagCounts(field.name, MOST_TAGS, self._must))
            for field in self.schema.fields
            if field.role is Role.TAG
        }
        extents = {
            field.name: within.ask(Extent(field.name, self._must))
            for field in self.schema.fields
            if field.role in (Role.NUMBER, Role.TIME)
        }
        within.send()
        return {name: each.answer for name, each in (tags | extents).items()}

    @cached_property
    def _store(self) -> RedisStore:
        """All of the items as they are now, whoever sees them."""
        return self._serving.parts.register.live(self._catalogue.name)

    def _check_examples(self, ids: Sequence[str]) -> None:
        if self._must != EVERYTHING:
            for id_ in ids:
                self.content(id_)

    def _within(self, where: Where) -> Filter:
        return within(self._must, where, self.schema)

    def _facets(self, where: Filter, names: Sequence[str]) -> Mapping[str, Facet]:
        facets, together = Facets(self._store), Round(self._store)
        asked = facets.ask(facets.fields(names), where, None, together)
        together.send()
        return read(asked)

    def _is_said(self, word: str) -> bool:
        """Whether an item has it."""
        if len(word) > _LONGEST_CHECKED:
            return False
        said = Or(tuple(Words(field.name, word) for field in self.schema.text_fields))
        return answer(self._store, Total(And((self._must, said)))) > 0

    def _check_reranker(self, name: str) -> None:
        """Refuses a folder of this machine, which the library would take."""
        known = (LATE_INTERACTION, *self._serving.options.rerankers)
        if name and name not in known:
            raise UsageError(f"There is no reranker {name!r}.", remedy=f"Use {' or '.join(known)}.")


async def _view(name: CatalogueName, serving: Shared, reader: Reader) -> View:
    return View(serving, name, reader)  # which asks nobody yet, and so needs no thread


Viewed = Annotated[View, Depends(_view)]
"""The catalogue of the address as the caller sees it, as a handler's parameter."""
