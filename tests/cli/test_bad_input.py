"""Bad rows are refused one by one with line, column and reason; strange values stay values."""

from __future__ import annotations

import csv
import struct
import zlib
from pathlib import Path

import pytest

from cli.conftest import Likewise
from likewise.assembly import Catalogue, Parts
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.importing import ImportOptions

HEADER = ["id", "name", "kind", "price", "colour", "image"]
WHOLE = "images/4.png"
ROWS = [
    ["11", "blue plum", "fruit", "2", "blue", "images/1.png"],  # line 2
    ["12", "ripe pear", "fruit", "3", "green", "images/2.png"],
    ["11", "a second plum", "fruit", "2", "blue", WHOLE],  # 4
    ["", "no id", "fruit", "2", "blue", WHOLE],
    ["13", "too few", "fruit"],
    ["14", "too many", "fruit", "2", "blue", WHOLE, "extra"],
    ["15", "no number", "fruit", "cheap", "blue", WHOLE],  # 8
    ["16", "no picture", "fruit", "2", "blue", "images/absent.png"],
    ["17", "half a picture", "fruit", "2", "blue", "images/half.png"],
    ["18", "a bomb", "fruit", "2", "blue", "images/bomb.png"],
    ["19", "words for a picture", "fruit", "2", "blue", "images/words.png"],
    ["20", "hard nut", "fruit", "4", "brown", "images/3.png"],
]
REASONS = {
    # line: column, part of the reason
    4: ("id", "already the id of the row at line 2"),
    5: ("id", "expected an id"),
    6: ("", "expected 6 cells, found 3"),
    7: ("", "expected 6 cells, found 7"),
    8: ("price", "expected a number"),
    9: ("image", "not found"),
    10: ("image", "truncated or damaged"),
    11: ("image", "far more"),
    12: ("image", "not a picture"),
}

VALUES = [
    "{braces}",
    "}|{",
    "a|b",
    "a,b",
    "a:b",
    'say "so"',
    "it's",
    "back\\slash",
    "a\\,b",
    "ends in \\",
    "\\",
    "kind=fruit",
    "@tag:{*}",
    "*",
    "red -green",
    "$p0",
    "灯具",
    "灯具、台灯",
    "LAMP",
    "lamp",
]


