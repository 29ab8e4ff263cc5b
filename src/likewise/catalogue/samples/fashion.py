"""Fashion: the layout of Kaggle's Fashion Product Images, `styles.csv` and `images/ID.jpg`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from likewise.catalogue.recipe import Field, Role
from likewise.catalogue.samples.packages import KaggleDataset
from likewise.catalogue.samples.sample import (
    CONCEPT_VECTOR,
    IMAGE_VECTOR,
    ByLikeness,
    ByPicture,
    ByWords,
    Row,
    Sample,
    Say,
    text_vector,
)
from likewise.errors import SourceError

_FIELDS = (
    Field("gender", Role.TAG),
    Field("masterCategory", Role.TAG),
    Field("subCategory", Role.TAG),
    Field("articleType", Role.TAG),
    Field("baseColour", Role.TAG),
    Field("season", Role.TAG),
    Field("year", Role.NUMBER),
    Field("usage", Role.TAG),
    Field("productDisplayName", Role.TEXT),
)
_COLUMNS = ["id", *(field.name for field in _FIELDS)]
_NAMED = 3


def read_fashion(source: Path, images: Path, say: Say) -> Iterator[Row]:
    """The rows of `styles.csv`; what lacks a picture, a row or a column is said, not refused."""
    table = source / "styles.csv"
    try:
        pictures = {path.name for path in images.iterdir()}
        with table.open(encoding="utf-8-sig", errors="replace") as file:
            header, *lines = (line.rstrip("\n") for line in file)
    except (OSError, ValueError) as error:
        raise SourceError(
            f"{source} should hold styles.csv and images/: {error}.",
            remedy="Give the folder that holds both.",
        ) from error
    if header.split(",") != _COLUMNS:
        raise SourceError(f"{table} should begin with the columns {', '.join(_COLUMNS)}.")
    cells = {number: _cells(line) for number, line in enumerate(lines, start=2) if line.strip()}
    rows = [_row(values, pictures) for values in cells.values()]
    short = [f"line {number}" for number, values in cells.items() if len(values) < len(_COLUMNS)]
    _report(say, "Rows with too few columns", short)
    _report(say, "Rows without a picture", [row["id"] for row in rows if not row["picture"]])
    _report(say, "Pictures without a row", sorted(pictures - {row["picture"] for row in rows}))
    yield from rows


def _cells(line: str) -> list[str]:
    """The cells of a line, whose last one, the name, may hold commas with or without quotes."""
    *cells, last = line.split(",", len(_COLUMNS) - 1)
    if len(last) > 1 and last[0] == last[-1] == '"':
        last = last[1:-1].replace('""', '"')
    return [*cells, last]


def _row(cells: Sequence[str], pictures: set[str]) -> Row:
    row = dict.fromkeys(_COLUMNS, "") | dict(zip(_COLUMNS, cells, strict=False))
    picture = f"{row['id']}.jpg"
    return row | {"picture": picture if picture in pictures else ""}


def _report(say: Say, what: str, names: Sequence[str]) -> None:
    if names:
        more = ", ..." if len(names) > _NAMED else ""
        say(f"{what}: {len(names):,} ({', '.join(names[:_NAMED])}{more}).")


SAMPLE = Sample(
    name="fashion",
    summary=(
        "44,446 garments, shoes and accessories with photos; "
        "Kaggle's Fashion Product Images (small), MIT"
    ),
    package=KaggleDataset("paramaggarwal/fashion-product-images-small"),
    read=read_fashion,
    fields=_FIELDS,
    vectors=(
        text_vector("{productDisplayName} {articleType} {baseColour}"),
        IMAGE_VECTOR,
        CONCEPT_VECTOR,
    ),
    searches=(
        ByWords("By words", "dark watch for sport"),
        ByWords(
            "By words with a filter: for women",
            "something light for a summer party",
            where=("gender=Women",),
        ),
        ByPicture("By a picture file: the first item's", None),
        ByLikeness("Like the first item, by its words", None, by="text"),
        ByLikeness("Like the first item, by its picture", None, by="image"),
    ),
    pictures_stay=True,
)
