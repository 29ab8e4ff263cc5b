"""Hits: what a search answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeAlias, overload

from likewise.catalogue.item import Value
from likewise.errors import UsageError
from likewise.index.content import NO_CONTENT, Content
from likewise.search.explanation import Explanation


class Place(NamedTuple):
    """Where an item stands in the ranking of one leg.

    Attributes:
        rank: From 1; 0 where the hits were sorted by something else.
        score: The cosine of the vectors, or the BM25 of the words.
    """

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class TagFacet:
    """How many items have each tag of a field, most first."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NumberFacet:
    """How many items have a number in each bin: from the bin's lower bound to the count.

    Attributes:
        width: Of each bin; the upper bound is in the next.
        counts: Only bins with items in them, the lowest first.
    """

    width: float
    counts: Mapping[float, int]


Facet: TypeAlias = TagFacet | NumberFacet


Estimate: TypeAlias = Callable[["Hit"], float]
"""Tells the probability that an item is relevant."""


class Hit(NamedTuple):
    """An item that was found.

    Attributes:
        id: The item's.
        score: In [0, 1], larger is nearer. Of one leg of vectors it is their cosine, with negative
            ones cut to 0, whatever the index's metric; of keywords the BM25 in shares of the best
            hit's; of several legs what their fusion gives.
        content: What it shows: the item's fields, and its picture.
        places: From a leg to the item's place in it; a leg that did not reach so far is not there.
        folded: Ids of the items that this one stands for too, in a group or as near-duplicates.
        estimate: Tells the relevance; None where that was not calibrated.
    """

    id: str
    score: float
    content: Content = NO_CONTENT
    places: Mapping[str, Place] = MappingProxyType({})
    folded: tuple[str, ...] = ()
    estimate: Estimate | None = None

    @property
    def relevance(self) -> float | None:
        """The probability that the item is relevant; None where it was not calibrated.

        It is estimated whenever it is looked at.
        """
        return None if self.estimate is None else self.estimate(self)

    @property
    def fields(self) -> Mapping[str, Value]:
        """The item's fields."""
        return self.content.fields

    @property
    def picture(self) -> str | None:
        """Path of its picture, or None."""
        return self.content.picture

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hit):
            return NotImplemented
        return (self[:-1], self.relevance) == (other[:-1], other.relevance)

    def __hash__(self) -> int:
        return hash((self.id, self.score))


@dataclass(frozen=True)
class Hits(Sequence[Hit]):
    """A page of hits, nearest first, ties by id.

    Attributes:
        page: The hits.
        took_ms: From the query's vector to the hits, in milliseconds.
        counter: Counts what meets the filter.
        relevant: How many of them are relevant; None where that was not calibrated or asked.
        facets: From a field's name to how many of the relevant items have what of it.
        legs: The names of the legs that were searched by.
        after: Makes the cursor.
        explainer: Explains an item to the query.
    """

    page: tuple[Hit, ...]
    took_ms: float
    counter: Callable[[], int] = field(repr=False, compare=False)
    relevant: int | None = None
    facets: Mapping[str, Facet] = field(default_factory=lambda: MappingProxyType({}))
    legs: tuple[str, ...] = ()
    after: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    explainer: Callable[[str], Explanation] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def total(self) -> int:
        """How many items meet the filter, whether or not they have the vector compared.

        It is counted when it is first asked for, unless it had to be before.
        """
        return self.counter()

    @property
    def cursor(self) -> str:
        """For the page after this one; empty where this is the last."""
        return self.after() if self.after else ""

    def explain(self, item: str) -> Explanation:
        """Why an item is among the hits of this query, on whatever page, or why it is not.

        Raises:
            UnknownItemError: There is no such item.
            UsageError: Nothing was looked for.
        """
        if self.explainer is None:
            raise UsageError("There is nothing to explain where nothing was looked for.")
        return self.explainer(item)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | Sequence[Hit]:
        return self.page[index]

    def __len__(self) -> int:
        return len(self.page)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.page)
