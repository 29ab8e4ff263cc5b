"""Picture folder: every picture below it is a row, and nothing else is."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.picture_folder import words_of
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Row
from likewise.catalogue.source import Format, Source
from likewise.errors import SourceError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pictures"
    made.mkdir()
    return made


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"abc")
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))


def read(folder: Path) -> list[Row | Reject]:
    with open_table(Source.of(folder)) as table:
        return list(table.rows())


def column(folder: Path, name: str) -> list[object]:
    return [row.cells[name] for row in read(folder) if isinstance(row, Row)]


def test_a_picture_is_a_row_that_says_all_the_file_tells(folder: Path) -> None:
    put(folder, "chairs/oak/RedChair_with-arms.JPG")

    assert read(folder) == [
        Row(
            "pictures",
            1,
            {
                "id": "chairs/oak/RedChair_with-arms",
                "name": "Red Chair with arms",
                "folder": "chairs/oak",
                "file": "chairs/oak/RedChair_with-arms.JPG",
                "modified": datetime.fromtimestamp(1_700_000_000, UTC),
                "bytes": 3,
            },
        )
    ]


def test_rows_stand_in_the_order_of_their_paths(folder: Path) -> None:
    put(
        folder, "b.png", "a/z.png", "a/b/c.gif", "c.webp", ".hidden.png", ".git/a.png", "a/note.txt"
    )

    assert column(folder, "file") == ["a/b/c.gif", "a/z.png", "b.png", "c.webp"]
    assert column(folder, "folder") == ["a/b", "a", "", ""]
    with open_table(Source((str(folder),), format=Format.PICTURES)) as table:
        assert table.columns == ("id", "name", "folder", "file", "modified", "bytes")
        assert table.part_read() is None


def test_ids_keep_their_suffix_where_two_would_be_the_same(folder: Path) -> None:
    put(folder, "a.jpg", "a.png", "a.png.gif", "b.jpg", "c/a.jpg")

    ids = column(folder, "id")
    assert ids == ["a.jpg", "a.png", "a.png.gif", "b", "c/a"]


def test_links_out_of_the_folder_and_to_folders_are_not_followed(
    folder: Path, tmp_path: Path
) -> None:
    put(folder, "a.png")
    put(tmp_path / "elsewhere", "b.png")
    (folder / "inside.png").symlink_to(folder / "a.png")
    (folder / "outside.png").symlink_to(tmp_path / "elsewhere/b.png")
    (folder / "broken.png").symlink_to(folder / "absent.png")
    (folder / "there").symlink_to(tmp_path / "elsewhere")
    (folder / "circle").symlink_to(folder)

    assert column(folder, "file") == ["a.png", "inside.png"]


def test_a_file_keeps_the_name_that_opens_it_and_its_words_are_composed(folder: Path) -> None:
    put(folder, "Cafe\u0301.png")

    assert column(folder, "file") == ["Cafe\u0301.png"]
    assert column(folder, "name") == ["Café"]


def test_a_name_that_is_no_text_costs_only_its_row(folder: Path) -> None:
    put(folder, "a.png", os.fsdecode(b"b\xff.png"))

    good, bad = read(folder)
    assert isinstance(good, Row)
    assert isinstance(bad, Reject)
    assert (bad.line, bad.column) == (2, "id")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("red_oak-chair.v2", "red oak chair v2"),
        ("redOakChair", "red Oak Chair"),
        ("HTMLPage", "HTML Page"),
        ("IMG_0012", "IMG 0012"),
        ("ÄrmelÖse", "Ärmel Öse"),
        ("椅子", "椅子"),
        ("__x__", "x"),
    ],
)
def test_words_are_parted_by_separators_and_changes_of_case(name: str, words: str) -> None:
    assert words_of(name) == words


def test_a_folder_without_pictures_is_refused_in_words(folder: Path) -> None:
    put(folder, "a.csv")
    with pytest.raises(SourceError, match="There is no picture in") as raised:
        read(folder)
    assert "*.csv" in raised.value.remedy
