"""JSON tables: one object a line, or one a place in a list, with the types kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.readers.row import Row
from likewise.catalogue.source import Format, Source
from likewise.errors import SourceError

DEEP = "[" * 100_000 + "]" * 100_000


def read(path: Path, content: str | bytes, format_: Format) -> list[Row | Reject]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_table(Source((str(path),), format=format_)) as table:
        return list(table.rows())


def read_lines(path: Path, *lines: str) -> list[Row | Reject]:
    return read(path, "\n".join(lines), Format.JSON_LINES)


def columns(path: Path) -> tuple[str, ...]:
    with open_table(Source.of(path)) as table:
        return table.columns


def cells(rows: list[Row | Reject]) -> list[dict[str, object]]:
    return [dict(row.cells) for row in rows if isinstance(row, Row)]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return tmp_path / "table.jsonl"


@pytest.fixture
def array(tmp_path: Path) -> Path:
    return tmp_path / "table.json"


@pytest.mark.parametrize(
    "written",
    ['"00123"', "7", str(2**200), "1.5", "true", "null", '["a", 1, null]', '{"a": {"b": [1.5]}}'],
)
@pytest.mark.parametrize("format_", [Format.JSON_LINES, Format.JSON])
def test_types_are_kept(array: Path, written: str, format_: Format) -> None:
    record = f'{{"id": {written}}}'
    (row,) = cells(read(array, record if format_ is Format.JSON_LINES else f"[{record}]", format_))

    assert row == json.loads(record)
    assert type(row["id"]) is type(json.loads(written))


def test_text_is_stripped_and_composed_within_lists_too(lines: Path) -> None:
    (row,) = read_lines(lines, r'{" id ": " 1 ", "tags": [" Cafe\u0301 ", {"a": " b"}]}')

    assert row == Row("table.jsonl", 1, {"id": "1", "tags": ["Café", {"a": "b"}]})


BAD = [
    ("[1]", "", "expected an object with a name for each cell, found a list"),
    ("3", "", "found a number"),
    ('{"id": 1, "id": 2}', "", "'id' is there twice"),
    ('{"id": {"a": 1, "a": 2}}', "", "'a' is there twice"),
    ('{"id": 1, " id": 2}', "", "differ in blanks"),
    ('{"id": NaN}', "", "NaN is not a number"),
    ('{"id": -Infinity}', "", "Infinity is not a number"),
    ('{"id": 1e999}', "id", "too large"),
    ('{"id": ' + "9" * 5000 + "}", "", "5,000 digits"),
    ('{"": 1}', "", "cannot name a cell"),
    (r'{"\ud800": 1}', "", "cannot name a cell"),
    (r'{"id": "a\ud800b"}', "id", "half a character"),
    (r'{"id": ["\udfff"]}', "id", "half a character"),
    (r'{"id": "a\u0000b"}', "id", "NUL"),
    ('{"id": ' + "[" * 150 + "]" * 150 + "}", "id", "more than 100 deep"),
]


@pytest.mark.parametrize(("written", "column", "words"), BAD)
@pytest.mark.parametrize("format_", [Format.JSON_LINES, Format.JSON])
def test_a_bad_record_costs_only_itself(
    array: Path, written: str, column: str, words: str, format_: Format
) -> None:
    records = ['{"id": 1}', written, '{"id": 3}']
    content = "\n".join(records) if format_ is Format.JSON_LINES else f"[{','.join(records)}]"
    first, reject, last = read(array, content, format_)

    assert (first, last) == (Row("table.json", 1, {"id": 1}), Row("table.json", 3, {"id": 3}))
    assert isinstance(reject, Reject)
    assert (reject.line, reject.column) == (2, column)
    assert words in reject.reason
    assert json.dumps(reject.row).encode()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": 1', "not JSON at character 9"),
        ("id,name", "not JSON at character 1"),
        ('{"id": 1} {"id": 2}', "one object a line, but more follows at character 10"),
        (DEEP, "nested too deep"),
        ('{"id": ' + DEEP + "}", "nested too deep"),
        ('{"id": "a\tb"}', "control character"),
        ('{"id": "' + "x" * 10_000_001 + '"}', "longer than 10,000,000"),
    ],
)
def test_a_line_that_is_no_json_costs_only_itself(lines: Path, line: str, words: str) -> None:
    first, reject, last = read_lines(lines, '{"id": 1}', line, '{"id": 3}')

    assert (first, last) == (Row("table.jsonl", 1, {"id": 1}), Row("table.jsonl", 3, {"id": 3}))
    assert isinstance(reject, Reject)
    assert (reject.line, words in reject.reason) == (2, True), reject.reason


def test_blank_lines_are_counted_and_none_is_a_row(lines: Path) -> None:
    rows = read(lines, b'\xef\xbb\xbf\r\n{"id": 1}\r\n\r\n{"id": 2}', Format.JSON_LINES)

    assert [row.line for row in rows] == [2, 4]


def test_columns_are_those_of_the_first_thousand_in_order_of_first_sight(lines: Path) -> None:
    records = [{"b": 1}, {"a": 1, "b": 2}, *({"b": 3} for _ in range(998)), {"late": 1}]
    rows = read_lines(lines, *map(json.dumps, records))

    assert columns(lines) == ("b", "a")
    assert len(cells(rows)) == 1001
    assert cells(rows)[-1] == {"late": 1}


def test_a_rejects_files_columns_are_dropped(lines: Path) -> None:
    assert cells(read_lines(lines, '{"id": 1, "reject_line": 2}')) == [{"id": 1}]
    assert columns(lines) == ("id",)


@pytest.mark.parametrize(
    "content",
    [
        '[{"id": 1}, {"id": 2}]',
        '{"products": [{"id": 1}, {"id": 2}]}',
        ' { "count": 2, "tags": ["a"], "none": [], "products" : [ {"id": 1} , {"id": 2} ], "x": 1}',
        '\ufeff[\n{"id": 1},{"id": 2}\n]\n',
    ],
)
def test_a_list_of_objects_is_a_table_wherever_it_stands(array: Path, content: str) -> None:
    assert cells(read(array, content, Format.JSON)) == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ('[{"id": 1}, {"id": 2}]', [1, 2]),
        ('[\n  {"id": 1},\n\n  {\n"id": 2}\n]', [2, 4]),
        ('{"p": [{"id": 1},\n{"id": 2}]}', [1, 2]),
    ],
)
def test_a_rows_line_is_where_it_begins_or_its_number(
    array: Path, content: str, lines: list[int]
) -> None:
    assert [row.line for row in read(array, content, Format.JSON)] == lines


@pytest.mark.parametrize(
    ("content", "words", "good"),
    [
        ("", "is empty", 0),
        ("[]", "holds no rows", 0),
        ("{}", "no list of objects", 0),
        ("id,name\n1,oak", "is not JSON in line 1", 0),
        ('{"a": [1, 2]}', "no list of objects", 0),
        ('{"a": [{"id": 1}], "b": [{"id": 2}]}', "two lists of objects, 'a' and 'b'", 1),
        ('[{"id": 1},\n{"id": ]', "is not JSON in line 2", 1),
        ('[{"id": 1},\n{"id": 2', "is not JSON in line 2", 1),
        ('[{"id": 1},\n', "is not JSON in line 2", 1),
        ('[{"id": 1}\n', "ends too early, in line 2", 1),
        ('[{"id": 1} {"id": 2}]', "expected , or ]", 1),
        ('[{"id": 1}] []', "expected nothing after the list", 1),
        ('{"a": 1,}', "expected a name", 0),
        ("[" + DEEP + "]", "nested too deep", 0),
        ('[{"id": 1}, {"id": "' + "x" * 10_000_001, "is not JSON", 1),
    ],
)
def test_what_is_no_list_is_refused_in_words_after_its_good_rows(
    array: Path, content: str, words: str, good: int
) -> None:
    array.write_text(content)
    given = []
    with open_table(Source((str(array),), format=Format.JSON)) as table:
        rows = map(given.append, table.rows())
        with pytest.raises(SourceError, match=words) as raised:
            list(rows)
    assert len(given) == good
    assert raised.value.remedy


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
NAMES = st.text("abcdeäß", min_size=1, max_size=4)
VALUES = st.recursive(
    SCALARS | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=6))
def test_what_is_written_is_read_however_it_is_written(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("json")
    (folder / "t.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (folder / "t.json").write_text(json.dumps(records, indent=1, ensure_ascii=False), "utf-8")
    (folder / "minified.json").write_text(json.dumps({"rows": records}), encoding="utf-8")

    for name, format_ in (
        ("t.jsonl", Format.JSON_LINES),
        ("t.json", Format.JSON),
        ("minified.json", Format.JSON),
    ):
        path = folder / name
        assert cells(read(path, path.read_bytes(), format_)) == records
