"""Arrow table: Parquet and Arrow files keep their types, and damage stays in the child."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.arrow_process import ArrowProcess
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Row
from likewise.catalogue.source import Source
from likewise.errors import SourceError

MOMENT = datetime(2024, 5, 1, 12, 30, 0, 5, tzinfo=UTC)


def write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, row_group_size=500)


def write_file(table: pa.Table, path: Path) -> None:
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=500)


def write_stream(table: pa.Table, path: Path) -> None:
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=500)


WRITERS = {"t.parquet": write_parquet, "t.arrow": write_file, "t.ipc": write_stream}


def read(*places: Path) -> list[Row | Reject]:
    with open_table(Source.of(*places)) as table:
        return list(table.rows())


COLUMNS = {
    "integer": (pa.int8(), [-3, None], [-3, None]),
    "unsigned": (pa.uint64(), [2**64 - 1, None], [2**64 - 1, None]),
    "number": (pa.float64(), [1.5, float("nan")], [1.5, None]),
    "half": (pa.float16(), [1.5, None], [1.5, None]),
    "flag": (pa.bool_(), [True, None], [True, None]),
    "text": (pa.string(), [" Cafe\u0301 ", None], ["Café", None]),
    "large text": (pa.large_string(), ["00123", None], ["00123", None]),
    "text view": (
        pa.string_view(),
        ["a text of some length", None],
        ["a text of some length", None],
    ),
    "bytes": (pa.binary(), [b"\x00\xff", None], [b"\x00\xff", None]),
    "fixed bytes": (pa.binary(2), [b"ab", None], [b"ab", None]),
    "date": (pa.date32(), [date(2020, 2, 29), None], [date(2020, 2, 29), None]),
    "date64": (pa.date64(), [date(2020, 2, 29), None], [date(2020, 2, 29), None]),
    "time": (pa.time64("us"), [time(1, 2, 3, 4), None], [time(1, 2, 3, 4), None]),
    "plain moment": (
        pa.timestamp("ms"),
        [datetime(1969, 12, 31, 23), None],  # noqa: DTZ001 - a zone is what it lacks
        [datetime(1969, 12, 31, 23), None],  # noqa: DTZ001
    ),
    "moment": (
        pa.timestamp("ns", "Europe/Berlin"),
        [MOMENT, None],
        [MOMENT.astimezone(ZoneInfo("Europe/Berlin")), None],
    ),
    "moment at an offset": (
        pa.timestamp("us", "+02:00"),
        [MOMENT, None],
        [MOMENT.astimezone(timezone(timedelta(hours=2))), None],
    ),
    "duration": (pa.duration("ms"), [timedelta(seconds=1.5), None], [1.5, None]),
    "decimal": (pa.decimal128(30, 2), [Decimal("1.20"), None], [Decimal("1.20"), None]),
    "words": (pa.dictionary(pa.int8(), pa.string()), ["a", None], ["a", None]),
    "list": (
        pa.list_(pa.date32()),
        [[date(2020, 1, 1), None], None],
        [[date(2020, 1, 1), None], None],
    ),
    "large list": (pa.large_list(pa.string()), [["a ", "b"], []], [["a", "b"], []]),
    "fixed list": (pa.list_(pa.int32(), 2), [[1, 2], None], [[1, 2], None]),
    "image": (
        pa.struct([("bytes", pa.binary()), ("path", pa.string())]),
        [{"bytes": b"\x89PNG", "path": "a.png"}, None],
        [{"bytes": b"\x89PNG", "path": "a.png"}, None],
    ),
    "map": (pa.map_(pa.string(), pa.binary()), [[("a", b"b")], None], [{"a": b"b"}, None]),
    "nothing": (pa.null(), [None, None], [None, None]),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_type_keeps_its_values(tmp_path: Path, name: str) -> None:
    arrays = {key: pa.array(values, type_) for key, (type_, values, _) in COLUMNS.items()}
    WRITERS[name](pa.table(arrays), tmp_path / name)

    first, second = read(tmp_path / name)
    assert first == Row(name, 1, {key: cells[0] for key, (*_, cells) in COLUMNS.items()})
    assert second == Row(name, 2, {key: cells[1] for key, (*_, cells) in COLUMNS.items()})
    assert isinstance(first, Row)
    assert [type(cell) for cell in first.cells.values()] == [
        type(cells[0]) for *_, cells in COLUMNS.values()
    ]


@pytest.mark.parametrize("name", WRITERS)
def test_rows_come_in_their_order_with_the_part_that_is_read(tmp_path: Path, name: str) -> None:
    WRITERS[name](pa.table({"id": range(2500), "t": ["x" * 100_000] * 2500}), tmp_path / name)

    parts = []
    with open_table(Source.of(tmp_path / name)) as table:
        assert table.columns == ("id", "t")
        for number, row in enumerate(table.rows()):
            assert isinstance(row, Row)
            assert (row.line, row.cells["id"]) == (number + 1, number)
            parts.append(table.part_read())
        assert table.part_read() == pytest.approx(1, abs=0.01)
    assert parts == sorted(parts)
    assert len(set(parts)) > 3


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"]),
            "more than one column 'a'",
        ),
        (pa.table({" ": [1]}), "no usable name"),
        (pa.table({"reject_line": [1]}), "no columns of its own"),
        (pa.table({"id": pa.array([], pa.int8())}), "no rows below"),
        (pa.table({"t": pa.array([1], pa.timestamp("s", "Mars/Olympus"))}), "no time zone"),
    ],
)
@pytest.mark.parametrize("name", ["t.parquet", "t.arrow"])
def test_a_table_without_use_is_refused_in_words(
    tmp_path: Path, name: str, table: pa.Table, words: str
) -> None:
    WRITERS[name](table, tmp_path / name)
    with pytest.raises(SourceError, match=words) as raised:
        read(tmp_path / name)
    assert raised.value.remedy


def test_a_bad_cell_costs_only_its_row(tmp_path: Path) -> None:
    far = pa.array([0, 10**18, 1], pa.timestamp("us"))
    write_parquet(pa.table({"t": far, "s": ["a", "b", "c\0"]}), tmp_path / "t.parquet")

    first, second, third = read(tmp_path / "t.parquet")
    assert isinstance(first, Row)
    assert isinstance(second, Reject)
    assert isinstance(third, Reject)
    assert (second.line, second.column) == (2, "t")
    assert (third.line, third.column) == (3, "s")


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    "harm",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:4] + b"\xff" * 60 + data[64:],
        lambda data: data[:-30] + b"\x7f" * 30,
    ],
    ids=["emptied", "cut", "start", "end"],
)
def test_a_damaged_file_is_refused_in_words(
    tmp_path: Path, name: str, harm: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / name
    WRITERS[name](pa.table({"id": range(3000)}), path)
    path.write_bytes(harm(path.read_bytes()))
    try:
        rows = read(path)
    except SourceError as error:
        assert error.remedy  # noqa: PT017 - what ends the reading is either of two
    else:
        assert all(
            isinstance(row, Row) for row in rows
        )  # an Arrow file ends with a copy of its start


def test_a_child_that_dies_is_told_in_words_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write_parquet(pa.table({"t": ["x" * 100_000] * 2000}), path)
    with ArrowProcess() as process:
        frames = process.frames(path, "parquet", "t.parquet")
        next(frames)
        (child,) = children()
        os.kill(child, signal.SIGKILL)
        with pytest.raises(SourceError, match=r"t\.parquet .* ended by signal 9"):
            list(frames)
        assert len(list(process.frames(path, "parquet", "t.parquet"))) > 2
    assert not children()


def test_a_child_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write_parquet(pa.table({"t": ["x" * 100_000] * 2000}), path)
    with ArrowProcess(patience_seconds=0.5) as process:
        frames = process.frames(path, "parquet", "t.parquet")
        try:
            next(frames)
        except SourceError:
            return  # a busy machine took longer to start it
        (child,) = children()
        os.kill(child, signal.SIGSTOP)
        with pytest.raises(SourceError, match=r"nothing of it was read in 0\.5 seconds"):
            list(frames)
    assert not children()


def test_a_reading_that_stops_early_leaves_no_child(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write_parquet(pa.table({"id": range(100_000)}), path)
    with open_table(Source.of(path)) as table:
        next(table.rows())
    assert not children()


def test_a_row_larger_than_may_be_sent_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write_parquet(pa.table({"t": ["x" * 1_000_000]}), path)

    assert path.stat().st_size < 100_000
    with ArrowProcess(most_bytes=100_000) as process:
        frames = process.frames(path, "parquet", "t.parquet")
        with pytest.raises(SourceError, match=r"a row of it takes 1,000,0\d\d bytes"):
            list(frames)


def children() -> list[int]:
    own = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(child) for child in own.split()]
