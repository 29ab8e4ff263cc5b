"""Suggestions as they go over the wire."""

from __future__ import annotations

from pydantic import Field

from likewise.service.wire.shape import Shape


class Completion(Shape):
    """A name that goes on from what was typed, and how many items have all its words."""

    name: str = Field(examples=["reading lamp"])
    count: int = Field(examples=[3])


class Completions(Shape):
    """Names that go on from what was typed, the likeliest first."""

    completions: list[Completion]


class Spelling(Shape):
    """Words, and what they were meant to be; null where there is nothing to mend."""

    words: str = Field(examples=["readng lamp"])
    did_you_mean: str | None = Field(examples=["reading lamp"])
