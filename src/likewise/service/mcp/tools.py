"""Tools: what a language model can ask of the catalogues, each said so that it knows when to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from likewise.accounts.caller import Caller, Scope
from likewise.catalogue.readers.record import row_of
from likewise.service.callers.view import View
from likewise.service.mcp.shortening import shortened
from likewise.service.serving import Serving
from likewise.service.wire import tool as wire
from likewise.service.wire.catalogue import Values
from likewise.service.wire.facet import Counts, Tags
from likewise.service.wire.query import Search
from likewise.service.wire.shape import Parameters, Shape
from likewise.service.work.changes import Changes
from likewise.service.work.describing import describe, summaries
from likewise.service.work.finding import find
from likewise.service.work.outcome import Outcome, Status

A = TypeVar("A", bound=Parameters)

_MOST_CATALOGUES = 100
_MOST_FIELDS = 100
_MOST_VALUES, _LONGEST_TAG = 20, 100
_HITS_CHARACTERS, _LONGEST_OF_HIT = 40_000, 500
_ITEM_CHARACTERS = 40_000
_TAKEN = (Status.ADDED, Status.CHANGED, Status.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who calls a tool, and where.

    Attributes:
        serving: What is served.
        caller: Who asks.
    """

    serving: Serving
    caller: Caller

    def view(self, name: str) -> View:
        """A catalogue as they see it; the default one where none is named."""
        return View(self.serving, self.name(name), self.caller)

    def name(self, name: str) -> str:
        """The catalogue's name."""
        return name or self.serving.default


@dataclass(frozen=True, slots=True)
class Tool(Generic[A]):
    """Something that a language model can call.

    Attributes:
        name: By which it is called.
        title: For people.
        description: When to call it and what comes of it, for the model.
        arguments: What it is given.
        result: What it gives.
        run: Does it.
        writes: Whether it changes anything.
        destroys: Whether it takes away what was there.
    """

    name: str
    title: str
    description: str
    arguments: type[A]
    result: type[Shape]
    run: Callable[[Asker, A], Shape]
    writes: bool = False
    destroys: bool = False


def _list_catalogues(asker: Asker, _: wire.Nothing) -> wire.ListedCatalogues:
    found = [
        wire.ListedCatalogue(name=each.name, items=each.items, default=each.default)
        for each in summaries(asker.serving, asker.caller)
    ]
    found.sort(key=lambda each: not each.default)  # that is never left out
    left_out = max(0, len(found) - _MOST_CATALOGUES)
    return wire.ListedCatalogues(catalogues=found[:_MOST_CATALOGUES], left_out=left_out)


def _describe(asker: Asker, asked: wire.OfCatalogue) -> wire.ToldCatalogue:
    told = describe(asker.serving, asker.view(asked.catalogue), values=True)
    values = told.values or {}
    fields = [
        _told_field(each.name, each.role, values.get(each.name))
        for each in told.fields[:_MOST_FIELDS]
    ]
    return wire.ToldCatalogue(
        name=told.name,
        items=told.items,
        name_field=told.name_field,
        fields=fields,
        vectors=[
            wire.ToldVector(name=each.name, found_by=list(each.found_by)) for each in told.vectors
        ],
        left_out=max(0, len(told.fields) - _MOST_FIELDS),
    )


def _search(asker: Asker, asked: wire.SearchArguments) -> wire.FoundItems:
    return _found(
        asker.view(asked.catalogue),
        Search(
            words=asked.words,
            where=asked.where or None,
            sort=asked.sort,
            facets=asked.facets,
            limit=asked.limit,
            cursor=asked.cursor,
        ),
    )


def _similar(asker: Asker, asked: wire.SimilarArguments) -> wire.FoundItems:
    return _found(
        asker.view(asked.catalogue),
        Search(
            like=[asked.item],
            by=asked.by,
            where=asked.where or None,
            limit=asked.limit,
            cursor=asked.cursor,
        ),
    )


def _get_item(asker: Asker, asked: wire.ItemArguments) -> wire.WholeItem:
    view = asker.view(asked.catalogue)
    fields = view.content(asked.item).fields
    (shown,), cut = shortened([fields], characters=_ITEM_CHARACTERS, longest=_ITEM_CHARACTERS)
    return wire.WholeItem(catalogue=view.name, id=asked.item, fields=shown, shortened=cut)


def _add_items(asker: Asker, asked: wire.AddArguments) -> wire.AddedItems:
    rows = [row_of("the call", number, item) for number, item in enumerate(asked.items, 1)]
    changes = Changes(asker.serving, asker.name(asked.catalogue), asker.caller)
    return _added(changes.add(rows))


def _remove_items(asker: Asker, asked: wire.RemoveArguments) -> wire.RemovedItems:
    changes = Changes(asker.serving, asker.name(asked.catalogue), asker.caller)
    return wire.RemovedItems(removed=changes.remove(list(dict.fromkeys(asked.items))))


