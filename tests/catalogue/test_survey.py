"""Surveys: the first rows of a source, and about how many there are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from likewise.catalogue.source import Format, Source
from likewise.catalogue.survey import SURVEYED_ROWS, Survey, Surveys
from likewise.errors import SourceError


def lines(rows: Iterable[object]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def survey(path: Path, text: str) -> Survey:
    path.write_text(text, encoding="utf-8")
    return Survey.of(Source.of(path))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "table.jsonl"


def test_a_short_source_is_surveyed_whole(table: Path) -> None:
    found = survey(table, lines({"id": n, "name": f"thing {n}"} for n in range(3)))

    assert (found.source, found.columns) == (Source.of(table), ("id", "name"))
    assert [row.cells["id"] for row in found.rows] == [0, 1, 2]
    assert [row.line for row in found.rows] == [1, 2, 3]
    assert (found.refused, found.estimate, found.whole) == (0, 3, True)


def test_rows_that_cannot_be_read_are_counted_and_left_out(table: Path) -> None:
    found = survey(table, lines([{"id": 1}, [2], {"id": 3}]) + "{bad\n\n")

    assert [row.cells["id"] for row in found.rows] == [1, 3]
    assert (found.refused, found.estimate, found.whole) == (2, 4, True)


def test_columns_are_those_of_all_the_rows(table: Path) -> None:
    found = survey(table, lines([{"b": 1}, {"a": None, "b": 2}, {"c": ""}]))

    assert found.columns == ("b", "a", "c")
    assert [dict(row.cells) for row in found.rows] == [{"b": 1}, {"a": None, "b": 2}, {"c": ""}]


@pytest.mark.parametrize("count", [SURVEYED_ROWS - 1, SURVEYED_ROWS])
def test_a_source_of_just_so_many_rows_is_whole(table: Path, count: int) -> None:
    found = survey(table, lines({"id": n} for n in range(count)))

    assert len(found.rows) == found.estimate == count
    assert found.whole


@pytest.mark.parametrize("width", [5, 50, 500])
@pytest.mark.parametrize("count", [SURVEYED_ROWS + 1, 12_000, 40_000])
@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_the_rows_of_a_longer_source_are_estimated(
    tmp_path: Path, count: int, width: int, suffix: str
) -> None:
    """To a tenth, though readers read far ahead of short rows."""
    text = (
        lines({"id": n, "name": "x" * width} for n in range(count))
        if suffix == ".jsonl"
        else "id,name\n" + "".join(f"{n},{'x' * width}\n" for n in range(count))
    )
    found = survey(tmp_path / f"table{suffix}", text)

    assert len(found.rows) == SURVEYED_ROWS
    assert not found.whole
    assert found.estimate == pytest.approx(count, rel=0.1)


def test_bad_rows_beyond_the_sample_count_for_the_estimate(table: Path) -> None:
    found = survey(table, lines([{"id": 1}, [2]] * SURVEYED_ROWS))

    assert len(found.rows) == found.refused == SURVEYED_ROWS / 2
    assert found.estimate == pytest.approx(2 * SURVEYED_ROWS, rel=0.1)


def test_a_compressed_source_is_estimated_too(tmp_path: Path) -> None:
    text = lines({"id": n, "name": f"{n * 7919:x}"} for n in range(60_000))
    path = tmp_path / "table.jsonl.gz"
    path.write_bytes(gzip.compress(text.encode()))
    found = Survey.of(Source.of(path))

    assert found.estimate == pytest.approx(60_000, rel=0.2)


def test_what_does_not_tell_its_length_has_no_estimate(tmp_path: Path) -> None:
    for number in range(SURVEYED_ROWS + 1):
        (tmp_path / f"{number}.png").touch()
    found = Survey.of(Source.of(tmp_path))

    assert (len(found.rows), found.estimate, found.whole) == (SURVEYED_ROWS, None, False)
    (tmp_path / "0.png").unlink()
    assert Survey.of(Source.of(tmp_path)).estimate == SURVEYED_ROWS


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_a_source_without_rows_is_refused(table: Path, text: str) -> None:
    with pytest.raises(SourceError):
        survey(table, text)


def test_a_source_that_is_not_there_is_refused(table: Path) -> None:
    with pytest.raises(SourceError):
        Survey.of(Source.of(table))


def test_a_source_is_surveyed_once_however_it_is_named(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write_text(lines([{"id": 1}]))
    monkeypatch.chdir(table.parent)
    surveys = Surveys()
    found = surveys.of(Source.of(table.name))
    table.unlink()
    assert surveys.of(Source.of(table)) is found
    assert surveys.of(Source.of(f"./{table.name}")) is found


def test_a_survey_that_was_taken_is_not_kept(table: Path) -> None:
    table.write_text(lines([{"id": 1}]))
    surveys = Surveys()
    found = surveys.of(Source.of(table))
    assert surveys.take(Source.of(table)) is found
    table.write_text(lines([{"id": 2}]))
    assert [row.cells["id"] for row in surveys.take(Source.of(table)).rows] == [2]


def test_another_format_is_another_survey(table: Path) -> None:
    table.write_text(lines([{"id": 1}]))
    surveys = Surveys()
    with pytest.raises(SourceError):
        surveys.of(replace(Source.of(table), format=Format.PARQUET))
    assert surveys.of(Source.of(table)).rows
