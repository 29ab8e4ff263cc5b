"""Requests: what a store is asked for; several go in one round trip."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from likewise.embedding.vectors import Vector
from likewise.index.content import NO_CONTENT, Content
from likewise.index.filters.tree import EVERYTHING, Filter
from likewise.index.search_setting import SearchSetting
from likewise.language.terms import Term

T_co = TypeVar("T_co", covariant=True)


class Neighbour(NamedTuple):
    """A document in a ranking.

    Attributes:
        id: The item's.
        score: The larger the nearer: the cosine of two vectors, or the BM25 of a text.
        content: What a hit shows of it; `NO_CONTENT` where it was not asked for.
    """

    id: str
    score: float
    content: Content = NO_CONTENT


@dataclass(frozen=True, slots=True)
class Near:
    """Items whose vector of a name is at least so similar to a vector.

    Attributes:
        vector: The name of the items' vectors.
        to: Shape (dims,), float32, unit length.
        similarity: The least cosine.
    """

    vector: str
    to: Vector
    similarity: float


@dataclass(frozen=True, slots=True)
class Keywords:
    """Words that are looked for in texts.

    Attributes:
        terms: What the words became.
        fields: The text fields looked in; all where empty.
    """

    terms: tuple[Term, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relevant:
    """The items that a query is about: those near to one of its vectors, or with all its words."""

    near: tuple[Near, ...] = ()
    words: Keywords | None = None


class Request(Generic[T_co]):
    """Something that a store answers with a `T_co`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Nearest(Request[Sequence[Neighbour]]):
    """The k documents nearest to a vector, nearest first, ties by id.

    Attributes:
        vector: Which of the documents' vectors is compared.
        to: Shape (dims,), float32, unit length.
        k: From 1 to MOST_NEIGHBOURS.
        where: Only documents that meet it are looked at.
        least: The least similarity; those further away are left out.
        exact: All of them are compared, whatever the index would do.
        contents: Whether what they show is brought too.
        setting: How a graph is searched; None as the schema says.
    """

    vector: str
    to: Vector
    k: int
    where: Filter = EVERYTHING
    least: float = -math.inf
    exact: bool = False
    contents: bool = True
    setting: SearchSetting | None = None


@dataclass(frozen=True, slots=True)
class Matching(Request[Sequence[Neighbour]]):
    """The k documents with words that say most about them, by BM25, best first, ties by id.

    Attributes:
        words: A document has at least one of them.
        k: From 1 to MOST_NEIGHBOURS.
        where: Only documents that meet it are looked at.
        relevant: And only those that are relevant to this; None for all.
        contents: Whether what they show is brought too.
    """

    words: Keywords
    k: int
    where: Filter = EVERYTHING
    relevant: Relevant | None = None
    contents: bool = True


@dataclass(frozen=True, slots=True)
class Ordered(Request[Sequence[Neighbour]]):
    """The first k documents by a number or time, those without one last, ties by id.

    Attributes:
        field: The field's name.
        descending: Whether the largest come first.
        k: From 1 to MOST_NEIGHBOURS.
        where: Only documents that meet it are looked at.
        relevant: And only those that are relevant to this; None for all.
        contents: Whether what they show is brought too.
    """

    field: str
    descending: bool
    k: int
    where: Filter = EVERYTHING
    relevant: Relevant | None = None
    contents: bool = True


@dataclass(frozen=True, slots=True)
class Drawn(Request[Sequence[Neighbour]]):
    """Documents in the order of what their ids drew, which mixes them and never changes.

    A neighbour's score is what its id drew.

    Attributes:
        k: How many, at most MOST_NEIGHBOURS.
        offset: How many of the first are passed over, at most MOST_NEIGHBOURS.
        below: Only documents that drew less: the fewer they are, the less there is to sort.
        where: Only documents that meet it are looked at.
    """

    k: int
    offset: int = 0
    below: float = 1.0
    where: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class Total(Request[int]):
    """How many documents meet a filter, and are relevant to something."""

    where: Filter = EVERYTHING
    relevant: Relevant | None = None


@dataclass(frozen=True, slots=True)
class TagCounts(Request[Mapping[str, int]]):
    """How many documents have each tag of a field, most first, ties by tag; at most `most` tags."""

    field: str
    most: int
    where: Filter = EVERYTHING
    relevant: Relevant | None = None


@dataclass(frozen=True, slots=True)
class Labels(Request[Mapping[str, tuple[str, ...]]]):
    """The ids of all documents that meet a filter, each with its tags of a field.

    Attributes:
        field: The field's name; empty for the ids alone.
        where: Only documents that meet it are looked at.
    """

    field: str = ""
    where: Filter = EVERYTHING


class Bounds(NamedTuple):
    """The least and the largest number of a field."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Extent(Request[Bounds | None]):
    """The bounds of a number field or, in seconds since 1970, of a time; None where none has it."""

    field: str
    where: Filter = EVERYTHING
    relevant: Relevant | None = None


@dataclass(frozen=True, slots=True)
class Histogram(Request[Mapping[int, int]]):
    """How many documents have a number in each of the bins `[low + n * width, ... + width)`.

    The answer has only bins that hold a document, by n.
    """

    field: str
    low: float
    width: float
    where: Filter = EVERYTHING
    relevant: Relevant | None = None


@dataclass(frozen=True, slots=True)
class Spellings(Request[Mapping[str, Sequence[str]]]):
    """Words of the texts for words that none has: at most two letters other, the likeliest first.

    The answer has only words that no text has. A word of up to four letters may differ in one.

    Attributes:
        words: Folded tokens.
    """

    words: tuple[str, ...]


Ranking: TypeAlias = Nearest | Matching | Ordered
"""What is answered with neighbours."""
