"""Whatever a file holds, reading it gives rows, rejects or an error in words, and soon."""

from __future__ import annotations

import gzip
import io
import json
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.arrow_process import ArrowProcess
from likewise.catalogue.readers.arrow_table import ArrowTable
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Cell, Row
from likewise.catalogue.source import Format, Source
from likewise.errors import SourceError

MOST_SECONDS = 10
MOST_ROWS = 100_000
JUNK = (
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"{",
    b"[",
    b"]",
    b"\\",
    b"\\ud800",
    b"\xff\xfe",
    b"1e999",
    b"NaN",
)
CELL_TYPES = tuple(
    list if kind is list else getattr(kind, "__origin__", kind) for kind in get_args(Cell)
)

RECORDS = [
    {
        "id": f"{number:05}",
        "name": f"Stühle für „{number}“ 椅子, rot",
        "price": number / 7,
        "stock": number * 10**15,
        "tags": ["a", "b"] * (number % 3),
        "new": number % 2 == 0,
    }
    for number in range(60)
]


def csv_bytes() -> bytes:
    lines = ["id,name,price,stock"]
    lines += [f'{r["id"]},"{r["name"]}",{r["price"]},{r["stock"]}' for r in RECORDS]
    return "\n".join(lines).encode()


def table() -> pa.Table:
    made = pa.Table.from_pylist(RECORDS)
    return made.append_column(
        "more",
        pa.array(
            [
                {
                    "day": date(2020, 1, 1),
                    "at": datetime(2020, 1, 1, tzinfo=UTC),
                    "d": Decimal("1.5"),
                }
                for _ in RECORDS
            ]
        ),
    ).append_column("picture", pa.array([b"\x89PNG" * 20 for _ in RECORDS]))


def parquet_bytes() -> bytes:
    file = io.BytesIO()
    pq.write_table(table(), file, row_group_size=25, compression="none")
    return file.getvalue()


def arrow_bytes() -> bytes:
    file = io.BytesIO()
    with pa.ipc.new_file(file, table().schema) as writer:
        writer.write_table(table(), max_chunksize=25)
    return file.getvalue()


def zip_bytes() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", csv_bytes())
        archive.writestr("b.csv", csv_bytes())
    return file.getvalue()


SOURCES: dict[str, tuple[Callable[[], bytes], int]] = {
    "t.csv": (csv_bytes, 500),
    "t.jsonl": (lambda: "\n".join(map(json.dumps, RECORDS)).encode(), 500),
    "t.json": (lambda: json.dumps(RECORDS, ensure_ascii=False, indent=1).encode(), 500),
    "t.csv.gz": (lambda: gzip.compress(csv_bytes()), 100),
    "t.zip": (zip_bytes, 100),
}


def mutations(data: bytes, number: int) -> Iterator[bytes]:
    """The data harmed in so many ways: flips, cuts, doublings, splices and junk."""
    chance = random.Random(20261123)
    for _ in range(number):
        made = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            at, to = sorted(chance.randrange(len(made) + 1) for _ in range(2))
            way = chance.randrange(5)
            if way == 0 and made:
                made[min(at, len(made) - 1)] ^= 1 << chance.randrange(8)
            elif way == 1:
                del made[at : min(to, at + chance.choice((1, 10, 1000)))]
            elif way == 2:
                made[at:at] = made[at:to]
            elif way == 3:
                made[at:at] = data[chance.randrange(len(data)) :][: chance.randrange(200)]
            else:
                made[at:at] = chance.choice((*JUNK, chance.randbytes(8)))
        yield bytes(made)


def check(rows: Iterator[Row | Reject]) -> None:
    """Reads all rows, of which each is one or a reject, until the end or an error in words."""
    begun = time.monotonic()
    try:
        for row in islice(rows, MOST_ROWS):
            assert isinstance(row, Row | Reject)
            cells = row.cells if isinstance(row, Row) else row.row
            for column, cell in cells.items():
                assert isinstance(cell, CELL_TYPES)
                column.encode()
                str(cell).encode()
    except SourceError as error:
        assert error.remedy  # noqa: PT017 - either end is a good one
    assert time.monotonic() - begun < MOST_SECONDS


def opened(path: Path) -> Iterator[Row | Reject]:
    with open_table(Source.of(path)) as source:
        yield from source.rows()


@pytest.mark.parametrize("name", SOURCES)
def test_a_harmed_text_is_rows_rejects_or_an_error_in_words(tmp_path: Path, name: str) -> None:
    make, number = SOURCES[name]
    path = tmp_path / name
    for data in mutations(make(), number):
        path.write_bytes(data)
        check(opened(path))


def arrow_rows(process: ArrowProcess, path: Path, format_: Format) -> Iterator[Row | Reject]:
    yield from ArrowTable(process, path, format_, name=path.name, label=path.name).rows()


@pytest.mark.parametrize(
    ("format_", "make", "number"),
    [(Format.PARQUET, parquet_bytes, 500), (Format.ARROW, arrow_bytes, 100)],
)
def test_a_harmed_table_is_rows_rejects_or_an_error_in_words(
    tmp_path: Path, format_: Format, make: Callable[[], bytes], number: int
) -> None:
    path = tmp_path / "table"
    with ArrowProcess(patience_seconds=5) as process:
        for data in mutations(make(), number):
            path.write_bytes(data)
            check(arrow_rows(process, path, format_))
