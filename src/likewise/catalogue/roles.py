"""Roles: a first recipe guessed from a table, for the user to correct."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from likewise.catalogue.cells import (
    cell_text,
    epoch_seconds,
    is_empty,
    parse_number,
    parse_place,
)
from likewise.catalogue.pictures import picture_of
from likewise.catalogue.readers.row import CellError, Row
from likewise.catalogue.recipe import PICTURE, Field, Recipe, Role, VectorRecipe, pattern_columns
from likewise.catalogue.source import Source
from likewise.catalogue.survey import Survey
from likewise.errors import RecipeError, SourceError

TEXT_MODEL = "all-minilm-l6-v2"
IMAGE_MODEL = "efficientnet-lite0"
CONCEPT_MODEL = "concepts"

_PICTURE_ROWS = 200
_SHORT = 60  # characters of a tag or an id
_LONGEST_LIST = 500  # characters of a list of tags, as JSON
_STORED_DIGITS = 18  # an integer of so many digits always fits into 64 bits
_KINDS: dict[type[object], type[object]] = {int: float, Decimal: float, datetime: date}
_MOST = 0.8
_PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
_SEPARATORS = ("|", ";", ", ")

_ID_NAMES = ("id", "sku", "uuid", "asin", "ean", "code", "handle", "slug")
_ID_LIKE = re.compile(r"(.*_)?(id|ean|uuid|asin|code)|.*sku.*|handle|slug")
_PICTURE_NAME = re.compile(
    r"((main|primary|product|item)_)?(image|picture|photo|img|file|filename)"
    r"(_(path|file|filename|name|src))?"
)
_TITLE_NAME = re.compile(
    r"((product|item|display|short|full)_)*(name|title|headline|caption)(_[a-z]{2})*"
)
_DESCRIPTION_NAME = re.compile(
    r"((product|item|long|short|full)_)*(description|summary|text|body|details)(_[a-z]{2})*"
)
_NUMBER_NAME = re.compile(
    r"(.*_)?(price|cost|amount|weight|width|height|depth|length|rating|stock|quantity|year)"
)
_TAG_NAME = re.compile(
    r"(.*_)?(category|categories|type|group|class|kind|brand|colou?r|material|style|department"
    r"|gender|season|size|tags?)"
)
_DULL_NAME = re.compile(  # tags to filter by, which say nothing of what the thing is
    r"(.*_)?(creator|author|vendor|seller|supplier|licen[cs]e|currency|country|status|state"
    r"|language|lang|unit|source|size|published)"
)
_URL = re.compile(r"(https?:)?//\S+|www\.\S+", re.IGNORECASE)
_FETCHED_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_DATA_URI = re.compile(r"data:image/", re.IGNORECASE)
_PICTURE_BYTES = re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|BM|RIFF....WEBP|II\*\0|MM\0\*", re.DOTALL)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d")
_LON_NAME = re.compile(r"(.*_)?(lon|lng|longitude)")
_LAT_NAME = re.compile(r"(.*_)?(lat|latitude)")
_GEO_NAME = re.compile(r"(.*_)?(geo|location|place|position|coordinates?|coords?|lon_?lat|point)")
_LEADING_ZERO = re.compile(r"[+-]?0\d")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def guess_recipe(
    survey: Survey,
    *,
    name: str,
    images: Path | None,
    folder: Path,
    id_column: str | None = None,
    hosts: tuple[str, ...] = (),
) -> Recipe:
    """A recipe for the source: its id, what each column is for, where the pictures are.

    Args:
        survey: The first rows; what holds for them is taken to hold for all.
        name: The catalogue's name.
        images: The folder of pictures, where it is not the source's own.
        folder: Where the recipe's relative paths will start.
        id_column: The id, where it need not be guessed.
        hosts: From where pictures may be fetched; without any, URLs are no pictures.

    Raises:
        SourceError: No column could be the id, or `images` holds none of the pictures.
        RecipeError: There is nothing to make a vector from.
    """
    table = _Table.of(survey)
    id_ = _given_id(table, id_column) if id_column is not None else _guess_id(table)
    picture = _guess_picture(table, id_, images, folder.resolve(), fetched=bool(hosts))
    beside = pattern_columns(picture) if picture is not None else ()
    judged = [
        column
        for column in table.columns
        if not column.binary
        and (_is_worded_id(column) if column.name == id_ else column.name not in beside)
    ]
    fields = tuple(_fields(judged))
    return Recipe(
        name=name,
        source=survey.source.anchored(Path.cwd()),
        id=id_,
        picture=picture,
        fields=fields,
        vectors=tuple(_vectors(judged, fields, picture)),
        hosts=hosts,
        folder=folder.resolve(),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A column's cells in the sample as text, without the empty ones.

    `kind` is their type where they all have one that is not text. `binary` ones hold bytes, which
    no field can show. `repeats` counts the rows that could not be told by this column: empty or
    seen before.
    """

    name: str
    cells: list[str]
    kind: type[object] | None
    binary: bool
    repeats: int
    longest: int

    @classmethod
    def of(cls, name: str, rows: list[Row]) -> _Column:
        found = [cell for row in rows if not is_empty(cell := row.cells.get(name))]
        kinds = {_KINDS.get(type(cell), type(cell)) for cell in found}
        texts = [cell_text(cell) for cell in found]
        return cls(
            name,
            [text for text in texts if text],
            kinds.pop() if len(kinds) == 1 and str not in kinds else None,
            any(map(_has_bytes, found)),
            len(rows) - len(set(texts)),
            max(map(len, texts), default=0),
        )

    @property
    def word(self) -> str:
        """The name in one spelling: `productID` and `Product ID` are `product_id`."""
        parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name)
        return re.sub(r"\W+|_+", "_", parted).strip("_").casefold()

    @property
    def mean_words(self) -> float:
        return _mean(max(len(cell.split()), _ideographs(cell) / 2) for cell in self.cells)

    @property
    def recurs(self) -> bool:
        """Whether few short values stand for all rows."""
        few = max(50, len(self.cells) // 20)
        distinct = len(set(self.cells))
        return distinct <= few and len(self.cells) >= 1.5 * distinct and self.longest <= _SHORT

    def share(self, holds: Callable[[str], object]) -> float:
        """The part of the cells of which it holds; 0 where all are empty."""
        return _mean(bool(holds(cell)) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class _Table:
    source: Source
    columns: tuple[_Column, ...]
    rows: int
    first: list[Row]

    @classmethod
    def of(cls, survey: Survey) -> _Table:
        if not survey.rows:
            raise SourceError(
                f"None of the first {survey.refused:,} rows of {survey.source} can be read.",
                remedy="Check the delimiter and the quotes.",
            )
        columns = tuple(_Column.of(name, survey.rows) for name in survey.columns)
        return cls(survey.source, columns, len(survey.rows), survey.rows[:_PICTURE_ROWS])


def _given_id(table: _Table, name: str) -> str:
    names = [column.name for column in table.columns]
    if name not in names:
        raise SourceError(
            f"{table.source} has no column {name!r} to be the id. It has {', '.join(names)}.",
            remedy="Name one of them.",
        )
    return name


def _guess_id(table: _Table) -> str:
    named = sorted(
        (column for column in table.columns if _ID_LIKE.fullmatch(column.word) and _is_id(column)),
        key=_id_rank,
    )
    unique = [column for column in named if not column.repeats]
    # An id with some double rows is still the id: those rows will be rejected one by one.
    nearly = [column for column in named if column.repeats <= table.rows / 2]
    exact = [column for column in nearly if column.word in _ID_NAMES]
    short = [
        column
        for column in table.columns
        if not column.repeats
        and _is_id(column)
        and column.longest <= _SHORT
        and not all(map(_is_number, column.cells))
        and not _PICTURE_NAME.fullmatch(column.word)
    ]
    best = next(iter(unique or exact or short or nearly), None)
    if best is None:
        tried = ", ".join(
            f"{column.name} ({column.repeats:,} empty or double)"
            for column in named or table.columns
        )
        raise SourceError(
            f"{table.source} has no column that tells its {table.rows:,} rows apart. "
            f"Tried: {tried}.",
            remedy="Name the id with --id COLUMN, or as `id` in likewise.toml.",
        )
    return best.name


def _is_id(column: _Column) -> bool:
    """Whether the cells have a type that an id may have: text, or a whole number."""
    return column.kind is None or (column.kind is float and all(map(_is_whole, column.cells)))


def _is_whole(cell: str) -> bool:
    return cell.removeprefix("-").isdecimal()


def _id_rank(column: _Column) -> int:
    word = column.word
    return _ID_NAMES.index(word) if word in _ID_NAMES else len(_ID_NAMES)


def guess_picture(
    survey: Survey, id_: str, *, images: Path | None, folder: Path, fetched: bool
) -> str | None:
    """The pattern of the rows' pictures; None where none are found.

    Args:
        survey: The first rows.
        id_: The id's column.
        images: The folder of pictures, where it is not the source's own.
        folder: Where the pattern's relative path starts.
        fetched: Whether URLs are pictures too.

    Raises:
        SourceError: `images` holds none of the pictures.
    """
    return _guess_picture(_Table.of(survey), id_, images, folder.resolve(), fetched=fetched)


def _guess_picture(
    table: _Table, id_: str, images: Path | None, folder: Path, *, fetched: bool
) -> str | None:
    """The pattern under which most of the first rows have a file; None where none has."""
    if images is not None and not images.is_dir():
        raise SourceError(f"There is no folder {images}.", remedy="Check the path of the pictures.")
    # A column that names files comes before files that happen to be named by the id.
    best = (
        _held_picture(table, fetched=fetched)
        or _best_pattern(_named_pictures(table, images, folder), table, folder)
        or _best_pattern(_numbered_pictures(table, id_, images, folder), table, folder)
    )
    if best is None and images is not None:
        raise SourceError(
            f"{images} holds none of the pictures of the first {len(table.first)} rows of "
            f"{table.source}.",
            remedy="Give the folder in which the files are that a column names, "
            f"or that are named by {id_}, such as {cell_text(table.first[0].cells.get(id_))}.jpg.",
        )
    return best


def _held_picture(table: _Table, *, fetched: bool) -> str | None:
    """The pattern of a column that holds pictures themselves, or their URLs."""
    for column in table.columns:
        if not _fits_pattern(column.name):
            continue
        named = _PICTURE_NAME.fullmatch(column.word) is not None
        if column.binary and _holds_pictures(table, column.name):
            return f"{{{column.name}}}"
        if column.share(_DATA_URI.match) >= _MOST:
            return f"{{{column.name}}}"
        if (
            fetched
            and column.share(_FETCHED_URL.fullmatch) >= _MOST
            and (named or column.share(lambda cell: _suffix(cell) in _PICTURE_SUFFIXES) >= _MOST)
        ):
            return f"{{{column.name}}}"
    return None


def _holds_pictures(table: _Table, name: str) -> bool:
    cells = [row.cells.get(name) for row in table.first]
    held = [cell.get("bytes") if isinstance(cell, dict) else cell for cell in cells]
    return any(isinstance(each, bytes) and _PICTURE_BYTES.match(each) for each in held)


def _has_bytes(cell: object) -> bool:
    parts = cell.values() if isinstance(cell, dict) else cell if isinstance(cell, list) else ()
    return isinstance(cell, bytes) or any(map(_has_bytes, parts))


def _suffix(url: str) -> str:
    """How the path of a URL ends."""
    path = url.partition("?")[0].partition("#")[0].lower()
    return f".{path.rpartition('.')[2]}"


def _best_pattern(patterns: Iterable[str], table: _Table, folder: Path) -> str | None:
    best, most = None, 0
    for pattern in patterns:
        found = sum(_is_there(pattern, row, folder) for row in table.first)
        if found > most:
            best, most = pattern, found
    return best


def _named_pictures(table: _Table, images: Path | None, folder: Path) -> Iterator[str]:
    beside = table.source.folder
    bases = [beside] if images is None else [images.resolve(), beside]
    named = [column for column in table.columns if _PICTURE_NAME.fullmatch(column.word)]
    ending = [
        column
        for column in table.columns
        if column.share(lambda cell: cell.lower().endswith(_PICTURE_SUFFIXES)) >= _MOST
    ]
    for column in dict.fromkeys(column.name for column in (*named, *ending)):
        if _fits_pattern(column):
            for base in bases:
                for suffix in ("", *_PICTURE_SUFFIXES):
                    yield f"{_prefix(base, folder)}{{{column}}}{suffix}"


def _numbered_pictures(table: _Table, id_: str, images: Path | None, folder: Path) -> Iterator[str]:
    base = table.source.folder / "images" if images is None else images.resolve()
    if _fits_pattern(id_):
        for suffix in _PICTURE_SUFFIXES:
            yield f"{_prefix(base, folder)}{{{id_}}}{suffix}"


def _prefix(base: Path, folder: Path) -> str:
    """The folder of pictures as the start of a pattern."""
    if base == folder:
        return ""
    path = base.relative_to(folder) if base.is_relative_to(folder) else base
    return f"{path}/".replace("{", "{{").replace("}", "}}")


def _is_there(pattern: str, row: Row, folder: Path) -> bool:
    with suppress(CellError):
        return isinstance(picture_of(pattern, row.cells, folder), Path)
    return False


def _fits_pattern(name: str) -> bool:
    """Whether `{name}` can be written in a pattern: braces, `!` and `:` mean something there."""
    with suppress(RecipeError):
        return pattern_columns(f"{{{name}}}") == (name,)
    return False


def _fields(columns: list[_Column]) -> Iterator[Field]:
    """A field for each column, but one for the two of a place."""
    lon = next((column for column in columns if _is_coordinate(column, _LON_NAME, 180)), None)
    lat = next((column for column in columns if _is_coordinate(column, _LAT_NAME, 90)), None)
    names = [column.name for column in columns]
    for column in columns:
        if lon is None or lat is None or column not in (lon, lat):
            yield _field(column)
        elif column is lon:
            free = (name for name in ("place", "geo", "lon_lat") if name not in names)
            place = next(free, f"{lon.name} {lat.name}")
            yield Field(place, Role.GEO, lon=lon.name, lat=lat.name)


def _is_coordinate(column: _Column, name: re.Pattern[str], most_degrees: int) -> bool:
    def is_degrees(cell: str) -> bool:
        return _is_number(cell) and abs(float(cell)) <= most_degrees

    return name.fullmatch(column.word) is not None and column.share(is_degrees) >= _MOST


def _field(column: _Column) -> Field:
    if column.kind is not None:
        return Field(column.name, _role_of_kind(column))
    separator = _separator(column)
    if _GEO_NAME.fullmatch(column.word) and _is_geo(column):
        role = Role.GEO
    elif column.cells and column.share(_is_moment) >= _MOST:
        role = Role.TIME
    elif not column.cells or column.share(_URL.fullmatch) >= _MOST:
        role = Role.STORED
    elif _is_title(column) or _is_description(column):
        role = Role.TEXT
    elif _is_numeric(column):
        role = Role.NUMBER
    elif separator is not None:
        return Field(column.name, Role.TAG, separator)
    elif column.recurs or (_is_tag_name(column) and column.longest <= _SHORT):
        role = Role.TAG
    else:
        role = Role.TEXT if _is_wordy(column) else Role.STORED
    return Field(column.name, role)


def _role_of_kind(column: _Column) -> Role:
    """The role of cells that the source gives a type other than text."""
    if column.kind is date:
        return Role.TIME
    if column.kind is float and _is_numeric(column):
        return Role.NUMBER
    if column.kind is bool or (column.kind is float and _is_tag_like(column)):
        return Role.TAG
    if column.kind is list and _GEO_NAME.fullmatch(column.word) and _is_geo(column):
        return Role.GEO
    if column.kind is list:
        return Role.TAG if column.longest <= _LONGEST_LIST and _is_flat(column) else Role.STORED
    return Role.GEO if column.kind is dict and _is_geo(column) else Role.STORED


def _is_tag_like(column: _Column) -> bool:
    """Whether numbers recur, or have more digits than can be stored."""
    return column.recurs or column.longest > _STORED_DIGITS


def _is_geo(column: _Column) -> bool:
    return bool(column.cells) and column.share(_is_place) >= _MOST


def _is_flat(column: _Column) -> bool:
    """Whether the lists are of short texts."""
    lists = [json.loads(cell) for cell in column.cells]
    return all(isinstance(part, str) and len(part) <= _SHORT for each in lists for part in each)


def _is_place(cell: str) -> bool:
    with suppress(CellError):
        parse_place(cell)
        return True
    return False


def _is_moment(cell: str) -> bool:
    if not _MOMENT.match(cell):  # a bare number could be read as a date too
        return False
    with suppress(CellError):
        epoch_seconds(cell)
        return True
    return False


def _is_worded_id(column: _Column) -> bool:
    """Whether the id is the thing's name as well, and so belongs to its words."""
    return not _ID_LIKE.fullmatch(column.word) and _field(column).role is Role.TEXT


def _is_tag_name(column: _Column) -> bool:
    return any(names.fullmatch(column.word) for names in (_TAG_NAME, _DULL_NAME))


def _is_title(column: _Column) -> bool:
    return _TITLE_NAME.fullmatch(column.word) is not None


def _is_description(column: _Column) -> bool:
    return _DESCRIPTION_NAME.fullmatch(column.word) is not None


def _is_numeric(column: _Column) -> bool:
    if _ID_LIKE.fullmatch(column.word) or any(map(_LEADING_ZERO.match, column.cells)):
        return False
    # A price that is not a number is a bad row; elsewhere it is a sign that these are words.
    enough = _MOST if _NUMBER_NAME.fullmatch(column.word) else 1
    return column.share(_is_number) >= enough


def _is_number(cell: str) -> bool:
    with suppress(CellError):
        parse_number(cell)
        return True
    return False


def _is_wordy(column: _Column) -> bool:
    dated = column.share(lambda cell: any(map(str.isalpha, cell))) < _MOST
    if dated or _DULL_NAME.fullmatch(column.word):
        return False
    return column.mean_words > 1


def _separator(column: _Column) -> str | None:
    """What separates the tags, if the cells are lists of short tags that recur."""
    return next((mark for mark in _SEPARATORS if _is_list(column, mark)), None)


def _is_list(column: _Column, separator: str) -> bool:
    if column.share(lambda cell: separator in cell) < 0.2:  # noqa: PLR2004  # a fifth are lists
        return False
    lists = [[part.strip() for part in cell.split(separator)] for cell in column.cells]
    places: dict[str, set[int]] = {}
    for parts in lists:
        for place, part in enumerate(parts):
            places.setdefault(part, set()).add(place)
    counts = Counter(part for parts in lists for part in parts if part)
    recurring = [part for part, count in counts.items() if count > 1]
    return (
        max(map(len, counts), default=_SHORT) <= _SHORT // 2
        and (
            len(counts) <= max(50, len(lists) // 20) or _TAG_NAME.fullmatch(column.word) is not None
        )
        and counts.total() >= 1.5 * len(counts)
        # In "Italy, 180 g" each part has its place; tags turn up anywhere.
        and sum(len(places[part]) > 1 for part in recurring) >= len(recurring) / 10 > 0
    )


def _vectors(
    judged: list[_Column], fields: tuple[Field, ...], picture: str | None
) -> Iterator[VectorRecipe]:
    roles = {field.name: field.role for field in fields}
    usable = [
        (column, roles.get(column.name))
        for column in judged
        if _fits_pattern(column.name) and column.cells
    ]
    texts = [column for column, role in usable if role is Role.TEXT]
    # The text model reads English best: a translation beside it would only be noise.
    texts = [column for column in texts if not _is_ideographic(column)] or texts
    tags = [column for column, role in usable if role is Role.TAG and _tells(column)]
    if texts or (tags and picture is None):
        titles = [column for column in texts if _is_title(column)]
        last = [column for column in texts if _is_description(column)]
        rest = [column for column in texts if column not in titles and column not in last]
        titles.sort(key=lambda column: "title" not in column.word)
        ordered = (*titles, *rest, *tags, *last)
        yield VectorRecipe("text", " ".join(f"{{{c.name}}}" for c in ordered), TEXT_MODEL)
    if picture is not None:
        yield VectorRecipe("image", PICTURE, IMAGE_MODEL)
        yield VectorRecipe("concept", PICTURE, CONCEPT_MODEL)


def _tells(column: _Column) -> bool:
    """Whether a tag says what the thing is, so that its words are worth searching."""
    return (
        not _DULL_NAME.fullmatch(column.word)
        and not _ID_LIKE.fullmatch(column.word)
        and not _is_ideographic(column)
        and len(set(column.cells)) > 1
        and column.share(lambda cell: sum(map(str.isalpha, cell)) > 2) >= _MOST  # noqa: PLR2004
    )


def _is_ideographic(column: _Column) -> bool:
    return column.share(_IDEOGRAPH.search) > 1 / 2


def _ideographs(cell: str) -> int:
    return 0 if cell.isascii() else len(_IDEOGRAPH.findall(cell))


def _mean(values: Iterable[float]) -> float:
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0
