"""Sources: places that move with their recipe, and URLs without their passwords."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from likewise.catalogue.source import Format, Source, is_url

FOLDER = Path("/data/shop")


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("postgresql://host/base", True),
        ("postgresql+psycopg://host/base", True),
        ("SQLite:///base.db", True),
        ("https://cdn.example.com/1.jpg", True),
        ("table.csv", False),
        ("/data/table.csv", False),
        ("C:\\table.csv", False),
        ("C:/table.csv", False),
        ("folder/http://x", False),
        ("://x", False),
        ("1http://x", False),
        ("http:/x", False),
        ("-", False),
        ("", False),
    ],
)
def test_a_place_is_a_url_if_it_begins_as_one(place: str, url: bool) -> None:  # noqa: FBT001
    assert is_url(place) is url
    assert Source.of(place).is_database is url


def test_places_are_given_as_texts_or_paths() -> None:
    assert Source.of("a.csv", Path("b.csv"), query="q") == Source(("a.csv", "b.csv"), "q")


def test_standard_input_is_a_dash_and_nothing_beside_it() -> None:
    assert Source.of("-").is_input
    assert not Source.of("-", "a.csv").is_input
    assert not Source.of("./-").is_input


@pytest.mark.parametrize(
    ("place", "anchored"),
    [
        ("table.csv", "/data/shop/table.csv"),
        ("./table.csv", "/data/shop/table.csv"),
        ("../table.csv", "/data/table.csv"),
        ("parts/*.csv", "/data/shop/parts/*.csv"),
        ("**/part-?.jsonl", "/data/shop/**/part-?.jsonl"),
        (".", "/data/shop"),
        ("/elsewhere/table.csv", "/elsewhere/table.csv"),
        ("-", "-"),
        ("sqlite:///base.db", "sqlite:///base.db"),
    ],
)
def test_a_relative_place_starts_at_the_folder(place: str, anchored: str) -> None:
    assert Source.of(place).anchored(FOLDER) == Source.of(anchored)


def test_a_relative_folder_is_the_working_directorys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert Source.of("a.csv").anchored(Path("data")) == Source.of("/data/a.csv")


@pytest.mark.parametrize(
    ("place", "within"),
    [
        ("/data/shop/table.csv", "table.csv"),
        ("/data/shop/parts/*.csv", "parts/*.csv"),
        ("/data/shop", "."),
        ("/data/shopping/table.csv", "/data/shopping/table.csv"),
        ("/data/table.csv", "/data/table.csv"),
        ("-", "-"),
        ("sqlite:////data/shop/base.db", "sqlite:////data/shop/base.db"),
    ],
)
def test_a_place_below_the_folder_is_written_relative_to_it(place: str, within: str) -> None:
    assert Source.of(place).within(FOLDER) == Source.of(within)


names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=6
).filter(lambda name: name not in {".", "..", "-"})
paths = st.lists(names, max_size=4).map("/".join).map(lambda path: f"/{path}")
places = paths | st.sampled_from(["-", "sqlite:///base.db", "/data/shop/x/*.csv", "/data/shop"])


@hypothesis_settings(deadline=None)
@given(
    places=st.lists(places, min_size=1, max_size=3).map(tuple),
    folder=paths.map(Path),
    query=st.none() | st.text(),
    format_=st.none() | st.sampled_from(Format),
)
def test_a_source_written_within_its_folder_is_read_back(
    places: tuple[str, ...], folder: Path, query: str | None, format_: Format | None
) -> None:
    """`anchored` undoes `within`, and neither changes what it has done already."""
    source = Source(places, query, format_).anchored(folder)

    assert source.within(folder).anchored(folder) == source
    assert source.anchored(folder) == source
    assert source.within(folder).within(folder) == source.within(folder)


URLS = [
    ("postgresql://host/base", "postgresql://host/base"),
    ("postgresql://user@host/base", "postgresql://user@host/base"),
    ("postgresql://user:PASS@host/base", "postgresql://user@host/base"),
    ("postgresql://user:PASS@host:5432/base?x=y", "postgresql://user@host:5432/base?x=y"),
    ("postgresql://user:PASS@[::1]:5432/base", "postgresql://user@[::1]:5432/base"),
    ("postgresql://user:PASS/PASS@host/base", "postgresql://user@host/base"),
    ("postgresql://user:PASS:PASS@host/base", "postgresql://user@host/base"),
    ("postgresql://user:PASS?PASS#PASS@host/base", "postgresql://user@host/base"),
    ("postgresql://user:PASS@PASS@host/base", "postgresql://user@host/base"),
    ("postgresql://user:PASS%40PASS@host/base", "postgresql://user@host/base"),
    ("postgresql://user:PASS@host/base?mail=a@b", "postgresql://user@host/base?mail=a@b"),
    ("postgresql://us@er:PASS@host/base", "postgresql://us@er@host/base"),
    ("mysql+pymysql://:PASS@host/base", "mysql+pymysql://@host/base"),
    ("mysql://user:@host/base", "mysql://user@host/base"),
    ("postgresql://host/base?user=u&password=PASS", "postgresql://host/base?user=u&"),
    ("postgresql://host/base?password=PASS&user=u", "postgresql://host/base?user=u"),
    ("postgresql://host/base?sslpassword=PASS&a=b", "postgresql://host/base?a=b"),
    ("duckdb:///md:base?motherduck_token=PASS", "duckdb:///md:base?"),
    (
        "mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BPWD%3DPASS%3BUID%3Du",
        "mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BUID%3Du",
    ),
    ("mssql+pyodbc:///?odbc_connect=UID=u;Pwd=PASS", "mssql+pyodbc:///?odbc_connect=UID=u;"),
    ("sqlite:////folder/a:b@c.db", "sqlite:////folder/a:b@c.db"),
    ("sqlite:///password=1.db", "sqlite:///password=1.db"),
    ("/folder/x://a:b@c.csv", "/folder/x://a:b@c.csv"),
]


@pytest.mark.parametrize(("url", "written"), URLS)
def test_a_password_is_neither_shown_nor_written_down(url: str, written: str) -> None:
    source = Source.of(url, "other.csv", query="q")

    assert source.without_password() == Source.of(written, "other.csv", query="q")
    assert str(source) == f"{written}, other.csv"
    assert "PASS" not in str(source)


secrets = st.text(st.characters(codec="ascii", exclude_characters="/@?#"), min_size=1, max_size=9)


@hypothesis_settings(deadline=None)
@given(password=secrets, host=st.sampled_from(["host", "host:5432", "[::1]", ""]))
def test_whatever_the_password_the_rest_of_the_url_stays(password: str, host: str) -> None:
    source = Source.of(f"postgresql://user:{password}@{host}/base?a=b")

    assert source.without_password() == Source.of(f"postgresql://user@{host}/base?a=b")


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with tables, one in a folder whose name looks like a pattern; we are in it."""
    for name in ("table.csv", "parts/part-1.csv", "shop [1]/table.csv", "shop /other.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path.resolve()


@pytest.mark.parametrize(
    ("place", "folder"),
    [
        ("table.csv", ""),
        ("absent.csv", ""),
        ("parts/part-1.csv", "parts"),
        ("parts/absent.csv", "parts"),
        ("parts", "parts"),
        ("parts/", "parts"),
        ("parts/*.csv", "parts"),
        ("parts/part-?.csv", "parts"),
        ("parts/**/*.csv", "parts"),
        ("*.csv", ""),
        ("p*/part-1.csv", ""),
        ("[p]arts/part-1.csv", ""),
        ("shop [1]/table.csv", "shop [1]"),
        ("shop [1]", "shop [1]"),
        ("-", ""),
        ("sqlite:///parts/base.db", ""),
    ],
)
def test_pictures_are_looked_for_beside_the_first_place(
    tables: Path, place: str, folder: str
) -> None:
    assert Source.of(place, "elsewhere/table.csv").folder == tables / folder
    if not Source.of(place).is_input and not is_url(place):
        assert Source.of(tables / place).folder == tables / folder


def test_a_link_is_followed_to_the_folder(tables: Path) -> None:
    (tables / "link").symlink_to(tables / "parts")
    assert Source.of("link").folder == Source.of("link/*.csv").folder == tables / "parts"
    assert os.fspath(Source.of("link/part-1.csv").folder).endswith("parts")
