"""Furniture: the libraries' two languages, sizes and renders become rows and pictures."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from likewise.catalogue.samples.furniture import read_furniture
from likewise.errors import SourceError

ENGLISH = """# A comment = no entry

id=SweetHome3D#Some
name=Some catalog
license=CC BY 3.0  Copyright \xa9 Some & Co

id#1=Some#screen door
name#1=Screen door \\u20ac
tags#1=Blend Swap, Outdoor, Garden
category#1=Doors and windows
icon#1=/some/door.png
width#1=87.6
depth#1=9.7
height#1=200
creator#1=Someone

id#12=Some#lamp
name#12=Lamp
tags#12=
category#12=Lights
icon#12=/some/absent.png
width#12=10
depth#12=10
height#12=40
creator#12=Someone
"""
CHINESE = """name#1=\\u7eb1\\u95e8
category#1=\\u95e8\\u548c\\u7a97
name#12=Lamp
category#12=\\u706f\\u5177
"""


def library(path: Path, english: str = ENGLISH) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("PluginFurnitureCatalog.properties", english.encode("latin-1"))
        file.writestr("PluginFurnitureCatalog_zh_CN.properties", CHINESE)
        file.writestr("some/door.png", b"a door")


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    return folder


def test_a_product_has_its_words_in_both_languages_its_size_and_its_picture(
    tmp_path: Path, images: Path, said: list[str]
) -> None:
    library(tmp_path / "usr" / "Some.sh3f")

    door, _ = read_furniture(tmp_path, images, said.append)

    assert door == {
        "id": "Some#screen door",
        "name": "Screen door €",
        "name_zh": "纱门",
        "category": "Doors and windows",
        "category_zh": "门和窗",
        "tags": "Outdoor, Garden",
        "width": "87.6",
        "depth": "9.7",
        "height": "200",
        "creator": "Someone",
        "license": "CC BY 3.0 Copyright © Some & Co",
        "picture": "some-screen-door.png",
    }
    assert (images / "some-screen-door.png").read_bytes() == b"a door"


def test_an_untranslated_name_and_an_absent_picture_are_empty(
    tmp_path: Path, images: Path, said: list[str]
) -> None:
    library(tmp_path / "Some.sh3f")

    _, lamp = read_furniture(tmp_path, images, said.append)

    assert (lamp["name_zh"], lamp["category_zh"], lamp["tags"], lamp["picture"]) == (
        "",
        "灯具",
        "",
        "",
    )


def test_the_human_figures_are_left_out(tmp_path: Path, images: Path, said: list[str]) -> None:
    library(tmp_path / "Reallusion.sh3f")
    library(tmp_path / "Some.sh3f")

    assert len(list(read_furniture(tmp_path, images, said.append))) == 2


def test_a_folder_without_libraries_is_refused(
    tmp_path: Path, images: Path, said: list[str]
) -> None:
    with pytest.raises(SourceError, match="holds no furniture library"):
        list(read_furniture(tmp_path, images, said.append))


def test_a_file_that_is_no_library_is_refused(
    tmp_path: Path, images: Path, said: list[str]
) -> None:
    (tmp_path / "Some.sh3f").write_bytes(b"no zip")

    with pytest.raises(SourceError, match=r"Some\.sh3f is no furniture library"):
        list(read_furniture(tmp_path, images, said.append))
