"""Shop: the products of Vendure's sample shop, with photos and long descriptions."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from likewise.catalogue.recipe import Field, Role
from likewise.catalogue.samples.packages import NpmPackage
from likewise.catalogue.samples.sample import (
    CONCEPT_VECTOR,
    IMAGE_VECTOR,
    ByLikeness,
    ByPicture,
    ByWords,
    Row,
    Sample,
    Say,
    slug,
    text_vector,
)
from likewise.errors import SourceError


def read_shop(source: Path, images: Path, say: Say) -> list[Row]:
    """The products of `assets/products.csv`; their variants fold into a lowest price."""
    table = source / "assets" / "products.csv"
    say(f"Reading {table.name}.")
    try:
        with table.open(encoding="utf-8", newline="") as file:
            products = _with_variants(_unpadded(file))
        return [_product(variants, table.parent / "images", images) for variants in products]
    except (FileNotFoundError, KeyError, ValueError, csv.Error) as error:
        raise SourceError(f"{table} is not the table of Vendure's shop: {error!r}.") from error


def _unpadded(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    reader = csv.reader(lines, skipinitialspace=True)
    columns = [cell.strip() for cell in next(reader, [])]
    for cells in reader:
        yield dict(zip(columns, (cell.strip() for cell in cells), strict=False))


def _with_variants(rows: Iterable[Row]) -> list[list[Row]]:
    """Each product's row with the rows that follow it without a name: its other variants."""
    products: list[list[Row]] = []
    for row in rows:
        if row["name"]:
            products.append([row])
        elif products:
            products[-1].append(row)
    if not products:
        raise ValueError("no products")
    return products


def _product(variants: Sequence[Row], photos: Path, images: Path) -> Row:
    product = variants[0]
    product_id = slug(product["slug"])
    photo = photos / Path(product["assets"]).name
    picture = f"{product_id}.jpg" if photo.is_file() else ""
    if picture:
        shutil.copyfile(photo, images / picture)
    facets = [facet.partition(":") for facet in product["facets"].split("|")]
    return {
        "id": product_id,
        "name": product["name"],
        "description": product["description"],
        "category": ", ".join(value for name, _, value in facets if name == "category"),
        "brand": ", ".join(value for name, _, value in facets if name == "brand"),
        "color": ", ".join(value for name, _, value in facets if name == "color"),
        "price": min((variant["price"] for variant in variants), key=float),
        "picture": picture,
    }


SAMPLE = Sample(
    name="shop",
    summary=(
        "54 products with photos, long descriptions, brands and prices; "
        "Vendure's sample shop, GPL-3.0, photos from Unsplash; 6 MB"
    ),
    package=NpmPackage("@vendure/create", "3.7.3", ("assets/products.csv", "assets/images/*.jpg")),
    read=read_shop,
    fields=(
        Field("name", Role.TEXT),
        Field("description", Role.TEXT),
        Field("category", Role.TAG, ", "),
        Field("brand", Role.TAG),
        Field("color", Role.TAG, ", "),
        Field("price", Role.NUMBER),
    ),
    vectors=(text_vector("{name} {description}"), IMAGE_VECTOR, CONCEPT_VECTOR),
    searches=(
        ByWords("By words: no product says this", "take pictures the old-fashioned way"),
        ByWords(
            "By words with a filter: at most 150",
            "a seat for reading",
            where=("category=Furniture", "price<=150"),
        ),
        ByPicture("By a picture file: an aloe in its pot", "images/aloe-vera.jpg"),
        ByLikeness("Like a running shoe, by its words", "ultraboost-running-shoe", by="text"),
        ByLikeness("Like a twin-lens camera, by its picture", "twin-lens-camera", by="image"),
    ),
)
