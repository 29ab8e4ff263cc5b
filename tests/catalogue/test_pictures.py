"""Pictures: what a cell holds is found, and what comes as bytes becomes a file."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from drawing import draw
from likewise.catalogue.fetching.fetcher import FetchRules, PictureFetcher
from likewise.catalogue.item import Picture
from likewise.catalogue.media import open_picture
from likewise.catalogue.pictures import PictureFiles, exported_column, named_by, picture_of
from likewise.catalogue.readers.row import Cell, CellError
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.errors import MediaError

DATA = b"\x89PNG of a kind"
BASE64 = base64.b64encode(DATA).decode()
URL = "https://cdn.example.com/1.jpg?size=l#top"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue's folder with one picture in it."""
    made = tmp_path.resolve() / "shop {x}"
    (made / "images").mkdir(parents=True)
    (made / "images" / "1.png").write_bytes(DATA)
    return made


PATTERNS = ["{image}", "images/{image}", "{{x}}/{image}"]
HELD: list[tuple[Cell, Picture | None]] = [
    (DATA, DATA),
    ({"bytes": DATA, "path": "1.png"}, DATA),
    ({"bytes": DATA}, DATA),
    ({"path": URL}, URL),
    ({"bytes": None, "path": URL}, URL),
    (f"data:image/png;base64,{BASE64}", DATA),
    (f"DATA:IMAGE/SVG+XML;BASE64,{BASE64}", DATA),
    ({"path": f"data:image/png;base64,{BASE64}"}, DATA),
    (URL, URL),
    ("HTTP://a.b/1", "HTTP://a.b/1"),
    (None, None),
    ("", None),
    (b"", None),
    ({}, None),
    ({"bytes": None, "path": None}, None),
    ({"bytes": b"", "path": ""}, None),
]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(("cell", "picture"), HELD)
def test_a_column_may_hold_the_picture_itself_or_its_url(
    folder: Path, pattern: str, cell: Cell, picture: Picture | None
) -> None:
    assert picture_of(pattern, {"image": cell}, folder) == picture


@pytest.mark.parametrize("picture", ["{image}", "images/{image}"])
@pytest.mark.parametrize("cell", [DATA, URL, {"bytes": DATA}, f"data:image/png;base64,{BASE64}"])
def test_a_picture_is_held_by_its_column_wherever_the_recipe_is_kept(
    folder: Path, tmp_path: Path, picture: str, cell: Cell
) -> None:
    """An import writes the recipe down in another folder, with its paths made absolute."""
    vectors = (VectorRecipe("image", "image", "m"),)
    recipe = Recipe("s", Source.of("x"), "id", picture, (), vectors, folder=folder)
    kept = recipe.anchored(tmp_path)
    read = Recipe.parse(kept.to_toml(), tmp_path)

    assert read.picture is not None
    assert picture_of(read.picture, {"image": cell}, read.folder) in {DATA, URL}


@pytest.mark.parametrize(
    ("pattern", "cell"),
    [
        ("{image}", "images/1.png"),
        ("{image}", {"bytes": None, "path": "images/1.png"}),
        ("images/{image}", "1.png"),
        ("images/{image}", {"path": "1.png"}),
        ("images/{image}.png", "1"),
        ("images/{image}.png", 1),
    ],
)
def test_a_path_names_a_file_below_the_folder(folder: Path, pattern: str, cell: Cell) -> None:
    assert picture_of(pattern, {"image": cell}, folder) == folder / "images" / "1.png"


@pytest.mark.parametrize(
    ("pattern", "cell", "reason"),
    [
        ("{image}", "../secret.png", "outside"),
        ("{image}", {"path": "../secret.png"}, "outside"),
        ("images/{image}", {"path": "../../secret.png"}, "outside"),
        ("{image}", "/etc/passwd", "outside"),
        ("{image}", {"path": "/etc/passwd"}, "outside"),
        ("images/{image}", "/etc/passwd", "outside"),
        ("images/{image}.png", "/etc/passwd", "relative"),
        ("images/x{image}", "/etc/passwd", "relative"),
        ("{image}", "/\0", "cannot be opened"),
        ("{image}", "//etc/passwd", "outside"),
        ("{image}", "/proc/self/environ", "outside"),
        ("{image}", "/dev/zero", "outside"),
        ("{image}", "images", "not a regular file"),
        ("{image}", "a\0b", "cannot be opened"),
        ("{image}", "a\ud800b", "cannot be opened"),
        ("{image}", "x" * 300, "cannot be opened"),
        ("{image}", "data:image/png;base64,AAA", "base64 cannot be read"),
        ("{image}", "data:image/png;base64,A!==", "base64 cannot be read"),
        ("{image}", "data:image/png;base64,é", "base64 cannot be read"),
        ("{image}", "data:image/png;base64,\ud800", "base64 cannot be read"),
    ],
)
def test_what_can_be_no_picture_is_refused(
    folder: Path, pattern: str, cell: Cell, reason: str
) -> None:
    (folder.parent / "secret.png").write_bytes(DATA)
    with pytest.raises(CellError, match=reason):
        picture_of(pattern, {"image": cell}, folder)


