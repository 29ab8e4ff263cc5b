"""Reading: whatever lies at a source's places is one table, or an error in words."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from collections import deque
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Row
from likewise.catalogue.source import Format, Source
from likewise.errors import SourceError

CSV = b"id,name\n1,oak\n2,ash\n"
LINES = b'{"id": "1", "name": "oak"}\n{"id": "2", "name": "ash"}\n'
ARRAY = b'[{"id": "1", "name": "oak"}, {"id": "2", "name": "ash"}]'
EXPECTED = [{"id": "1", "name": "oak"}, {"id": "2", "name": "ash"}]


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(EXPECTED), file)
    return file.getvalue()


def arrow() -> bytes:
    table = pa.Table.from_pylist(EXPECTED)
    file = io.BytesIO()
    with pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def read(*places: Path | str, format_: Format | None = None) -> list[Row | Reject]:
    with open_table(Source(tuple(map(str, places)), format=format_)) as table:
        return list(table.rows())


def cells(rows: list[Row | Reject]) -> list[dict[str, object]]:
    return [dict(row.cells) for row in rows if isinstance(row, Row)]


CONTENTS = {
    "csv": CSV,
    "tsv": CSV.replace(b",", b"\t"),
    "jsonl": LINES,
    "ndjson": LINES,
    "json": ARRAY,
    "parquet": parquet(),
    "arrow": arrow(),
}


@pytest.mark.parametrize("suffix", CONTENTS)
@pytest.mark.parametrize("named", [True, False], ids=["by name", "by content"])
@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstandard.compress])
def test_a_format_is_found_by_name_and_by_content_compressed_or_not(
    tmp_path: Path, suffix: str, compress: type[bytes], *, named: bool
) -> None:
    path = tmp_path / (f"t.{suffix.upper()}" if named else "table")
    path.write_bytes(compress(CONTENTS[suffix]))

    assert cells(read(path)) == EXPECTED


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LINES, EXPECTED),
        (ARRAY, EXPECTED),
        (b'{"rows": ' + ARRAY + b"}", EXPECTED),
        (b'{\n"count": 2,\n"rows": ' + ARRAY + b"}", EXPECTED),
        (b'{"id": "1", "tags": ["a"]}', [{"id": "1", "tags": ["a"]}]),
        (b'{"id": "1", "note": "' + b"x" * 2_000_000 + b'"}\n{"id": "2"}', None),
    ],
)
@pytest.mark.parametrize("name", ["t.json", "table"])
def test_json_is_told_from_json_lines_by_what_it_holds(
    tmp_path: Path, name: str, content: bytes, expected: list[dict[str, object]] | None
) -> None:
    (tmp_path / name).write_bytes(content)

    rows = cells(read(tmp_path / name))
    assert rows == expected if expected else len(rows) == 2


def test_the_format_that_is_asked_for_wins(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_bytes(CSV)

    assert cells(read(tmp_path / "t.json", format_=Format.CSV)) == EXPECTED
    with pytest.raises(SourceError, match="cannot be read as pictures"):
        read(tmp_path / "t.json", format_=Format.PICTURES)


def test_several_places_are_one_table_in_their_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a1.csv", "a0.csv"):
        (tmp_path / name).write_text(f"id,name\n{name},x\n")
    (tmp_path / "a9.csv").mkdir()

    rows = read(tmp_path / "b.csv", tmp_path / "a?.csv", tmp_path / "*.csv")
    assert [row.source for row in rows] == ["b.csv", "a0.csv", "a1.csv"]
    assert [row.line for row in rows] == [2, 2, 2]


def test_a_pattern_goes_through_folders_and_a_files_name_may_look_like_one(tmp_path: Path) -> None:
    (tmp_path / "deep/er").mkdir(parents=True)
    for name in ("deep/er/a.csv", "[1].csv"):
        (tmp_path / name).write_bytes(CSV)

    assert len(read(tmp_path / "**/a.csv")) == 2
    assert len(read(tmp_path / "[1].csv")) == 2


def test_columns_of_several_files_may_stand_in_any_order(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "b.csv").write_text("name;id\nelm;3\n")

    assert cells(read(tmp_path / "*.csv"))[2] == {"id": "3", "name": "elm"}


def test_a_file_with_other_columns_is_refused_before_the_first_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "b.csv").write_text("id,nmae\n3,elm\n")

    words = r"b\.csv has other columns than .*a\.csv: it lacks 'name' and it has 'nmae' besides"
    with pytest.raises(SourceError, match=words):
        read(tmp_path / "*.csv")


def test_json_files_may_differ_in_columns(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (tmp_path / "b.json").write_bytes(b'[{"id": 3, "kind": "elm"}]')

    with open_table(Source.of(tmp_path / "a.jsonl", tmp_path / "b.json")) as table:
        assert table.columns == ("id", "name", "kind")
        assert len(list(table.rows())) == 3


@pytest.mark.parametrize("suffix", CONTENTS)
def test_the_part_that_is_read_grows_to_the_whole(tmp_path: Path, suffix: str) -> None:
    for number in range(3):
        (tmp_path / f"{number}.{suffix}").write_bytes(CONTENTS[suffix])
    parts = []
    with open_table(Source.of(tmp_path / f"*.{suffix}")) as table:
        parts += [table.part_read() for _ in table.rows()]
        parts.append(table.part_read())

    assert all(part is not None for part in parts)
    assert parts == sorted(parts, key=lambda part: part or 0)
    assert parts[-1] == pytest.approx(1, abs=0.05)


def test_the_part_of_a_compressed_file_is_that_of_its_compressed_bytes(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"id\n" + b"\n".join(b"%d" % n for n in range(600_000))))
    with open_table(Source.of(path)) as table:
        for number, _ in enumerate(table.rows()):
            if number == 300_000:
                assert 0.3 < (table.part_read() or 0) < 0.7
        assert table.part_read() == 1


def test_members_of_an_archive_are_read_one_after_another(tmp_path: Path) -> None:
    path = tmp_path / "t.zip"
    path.write_bytes(
        zipped(
            b_csv=CSV,
            a_csv=gzip.compress(CSV),
            readme_txt=b"Hello",
            deeper__c_csv=b"x\n1\n",
            __MACOSX__a_csv=b"\x00",
        )
    )
    rows = read(path)

    assert [row.source for row in rows] == ["t.zip/a.csv"] * 2 + ["t.zip/b.csv"] * 2
    assert cells(rows) == EXPECTED * 2


@pytest.mark.parametrize(
    "members",
    [{"folder__t_csv": CSV}, {"table": LINES}, {"t_parquet": parquet()}, {"t_json": ARRAY}],
)
def test_an_archive_is_read_whatever_is_in_it(tmp_path: Path, members: dict[str, bytes]) -> None:
    (tmp_path / "t").write_bytes(zipped(**members))

    assert cells(read(tmp_path / "t")) == EXPECTED


def office() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", b"")
        archive.writestr("xl/workbook.xml", b"")
    return file.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped(t_csv=CSV))
    data[6] |= 1  # the flag in the member's head, and in the directory's entry
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.zip", encrypted(), "is encrypted"),
        ("t.zip", zipped(), "holds no file"),
        ("t.zip", zipped(t_csv=CSV)[:-30], "damaged archive"),
        ("t.csv.gz", gzip.compress(CSV)[:-9], "is damaged"),
        ("t.csv.gz", b"\x1f\x8b\x00", "is damaged"),
        ("t.csv.zst", b"\x28\xb5\x2f\xfd\xff\xff", "is damaged"),
        ("t.xlsx", b"PK\x03\x04", "Save it as CSV"),
        (
            "t.csv",
            office(),
            "Save it as CSV",
        ),
        ("t.parquet", CSV, "is damaged"),
        ("t.csv", b"", "is empty"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=words) as raised:
        read(tmp_path / name)
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ((), "No source is given"),
        (("absent.csv",), "There is no file absent.csv"),
        (("absent*.csv",), "No file matches"),
        (("-", "absent.csv"), "together with files"),
        ((".", "absent.csv"), "together with other places"),
    ],
)
def test_places_without_a_table_are_refused_in_words(places: tuple[str, ...], words: str) -> None:
    with pytest.raises(SourceError, match=words) as raised:
        read(*places)
    assert raised.value.remedy


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_good_rows_before_the_damage_are_given(tmp_path: Path, compress: type[bytes]) -> None:
    rows = b"".join(b"%d,%d\n" % (number, number * 7919 % 1000003) for number in range(400_000))
    path = tmp_path / "t.csv"
    path.write_bytes(compress(b"id,name\n" + rows)[:-1000])
    with open_table(Source.of(path)) as table:
        numbers = count()
        with pytest.raises(SourceError, match="is damaged"):
            deque(zip(numbers, table.rows(), strict=False), 0)
    assert next(numbers) > 100_000


READ_INPUT = """
import sys
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.source import Source
with open_table(Source.of("-")) as table:
    for row in table.rows():
        print(row.source, row.line, dict(row.cells))
    print(table.part_read())
"""


@pytest.mark.parametrize("suffix", CONTENTS)
def test_standard_input_is_read_by_what_it_holds(suffix: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_INPUT], input=CONTENTS[suffix], capture_output=True, check=False
    )
    first, second, _ = done.stdout.decode().splitlines() or [done.stderr.decode(), "", ""]

    line = 2 if suffix in {"csv", "tsv"} else 1
    assert first == f"standard input {line} {EXPECTED[0]}"
    assert second == f"standard input {line + 1} {EXPECTED[1]}"
