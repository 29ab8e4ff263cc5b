"""Query: what is looked for, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from PIL.Image import Image

from likewise.errors import UsageError
from likewise.index.filters.tree import EVERYTHING, Filter
from likewise.index.store import MOST_NEIGHBOURS

MOST_HITS = 1000
"""The longest page."""

LONGEST_WORDS = 20_000
"""So many characters are read of what is looked for; more is refused."""

KEYWORD = "keyword"
"""The leg that compares words themselves."""

HYBRID = "hybrid"
"""All legs that the query can have, also those that are left out by themselves."""


class Fusion(StrEnum):
    """How the rankings of several legs become one: by their ranks, or by their scores."""

    RRF = "rrf"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the ranking is wanted; checked when made.

    Attributes:
        limit: How many hits.
        offset: How many of the first are passed over.
        cursor: Where the page before ended, in place of an offset; empty for none.
    """

    limit: int = 10
    offset: int = 0
    cursor: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_HITS:
            raise UsageError(f"The limit must be from 1 to {MOST_HITS}, but is {self.limit}.")
        furthest = MOST_NEIGHBOURS - self.limit - 1
        if not 0 <= self.offset <= furthest:
            raise UsageError(
                f"The offset must be from 0 to {furthest} with this limit, but is {self.offset}.",
                remedy="Narrow the search with a filter instead of paging so far.",
            )
        if self.cursor and self.offset:
            raise UsageError("A page begins at an offset or at a cursor, and not at both.")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; checked when made.

    Attributes:
        words: What is looked for in words; empty for none.
        picture: What is looked for as an open picture.
        like: Ids of items that it is like.
        unlike: Ids of items that it is not like.
        unlike_words: What it is not, in words.
        by: The legs: names of vectors, and `keyword`; empty for those that suit the query best:
            words are compared with words, and with pictures only where nothing else is.
        weights: From a leg to what it counts; those not named count as they do by themselves.
        fusion: How the legs' rankings become one; None weighs the scores where weights are given
            and all legs are vectors, and goes by ranks otherwise.
        where: Only items that meet it are looked at.
        exact: Every such item is compared, also where the index would look at some only.
        min_relevance: The least probability of being relevant; None to leave none out.
        min_score: The least cosine, for a query without keywords; None to leave none out.
    """

    words: str = ""
    picture: Image | None = None
    like: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    unlike_words: str = ""
    by: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    fusion: Fusion | None = None
    where: Filter = EVERYTHING
    exact: bool = False
    min_relevance: float | None = None
    min_score: float | None = None

    def __post_init__(self) -> None:
        for words in (self.words, self.unlike_words):
            if len(words) > LONGEST_WORDS:
                raise UsageError(
                    f"The words may be {LONGEST_WORDS:,} characters, but are {len(words):,}."
                )
        if (self.unlike or self.unlike_words) and self.empty:
            raise UsageError(
                "What it is not like says too little alone.",
                remedy="Add words, a picture, or an item that it is like.",
            )
        _check_share("The least relevance", self.min_relevance)
        _check_share("The least score", self.min_score)

    @property
    def examples(self) -> tuple[str, ...]:
        """Ids of the items that it is like or unlike; none of them is a hit."""
        return (*self.like, *self.unlike)

    @property
    def by_examples(self) -> bool:
        """Whether nothing is given but items."""
        return bool(self.like) and not (self.words.strip() or self.picture or self.unlike_words)

    @property
    def picky(self) -> bool:
        """Whether items that are not relevant enough are left out."""
        return self.min_relevance is not None

    @property
    def empty(self) -> bool:
        """Whether nothing is said of what is looked for."""
        return not (self.words.strip() or self.picture or self.like)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is made of the ranking before a page of it is shown; checked when made.

    Attributes:
        sort: A field to sort the relevant items by, with a minus before it for the largest first.
        diversity: 0 keeps the ranking, 1 looks only at how unlike each other the hits are.
        group_by: A field of which each value may come `group_size` times.
        group_size: How many hits a group may have.
        fold: Items whose vectors are at least so similar are shown as one; None for none.
        rerank: The name of a reranker, or its folder; empty for none.
        depth: How many of the best are diversified, folded or reranked.
    """

    sort: str = ""
    diversity: float | None = None
    group_by: str = ""
    group_size: int = 1
    fold: float | None = None
    rerank: str = ""
    depth: int = 100

    def __post_init__(self) -> None:
        _check_share("The diversity", self.diversity)
        _check_share("The likeness from which items are folded", self.fold)
        if not 1 <= self.group_size <= MOST_HITS:
            raise UsageError(
                f"A group has from 1 to {MOST_HITS} hits, but {self.group_size} were asked for."
            )
        if not 1 <= self.depth <= MOST_HITS:
            raise UsageError(f"The depth must be from 1 to {MOST_HITS}, but is {self.depth}.")
        if self.sort and (self.rerank or self.diversity is not None):
            raise UsageError("A search that is sorted by a field is not reranked or diversified.")

    @property
    def whole(self) -> bool:
        """Whether the best of the ranking must be seen together."""
        return bool(self.rerank or self.group_by) or (self.diversity, self.fold) != (None, None)


def _check_share(what: str, value: float | None) -> None:
    if value is not None and not 0 <= value <= 1:
        raise UsageError(f"{what} must be from 0 to 1, but is {value}.")
