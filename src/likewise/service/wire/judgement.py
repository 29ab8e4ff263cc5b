"""Judgements as they go over the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from likewise.judgements import judgement as found
from likewise.service.wire.parameters import ShortLine
from likewise.service.wire.query import Id, Line, Offset, Words
from likewise.service.wire.shape import Body, Parameters, Shape

Digest = Annotated[str, Field(pattern=r"^(sha256:[0-9a-f]{64})?$")]
QueryId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["0123456789abcdef" * 2])]


class Judged(Body):
    """What was looked for."""

    words: Words = Field(default="", examples=["a lamp to read by"])
    """In words."""

    picture: str | None = None
    """A data URI of a picture, or `sha256:` and the digest of its file."""

    like: list[Id] = Field(default=[], max_length=50)
    """Ids of items that it is like."""

    unlike: list[Id] = Field(default=[], max_length=50)
    """Ids of items that it is not like."""

    unlike_words: Words = ""
    """What it is not, in words."""

    where: Line | Annotated[list[Line], Field(max_length=50)] | dict[str, JsonValue] | None = None
    """The filter: a line, several that must all hold, or an object."""


class NewJudgement(Body):
    """Whether an item is relevant to a query."""

    query: Judged
    """What was looked for."""

    id: Id = Field(examples=["15970"])
    """The item's."""

    grade: Annotated[int, Field(ge=0, le=found.MOST)]
    """0, thumbs down, for an item that is not relevant; 1, thumbs up, for one that is, and up to 4
    where degrees are told."""


class JudgedShown(Shape):
    """What was looked for, as it is kept."""

    words: str = Field(examples=["a lamp to read by"])
    """In words."""

    picture: str = Field(examples=[""])
    """`sha256:` and the digest of the picture's file; empty for none."""

    like: list[str]
    """Ids of items that it is like."""

    unlike: list[str]
    """Ids of items that it is not like."""

    unlike_words: str
    """What it is not, in words."""

    where: str = Field(examples=["price<=80"])
    """The filter, as one line."""


class JudgementShown(Shape):
    """Whether an item is relevant to a query, as someone has said."""

    query: QueryId
    """The query's id, by which its judgements are asked for and taken back."""

    asked: JudgedShown
    """What was looked for."""

    id: str = Field(examples=["15970"])
    """The item's."""

    grade: int = Field(examples=[1])
    """0 for an item that is not relevant, 1 to 4 for one that is."""

    by: str = Field(examples=["account 7"])
    """Who says so."""

    at: str = Field(examples=["2026-11-23T22:58:38+00:00"])
    """When."""

    version: int = Field(examples=[1])
    """Of the index whose result it was; 0 where that is not known."""

    @classmethod
    def of(cls, judgement: found.Judgement) -> JudgementShown:
        """The judgement as it is shown."""
        asked = judgement.asked
        return cls(
            query=asked.id,
            asked=JudgedShown(
                words=asked.words,
                picture=asked.picture,
                like=list(asked.like),
                unlike=list(asked.unlike),
                unlike_words=asked.unlike_words,
                where=asked.where,
            ),
            id=judgement.item,
            grade=judgement.grade,
            by=judgement.by,
            at=judgement.at,
            version=judgement.version,
        )


class JudgementsShown(Shape):
    """A page of judgements, by query, who judged, and item."""

    judgements: list[JudgementShown]

    total: int
    """How many there are in all."""


class JudgementParameters(Parameters):
    """Which judgements are wanted: of one query, by its id or by what was looked for, or all."""

    query: QueryId | None = None
    """The query's id."""

    q: Words = Field(default="", examples=["a lamp to read by"])
    """What was looked for, in words."""

    picture: Digest = ""
    """What was looked for, `sha256:` and the digest of the picture's file."""

    like: list[Id] = Field(default=[], max_length=50)
    """Ids of items that it is like."""

    unlike: list[Id] = Field(default=[], max_length=50)
    """Ids of items that it is not like."""

    unlike_words: Words = ""
    """What it is not, in words."""

    where: list[ShortLine] = Field(default=[], max_length=10, examples=[["price<=80"]])
    """The query's filter."""

    whose: Literal["own", "all"] = "own"
    """One's own, or, for administrators, everyone's."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    """How many."""

    offset: Offset = 0
    """How many of the first are passed over."""
