"""Thumbnails: made once, kept in bounded room, and as good when they cannot be kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drawing import draw
from likewise.errors import MediaError
from likewise.service.pictures.child import Form
from likewise.service.pictures.thumbnails import Thumbnails


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A picture."""
    path = tmp_path / "picture.png"
    draw("red", 3).save(path)
    return path


@pytest.fixture
def thumbnails(tmp_path: Path) -> Iterator[Thumbnails]:
    """In room for about eight of those that are made here."""
    made = Thumbnails(tmp_path / "kept", 20_000)
    yield made
    made.close()


def kept(thumbnails: Thumbnails, folder: Path) -> list[Path]:
    assert thumbnails is not None
    return [path for path in (folder / "kept").rglob("*") if path.is_file()]


def test_a_thumbnail_is_made_once(thumbnails: Thumbnails, file: Path, tmp_path: Path) -> None:
    wanted = thumbnails.wanted(file, 160, Form.JPEG)
    data = thumbnails.made(wanted)
    (path,) = kept(thumbnails, tmp_path)
    assert path.read_bytes() == data
    path.write_bytes(b"as it is kept")
    assert thumbnails.made(wanted) == b"as it is kept"


def test_each_size_form_and_state_of_a_picture_is_a_version(
    thumbnails: Thumbnails, file: Path
) -> None:
    wanted = {thumbnails.wanted(file, side, form) for side in (160, 320) for form in Form}
    os.utime(file, (1, 1))
    wanted |= {thumbnails.wanted(file, 160, Form.JPEG)}
    assert len({each.version for each in wanted}) == 7


def test_the_oldest_go_when_there_is_no_room(
    thumbnails: Thumbnails, file: Path, tmp_path: Path
) -> None:
    made = []
    for second in range(30):
        os.utime(file, (second, second))
        wanted = thumbnails.wanted(file, 160, Form.JPEG)
        thumbnails.made(wanted)
        path = tmp_path / "kept" / wanted.version[:2] / wanted.version
        os.utime(path, (second + 1, second + 1))
        made.append(path)
    held = sum(path.stat().st_size for path in kept(thumbnails, tmp_path))
    assert held <= 20_000
    assert made[-1].exists()
    assert not made[0].exists()


def test_a_thumbnail_is_as_good_where_nothing_can_be_kept(file: Path, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    thumbnails = Thumbnails(tmp_path / "no-folder", 20_000)
    try:
        assert thumbnails.made(thumbnails.wanted(file, 160, Form.JPEG))
    finally:
        thumbnails.close()


def test_a_picture_that_has_gone_is_none(thumbnails: Thumbnails, file: Path) -> None:
    wanted = thumbnails.wanted(file, 160, Form.JPEG)
    file.unlink()
    for action in (
        lambda: thumbnails.wanted(file, 160, Form.JPEG),
        lambda: thumbnails.wanted(file / "below", 160, Form.JPEG),
        lambda: thumbnails.made(wanted),
    ):
        with pytest.raises(MediaError):
            action()
