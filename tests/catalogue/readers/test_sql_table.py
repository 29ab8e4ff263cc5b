"""SQL table: one question to a database, which it leaves as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Row
from likewise.catalogue.source import Source
from likewise.errors import SourceError


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE products (id TEXT, price REAL, stock INT, picture BLOB)")
        connection.executemany(
            "INSERT INTO products VALUES (?, ?, ?, ?)",
            [(" 001 ", 1.5, 2**60, b"\x00\xff"), ("Cafe\u0301", None, None, None)],
        )
    connection.close()
    return f"sqlite:///{path}"


def read(url: str, query: str | None) -> list[Row | Reject]:
    with open_table(Source.of(url, query=query)) as table:
        return list(table.rows())


def test_types_are_kept(database: str) -> None:
    with open_table(Source.of(database, query="SELECT * FROM products;")) as table:
        assert table.columns == ("id", "price", "stock", "picture")
        assert table.part_read() is None
        assert list(table.rows()) == [
            Row(
                "shop.db",
                1,
                {"id": "001", "price": 1.5, "stock": 2**60, "picture": b"\x00\xff"},
            ),
            Row("shop.db", 2, {"id": "Café", "price": None, "stock": None, "picture": None}),
        ]


@pytest.mark.parametrize(
    "query",
    [
        "select id from products",
        "-- which?\nWITH p AS (SELECT 'a;b''c' AS id) SELECT id FROM p; ",
        "/* ; */ SELECT ':name %s %' AS id",
    ],
)
def test_a_query_may_begin_and_end_as_people_write_it(database: str, query: str) -> None:
    assert read(database, query)


def test_rows_come_as_a_stream(database: str) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    with open_table(Source.of(database, query=numbers)) as table:
        rows = table.rows()
        assert [next(rows).line for _ in range(5000)][-1] == 5000


def test_a_bad_cell_costs_only_its_row(database: str) -> None:
    good, bad = read(database, "SELECT 'a' AS id UNION ALL SELECT 'b' || char(0)")

    assert isinstance(good, Row)
    assert isinstance(bad, Reject)
    assert (bad.source, bad.line, bad.column) == ("shop.db", 2, "id")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (None, "which rows of it"),
        ("  ", "which rows of it"),
        ("DELETE FROM products", "has to be one SELECT"),
        ("SELECT 1; DELETE FROM products", "has to be one SELECT"),
        ("-- SELECT", "has to be one SELECT"),
        ("PRAGMA user_version = 3", "has to be one SELECT"),
        ("WITH x AS (SELECT 1) DELETE FROM products", "readonly database"),
        ("SELECT colour FROM products", "no such column"),
        ("SELECT", "incomplete input"),
        ("SELECT 1 AS a, 2 AS a", "more than one column 'a'"),
        ("SELECT CAST(x'ff' AS TEXT) AS id", "decode"),
    ],
)
def test_other_questions_are_refused_and_change_nothing(
    database: str, query: str | None, words: str
) -> None:
    with pytest.raises(SourceError, match=words) as raised:
        read(database, query)
    assert raised.value.remedy
    assert len(read(database, "SELECT * FROM products")) == 2


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///absent.db", "There is no database absent.db"),
        ("https://example.com/a.csv", "no database that SQLAlchemy knows"),
        ("mysql+pymysql://me:s3cr%2Ft@host/shop", "needs pymysql.*pip install pymysql"),
        ("postgresql+psycopg2://me:s3cr%2Ft@host/shop", "pip install psycopg2-binary"),
        ("postgresql://me:s3cr%2Ft@host:port/shop", "URL of the database cannot be read"),
    ],
)
def test_a_database_that_is_out_of_reach_is_told_without_its_password(url: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as raised:
        read(url, "SELECT 1")
    assert "s3cr" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert not Path("absent.db").exists()


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_bytes(b"id,name\n" * 1000)
    with pytest.raises(SourceError, match="file is not a database"):
        read(f"sqlite:///{tmp_path}/shop.db", "SELECT 1 FROM products")


def test_two_databases_are_too_many(database: str) -> None:
    two = Source.of(database, "other.csv", query="SELECT 1")
    with pytest.raises(SourceError, match="together"), open_table(two):
        pass
