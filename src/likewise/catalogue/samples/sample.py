"""Sample: a catalogue that Likewise can fetch, and what to search for in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from likewise.catalogue.recipe import PICTURE, Field, VectorRecipe
from likewise.catalogue.samples.packages import Package

Say = Callable[[str], None]
"""Takes a sentence on how far the work is."""

Row = Mapping[str, str]
"""A line of `catalogue.csv`; `picture` is relative to the folder of pictures, or empty."""

Read = Callable[[Path, Path, Say], Iterable[Row]]
"""From the folder of the source's files and the folder of pictures, the rows."""


@dataclass(frozen=True, slots=True)
class ByWords:
    """A search by words.

    Attributes:
        title: What the reader is about to see.
        words: What is looked for.
        by: The vector that is searched.
        where: Conditions in their text form, such as `price<=80`.
    """

    title: str
    words: str
    by: str = "text"
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ByPicture:
    """A search by a picture file, relative to the sample's folder; None means the first item's."""

    title: str
    picture: str | None


@dataclass(frozen=True, slots=True)
class ByLikeness:
    """A search for what is like an item, in the vector `by`; None means the first item."""

    title: str
    item: str | None
    by: str


DemoSearch = ByWords | ByPicture | ByLikeness
"""A search that shows what the catalogue is good for."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A catalogue that can be fetched.

    Attributes:
        name: The catalogue's name too.
        summary: What it holds, how many, from whom and under which licence.
        package: Where its files come from.
        read: Turns those files into rows, and copies the pictures.
        fields: The columns but for `id` and `picture`, with their roles.
        vectors: The vectors of each item.
        searches: Five that convince.
        pictures_stay: The pictures are not copied, but used where they lie.
    """

    name: str
    summary: str
    package: Package
    read: Read
    fields: tuple[Field, ...]
    vectors: tuple[VectorRecipe, ...]
    searches: tuple[DemoSearch, ...]
    pictures_stay: bool = False

    @property
    def needs(self) -> str:
        """What it is fetched with, in words."""
        return self.package.needs


def text_vector(pattern: str) -> VectorRecipe:
    """The vector `text`, of the words that the pattern names."""
    return VectorRecipe("text", pattern, "all-minilm-l6-v2")


IMAGE_VECTOR = VectorRecipe("image", PICTURE, "efficientnet-lite0")
"""What the picture looks like."""

CONCEPT_VECTOR = VectorRecipe("concept", PICTURE, "concepts")
"""What the picture shows, in the space of words."""


def slug(text: str) -> str:
    """Lower case letters, digits and dashes: safe as a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
