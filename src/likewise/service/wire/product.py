"""Products, as the original demo's clients ask for them and read them.

The demo had two shapes: that of 2022 has a product's columns in `product_metadata`, that of 2025
has the few that its page shows beside the id. A product here is both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

import orjson
from pydantic import Field

from likewise.search.hits import Hit
from likewise.search.listing import Listed
from likewise.service.demo.product_names import ProductNames, text_of, year_of
from likewise.service.wire.item import picture_address
from likewise.service.wire.query import MOST_HITS, Id, Name, Words
from likewise.service.wire.shape import Body, Parameters, Shape

_LARGEST = 2**63 - 1
_FURTHEST = 10_000

Number: TypeAlias = Annotated[int, Field(ge=1, le=MOST_HITS)]
Skip: TypeAlias = Annotated[int, Field(ge=0, le=_FURTHEST)]
Sought: TypeAlias = Annotated[Words, Field(min_length=1)]


class BrowseParameters(Parameters):
    """Which page of which products is wanted."""

    limit: Number = 20
    """How many products."""

    skip: Skip = 0
    """How many of the first are passed over; it ends with `limit` at 10,000."""

    gender: Name = ""
    """Only products for them; empty for all."""

    category: Name = ""
    """Only products of this kind; empty for all."""


class PageParameters(Parameters):
    """Which page is wanted."""

    limit: Number | None = None
    """How many products, in place of the body's `number_of_results`."""

    skip: Skip = 0
    """How many of the first are passed over; it ends with the number of products at 10,000."""


class _Asked(Body):
    number_of_results: Number = 15
    """How many products."""


class _Filtered(_Asked):
    search_type: Literal["KNN"] = "KNN"
    """The demo knows one."""

    gender: Name = Field(default="", examples=["Women"])
    """Only products for them; empty for all."""

    category: Name = Field(default="", examples=["Footwear"])
    """Only products of this kind; empty for all."""

    return_fields: list[Name] | None = Field(default=None, max_length=100)
    """Taken as the demo's clients send it; products come whole."""


class WithWords(_Asked):
    """Words that are looked for in products' texts."""

    text: Sought = Field(examples=["blue shirt"])
    """A product must have all of them."""


class LikeProduct(_Filtered):
    """A product that the others are compared with."""

    product_id: Id | Annotated[int, Field(ge=-_LARGEST, le=_LARGEST)] = Field(examples=["1163"])
    """Its id, as a text or a number."""


class LikeWords(_Filtered):
    """Words that products are compared with."""

    user_text: Sought = Field(examples=["something light for a summer party"])
    """What is looked for."""


class ProductMetadata(Shape):
    """A product's columns in the shape of 2022; empty where the catalogue has no such column."""

    name: str = Field(examples=["Gini and Jony Girls Knit White Top"])
    gender: str = Field(examples=["Girls"])
    master_category: str = Field(examples=["Apparel"])
    sub_category: str = Field(examples=["Topwear"])
    article_type: str = Field(examples=["Tops"])
    base_color: str = Field(examples=["White"])
    season: str = Field(examples=["Summer"])
    year: int | None = Field(examples=[2012])
    usage: str = Field(examples=["Casual"])
    brand: str = Field(examples=[""])
    image_url: str = Field(examples=["/api/v1/catalogues/fashion/items/2001/picture"])


class Product(Shape):
    """A product."""

    pk: str = Field(examples=["2001"])
    """The id, as the demo of 2022 calls it."""

    product_id: str = Field(examples=["2001"])
    """The id, always a text; it may be sent back as a number."""

    name: str = Field(examples=["Gini and Jony Girls Knit White Top"])
    gender: str = Field(examples=["Girls"])
    category: str = Field(examples=["Apparel"])

    img_url: str = Field(examples=["/api/v1/catalogues/fashion/items/2001/picture"])
    """Where its picture is; empty without one."""

    product_metadata: ProductMetadata


class RankedProduct(Product):
    """A product, and how near it is to what it was compared with."""

    vector_distance: float = Field(examples=[0.21])
    """One less the similarity, whatever the metric of the index: from 0, alike, to 2."""

    similarity_score: float = Field(examples=[0.79])
    """The cosine of the two vectors, from -1 to 1."""


class Products(Shape):
    """A page of products."""

    total: int = Field(examples=[44446])
    """How many there are on all pages."""

    products: list[Product]
    """Those of this page; empty behind the last."""


class RankedProducts(Shape):
    """A page of products, the nearest first."""

    total: int = Field(examples=[44445])
    """How many there are on all pages: all that meet the filter, but not the product itself."""

    products: list[RankedProduct]
    """Those of this page; empty behind the last."""


@dataclass(frozen=True, slots=True)
class ProductWriter:
    """Writes items as products.

    It makes the JSON of the shapes above without making them, in a fifth of the time.

    Attributes:
        catalogue: The name of the items' catalogue.
        names: The fields that the demo's names stand for.
    """

    catalogue: str
    names: ProductNames

    def products(self, items: Iterable[Listed | Hit]) -> bytes:
        """A list of `Product`."""
        return orjson.dumps(list(map(self._product, items)))

    def page(self, items: Iterable[Listed | Hit], total: int) -> bytes:
        """A page of `Products`."""
        return orjson.dumps({"total": total, "products": list(map(self._product, items))})

    def ranked_page(self, hits: Iterable[Hit], leg: str, total: int) -> bytes:
        """A page of `RankedProducts`, by how near the hits are in that leg."""
        products = []
        for hit in hits:
            product, similarity = self._product(hit), hit.places[leg].score
            product["vector_distance"] = 1 - similarity
            product["similarity_score"] = similarity
            products.append(product)
        return orjson.dumps({"total": total, "products": products})

    def _product(self, item: Listed | Hit) -> dict[str, object]:
        picture = picture_address(self.catalogue, item.id, item.picture) or ""
        get = item.fields.get
        texts = [
            value if isinstance(value := get(field, ""), str) else text_of(value)
            for field in self.names
        ]
        name, gender, category, kind, article, color, season, year, usage, brand = texts
        return {
            "pk": item.id,
            "product_id": item.id,
            "name": name,
            "gender": gender,
            "category": category,
            "img_url": picture,
            "product_metadata": {
                "name": name,
                "gender": gender,
                "master_category": category,
                "sub_category": kind,
                "article_type": article,
                "base_color": color,
                "season": season,
                "year": year_of(year),
                "usage": usage,
                "brand": brand,
                "image_url": picture,
            },
        }
