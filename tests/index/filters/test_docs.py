"""docs/filters.md says what is so: each line of its tables is one filter in three forms."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Role
from likewise.index.filters.expressions import Geo, Number, Tag, Text, Time
from likewise.index.filters.json_writing import to_json
from likewise.index.filters.line_writing import to_line
from likewise.index.filters.reading import read_filter
from likewise.index.filters.tree import EVERYTHING
from likewise.index.schema import Schema

PAGE = Path(__file__).parents[3] / "docs" / "filters.md"
SCHEMA = Schema(
    (
        Field("gender", Role.TAG),
        Field("brand", Role.TAG),
        Field("tags", Role.TAG, ","),
        Field("price", Role.NUMBER),
        Field("published", Role.TIME),
        Field("name", Role.TEXT),
        Field("shop", Role.GEO),
    ),
    (),
    Metric.COSINE,
    Algorithm.FLAT,
)
NAMES = {
    each.__name__: each for each in (Tag, Number, Time, Text, Geo, date, datetime)
} | {"UTC": UTC}  # fmt: skip


def rows() -> list[list[str]]:
    """The cells of both tables, without the backquotes."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [
            cell.strip().strip("`").replace("\\|", "|")
            for cell in re.split(r"(?<!\\)\|", line)[1:-1]
        ]
        if len(cells) == 4 and not cells[0].startswith(("an item", "---")):
            found.append(cells)
    return found


ROWS = rows()


def test_the_tables_were_found() -> None:
    assert len(ROWS) == 38


@pytest.mark.parametrize(("line", "plain", "python"), [row[1:] for row in ROWS])
def test_a_filter_is_the_same_in_each_form(line: str, plain: str, python: str) -> None:
    meant = read_filter(json.loads(plain), SCHEMA)
    if line:
        assert read_filter(line, SCHEMA) == meant
    if python:
        made = eval(python, dict(NAMES))  # noqa: S307 - our own page
        assert read_filter(made, SCHEMA) == meant
    assert (meant == EVERYTHING) is (not line)


@pytest.mark.parametrize("plain", [row[2] for row in ROWS])
def test_each_filter_reads_back_as_itself(plain: str) -> None:
    meant = read_filter(json.loads(plain), SCHEMA)
    assert read_filter(to_line(meant), SCHEMA) == meant
    assert read_filter(json.loads(json.dumps(to_json(meant))), SCHEMA) == meant
