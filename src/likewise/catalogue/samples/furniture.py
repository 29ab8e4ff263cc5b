"""Furniture: the 3D library of Sweet Home 3D, as products with rendered pictures."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from likewise.catalogue.recipe import Field, Role
from likewise.catalogue.samples.packages import DebianPackage
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

_LEFT_OUT = "Reallusion.sh3f"  # 25 human figures
_MARKS = {"Blend Swap", "SCPTS"}  # tags that name the contributor, not the product
_ENTRY = re.compile(r"^(\w+)(?:#(\d+))?=(.*)$", re.MULTILINE)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")

_Entries = defaultdict[str, defaultdict[str, str]]


def read_furniture(source: Path, images: Path, say: Say) -> Iterator[Row]:
    """The products of each `.sh3f` library under `source`."""
    libraries = sorted(path for path in source.rglob("*.sh3f") if path.name != _LEFT_OUT)
    if not libraries:
        raise SourceError(f"{source} holds no furniture library (*.sh3f).")
    for path in libraries:
        say(f"Reading {path.name}.")
        try:
            with zipfile.ZipFile(path) as library:
                yield from _products(library, images)
        except (zipfile.BadZipFile, KeyError) as error:
            raise SourceError(f"{path} is no furniture library: {error}.") from error


def _products(library: zipfile.ZipFile, images: Path) -> Iterator[Row]:
    english = _entries(library.read("PluginFurnitureCatalog.properties"))
    chinese = _entries(library.read("PluginFurnitureCatalog_zh_CN.properties"))
    licence = " ".join(english.pop("")["license"].split())
    members = set(library.namelist())
    for number, product in english.items():
        icon = product["icon"].removeprefix("/")
        picture = f"{slug(product['id'])}.png" if icon in members else ""
        if picture:
            (images / picture).write_bytes(library.read(icon))
        yield {
            "id": product["id"],
            "name": product["name"],
            "name_zh": _if_chinese(chinese[number]["name"]),
            "category": product["category"],
            "category_zh": _if_chinese(chinese[number]["category"]),
            "tags": ", ".join(tag for tag in product["tags"].split(", ") if tag not in _MARKS),
            "width": product["width"],
            "depth": product["depth"],
            "height": product["height"],
            "creator": product["creator"],
            "license": licence,
            "picture": picture,
        }


def _entries(properties: bytes) -> _Entries:
    """Number to key to value; the library's own keys, which have no number, are under ''."""
    entries: _Entries = defaultdict(lambda: defaultdict(str))
    for key, number, value in _ENTRY.findall(properties.decode("latin-1")):
        entries[number][key] = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value).strip()
    return entries


def _if_chinese(text: str) -> str:
    """The text, or nothing where the translator left the English word."""
    return text if _IDEOGRAPH.search(text) else ""


SAMPLE = Sample(
    name="furniture",
    summary=(
        "795 pieces for house and garden with sizes and rendered pictures, names in English and "
        "(294) Chinese; Sweet Home 3D's library, CC BY 3.0 and CC0; 120 MB"
    ),
    package=DebianPackage("sweethome3d-furniture"),
    read=read_furniture,
    fields=(
        Field("name", Role.TEXT),
        Field("name_zh", Role.TEXT),
        Field("category", Role.TAG),
        Field("category_zh", Role.TAG),
        Field("tags", Role.TAG, ", "),
        Field("width", Role.NUMBER),
        Field("depth", Role.NUMBER),
        Field("height", Role.NUMBER),
        Field("creator", Role.TAG),
        Field("license", Role.STORED),
    ),
    vectors=(text_vector("{name} {category} {tags}"), IMAGE_VECTOR, CONCEPT_VECTOR),
    searches=(
        ByWords("By words: no product is called this", "toys for a small child"),
        ByWords(
            "By words with a filter: for outside, and at most 80 cm wide",
            "something to sit on in the garden",
            where=("category=Exterior", "width<=80"),
        ),
        ByPicture("By a picture file: a leather sofa", "images/blend-swap-cc-0-winchestersofa.png"),
        ByLikeness("Like a grand piano, by its words", "Blend Swap CC-0#pianoAQueue", by="text"),
        ByLikeness(
            "Like the VW new beetle, by its picture: hardly a name says car",
            "Kator Legaz#VW-new-beetle",
            by="image",
        ),
    ),
)
