"""Queries as they go over the wire, with the bounds of what may be asked."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import ConfigDict, Field, JsonValue, model_validator

from likewise.service.wire.shape import Body

MOST_HITS = 100
"""The longest page."""

MOST_EXPLAINED = 5
"""The longest page of hits that are explained: each costs several searches."""

Words: TypeAlias = Annotated[str, Field(max_length=2000)]
Id: TypeAlias = Annotated[str, Field(min_length=1, max_length=512)]
Name: TypeAlias = Annotated[str, Field(max_length=512)]
Line: TypeAlias = Annotated[str, Field(max_length=10_000)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Limit: TypeAlias = Annotated[int, Field(ge=1, le=MOST_HITS)]
Offset: TypeAlias = Annotated[int, Field(ge=0, le=10_000)]
Cursor: TypeAlias = Annotated[str, Field(max_length=10_000)]
Facets: TypeAlias = Annotated[list[Name], Field(max_length=20)]


class Query(Body):
    """What is looked for; without words, picture and `like` all items are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"words": "a lamp to read by", "where": "price<=80"}]}
    )

    words: Words = ""
    """What is looked for, in words."""

    picture: str | None = None
    """What is looked for, as a data URI of a picture."""

    like: list[Id] = Field(default=[], max_length=50)
    """Ids of items that it is like."""

    unlike: list[Id] = Field(default=[], max_length=50)
    """Ids of items that it is not like."""

    unlike_words: Words = ""
    """What it is not, in words."""

    by: Name | Annotated[list[Name], Field(max_length=20)] = ""
    """The legs to search by: names of vectors, `keyword`, or `hybrid` for all that fit."""

    weights: dict[Name, Annotated[float, Field(ge=0, le=1e6)]] | None = Field(
        default=None, max_length=20
    )
    """From a leg to what it counts."""

    fusion: Literal["rrf", "weighted"] | None = None
    """How the rankings of several legs become one: by their ranks, or by their scores."""

    where: Line | Annotated[list[Line], Field(max_length=50)] | dict[str, JsonValue] | None = None
    """Only items that meet it: a line, several that must all hold, or an object."""

    exact: bool = False
    """Compares every item, also where the index would look at some only."""

    min_relevance: Share | None = None
    """The least probability of being relevant."""

    min_score: Share | None = None
    """The least cosine, for a search by vectors."""


class Search(Query):
    """What is looked for, and what is made of it."""

    sort: Name = ""
    """A number or time by which the relevant items are sorted; `-price` for the largest first."""

    diversity: Share | None = None
    """From 0, which keeps the ranking, to 1, which only looks at how unlike each other the hits
    are."""

    group_by: Name = ""
    """A field of which no value comes more than `group_size` times."""

    group_size: Limit = 1
    """How many of a group are shown."""

    fold: Annotated[float, Field(gt=0, le=1)] | None = None
    """Items whose vectors are at least so similar are shown as one."""

    rerank: Name = ""
    """The reranker that reads words and items together: `late-interaction`."""

    depth: Annotated[int, Field(ge=1, le=1000)] = 100
    """How many of the best are reranked, diversified, or sorted where relevance is not known."""

    facets: Facets = Field(default=[])
    """Fields of which the relevant items' values are counted."""

    count_relevant: bool = False
    """Whether the relevant items are counted."""

    limit: Limit = 10
    """How many hits."""

    offset: Offset = 0
    """How many of the first are passed over; it ends with `limit` before 10,000."""

    cursor: Cursor = ""
    """That of the page before, in place of an offset."""

    explain: bool = False
    """Whether each hit is explained; there are at most 5 then, as each costs several searches."""

    vectors: bool = False
    """Whether the hits' vectors are wanted."""

    @model_validator(mode="after")
    def _explains_few(self) -> Self:
        if self.explain and self.limit > MOST_EXPLAINED:
            if "limit" in self.model_fields_set:
                raise ValueError(f"with `explain` the limit is at most {MOST_EXPLAINED}")
            self.limit = MOST_EXPLAINED
        return self


class Question(Body):
    """An item, and a query of which it is, or is not, a hit."""

    query: Query
    """What was looked for."""

    id: Id = Field(examples=["15970"])
    """The item's."""
