"""Scatter: points of a plane as a picture that one can read."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from likewise.cli.scatter import Group, Scatter, check_form, draw
from likewise.errors import UsageError

RANDOM = np.random.default_rng(1)


def points(count: int, at: float = 0) -> np.ndarray:
    return (RANDOM.standard_normal((count, 2)) / 10 + at).astype(np.float32)


def texts(picture: Path) -> list[str]:
    root = ET.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_the_legend_names_each_group_with_its_size_and_the_rest_last(tmp_path: Path) -> None:
    groups = [
        Group("chairs & <stools>", points(30)),
        Group("灯具", points(20, 1)),
        Group("x" * 90, points(5, -1)),
        Group("others", points(9), rest=True),
    ]
    draw(Scatter("shop", "64 items", groups), tmp_path / "map.svg")
    said = texts(tmp_path / "map.svg")
    legend = ["chairs & <stools>  30", "灯具  20", f"{'x' * 40}…  5", "others  9"]
    assert [each for each in said if each in legend] == legend
    assert {"shop", "64 items"} <= set(said)


def test_the_same_points_give_the_same_file(tmp_path: Path) -> None:
    scatter = Scatter("shop", "30 items", [Group("", points(30))])
    for name in ("one.svg", "two.svg"):
        draw(scatter, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_many_points_do_not_make_a_large_file(tmp_path: Path) -> None:
    scatter = Scatter("shop", "", [Group("a", points(50_000)), Group("b", points(50_000, 1))])
    draw(scatter, tmp_path / "many.svg")
    assert (tmp_path / "many.svg").stat().st_size < 2_000_000
    draw(scatter, tmp_path / "many.png")
    with Image.open(tmp_path / "many.png") as drawn:
        assert drawn.size == (1500, 1050)


def test_labels_stand_at_their_points(tmp_path: Path) -> None:
    scatter = Scatter("texts", "", [Group("", points(1)), Group("", points(2, 1))], ["a", "b", "c"])
    draw(scatter, tmp_path / "texts.svg")
    assert {"a", "b", "c"} <= set(texts(tmp_path / "texts.svg"))


def test_what_cannot_be_drawn_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    check_form(Path("map.PNG"))
    with pytest.raises(UsageError, match=r"Use \.png or \.svg"):
        check_form(Path("map.jpg"))
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        draw(Scatter("x", "", [Group("", points(3))]), tmp_path / "file" / "map.png")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"needs the package matplotlib.*likewise\[map\]"):
        check_form(Path("map.png"))
