"""Table: every record is a row or a reject, and no file is a traceback."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.table import Row, columns, read_table
from likewise.errors import SourceError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def read(path: Path, content: str | bytes) -> list[Row | Reject]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_table(path))


def cells(rows: list[Row | Reject]) -> list[dict[str, str]]:
    return [dict(row.cells) for row in rows if isinstance(row, Row)]


def rejects(rows: list[Row | Reject]) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in rows if isinstance(row, Reject)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(path: Path, delimiter: str) -> None:
    rows = read(path, f"id{delimiter}a name\n1{delimiter}oak\n")

    assert rows == [Row("table.csv", 2, {"id": "1", "a name": "oak"})]


def test_a_delimiter_inside_quotes_of_the_header_is_not_one(path: Path) -> None:
    assert cells(read(path, '"a, b, c";d\n1;2\n')) == [{"a, b, c": "1", "d": "2"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_or_without_its_mark(path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    rows = read(path, (mark + "id,name\n1,椅子\n").encode(encoding))

    assert cells(rows) == [{"id": "1", "name": "椅子"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_through_quoted_newlines(path: Path, end: str) -> None:
    rows = read(path, end.join(["id,name", '1,"two', 'lines"', "", "2,one"]))

    assert [row.line for row in rows] == [2, 5]
    assert cells(rows)[0]["name"] == f"two{end}lines"


def test_cells_are_stripped_and_composed(path: Path) -> None:
    assert cells(read(path, "id , name\n 1 ,\u00a0Cafe\u0301 \n")) == [{"id": "1", "name": "Café"}]


@pytest.mark.parametrize(("row", "found"), [("1,2,3", 3), ("1,2,3,4,5", 5)])
def test_a_row_of_another_length_is_rejected_and_the_rest_goes_on(
    path: Path, row: str, found: int
) -> None:
    rows = read(path, f"a,b,c,d\n{row}\n5,6,7,8\n")

    assert rejects(rows) == [(2, "", f"expected 4 cells, found {found}")]
    assert len(cells(rows)) == 1


def test_blank_rows_are_skipped(path: Path) -> None:
    assert cells(read(path, "\n\nid,name\n\n  \n,\n1,a\n\n")) == [{"id": "1", "name": "a"}]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ('2,"never closed', "never closed"),
        ('2,"5" monitor"', "quote inside a cell is doubled"),
        ("2," + "x" * 10_000_001, "longer than 10,000,000"),
        ("2,a\0b", "NUL"),
    ],
)
def test_an_unreadable_row_costs_only_itself(path: Path, bad: str, words: str) -> None:
    rows = read(path, f"id,name\n1,a\n{bad}\n3,c\n4,d\n")

    ((line, _, reason),) = rejects(rows)
    assert (line, words in reason) == (3, True)
    assert [row["id"] for row in cells(rows)] == ["1", "3", "4"]


def test_an_inch_mark_in_a_bare_cell_is_a_character(path: Path) -> None:
    assert cells(read(path, 'id,name\n1,15" screen\n'))[0]["name"] == '15" screen'


def test_a_rejects_file_can_be_fed_again(path: Path) -> None:
    head = "reject_source,reject_line,reject_column,reject_reason,id,name"
    rows = read(path, f"{head}\nold.csv,7,id,empty,1,oak\n")

    assert cells(rows) == [{"id": "1", "name": "oak"}]
    assert columns(path) == ("id", "name")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("id,name\n", "no rows below"),
        ("id,name\n,\n\n", "no rows below"),
        ("id,name,id\n1,a,2\n", "more than one column 'id'"),
        ("id,name,\n1,a,2\n", "column 3 of 3 has no usable name"),
        ("reject_line,reject_reason\n1,2\n", "no columns of its own"),
        ('id,"name\n1,a\n', "header cannot be read"),
        (b"id,name\n1,caf\xe9\n", "at byte 13"),
        (b"id,name\n" + b"1,abc\n" * 400_000 + b"2,\xc3", "at byte 2,400,010"),
        (b"\xff\xfei\x00d\x00", "no rows"),
        (b"\xff\xfei\x00d\x00\n\x00\x00\xd8", "cannot be decoded"),
        (b"PK\x03\x04\xff\xfe\x00", "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    path: Path, content: str | bytes, words: str
) -> None:
    with pytest.raises(SourceError, match=words) as raised:
        read(path, content)

    assert raised.value.remedy


def test_what_is_no_file_is_refused_in_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for place in (tmp_path, tmp_path / "absent", tmp_path / "fifo", Path("/dev/zero"), Path("a\0")):
        with pytest.raises(SourceError) as raised:
            columns(place)
        assert raised.value.remedy


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]], delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("round") / "table.csv"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("key", "a", "b", "c"), *(("k", *row) for row in table)])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")

    expected = [[unicodedata.normalize("NFC", cell).strip() for cell in row] for row in table]
    assert [list(row.values())[1:] for row in cells(list(read_table(path)))] == expected
