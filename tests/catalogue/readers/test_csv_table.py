"""CSV table: every record is a row or a reject, and no file is a traceback."""
# ruff: noqa: RUF001 - texts in many scripts hold letters that look alike

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
from likewise.catalogue.readers.csv_table import CsvTable
from likewise.catalogue.readers.piece import FilePiece
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Row
from likewise.catalogue.source import Format, Source
from likewise.errors import SourceError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_names_with_commas_of_the_kaggle_fashion_layout_are_whole(tmp_path: Path) -> None:
    """They stand without quotes in the last column; any other table's extra cells are refused."""
    head = "id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,"
    row = "7,Men,Apparel,Topwear,Shirts,Blue,Fall,2011,Casual,Shirt, slim,checked\n"
    (tmp_path / "styles.csv").write_text(head + "productDisplayName\n" + row)
    (tmp_path / "other.csv").write_text(head + "name\n" + row)
    with open_table(Source.of(tmp_path / "styles.csv")) as table:
        (found,) = table.rows()
    assert isinstance(found, Row)
    assert found.cells["productDisplayName"] == "Shirt, slim, checked"
    with open_table(Source.of(tmp_path / "other.csv")) as table:
        (refused,) = table.rows()
    assert isinstance(refused, Reject)


def read(path: Path, content: str | bytes) -> list[Row | Reject]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path)


def read_file(path: Path) -> list[Row | Reject]:
    with open_table(Source((str(path),), format=Format.CSV)) as table:
        return list(table.rows())


def columns(path: Path) -> tuple[str, ...]:
    with open_table(Source((str(path),), format=Format.CSV)) as table:
        return table.columns


def encoding(path: Path) -> str:
    with FilePiece(path).open() as stream:
        table = CsvTable(stream)
        list(table.rows())
        return table.encoding


def cells(rows: list[Row | Reject]) -> list[dict[str, object]]:
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
        (b"id,name\n" + b"x" * 40_000_001, "more than 40,000,000 characters"),
        (b"\xff\xfei\x00d\x00", "no rows"),
        (b"\xff\xfei\x00d\x00\n\x00\x00\xd8", "cannot be decoded as utf-16 at byte 8"),
        (b"PK\x03\x04\xff\xfe\x00", "damaged archive"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not UTF-8 text, nor text"),
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


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("id;name;note\n1;a, b;c, d\n2;e, f;g\n", ";"),
        ("id\tname\n1\tone, two, three\n", "\t"),
        ("name, long;price;stock\nx;2,5;1\ny;3,5;2\n", ";"),
        ('id,"a;b;c"\n1,"x;y\nz"\n', ","),
        ("id|tags\n1|a,b\n2|c,d\n", "|"),
        ("id,tags\n1,a|b\n2,c|d|e\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_every_row_alike(
    path: Path, text: str, delimiter: str
) -> None:
    read(path, text)

    assert columns(path) == tuple(
        name.strip('"') for name in text.partition("\n")[0].split(delimiter)
    )


PARAGRAPHS = {
    "gb18030": "商品编号,名称\n1,橡木椅子，实木制作，非常舒适\n2,红色台灯\n",
    "big5hkscs": "編號,名稱\n1,橡木椅子非常舒適\n2,紅色檯燈\n",
    "cp932": "番号,名前\n1,オークの椅子、とても座り心地がいい\n2,赤いランプ\n",
    "euc_jp": "番号,名前\n1,オークの椅子、とても座り心地がいい\n2,赤いランプ\n",
    "cp949": "번호,이름\n1,참나무 의자\n2,빨간 램프\n",
    "cp1250": "id,nazwa\n1,krzesło dębowe żółte\n2,świecznik\n",
    "cp1251": "ид,имя\n1,дубовый стул\n2,красная лампа\n",
    "cp1252": "id,nom\n1,chaise en chêne\n2,lampe à abat-jour doré, très élégante – 20 €\n",
    "cp1253": "α,β\n1,καρέκλα δρυός\n",
    "cp1254": "id,ad\n1,meşe sandalye\n2,kırmızı ışık güzel\n",
    "utf-8": "id,名前\n1,chaise à côté\n",
}


@pytest.mark.parametrize("name", PARAGRAPHS)
@pytest.mark.parametrize("ahead", [0, 300_000], ids=["at once", "late"])
def test_the_encoding_is_found_where_ascii_ends(path: Path, name: str, ahead: int) -> None:
    head, _, text = PARAGRAPHS[name].partition("\n")
    if ahead:
        head = "id,name"
    filler = "0,plain\n" * (ahead // 8)
    path.write_bytes(f"{head}\n{filler}{text}".replace("doré, ", "doré ").encode(name))

    last = text.replace("doré, ", "doré ").strip().split("\n")[-1].split(",")
    assert list(cells(read_file(path))[-1].values()) == last
    assert encoding(path) == name


@pytest.mark.parametrize(
    ("text", "found"), [("5½", "cp1252"), ("café", "cp1252"), ("20 €", "cp1252")]
)
def test_one_foreign_character_is_read_as_in_western_europe(
    path: Path, text: str, found: str
) -> None:
    assert cells(read(path, f"id,name\n1,{text}\n".encode("cp1252")))[0]["name"] == text
    assert encoding(path) == found


@pytest.mark.parametrize("ending", ["le", "be"])
def test_utf_16_is_found_without_its_mark(path: Path, ending: str) -> None:
    assert cells(read(path, "id,name\n1,oak\n".encode(f"utf-16-{ending}"))) == [
        {"id": "1", "name": "oak"}
    ]


def test_a_damaged_byte_of_utf_8_costs_only_its_row(path: Path) -> None:
    rows = read(
        path, "id,name\n1,椅子\n2,木椅子\n3,椅\n".encode().replace(b"\xe6\x9c\xa8", b"\xe6\x9c")
    )

    assert rejects(rows) == [
        (3, "name", "the cell holds a byte or half a character that cannot be decoded")
    ]
    assert [row["id"] for row in cells(rows)] == ["1", "3"]


def test_a_character_cut_by_the_end_of_the_file_costs_its_row(path: Path) -> None:
    rows = read(path, b"id,name\n" + b"1,abc\n" * 400_000 + b"2,\xc3")

    assert [line for line, *_ in rejects(rows)] == [400_002]


def test_a_file_without_rows_for_one_table_is_refused_only_where_all_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n")
    (tmp_path / "b.csv").write_text("id\n1\n")
    with open_table(Source.of(tmp_path / "*.csv")) as table:
        assert len(list(table.rows())) == 1


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
    assert [list(row.values())[1:] for row in cells(read_file(path))] == expected


def test_quotes_that_open_cell_after_cell_neither_hang_nor_fill_the_memory(path: Path) -> None:
    path.write_text("a,b\n" + 'x","\n' * 12_000_000)
    with pytest.raises(SourceError, match="too many quotes"):
        read_file(path)
