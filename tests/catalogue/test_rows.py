"""Rows: each cell is read by its role, and each bad one is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from likewise.catalogue.cells import parse_number
from likewise.catalogue.item import Item, Reject, Value
from likewise.catalogue.pictures import find_picture
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import CellError
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.rows import (
    read_items,
    text_of,
    unused_columns,
)
from likewise.catalogue.seen_ids import SeenIds
from likewise.catalogue.source import Source
from likewise.errors import SourceError

FIELDS = (
    Field("name", Role.TEXT),
    Field("price", Role.NUMBER),
    Field("tags", Role.TAG, "|"),
    Field("kind", Role.TAG),
    Field("note", Role.STORED),
)
HEAD = "id,name,price,tags,kind,note,picture\n"


def recipe(
    folder: Path, picture: str | None = None, words: str = "{name} {tags}", *, fields: int = 5
) -> Recipe:
    vectors = (VectorRecipe("text", words, "m"),)
    source = folder / "table.csv"
    return Recipe("shop", Source.of(source), "id", picture, FIELDS[:fields], vectors, folder=folder)


def items(table: Recipe, rows: str) -> list[Item | Reject]:
    Path(table.source.places[0]).write_text(HEAD + rows, encoding="utf-8")
    with open_table(table.source) as opened, SeenIds() as seen:
        return list(read_items(table, opened, seen))


def one(table: Recipe, row: str) -> Item:
    (item,) = items(table, row)
    assert isinstance(item, Item), item
    return item


def refused(table: Recipe, row: str) -> Reject:
    reject = items(table, row)[-1]
    assert isinstance(reject, Reject), reject
    return reject


def test_cells_become_values_by_their_roles(tmp_path: Path) -> None:
    item = one(recipe(tmp_path), "A1,Oak chair,12.50,wood| oak ||wood,Chairs,007,\n")

    assert item == Item(
        "A1",
        {
            "name": "Oak chair",
            "price": 12.5,
            "tags": ("wood", "oak"),
            "kind": "Chairs",
            "note": "007",
        },
        None,
        "table.csv",
        2,
    )


def test_empty_cells_are_absent(tmp_path: Path) -> None:
    assert one(recipe(tmp_path), "A1,,,| |,,,\n").fields == {}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("5", 5), ("-5", -5), ("+5", 5), ("5.", 5.0), (".5", 0.5), ("1e3", 1000.0), ("007", 7),
        ("9007199254740992", 2**53),
    ],
)  # fmt: skip
def test_numbers_are_read(cell: str, value: float) -> None:
    assert parse_number(cell) == value
    assert type(parse_number(cell)) is type(value)


@pytest.mark.parametrize(
    "cell",
    ["NaN", "inf", "-Infinity", "1e999", "12,5", "0x10", "abc", "1_000", "٣", "1 2", "", "9" * 65],
)
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="number"):
        parse_number(cell)


@pytest.mark.parametrize("cell", ["9007199254740993", "-9007199254740993", "9" * 60])
def test_an_integer_that_cannot_be_kept_exactly_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="role tag or stored"):
        parse_number(cell)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",x,1,,,,", "id", "empty"),
        (f"{'x' * 513},x,1,,,,", "id", "found 513"),
        ('A1,x,"12,5",,,,', "price", "'12,5'"),
        ("A1,x,1,a\x1fb,,,", "tags", "U+001F"),
        ("A1,x,1,,a\x1fb,,", "kind", "U+001F"),
        ("A1,x,1", "", "expected 7 cells, found 3"),
    ],
)
def test_a_bad_cell_is_named_with_its_column(
    tmp_path: Path, row: str, column: str, reason: str
) -> None:
    reject = refused(recipe(tmp_path), row + "\n")

    assert (reject.line, reject.column) == (2, column)
    assert reason in reject.reason


def test_a_second_row_of_an_id_is_refused_with_the_line_of_the_first(tmp_path: Path) -> None:
    found = items(recipe(tmp_path), "a,x,,,,,\nA,y,,,,,\na,z,,,,,\n")

    assert [type(row) for row in found] == [Item, Item, Reject]
    assert refused(recipe(tmp_path), "a,x,,,,,\na,z,,,,,\n").reason.endswith("line 2")


def test_columns_left_out_can_be_said(tmp_path: Path) -> None:
    table = recipe(tmp_path, fields=3)
    items(table, "a,x,,,,,\n")

    assert unused_columns(table, tuple(HEAD.strip().split(","))) == ("kind", "note", "picture")


def test_a_column_that_the_table_lacks_is_said_with_those_it_has(tmp_path: Path) -> None:
    table = recipe(tmp_path, "{photo}")
    with pytest.raises(SourceError, match=r"lacks 'photo'.*'id', 'name', 'price'"):
        items(table, "a,x,,,,,\n")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with pictures, and traps in it."""
    folder = tmp_path / "shop"
    (folder / "images" / "sub").mkdir(parents=True)
    (folder / "images" / "a.jpg").write_bytes(b"picture")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (folder / "images" / "out.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "images" / "in.jpg").symlink_to(folder / "images" / "a.jpg")
    (folder / "images" / "zero.jpg").symlink_to("/dev/zero")
    (folder / "images" / "loop.jpg").symlink_to("loop.jpg")
    os.mkfifo(folder / "images" / "fifo.jpg")
    return folder


@pytest.mark.parametrize("cell", ["a.jpg", "in.jpg", "sub/../a.jpg", "./a.jpg"])
@pytest.mark.parametrize("absolute", [False, True])
def test_a_picture_in_the_folder_is_found(pictures: Path, cell: str, absolute: bool) -> None:  # noqa: FBT001
    pattern = f"{pictures}/images/{{picture}}" if absolute else "images/{picture}"

    item = one(recipe(pictures, pattern), f"1,x,,,,,{cell}\n")
    assert item.picture == (pictures / "images" / "a.jpg").resolve()


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("../../secret.jpg", "outside"),
        ("../../../../../etc/passwd", "outside"),
        ("out.jpg", "outside"),
        ("zero.jpg", "outside"),
        ("loop.jpg", "cannot be opened"),
        ("/etc/passwd", "outside"),
        ("fifo.jpg", "not a regular file"),
        ("sub", "not a regular file"),
        ("x" * 300, "cannot be opened"),
        ("absent.jpg", "not found"),
        ("a.jpg/b", "not found"),
        ("~root/x", "not found"),
        ("a\0.jpg", "NUL"),
    ],
)
@pytest.mark.parametrize("absolute", [False, True])
def test_a_picture_that_must_not_be_opened_is_refused(
    pictures: Path, cell: str, reason: str, absolute: bool  # noqa: FBT001
) -> None:  # fmt: skip
    pattern = f"{pictures}/images/{{picture}}" if absolute else "images/{picture}"
    reject = refused(recipe(pictures, pattern), f"1,x,,,,,{cell}\n")

    assert reject.column == "picture"
    assert reason in reject.reason