def _found(view: View, asked: Search) -> wire.FoundItems:
    found = find(view, asked)
    items, cut = shortened(
        [hit.fields for hit in found.hits], characters=_HITS_CHARACTERS, longest=_LONGEST_OF_HIT
    )
    return wire.FoundItems(
        catalogue=view.name,
        total=found.total,
        relevant=found.relevant,
        hits=[
            wire.FoundItem(
                id=hit.id,
                fields=fields,
                score=round(hit.score, 4) if found.legs else None,
                relevance=None if hit.relevance is None else round(hit.relevance, 3),
            )
            for hit, fields in zip(found.hits, items, strict=True)
        ],
        facets={name: _counted(each) for name, each in found.facets.items()} or None,
        did_you_mean=found.did_you_mean,
        cursor=found.cursor,
        shortened=cut,
    )


def _counted(counts: Counts) -> dict[str, int]:
    if isinstance(counts, Tags):
        return {each.tag: each.count for each in counts.tags[:_MOST_VALUES]}
    return {f"{each.low:g}..{each.high:g}": each.count for each in counts.bins}


def _told_field(name: str, role: str, values: Values | None) -> wire.ToldField:
    if isinstance(values, Tags):
        tags = [each.tag[:_LONGEST_TAG] for each in values.tags[:_MOST_VALUES]]
        return wire.ToldField(name=name, role=role, values=tags)
    low, high = (None, None) if values is None else (values.low, values.high)
    return wire.ToldField(name=name, role=role, low=low, high=high)


def _added(outcomes: Sequence[Outcome]) -> wire.AddedItems:
    found = Counter(outcome.status for outcome in outcomes)
    refused = [each for each in outcomes if each.status not in _TAKEN]
    return wire.AddedItems(
        added=found[Status.ADDED],
        changed=found[Status.CHANGED],
        unchanged=found[Status.UNCHANGED],
        refused=len(refused),
        refusals=[
            wire.RefusedItem(
                number=each.line,
                id=each.id,
                reason=f"{each.column}: {each.reason}" if each.column else each.reason,
            )
            for each in refused
        ],
    )


TOOLS: Sequence[Tool[Any]] = (
    Tool(
        "list_catalogues",
        "List the catalogues",
        "Tells which catalogues can be searched, how many items each has, and which is meant where "
        "none is named. Call it first where you do not know what there is.",
        wire.Nothing,
        wire.ListedCatalogues,
        _list_catalogues,
    ),
    Tool(
        "describe",
        "Describe a catalogue",
        "Tells the fields of a catalogue's items with their commonest values, and by what its "
        "items can be compared. Call it before you write a `where`: fields and values must be "
        "spelt as it tells them.",
        wire.OfCatalogue,
        wire.ToldCatalogue,
        _describe,
    ),
    Tool(
        "search",
        "Search a catalogue",
        "Finds the items that fit a wish best, the best first, also where they say it in other "
        "words. Put what is wanted into `words`, and what must hold exactly, such as a category or "
        "the highest price, into `where`. The last of the hits may have little to do with the "
        "wish: look at `score` and, where it is there, `relevance`.",
        wire.SearchArguments,
        wire.FoundItems,
        _search,
    ),
    Tool(
        "similar",
        "Find similar items",
        "Finds the items that are like one of them, the most alike first, by what is written of "
        "them or by their pictures. The item itself is not among them. Take its id from a hit.",
        wire.SimilarArguments,
        wire.FoundItems,
        _similar,
    ),
    Tool(
        "get_item",
        "Get an item",
        "Gives all fields of an item. Hits have them too, but with long texts cut.",
        wire.ItemArguments,
        wire.WholeItem,
        _get_item,
    ),
    Tool(
        "add_items",
        "Add or replace items",
        "Adds items to a catalogue; one whose id is there already is replaced wholly. Fields are "
        "named as `describe` tells them, and the id's column must be given. It tells how many were "
        "added, changed, or left as they were, and why others were refused.",
        wire.AddArguments,
        wire.AddedItems,
        _add_items,
        writes=True,
        destroys=True,
    ),
    Tool(
        "remove_items",
        "Remove items",
        "Removes items from a catalogue for good, by their ids.",
        wire.RemoveArguments,
        wire.RemovedItems,
        _remove_items,
        writes=True,
        destroys=True,
    ),
)
"""All that there are."""


def tools_for(caller: Caller, *, writes: bool) -> Mapping[str, Tool[Any]]:
    """By their names, those that a caller may call.

    Args:
        caller: Who asks.
        writes: Whether anybody may write here.
    """
    return {
        tool.name: tool
        for tool in TOOLS
        if caller.may(Scope.WRITE if tool.writes else Scope.READ) and (writes or not tool.writes)
    }
