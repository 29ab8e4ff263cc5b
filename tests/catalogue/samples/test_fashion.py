"""Fashion: rows whose names hold commas, and pictures that do not match the rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from likewise.catalogue.samples.fashion import read_fashion
from likewise.errors import SourceError

HEADER = (
    "id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,"
    "productDisplayName"
)


def line(item: int, name: str) -> str:
    return f"{item},Men,Apparel,Topwear,Shirts,Navy Blue,Fall,2011,Casual,{name}"


def fashion(folder: Path, *lines: str, pictures: tuple[int, ...] = ()) -> tuple[Path, Path]:
    """The folders of the source and of its pictures."""
    (folder / "styles.csv").write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    (folder / "images").mkdir()
    for item in pictures:
        (folder / "images" / f"{item}.jpg").write_bytes(b"a picture")
    return folder, folder / "images"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Turtle Check Men Shirt", "Turtle Check Men Shirt"),
        ("Shirt, blue, with cuffs", "Shirt, blue, with cuffs"),
        ('"Shirt, ""blue"""', 'Shirt, "blue"'),
        ('Shirt 15" wide', 'Shirt 15" wide'),
        ("", ""),
    ],
)
def test_a_name_may_hold_commas_with_or_without_quotes(
    tmp_path: Path, said: list[str], written: str, name: str
) -> None:
    source = fashion(tmp_path, line(1, written), pictures=(1,))

    (row,) = read_fashion(*source, said.append)

    assert row["productDisplayName"] == name
    assert row["usage"] == "Casual"
    assert row["picture"] == "1.jpg"
    assert said == []


def test_rows_without_a_picture_stay_and_are_reported(tmp_path: Path, said: list[str]) -> None:
    source = fashion(tmp_path, *(line(item, "Shirt") for item in range(1, 7)), pictures=(1, 2))

    rows = list(read_fashion(*source, said.append))

    assert [row["picture"] for row in rows] == ["1.jpg", "2.jpg", "", "", "", ""]
    assert said == ["Rows without a picture: 4 (3, 4, 5, ...)."]


def test_pictures_without_a_row_are_reported_and_left_out(tmp_path: Path, said: list[str]) -> None:
    source = fashion(tmp_path, line(1, "Shirt"), pictures=(1, 8, 9))

    assert len(list(read_fashion(*source, said.append))) == 1
    assert said == ["Pictures without a row: 2 (8.jpg, 9.jpg)."]


def test_a_row_with_too_few_columns_stays_and_is_reported_by_line(
    tmp_path: Path, said: list[str]
) -> None:
    source = fashion(tmp_path, line(1, "Shirt"), "", "2,Women,Apparel", pictures=(1, 2))

    _, row = read_fashion(*source, said.append)

    assert (row["id"], row["gender"], row["productDisplayName"]) == ("2", "Women", "")
    assert said == ["Rows with too few columns: 1 (line 4)."]


def test_a_folder_without_both_parts_is_refused(tmp_path: Path, said: list[str]) -> None:
    with pytest.raises(SourceError, match=r"should hold styles\.csv and images"):
        list(read_fashion(tmp_path, tmp_path / "images", said.append))


@pytest.mark.parametrize("content", ["", "id,name\n1,Shirt\n"])
def test_other_columns_are_refused(tmp_path: Path, said: list[str], content: str) -> None:
    source, images = fashion(tmp_path)
    (source / "styles.csv").write_text(content)

    with pytest.raises(SourceError):
        list(read_fashion(source, images, said.append))