@pytest.mark.parametrize("pattern", ["{image}", "images/{image}", "{root}/images/{image}"])
def test_an_absolute_path_may_name_a_file_below_the_start_of_the_pattern(
    folder: Path, pattern: str
) -> None:
    """As an export names them."""
    root = str(folder).replace("{", "{{").replace("}", "}}")
    pattern = pattern.replace("{root}", root)
    path = folder / "images" / "1.png"
    assert picture_of(pattern, {"image": str(path)}, folder) == path
    assert picture_of(pattern, {"image": f"{folder}/images/../images//1.png"}, folder) == path
    assert picture_of(pattern, {"image": f"{folder}/images/2.png"}, folder) is None


@pytest.mark.parametrize("pattern", ["images/{image}", "{root}/images/{image}"])
def test_an_absolute_path_beside_the_start_of_the_pattern_is_refused(
    folder: Path, pattern: str
) -> None:
    root = str(folder).replace("{", "{{").replace("}", "}}")
    (folder / "2.png").write_bytes(DATA)
    (folder / "images2").mkdir()
    (folder / "images2" / "1.png").write_bytes(DATA)
    (folder / "images" / "out.png").symlink_to(folder / "2.png")
    for path in ("2.png", "images2/1.png", "images/../2.png", "images/out.png"):
        with pytest.raises(CellError, match="outside"):
            picture_of(pattern.replace("{root}", root), {"image": f"{folder}/{path}"}, folder)


def test_a_program_may_name_a_file_anywhere_by_a_path(folder: Path, tmp_path: Path) -> None:
    """A path is no text: no reader gives one."""
    elsewhere = tmp_path.resolve() / "elsewhere.png"
    elsewhere.write_bytes(DATA)
    for pattern in PATTERNS:
        assert picture_of(pattern, {"image": elsewhere}, folder) == elsewhere
        assert picture_of(pattern, {"image": elsewhere.with_name("none")}, folder) is None
        with pytest.raises(CellError, match="not a regular file"):
            picture_of(pattern, {"image": tmp_path}, folder)


@pytest.mark.parametrize(
    ("pattern", "fields", "column"),
    [
        (None, ("name",), None),
        ("{photo}", ("name",), "photo"),
        ("/a/b/{photo}", ("name",), "photo"),
        ("{photo}", ("name", "photo"), "picture"),
        ("{photo}.jpg", ("name",), "picture"),
        ("images/{id}.jpg", ("name",), "picture"),
        ("images/{id}.jpg", ("name", "picture", "picture_2"), "picture_3"),
        ("https://a.b/{id}.jpg", ("image",), "picture"),
        ("{id}", ("name",), "picture"),
    ],
)
def test_an_export_names_pictures_in_a_column_that_no_field_has(
    pattern: str | None, fields: tuple[str, ...], column: str | None
) -> None:
    roles = tuple(Field(name, Role.STORED) for name in fields)
    vectors = (VectorRecipe("text", "{id}", "m"),)
    recipe = Recipe("s", Source.of("x"), "id", pattern, roles, vectors)
    assert exported_column(recipe, roles) == column


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("{id}.jpg", "{picture}"),
        ("images/{id}.jpg", "images/{picture}"),
        ("/a/{{b}}/{id}/{n}.jpg", "/a/{{b}}/{picture}"),
        ("/{id}", "/{picture}"),
        ("images/x{id}.jpg", "images/{picture}"),
        ("https://a.b/{id}.jpg", "{picture}"),
    ],
)
def test_a_column_may_name_files_below_the_start_of_a_pattern(pattern: str, named: str) -> None:
    assert named_by("picture", pattern) == named


@pytest.mark.parametrize(
    ("pattern", "cells", "url"),
    [
        ("https://cdn.example.com/{id}.jpg", {"id": "a1"}, "https://cdn.example.com/a1.jpg"),
        ("https://cdn.example.com/{id}", {"id": 7}, "https://cdn.example.com/7"),
        ("https://a.b/{{y}}/{id}.jpg?{x}", {"id": "1", "x": "é b"}, "https://a.b/{y}/1.jpg?é b"),
        ("https://a.b/{id}", {"id": "http://c.d/1.jpg"}, "https://a.b/http://c.d/1.jpg"),
        ("https://a.b/logo.png", {}, "https://a.b/logo.png"),
        ("https://a.b/{id}.jpg", {"id": ""}, None),
        ("https://a.b/{id}.jpg", {}, None),
        ("https://a.b/{id}/{x}.jpg", {"id": "1", "x": None}, None),
        ("https://a.b/{id}", {"id": DATA}, None),
        ("{scheme}://a.b/1.jpg", {"scheme": "https"}, "https://a.b/1.jpg"),
    ],
)  # fmt: skip
def test_a_pattern_may_be_a_url_with_cells_in_it(
    folder: Path, pattern: str, cells: dict[str, Cell], url: str | None
) -> None:
    """A row that lacks one of the cells has no picture."""
    assert picture_of(pattern, cells, folder) == url