def bomb() -> bytes:
    """A PNG whose header claims 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + body


@pytest.fixture
def bad(shop: Path) -> Path:
    """The shop's folder with a second table in which most rows are bad."""
    images = shop.parent / "images"
    images.joinpath("bomb.png").write_bytes(bomb())
    images.joinpath("words.png").write_text("These are words.")
    whole = images.joinpath("4.png").read_bytes()
    images.joinpath("half.png").write_bytes(whole[: len(whole) // 2])
    table = shop.with_name("bad.csv")
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    return table


def test_every_bad_row_is_refused_with_its_reason_and_the_rest_goes_on(
    likewise: Likewise, shop: Path, bad: Path, name: str
) -> None:
    assert likewise("import", shop, "--name", name, "--json").rc == 0
    ran = likewise("import", bad, "--name", name, "--json")
    assert ran.rc == 0
    assert (ran.data["indexed"], ran.data["rejected"]) == (3, len(REASONS))
    rejects = read(Path(ran.data["rejects"]))
    assert {row["reject_source"] for row in rejects} == {"bad.csv"}
    found = {
        int(row["reject_line"]): (row["reject_column"], row["reject_reason"]) for row in rejects
    }
    assert found.keys() == REASONS.keys()
    for line, (column, reason) in REASONS.items():
        assert found[line][0] == column
        assert reason in found[line][1]
    ids = likewise("search", "x", "-c", name, "-n", "100", "--json").ids
    assert {"11", "12", "20"} <= set(ids)
    assert not {"13", "14", "15", "16", "17", "18", "19"} & set(ids)


def test_the_rejects_file_keeps_every_cell_of_a_refused_row(
    parts: Parts, bad: Path, name: str
) -> None:
    by_line = dict(enumerate(ROWS, start=2))
    for row in read(rejected(parts, bad, name)):
        cells = by_line[int(row["reject_line"])]
        assert [row[column] for column in HEADER][: len(cells)] == cells[: len(HEADER)]


def test_the_rejects_file_mended_in_its_place_imports(parts: Parts, bad: Path, name: str) -> None:
    file = rejected(parts, bad, name)
    rows = read(file)
    for number, row in enumerate(rows):
        row.update(id=f"m{number}", name="mended", price="7", image=WHOLE)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    recipe = parts.recipe(file, name=name, images=None, id_column=None)
    imported = parts.import_(recipe, ImportOptions())
    assert (imported.indexed, imported.rejected) == (len(rows), 0)
    assert "m0" in set(parts.catalogue(name).ids())


def test_a_refused_picture_is_blamed_on_its_column_whatever_the_columns_are_called(
    parts: Parts, bad: Path, name: str
) -> None:
    table = bad.with_name("renamed.csv")
    rows = [["sku", "name", "photo"], ["11", "plum", WHOLE], ["17", "half", "images/half.png"]]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (row,) = read(rejected(parts, table, name))
    assert row["reject_column"] == "photo"
    assert (row["sku"], row["name"], row["photo"]) == ("17", "half", "images/half.png")


def test_strict_ends_at_the_first_bad_row_naming_line_and_reason(
    likewise: Likewise, bad: Path, name: str
) -> None:
    ran = likewise("import", bad, "--name", name, "--strict", "--json")
    words = " ".join(ran.stderr.split())
    assert ran.rc == 1
    assert ran.stdout == ""
    assert "bad.csv, line 4, column id" in words
    assert "already the id" in words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no file"),
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("id,name\n", "no rows"),
        ("name,kind\napple,fruit\napple,fruit\napple,fruit\n", "no column that tells"),
        ("id,\n1,2\n", "no usable name"),
        ("id,name,name\n1,2,3\n", "more than one column"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    likewise: Likewise, tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    file = tmp_path / "rows.csv"
    if content is not None:
        file.write_text(content)
    ran = likewise("import", file, "--name", name, "--json")
    assert ran.rc == 1
    assert ran.stdout == ""
    assert said in " ".join(ran.stderr.split())
    assert likewise("search", "x", "-c", name).rc == 2


@pytest.fixture(scope="session")
def strange(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """One row for each strange tag."""
    table = tmp_path_factory.mktemp("strange") / "rows.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "tag"])
        writer.writerows([str(n), f"thing {n}", value] for n, value in enumerate(VALUES))
    fields = (Field("name", Role.TEXT), Field("tag", Role.TAG))
    text = VectorRecipe("text", "{name}", "all-minilm-l6-v2")
    parts.import_(Recipe("strange", Source.of(table), "id", None, fields, (text,)), ImportOptions())
    return parts.catalogue("strange")


@pytest.mark.parametrize("value", VALUES)
def test_a_strange_tag_is_found_exactly(strange: Catalogue, value: str) -> None:
    hits = strange.search("thing", where={"tag": value}, limit=100)
    assert [hit.fields["tag"] for hit in hits] == [value]
    assert hits.total == 1


@pytest.mark.parametrize("value", VALUES)
def test_a_strange_tag_is_found_exactly_by_the_quoted_text(strange: Catalogue, value: str) -> None:
    hits = strange.search("thing", where=quoted(value), limit=100)
    assert [hit.fields["tag"] for hit in hits] == [value]


@pytest.mark.parametrize("value", ['say "so"', "a\\,b", "}|{", "a,b", "it's", "灯具、台灯"])
def test_a_strange_tag_is_found_exactly_on_the_command_line(
    likewise: Likewise, strange: Catalogue, value: str
) -> None:
    ran = likewise("search", "thing", "-c", strange.name, "--where", quoted(value), "--json")
    assert [hit["fields"]["tag"] for hit in ran.data["hits"]] == [value]
    assert ran.data["total"] == 1


@pytest.mark.parametrize("value", ["lam", "a", "braces", "Lamp", "灯", "x\x1fy", "a\0b"])
def test_part_of_a_tag_or_another_case_finds_nothing(strange: Catalogue, value: str) -> None:
    assert len(strange.search("thing", where={"tag": value})) == 0


def rejected(parts: Parts, table: Path, name: str) -> Path:
    """The rejects file of an import of the table."""
    recipe = parts.recipe(table, name=name, images=None, id_column=None)
    rejects = parts.import_(recipe, ImportOptions()).rejects
    assert rejects is not None
    return rejects


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def quoted(value: str) -> str:
    inside = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'tag="{inside}"'
