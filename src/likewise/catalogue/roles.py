"""Roles: a first recipe guessed from a table, for the user to correct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.table import Row, columns, read_table
from likewise.catalogue.recipe import PICTURE, Field, Recipe, Role, VectorRecipe, pattern_columns
from likewise.catalogue.rows import CellError, find_picture, parse_number
from likewise.errors import RecipeError, SourceError

TEXT_MODEL = "all-minilm-l6-v2"
IMAGE_MODEL = "efficientnet-lite0"
CONCEPT_MODEL = "concepts"

_SAMPLE_ROWS = 10_000
_PICTURE_ROWS = 200
_SHORT = 60  # characters of a tag or an id
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
_LEADING_ZERO = re.compile(r"[+-]?0\d")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def guess_recipe(
    source: Path,
    *,
    name: str,
    images: Path | None,
    folder: Path,
    id_column: str | None = None,
) -> Recipe:
    """A recipe for the table: its id, what each column is for, where the pictures are.

    Roles come of the first 10,000 rows; that the id is unique is looked up in all.

    Args:
        source: The table.
        name: The catalogue's name.
        images: The folder of pictures, where it is not the table's own.
        folder: Where the recipe's relative paths will start.
        id_column: The id, where it need not be guessed.

    Raises:
        SourceError: No column could be the id, or `images` holds none of the pictures.
        RecipeError: There is nothing to make a vector from.
    """
    table = _Table.read(source)
    id_ = _given_id(table, id_column) if id_column is not None else _guess_id(table)
    picture = _guess_picture(table, id_, images, folder.resolve())
    beside = pattern_columns(picture) if picture is not None else ()
    judged = [
        column
        for column in table.columns
        if (_is_worded_id(column) if column.name == id_ else column.name not in beside)
    ]
    fields = tuple(_field(column) for column in judged)
    return Recipe(
        name=name,
        source=source.resolve(),
        id=id_,
        picture=picture,
        fields=fields,
        vectors=tuple(_vectors(judged, fields, picture)),
        folder=folder.resolve(),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A column's cells in the sample, without the empty ones, and how unique it is in all rows.

    `repeats` counts the rows that could not be told by this column: empty or seen before.
    """

    name: str
    cells: list[str]
    repeats: int
    longest: int

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
    source: Path
    columns: tuple[_Column, ...]
    rows: int
    first: list[Row]

    @classmethod
    def read(cls, source: Path) -> _Table:
        names = columns(source)
        cells: dict[str, list[str]] = {name: [] for name in names}
        seen: dict[str, set[int]] = {name: set() for name in names}
        longest = dict.fromkeys(names, 0)
        first: list[Row] = []
        count = 0
        for row in read_table(source):
            if isinstance(row, Reject):
                continue
            count += 1
            if count <= _PICTURE_ROWS:
                first.append(row)
            for name, cell in row.cells.items():
                if cell:
                    seen[name].add(hash(cell))
                    longest[name] = max(longest[name], len(cell))
                    if count <= _SAMPLE_ROWS:
                        cells[name].append(cell)
        if not count:
            raise SourceError(
                f"No row of {source} can be read: each has another number of cells than the "
                f"header, which has {len(names)}, or stray quotes.",
                remedy="Check the delimiter and the quotes.",
            )
        return cls(
            source,
            tuple(_Column(name, cells[name], count - len(seen[name]), longest[name])
                  for name in names),
            count,
            first,
        )  # fmt: skip


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
        (column for column in table.columns if _ID_LIKE.fullmatch(column.word)), key=_id_rank
    )
    unique = [column for column in named if not column.repeats]
    # An id with some double rows is still the id: those rows will be rejected one by one.
    nearly = [column for column in named if column.repeats <= table.rows / 2]
    exact = [column for column in nearly if column.word in _ID_NAMES]
    short = [
        column
        for column in table.columns
        if not column.repeats
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


def _id_rank(column: _Column) -> int:
    word = column.word
    return _ID_NAMES.index(word) if word in _ID_NAMES else len(_ID_NAMES)


def _guess_picture(table: _Table, id_: str, images: Path | None, folder: Path) -> str | None:
    """The pattern under which most of the first rows have a file; None where none has."""
    if images is not None and not images.is_dir():
        raise SourceError(f"There is no folder {images}.", remedy="Check the path of the pictures.")
    # A column that names files comes before files that happen to be named by the id.
    best = _best_pattern(_named_pictures(table, images, folder), table, folder) or _best_pattern(
        _numbered_pictures(table, id_, images, folder), table, folder
    )
    if best is None and images is not None:
        raise SourceError(
            f"{images} holds none of the pictures of the first {len(table.first)} rows of "
            f"{table.source}.",
            remedy="Give the folder in which the files are that a column names, "
            f"or that are named by {id_}, such as {table.first[0].cells[id_]}.jpg.",
        )
    return best


def _best_pattern(patterns: Iterable[str], table: _Table, folder: Path) -> str | None:
    best, most = None, 0
    for pattern in patterns:
        found = sum(_is_there(pattern, row, folder) for row in table.first)
        if found > most:
            best, most = pattern, found
    return best


def _named_pictures(table: _Table, images: Path | None, folder: Path) -> Iterator[str]:
    beside = table.source.resolve().parent
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
    base = table.source.resolve().parent / "images" if images is None else images.resolve()
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
        return find_picture(pattern, row.cells, folder) is not None
    return False


def _fits_pattern(name: str) -> bool:
    """Whether `{name}` can be written in a pattern: braces, `!` and `:` mean something there."""
    with suppress(RecipeError):
        return pattern_columns(f"{{{name}}}") == (name,)
    return False


def _field(column: _Column) -> Field:
    separator = _separator(column)
    if not column.cells or column.share(_URL.fullmatch) >= _MOST:
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
    usable = [
        (column, field.role)
        for column, field in zip(judged, fields, strict=True)
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