def test_an_empty_picture_cell_means_no_picture(pictures: Path) -> None:
    assert one(recipe(pictures, "images/{picture}"), "1,x,,,,,\n").picture is None


def test_pictures_named_by_the_id_may_be_missing_but_not_elsewhere(pictures: Path) -> None:
    table = recipe(pictures, "images/{id}.jpg")
    found, absent, outside = items(table, "a,x,,,,,\nb,x,,,,,\n../../secret,x,,,,,\n")

    assert isinstance(found, Item)
    assert found.picture is not None
    assert isinstance(absent, Item)
    assert absent.picture is None
    assert isinstance(outside, Reject)
    assert outside.column == "id"


def test_braces_of_the_folder_are_doubled_in_the_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "a{b}c"
    folder.mkdir()
    (folder / "1.png").write_bytes(b"picture")
    pattern = str(folder).replace("{", "{{").replace("}", "}}") + "/{id}.png"

    assert find_picture(pattern, {"id": "1"}, tmp_path) == (folder / "1.png").resolve()


@pytest.mark.parametrize(
    ("pattern", "fields", "text"),
    [
        ("{a} {b} {c}", {"a": "oak", "c": "chair"}, "oak chair"),
        ("{a}: {b}", {"a": ("x", "y"), "b": 12.5}, "x, y: 12.5"),
        ("{a}", {"a": "  many\n\twords "}, "many words"),
        ("a photo of {a}", {}, ""),
        ("{a} {a}", {"a": "{b}"}, "{b} {b}"),
    ],
)
def test_words_are_made_of_fields(pattern: str, fields: dict[str, Value], text: str) -> None:
    assert text_of(pattern, Item("1", fields, None, "t", 2)) == text


def test_an_id_that_a_vector_names_is_among_the_words(tmp_path: Path) -> None:
    item = one(recipe(tmp_path, words="{id} {name}"), "Oak-1,chair,,,,,\n")

    assert text_of("{id} {name}", item) == "Oak-1 chair"
