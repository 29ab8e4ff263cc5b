"""Product names: which of a catalogue's fields the original demo's names stand for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR
from functools import lru_cache
from typing import NamedTuple

from pydantic import JsonValue

from likewise.catalogue.item import Value
from likewise.catalogue.recipe import PICTURE, Field, Role
from likewise.errors import UsageError
from likewise.index.schema import Schema

_CALLED: Mapping[str, tuple[str, ...]] = {
    "gender": ("gender", "sex"),
    "category": ("category", "mastercategory", "productcategory", "department", "kind", "type"),
    "sub_category": ("subcategory",),
    "article_type": ("articletype", "producttype"),
    "base_color": ("basecolour", "basecolor", "colour", "color"),
    "season": ("season",),
    "year": ("year",),
    "usage": ("usage",),
    "brand": ("brand", "brandname"),
}
"""What a column may be called for each name, the likeliest first: small letters, and no others."""

_FILTERED = frozenset({"gender", "category"})

_NO_ITEM: dict[str, JsonValue] = {"any": []}


class ProductNames(NamedTuple):
    """The field that each of the demo's names stands for; empty where there is none.

    Attributes:
        name: What a product is called.
        gender: Whom it is for; a tag, as it is filtered by.
        category: Of what kind it is; a tag, too.
        sub_category: Of what kind within that.
        article_type: What it is.
        base_color: Its colour.
        season: When it is worn.
        year: When it came out.
        usage: What for.
        brand: Who made it.
    """

    name: str
    gender: str
    category: str
    sub_category: str
    article_type: str
    base_color: str
    season: str
    year: str
    usage: str
    brand: str

    @classmethod
    def of(cls, schema: Schema) -> ProductNames:
        """Those of a catalogue, by what its columns are called, however that is written."""
        return _names(schema.fields, schema.name_field)

    def where(self, *, gender: str, category: str) -> dict[str, JsonValue] | None:
        """The filter for two values: an empty one is met by all, one of an absent field by none."""
        if not (gender or category):
            return None
        asked = ((self.gender, gender), (self.category, category))
        conditions: list[JsonValue] = [
            _is(field, value) if field else _NO_ITEM for field, value in asked if value
        ]
        return {"all": conditions}


def text_of(value: Value) -> str:
    """A field's value as one text."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def year_of(text: str) -> int | None:
    """A text as a year; None where it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if 0 <= number <= MAXYEAR else None


def compared_vector(schema: Schema, *, of_pictures: bool) -> str:
    """The name of the vectors that the demo compares: the first of pictures, or of words.

    Raises:
        UsageError: There are none.
    """
    for vector in schema.vectors:
        if (vector.source == PICTURE) is of_pictures:
            return vector.name
    wanted, other = ("pictures", "text") if of_pictures else ("words", "image")
    raise UsageError(
        f"The products of this catalogue have no vectors of {wanted}.",
        remedy=f"Use /api/v1/product/vectorsearch/{other}.",
    )


def _is(field: str, value: JsonValue) -> dict[str, JsonValue]:
    return {"field": field, "is": value}


@lru_cache(maxsize=64)
def _names(fields: tuple[Field, ...], name: str) -> ProductNames:
    every: dict[str, str] = {}
    tags: dict[str, str] = {}
    for field in fields:
        plain = "".join(filter(str.isalnum, field.name)).lower()
        every.setdefault(plain, field.name)
        if field.role is Role.TAG:
            tags.setdefault(plain, field.name)
    found = {
        each: _first(called, tags if each in _FILTERED else every)
        for each, called in _CALLED.items()
    }
    return ProductNames(name=name, **found)


def _first(called: tuple[str, ...], names: Mapping[str, str]) -> str:
    return next((names[each] for each in called if each in names), "")
