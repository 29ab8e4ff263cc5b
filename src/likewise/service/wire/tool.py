"""What a language model gives to a tool, and what it gets; what is said of a field, it reads."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, JsonValue

from likewise.service.wire.item import MOST_CELLS
from likewise.service.wire.query import Cursor, Id, Name, Words
from likewise.service.wire.shape import Parameters, Shape

MOST_SHOWN = 50
"""The most hits of a call."""

MOST_WRITTEN = 100
"""The most items that a call writes."""

Limit: TypeAlias = Annotated[int, Field(ge=1, le=MOST_SHOWN)]
_Line: TypeAlias = Annotated[str, Field(max_length=2000)]
_Row: TypeAlias = Annotated[dict[Name, JsonValue], Field(max_length=MOST_CELLS)]


class Nothing(Parameters):
    """No arguments."""


class OfCatalogue(Parameters):
    """Arguments of what is asked of a catalogue."""

    catalogue: Name = ""
    """The name of the catalogue, as `list_catalogues` tells it; the default one if left out."""


class OfWhere(OfCatalogue):
    """Arguments of what is kept to a filter."""

    where: _Line = Field(
        default="", examples=["category=Lights price<=80", "brand=Nike,Puma -color=Red"]
    )
    """Conditions that all hits must meet, parted by blanks: `FIELD=VALUE`, `FIELD=A,B` for one of
    several, `-FIELD=VALUE` for not, `FIELD<=80`, `FIELD>=10`, `FIELD=10..80` for numbers and times,
    `FIELD~word` for words of a text. Quote values with blanks: `category="Night lights"`. Names and
    values are told by `describe`, and must be spelt as there."""

    limit: Limit = 10
    """How many hits."""


class SearchArguments(OfWhere):
    """Arguments of `search`."""

    words: Words = Field(default="", examples=["a lamp to read by"])
    """What is looked for, as a person would say it: what it means counts, as do the very words.
    Left out, all items that meet `where` are listed."""

    sort: Name = Field(default="", examples=["-price"])
    """A field of numbers or times to sort by in place of nearness, `-price` for the largest
    first."""

    facets: list[Name] = Field(default=[], max_length=10, examples=[["category"]])
    """Fields of which is counted how many relevant items have what."""

    cursor: Cursor = ""
    """That of the last answer, for the hits after it; all else must be as before."""


class SimilarArguments(OfWhere):
    """Arguments of `similar`."""

    item: Id = Field(examples=["15970"])
    """The id of the item that hits shall be like."""

    by: Name = Field(default="", examples=["image"])
    """By which vectors they are compared, such as `text` or `image`; see `describe`."""

    cursor: Cursor = ""
    """That of the last answer, for the hits after it; all else must be as before."""


class ItemArguments(OfCatalogue):
    """Arguments of `get_item`."""

    item: Id = Field(examples=["15970"])
    """The item's id."""


class AddArguments(OfCatalogue):
    """Arguments of `add_items`."""

    items: list[_Row] = Field(
        min_length=1, max_length=MOST_WRITTEN, examples=[[{"id": "9", "name": "oak table"}]]
    )
    """The items, each from the columns of the catalogue's source to cells; one of them is the
    id."""


class RemoveArguments(OfCatalogue):
    """Arguments of `remove_items`."""

    items: list[Id] = Field(min_length=1, max_length=MOST_WRITTEN, examples=[["9", "10"]])
    """The ids of the items."""


class ListedCatalogue(Shape):
    """A catalogue."""

    name: str
    items: int
    """How many there are."""

    default: bool
    """Whether it is meant where none is named."""


class ListedCatalogues(Shape):
    """The catalogues that can be searched."""

    catalogues: list[ListedCatalogue]

    left_out: int = 0
    """How many more there are."""


class FoundItem(Shape):
    """An item."""

    id: str
    fields: dict[str, JsonValue]

    score: float | None = None
    """From 0 to 1, larger is nearer; absent where nothing was looked for."""

    relevance: float | None = None
    """The probability that it is what was looked for; absent where that is not known."""


class FoundItems(Shape):
    """Items, the best first."""

    catalogue: str
    total: int
    """How many items meet the filter, on all pages."""

    relevant: int | None = None
    """How many of them are relevant; absent where that is not known."""

    hits: list[FoundItem]

    facets: dict[str, dict[str, int]] | None = None
    """From a field to a value, or a range of numbers, to how many relevant items have it."""

    did_you_mean: str | None = None
    """The words put right."""

    cursor: str | None = None
    """For the next hits; absent where there are no more."""

    shortened: bool = False
    """Whether long texts were cut; `get_item` has an item whole."""


class WholeItem(Shape):
    """An item."""

    catalogue: str
    id: str
    fields: dict[str, JsonValue]

    shortened: bool = False
    """Whether even here texts were cut."""


class ToldField(Shape):
    """A field of the items."""

    name: str
    role: str
    """tag, number, time, text or geo; what is only stored cannot be filtered by."""

    values: list[str] | None = None
    """Its commonest tags."""

    low: float | None = None
    """Its least number, or second since 1970."""

    high: float | None = None
    """Its largest."""


class ToldVector(Shape):
    """A vector of the items."""

    name: str
    found_by: list[str]
    """What it can be looked for with."""


class ToldCatalogue(Shape):
    """A catalogue, and what can be asked of it."""

    name: str
    items: int
    name_field: str
    """The field that names items; empty where there is none."""

    fields: list[ToldField]

    vectors: list[ToldVector]
    """By which items can be compared: `by` of `similar`."""

    left_out: int = 0
    """How many more fields there are."""


class RefusedItem(Shape):
    """An item that was not taken."""

    number: int
    """Its place in the call, from 1."""

    id: str | None = None
    reason: str


class AddedItems(Shape):
    """What came of items."""

    added: int
    changed: int
    unchanged: int
    refused: int

    refusals: list[RefusedItem] = Field(default=[])
    """Those that were not taken."""


class RemovedItems(Shape):
    """What came of a removal."""

    removed: int
    """How many of the items were there, and are no more."""
