"""likewise map: what it keeps, tells and draws, and what it refuses."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from cli.conftest import Likewise, rewrite
from likewise import Map
from likewise.assembly import Parts


def texts(picture: Path) -> list[str]:
    """The words in an SVG, which must be well formed."""
    root = ET.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_map_is_kept_drawn_and_told(
    likewise: Likewise, parts: Parts, garden: str, tmp_path: Path
) -> None:
    picture = tmp_path / "new" / "garden.svg"
    ran = likewise("map", garden, "--out", picture, "--colour", "kind", "--json")
    assert ran.rc == 0, ran.stderr
    assert (ran.data["catalogue"], ran.data["vector"], ran.data["method"]) == (
        garden, "text", "pca",
    )  # fmt: skip
    points = {each["id"]: (each["x"], each["y"]) for each in ran.data["points"]}
    kept = parts.catalogue(garden).kept_map()
    assert points == {
        id_: tuple(point) for id_, point in zip(kept.ids, kept.points.tolist(), strict=True)
    }
    assert set(points) == {"a1", "a2", "a3", "b1", "b2", "b3"}
    said = texts(picture)
    assert garden in said
    assert "6 items by their text vectors, PCA, coloured by kind" in said
    assert {"fruit  3", "tool  3"} <= set(said)

    again = likewise("map", "-c", garden, "--out", tmp_path / "garden.png")
    assert again.rc == 0, again.stderr
    assert "6 items on the map (0 placed)" in again.stderr.replace("\n", " ")
    with Image.open(tmp_path / "garden.png") as drawn:
        assert drawn.size == (1500, 1050)
        assert len(set(drawn.convert("RGB").get_flattened_data())) > 10


def test_only_new_items_are_placed(likewise: Likewise, shop: Path) -> None:
    assert likewise("import", shop, "--name", "mapped").rc == 0
    first = likewise("map", "mapped", "--json").data
    assert (first["placed"], first["removed"]) == (8, 0)
    rewrite(shop, lambda rows: rows.append(rows[0] | {"id": "99", "name": "a crimson apple"}))
    assert likewise("import", shop, "--name", "mapped").rc == 0
    second = likewise("map", "mapped", "--json").data
    assert (second["placed"], second["laid_out"]) == (1, first["laid_out"])
    before = {each["id"]: each for each in first["points"]}
    assert {each["id"]: each for each in second["points"] if each["id"] != "99"} == before
    assert likewise("map", "mapped", "--refresh", "--json").data["placed"] == 9
    assert likewise("drop", "mapped", "--yes").rc == 0


def test_texts_are_drawn_with_their_similarity(likewise: Likewise, tmp_path: Path) -> None:
    query = "That is a happy person"
    others = ("That is a very happy person", "That is a happy dog", "Today is a sunny day")
    ran = likewise("similarity", query, *others, "--out", tmp_path / "texts.svg")
    assert ran.rc == 0, ran.stderr
    said = texts(tmp_path / "texts.svg")
    assert query in said
    assert f"{others[0]}  0.94" in said
    assert f"{others[2]}  0.26" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--method", "umap"), "needs 50 items"),
        (("--method", "lda"), "'lda' is not one of"),
        (("--vector", "sound"), "no vector 'sound'"),
        (("--colour", "name"), "no tag of this catalogue"),
        (("--out", "map.pdf"), "Use .png or .svg"),
        (("--out", "/dev/null/map.png"), "cannot be written"),
        (("--seed", "-1"), "from 0 to"),
    ],
)
def test_what_cannot_be_is_refused(
    likewise: Likewise, garden: str, arguments: tuple[str, ...], said: str
) -> None:
    ran = likewise("map", garden, *arguments)
    assert ran.rc == 2
    assert said in " ".join(ran.stderr.replace("│", " ").split())


def test_the_library_places_what_is_looked_for(parts: Parts, garden: str) -> None:
    catalogue = parts.catalogue(garden)
    done = catalogue.map("text")
    assert isinstance(done.map, Map)
    landing = catalogue.place("something sweet to eat", where="kind=fruit")
    assert set(landing.near) == {"a1", "a2", "a3"}
    by_item = catalogue.place(like=["b1"], vector="text", method="pca")
    x, y = dict(zip(done.map.ids, done.map.points.tolist(), strict=True))["b1"]
    assert (by_item.x, by_item.y) == pytest.approx((x, y), abs=1e-5)
    assert by_item.near[0] == "b1"