def test_a_pattern_of_several_columns_takes_their_texts_alone(folder: Path) -> None:
    assert picture_of("{a}{b}", {"a": DATA, "b": "x"}, folder) is None
    assert picture_of("{a}/{b}", {"a": "images", "b": "1.png"}, folder) is not None


@hypothesis_settings(deadline=None)
@given(data=st.binary(min_size=1))
def test_a_data_uri_gives_its_bytes_back(data: bytes) -> None:
    uri = f"data:image/x;base64,{base64.b64encode(data).decode()}"
    assert picture_of("{image}", {"image": uri}, Path("/nowhere")) == data


@hypothesis_settings(deadline=None)
@given(
    pattern=st.sampled_from([*PATTERNS, "{image}.png", "https://a.b/{image}", "{image}{image}"]),
    cell=st.text(st.characters()) | st.binary() | st.none() | st.integers()
    | st.text(st.characters()).map("data:image/png;base64,{}".format)
    | st.dictionaries(st.sampled_from(["bytes", "path"]), st.none() | st.binary() | st.text()),
)  # fmt: skip
def test_any_cell_is_a_picture_or_none_or_a_cell_error(pattern: str, cell: Cell) -> None:
    try:
        picture = picture_of(pattern, {"image": cell}, Path("/nowhere"))
    except CellError:
        return
    assert picture is None or isinstance(picture, str | bytes)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "pictures"


@pytest.fixture
def files(tmp_path: Path, kept: Path) -> PictureFiles:
    """Files of pictures with fetching off, as no host is allowed."""
    return PictureFiles(kept, PictureFetcher(tmp_path / "fetched", FetchRules()))


def listed(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_a_picture_that_is_a_file_stays_where_it_is(
    files: PictureFiles, kept: Path, folder: Path
) -> None:
    assert files.path(folder / "images" / "1.png") == folder / "images" / "1.png"
    assert not kept.exists()


def test_bytes_become_a_file_that_can_be_opened(files: PictureFiles) -> None:
    data = BytesIO()
    draw("red", 1).save(data, "PNG")
    path = files.path(data.getvalue())

    assert path.read_bytes() == data.getvalue()
    assert open_picture(path).size == (300, 240)


def test_bytes_are_kept_once_by_their_content(files: PictureFiles, kept: Path) -> None:
    paths = [files.path(data) for data in (b"one", b"two", b"one", b"one")]

    assert paths[0] == paths[2] == paths[3] != paths[1]
    assert set(listed(kept)) == set(paths)
    assert [path.read_bytes() for path in paths[:2]] == [b"one", b"two"]


def test_bytes_that_are_kept_are_not_written_again(files: PictureFiles) -> None:
    path = files.path(b"one")
    before = path.stat()
    files.path(b"one")
    assert path.stat() == before or path.stat().st_mtime_ns == before.st_mtime_ns


def test_threads_may_keep_the_same_bytes_at_once(files: PictureFiles, kept: Path) -> None:
    """As when many rows have one picture in place of their own."""
    rounds, workers = 100, 8
    together = Barrier(workers, timeout=60)

    def keep(_: int) -> list[Path]:
        found = []
        for number in range(rounds):
            together.wait()
            found.append(files.path(b"%d" % number * 10_000))
        return found

    with ThreadPoolExecutor(workers) as threads:
        first, *others = threads.map(keep, range(workers))
    assert all(other == first for other in others)
    assert set(listed(kept)) == set(first)
    assert [path.read_bytes() for path in first] == [b"%d" % n * 10_000 for n in range(rounds)]


def test_a_url_is_refused_where_fetching_is_off(files: PictureFiles, kept: Path) -> None:
    with pytest.raises(MediaError, match="no host is allowed"):
        files.path(URL)
    assert not kept.exists()


def test_a_file_in_place_of_the_folder_is_said(files: PictureFiles, kept: Path) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text("not a folder")
    with pytest.raises(MediaError, match=r"cannot be kept at .*kept/pictures/.*: "):
        files.path(b"one")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(files: PictureFiles, kept: Path) -> None:
    kept.mkdir(parents=True)
    kept.chmod(0o500)
    with pytest.raises(MediaError, match=r"Permission denied"):
        files.path(b"one")


def test_a_recipe_reads_back_with_its_picture_pattern(folder: Path) -> None:
    vectors = (VectorRecipe("image", "image", "m"),)
    recipe = Recipe("s", Source.of("/x"), "id", "{image}", (), vectors, folder=folder)
    for picture in ("{image}", URL, "https://a.b/{id}.jpg", "a{{b}}/{id}.jpg"):
        other = replace(recipe, picture=picture)
        assert Recipe.parse(other.to_toml(), folder) == other
