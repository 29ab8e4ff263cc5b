"""likewise demo: the list of samples, and a whole one from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from cli.conftest import Likewise

STYLES = """\
id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,productDisplayName
101,Women,Apparel,Dress,Dresses,White,Summer,2012,Party,Light summer dress, with straps
102,Men,Accessories,Watches,Watches,Black,Winter,2016,Sports,Dark sport watch
103,Women,Footwear,Shoes,Heels,Red,Summer,2013,Party,Red party heels
104,Men,Apparel,Topwear,Shirts,Blue,Fall,2011,Casual,Checked shirt, slim, blue
105,Men,Apparel,Topwear,Shirts,Green,Fall,2011,Casual,Shirt without a picture
"""


@pytest.fixture
def kaggle(tmp_path: Path) -> Path:
    """Five rows in Kaggle's layout; one lacks its picture, and one picture lacks its row."""
    folder = tmp_path / "kaggle"
    (folder / "images").mkdir(parents=True)
    (folder / "styles.csv").write_text(STYLES, encoding="utf-8")
    for number, colour in (
        (101, "white"),
        (102, "black"),
        (103, "red"),
        (104, "blue"),
        (999, "tan"),
    ):
        picture = Image.new("RGB", (60, 80), "grey")
        ImageDraw.Draw(picture).ellipse((5, 5, number - 70, 70), fill=colour)
        picture.save(folder / "images" / f"{number}.jpg")
    return folder


def test_json_lists_the_samples(likewise: Likewise) -> None:
    ran = likewise("demo", "--list", "--json")
    assert ran.rc == 0
    assert [sample["name"] for sample in ran.data["samples"]] == [
        "furniture",
        "shop",
        "fashion",
        "fashion-mnist",
    ]
    assert all(list(each) == ["name", "summary", "needs"] for each in ran.data["samples"])


def test_the_table_lists_the_samples(likewise: Likewise) -> None:
    ran = likewise("demo", "--list")
    assert ran.rc == 0
    assert all(name in ran.stdout for name in ("furniture", "shop", "fashion", "fashion-mnist"))


def test_an_unknown_sample_is_wrong_usage(likewise: Likewise) -> None:
    ran = likewise("demo", "no-such-sample")
    assert ran.rc == 2
    assert ran.stdout == ""
    assert "furniture" in ran.stderr


def test_a_folder_in_kaggles_layout_becomes_searchable_with_five_searches(
    likewise: Likewise, kaggle: Path
) -> None:
    """A comma in a name is no column; what lacks its other half is said; a second run is short."""
    ran = likewise("demo", "fashion", "--from", kaggle)
    assert ran.rc == 0, ran.stderr
    for number in range(1, 6):
        assert f"\n{number}. " in ran.stdout
    assert ran.stdout.count("  $ likewise ") == 5
    assert "Go on" in ran.stdout
    assert "Rows without a picture: 1 (105)" in ran.stderr
    assert "Pictures without a row: 1 (999.jpg)" in ran.stderr
    assert "5 added" in ran.stderr

    hits = likewise("search", "summer dress", "-c", "fashion", "--json").data["hits"]
    assert hits[0]["fields"]["productDisplayName"] == "Light summer dress, with straps"
    women = likewise("search", "x", "-c", "fashion", "-w", "gender=Women", "--json")
    assert sorted(women.ids) == ["101", "103"]

    again = likewise("demo", "fashion", "--json")
    assert again.rc == 0
    assert again.data["import"]["unchanged"] == 5
    assert len(again.data["searches"]) == 5
    for search in again.data["searches"]:
        assert list(search)[:4] == ["title", "command", "hits", "total"]
        assert search["command"].startswith("likewise s")
        assert search["hits"]
    assert likewise("verify", "-c", "fashion", "--json").data["ok"] is True


def test_a_folder_without_the_layout_is_refused_in_words(
    likewise: Likewise, tmp_path: Path
) -> None:
    ran = likewise("demo", "furniture", "--from", tmp_path)
    assert ran.rc == 1
    assert ran.stdout == ""
    assert str(tmp_path) in ran.stderr.replace("\n", "")
