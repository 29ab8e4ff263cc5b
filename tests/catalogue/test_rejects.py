"""Rejects file: refused rows come back as they were, with the reasons dropped."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.record import clean_cell
from likewise.catalogue.readers.row import Cell, Row
from likewise.catalogue.rejects import RejectsFile
from likewise.catalogue.source import Source

JSON_LINES = '{"id": 1, "size": "x"}\n'
CSV = "id,size\n1,x\n"


def source(folder: Path, text: str) -> Path:
    file = folder / ("rows.csv" if text == CSV else "rows.jsonl")
    file.write_text(text, encoding="utf-8")
    return file


def written(folder: Path, text: str, rows: Iterable[Mapping[str, Cell]]) -> Path | None:
    """The file after these rows of such a source were refused."""
    with (
        open_table(Source.of(source(folder, text))) as table,
        closing(RejectsFile.of(folder / "kept", table)) as rejects,
    ):
        for number, row in enumerate(rows, 1):
            rejects.add(Reject("rows", number, "size", "too large", row))
    return rejects.path


def read(file: Path | None) -> list[dict[str, Cell]]:
    assert file is not None
    with open_table(Source.of(file)) as table:
        rows = list(table.rows())
    assert all(isinstance(row, Row) for row in rows)
    return [dict(row.cells) for row in rows if isinstance(row, Row)]


def texts() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def cells() -> st.SearchStrategy[Any]:
    """Whatever a cell of JSON may be."""
    plain = (
        st.none() | st.booleans() | st.integers() | texts()
        | st.floats(allow_nan=False, allow_infinity=False)
    )  # fmt: skip
    nested = st.recursive(
        plain,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["a", "b c", "é"]), inner, max_size=3)
        ),
        max_leaves=8,
    )
    return nested.map(clean_cell)


@hypothesis_settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.fixed_dictionaries({"id": cells(), "size": cells()}), min_size=1))
def test_typed_cells_come_back_with_their_types(rows: list[dict[str, Cell]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = read(written(Path(folder), JSON_LINES, rows))
    assert found == rows
    assert json.dumps(found, sort_keys=True) == json.dumps(rows, sort_keys=True)  # 1 equals 1.0


@hypothesis_settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.fixed_dictionaries({"id": texts().map(clean_cell)}), min_size=1))
def test_texts_of_a_csv_come_back_from_a_csv(rows: list[dict[str, Cell]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), CSV, rows)
        assert file is not None
        assert file.name == "rejects.csv"
        assert read(file) == [{**row, "size": ""} for row in rows]


@pytest.mark.parametrize(
    ("cell", "back"),
    [
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), "2026-11-23T10:30:00+00:00"),
        (time(10, 30), "10:30:00"),
        (Decimal("12.50"), "12.50"),
        ([date(2026, 11, 23), {"a": Decimal(5)}], ["2026-11-23", {"a": "5"}]),
        (b"bytes", None),
        ({"bytes": b"bytes", "path": "1.jpg"}, {"bytes": None, "path": "1.jpg"}),
    ],
)
def test_what_json_has_no_type_for_comes_back_as_its_text(
    tmp_path: Path, cell: Cell, back: Cell
) -> None:
    assert read(written(tmp_path, JSON_LINES, [{"id": cell}])) == [{"id": back, "size": None}]


def test_each_reject_says_where_it_was_and_why(tmp_path: Path) -> None:
    reasons = {
        "reject_source": "rows",
        "reject_line": 1,
        "reject_column": "size",
        "reject_reason": "too large",
    }
    file = written(tmp_path, JSON_LINES, [{"id": 7}])
    assert file is not None
    assert json.loads(file.read_text()) == {"id": 7, "size": None, **reasons}
    file = written(tmp_path, CSV, [{"id": "7"}])
    assert file is not None
    assert file.read_text().splitlines() == [
        ",".join(["id", "size", *reasons]),
        "7,,rows,1,size,too large",
    ]


@pytest.mark.parametrize("text", [CSV, JSON_LINES])
def test_a_name_of_a_source_that_is_no_text_stands_in_the_file(tmp_path: Path, text: str) -> None:
    with (
        open_table(Source.of(source(tmp_path, text))) as table,
        closing(RejectsFile.of(tmp_path, table)) as rejects,
    ):
        rejects.add(Reject("caf\udce9.csv", 1, "", "bad", {"id": "1"}))
    assert rejects.path is not None
    assert "caf\\udce9.csv" in rejects.path.read_text(encoding="utf-8")
    assert [row["id"] for row in read(rejects.path)] == ["1"]


@pytest.mark.parametrize(("first", "second"), [(CSV, JSON_LINES), (JSON_LINES, CSV)])
def test_there_is_one_list_that_of_the_last_import(tmp_path: Path, first: str, second: str) -> None:
    for text in (first, second):
        file = written(tmp_path, text, [{"id": "1"}])
        assert list((tmp_path / "kept").iterdir()) == [file]
    assert written(tmp_path, first, []) is None
    assert list((tmp_path / "kept").iterdir()) == []


@pytest.mark.parametrize("text", [CSV, JSON_LINES])
def test_the_list_may_be_the_source_of_the_next(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, text, [{"id": "1"}, {"id": "2"}])
    assert file is not None
    with (
        open_table(Source.of(file)) as table,
        closing(RejectsFile.of(file.parent, table)) as rejects,
    ):
        first, second = table.rows()
        assert isinstance(first, Row)
        assert isinstance(second, Row)
        rejects.add(Reject("rows", 1, "size", "still", second.cells))
    assert rejects.path == file
    assert [row["id"] for row in read(file)] == ["2"]


def test_files_of_which_one_has_types_keep_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "b.jsonl").write_text(JSON_LINES)
    kinds: dict[str, bool] = {}
    for places in (["a.csv"], ["b.jsonl"], ["a.csv", "b.jsonl"], ["b.jsonl", "a.csv"]):
        with open_table(Source.of(*(tmp_path / place for place in places))) as table:
            kinds[" ".join(places)] = table.typed
    assert kinds == {
        "a.csv": False,
        "b.jsonl": True,
        "a.csv b.jsonl": True,
        "b.jsonl a.csv": True,
    }
