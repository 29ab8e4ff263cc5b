"""Cells: each type of a source read by each role, exactly or not at all."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from likewise.catalogue.cells import (
    cell_text,
    epoch_seconds,
    is_empty,
    parse_moment,
    parse_number,
    parse_place,
    shown,
    value_of,
)
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.item import Value
from likewise.catalogue.readers.row import Cell, CellError
from likewise.catalogue.recipe import Field, Role
from likewise.index.content import Content
from likewise.index.redis.codec import to_values
from likewise.index.redis.hash_storage import HashStorage
from likewise.index.schema import Schema
from likewise.index.store import Document, Stamp

REFUSED = object()
MONSTER = pytest.param(10**5000, id="5001 digits")  # more than Python writes
DAY = date(2026, 11, 23)
MOMENT = datetime(2026, 11, 23, 10, 30, tzinfo=timezone(timedelta(hours=1)))
HALF_PAST = time(10, 30)

CELLS: dict[str, Cell] = {
    "str": "oak",
    "int": 7,
    "float": 1.5,
    "bool": True,
    "decimal": Decimal("1.50"),
    "date": DAY,
    "datetime": MOMENT,
    "time": HALF_PAST,
    "bytes": b"oak",
    "list": ["a", "b", "a"],
    "dict": {"lon": 13.4, "lat": 52.5},
    "none": None,
}
VALUES: dict[Role, tuple[object, ...]] = {
    # in the order of CELLS
    Role.TEXT: (
        "oak", "7", "1.5", "true", "1.50", "2026-11-23", "2026-11-23T10:30:00+01:00", "10:30:00",
        REFUSED, "a, b, a", REFUSED, None,
    ),
    Role.TAG: (
        "oak", "7", "1.5", "true", "1.50", "2026-11-23", "2026-11-23T10:30:00+01:00", "10:30:00",
        REFUSED, ("a", "b"), REFUSED, None,
    ),
    Role.NUMBER: (
        REFUSED, 7, 1.5, REFUSED, 1.5, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, None,
    ),
    Role.GEO: (
        REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED,
        (13.4, 52.5), None,
    ),
    Role.TIME: (
        REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, "2026-11-23", "2026-11-23T10:30:00+01:00",
        REFUSED, REFUSED, REFUSED, REFUSED, None,
    ),
    Role.STORED: (
        "oak", 7, 1.5, True, "1.50", "2026-11-23", "2026-11-23T10:30:00+01:00", "10:30:00",
        REFUSED, ("a", "b", "a"), {"lon": 13.4, "lat": 52.5}, None,
    ),
}  # fmt: skip
TABLE = [
    (role, kind, value)
    for role, values in VALUES.items()
    for kind, value in zip(CELLS, values, strict=True)
]


def read(role: Role, cell: Cell, separator: str | None = None) -> Value | None:
    return value_of(Field("column", role, separator), {"column": cell})


def nested(depth: int, inner: object = 1) -> list[Any]:
    """So many lists within each other."""
    for _ in range(depth - 1):
        inner = [inner]
    return [inner]


@pytest.mark.parametrize(
    ("role", "kind", "value"), TABLE, ids=[f"{role}-{kind}" for role, kind, _ in TABLE]
)
def test_a_cell_of_each_type_is_read_by_its_role_or_refused(
    role: Role, kind: str, value: object
) -> None:
    if value is REFUSED:
        with pytest.raises(CellError, match="expected"):
            read(role, CELLS[kind])
    else:
        found = read(role, CELLS[kind])
        assert found == value
        assert type(found) is type(value)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("cell", [None, "", b"", [], {}])
def test_an_empty_cell_has_no_value_whatever_its_role(role: Role, cell: Cell) -> None:
    assert is_empty(cell)
    assert read(role, cell) is None


@pytest.mark.parametrize("cell", [0, 0.0, False, " ", [""], {"a": None}, Decimal(0)])
def test_nothing_in_particular_is_still_something(cell: Cell) -> None:
    assert not is_empty(cell)


def test_a_column_that_a_row_lacks_has_no_value() -> None:
    assert value_of(Field("column", Role.TEXT), {}) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (2**53, 2**53),
        (-(2**53), -(2**53)),
        (1e300, 1e300),
        (-0.0, -0.0),
        (5e-324, 5e-324),
        (Decimal("12.5"), 12.5),
        (Decimal(-3), -3),
        (Decimal("1E+2"), 100.0),
        ("9007199254740992", 2**53),
    ],
)
def test_numbers_keep_their_value_and_their_kind(cell: Cell, number: float) -> None:
    found = parse_number(cell)
    assert (found, type(found)) == (number, type(number))
    assert math.copysign(1, found) == math.copysign(1, number)


@pytest.mark.parametrize("cell", [2**53 + 1, 2**64, -(2**64), MONSTER, Decimal(2**53 + 1)])
def test_an_integer_beyond_2_to_the_53_is_no_number(cell: Cell) -> None:
    with pytest.raises(CellError, match=r"no longer exact; give the column the role tag or stored"):
        parse_number(cell)


@pytest.mark.parametrize(
    "cell",
    [
        math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"),
        "nan", "inf", "1e999", True, False, "1,5", [1], {"a": 1}, DAY, b"1", None,
    ],
)  # fmt: skip
def test_what_is_not_finite_or_no_number_is_refused(cell: Cell) -> None:
    with pytest.raises(CellError, match=r"expected a (finite )?number"):
        parse_number(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "13.4,52.5", "13.4, 52.5", "13.4 ; 52.5", "13.4 52.5", "+13.4,52.5",
        [13.4, 52.5], ["13.4", "52.5"], [Decimal("13.4"), 52.5],
        {"lon": 13.4, "lat": 52.5}, {"lat": "52.5", "lng": "13.4"},
        {"Longitude": 13.4, "Latitude": 52.5, "name": "Berlin"}, {"LONG": 13.4, "LAT": 52.5},
        "[13.4, 52.5]", '{"lat": 52.5, "lon": 13.4}', '["13.4", "52.5"]',
    ],
)  # fmt: skip
def test_a_place_is_longitude_and_then_latitude_however_it_is_written(cell: Cell) -> None:
    assert parse_place(cell) == (13.4, 52.5)
    assert all(type(part) is float for part in parse_place(cell))


@pytest.mark.parametrize("cell", ["180,85.05112878", "-180,-85.05112878", [0, 0], [-0.0, 0]])
def test_a_place_at_the_edge_of_the_map_is_one(cell: Cell) -> None:
    parse_place(cell)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("52.5,113.4", "longitude up to 180 and then a latitude up to 85.05"),  # swapped
        ([0, 85.06], "found 0 and 85.06"),
        ([180.1, 0], "found 180.1 and 0"),
        ({"lon": 52.5, "lat": 113.4}, "found 52.5 and 113.4"),
        ("13.4", "such as 13.4,52.5"),
        ("13.4,52.5,100", "such as 13.4,52.5"),
        ("13.4,", "such as 13.4,52.5"),
        (",52.5", "such as 13.4,52.5"),
        ("Berlin, Germany", "expected a number"),
        ([13.4], "such as 13.4,52.5"),
        ([13.4, None], "such as 13.4,52.5"),
        ([13.4, [52.5]], "expected a number"),
        ([True, 52.5], "expected a number"),
        ([math.nan, 52.5], "finite"),
        ({"lon": 13.4}, "such as 13.4,52.5"),
        ({"x": 13.4, "y": 52.5}, "such as 13.4,52.5"),
        ({"lon": None, "lat": 52.5}, "such as 13.4,52.5"),
        ("[13.4, 52.5", "expected a number"),
        ("[[13.4, 52.5]]", "such as 13.4,52.5"),
        ('{"lon": 13.4}', "such as 13.4,52.5"),
        ("[1e999, 2]", "finite"),
        ("[" * 100_000, "such as 13.4,52.5"),
        (13.4, "such as 13.4,52.5"),
        (b"13.4,52.5", "such as 13.4,52.5"),
    ],
)
def test_what_is_no_place_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        parse_place(cell)


PLACE = Field("place", Role.GEO, lon="x", lat="y")


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"x": 13.4, "y": 52.5}, (13.4, 52.5)),
        ({"x": "13.4", "y": "52.5", "place": "ignored"}, (13.4, 52.5)),
        ({"x": 0, "y": 0.0}, (0.0, 0.0)),
        ({"x": "", "y": None}, None),
        ({"place": "13.4,52.5"}, None),
    ],
)
def test_a_place_may_stand_in_two_columns(
    cells: dict[str, Cell], place: tuple[float, float] | None
) -> None:
    assert value_of(PLACE, cells) == place


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"x": 13.4}, "one of them alone"),
        ({"x": "", "y": 52.5}, "one of them alone"),
        ({"x": 52.5, "y": 113.4}, "longitude up to 180"),
        ({"x": "east", "y": 52.5}, "expected a number"),
    ],
)
def test_half_a_place_in_two_columns_is_refused(cells: dict[str, Cell], reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        value_of(PLACE, cells)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("1970-01-01", 0),
        ("1970-01-01T00:00:00", 0),
        ("1970-01-01 00:00:01.5", 1.5),
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T23:59:59+00:00", -1),
        (date(1970, 1, 2), 86_400),
        (datetime(1970, 1, 1, 1), 3600),  # noqa: DTZ001 - a source without zones
        (datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), 0),
        (datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30, seconds=1))), -19_801),
        ("9999-12-31T23:59:59-14:00", 253_402_351_199),
        ("0001-01-01T00:00:00+14:00", -62_135_647_200),
        (date.max, 253_402_214_400),
        (datetime.min.replace(tzinfo=UTC), -62_135_596_800),
        ("2024-02-29", 1_709_164_800),
    ],
)
def test_a_moment_is_kept_as_written_and_told_in_seconds(cell: Cell, seconds: float) -> None:
    text = parse_moment(cell)
    assert text == (cell if isinstance(cell, str) else cell_text(cell))
    assert epoch_seconds(text) == seconds


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30", "2026-13-01", "23.11.2026", "11/23/2026", "tomorrow", "10:30", "10000-01-01",
        "0000-01-01", "2026-11-23T25:00", "2026-11-23T10:30+24:00", "-1", "", "٢٠٢٦-11-23",
        "2026-11-23\x0010:30", "2026-11-23\ud80010:30", 20261123, 1.5, True, HALF_PAST, b"2026",
        ["2026-11-23"], None,
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(cell: Cell) -> None:
    with pytest.raises(CellError, match="expected"):
        parse_moment(cell)


@pytest.mark.parametrize(
    ("cell", "separator", "tags"),
    [
        ("a| b ||a", "|", ("a", "b")),
        ("a| b ||a", None, "a| b ||a"),
        (["a|b", "c"], "|", ("a|b", "c")),
        ([1, 1.5, True, None, "", DAY], None, ("1", "1.5", "true", "2026-11-23")),
        ([None, ""], None, None),
        ("  ", None, None),
        (" | ", "|", None),
        (5, "|", "5"),
    ],
)
def test_tags_are_stripped_and_each_is_there_once(
    cell: Cell, separator: str | None, tags: object
) -> None:
    assert read(Role.TAG, cell, separator) == tags


@pytest.mark.parametrize("cell", [["a", ["b"]], ["a", {"b": 1}], ["a", b"b"], "a\x1fb", ["a\x1fb"]])
def test_what_is_no_tag_is_refused(cell: Cell) -> None:
    with pytest.raises(CellError, match=r"expected (tags|text)"):
        read(Role.TAG, cell)


def test_a_tag_has_at_most_as_many_bytes_as_redis_finds_again() -> None:
    field = Field("column", Role.TAG, "|")
    longest = "é" * 2048
    assert value_of(field, {"column": f"a|{longest}"}) == ("a", longest)
    with pytest.raises(CellError, match="at most 4,096 bytes, found 4,097"):
        value_of(field, {"column": f"a|{longest}b"})


def test_a_list_is_text_with_commas() -> None:
    assert read(Role.TEXT, ["a", None, "", [1, ["b"]], True]) == "a, 1, b, true"
    assert read(Role.TEXT, [None, ["", []]]) is None
    with pytest.raises(CellError, match="expected text"):
        read(Role.TEXT, ["a", {"b": "c"}])


@pytest.mark.parametrize("role", [Role.TEXT, Role.STORED])
def test_nesting_has_an_end(role: Role) -> None:
    read(role, nested(32))
    for cell in (nested(33), nested(5000), [{"a": nested(32)}]):
        with pytest.raises(CellError, match=r"32 levels|expected text"):
            read(role, cell)


def test_what_is_stored_is_what_json_can_hold() -> None:
    cell = {"a": [DAY, HALF_PAST, Decimal("1.50"), None, True, [2**63 - 1, -(2**63)]], "": {}}

    assert read(Role.STORED, cell) == {
        "a": ["2026-11-23", "10:30:00", "1.50", None, True, [2**63 - 1, -(2**63)]],
        "": {},
    }
    assert read(Role.STORED, [["a"], [["b"]]]) == (["a"], [["b"]])


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (2**63, "beyond 64 bits"),
        (-(2**63) - 1, "beyond 64 bits"),
        pytest.param(10**5000, "beyond 64 bits", id="monster"),
        ([2**64], "beyond 64 bits"),
        (math.nan, "finite"),
        ({"a": [math.inf]}, "finite"),
        ({"a": b"data"}, "found 4 bytes"),
    ],
)
def test_what_json_cannot_hold_is_not_stored(cell: Cell, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        read(Role.STORED, cell)


@pytest.mark.parametrize("flaw", ["a\0", "\0", "\ud800", "a\udcff", "😀\udfff"])
@pytest.mark.parametrize("role", Role)
def test_text_that_redis_or_json_cannot_hold_is_refused_wherever_it_stands(
    role: Role, flaw: str
) -> None:
    for cell in (flaw, [flaw], [["a", flaw]], {flaw: 1}, {"a": flaw}, {"a": [{"b": flaw}]}):
        with pytest.raises(CellError, match="expected"):
            read(role, cell)


def test_a_cell_in_a_message_is_short() -> None:
    assert shown("x" * 100) == repr("x" * 60 + "…")
    assert shown(b"x" * 100) == "100 bytes"
    assert shown([1, "a"]) == "[1, 'a']"
    assert len(shown(list(range(1000)))) == 61
    assert shown(nested(10_000)) == shown(10**5000) == "what is too long to be shown"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("oak", "oak"), (None, ""), (b"oak", ""), (7, "7"), (1.5, "1.5"), (True, "true"),
        (Decimal("1.50"), "1.50"), (DAY, "2026-11-23"), (HALF_PAST, "10:30:00"),
        (["ä", 1, None], '["ä", 1, null]'), ({"a": {"b": []}}, '{"a": {"b": []}}'),
        ([Decimal("1.50"), DAY, b"x"], '["1.50", "2026-11-23", ""]'),
        (nested(10_000), ""), pytest.param(10**5000, "", id="monster"),
    ],
)  # fmt: skip
def test_a_cell_as_text(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


scalars = st.one_of(
    st.none(),
    st.text(st.characters()),  # surrogates too
    st.sampled_from(["", "\0", "\ud800", "13.4,52.5", "2026-11-23", "[", "{}", "1e5", "a|b"]),
    st.integers(),
    st.integers(2**53 - 2, 2**53 + 2),
    st.integers(2**63 - 2, 2**64 + 2),
    st.floats(),
    st.booleans(),
    st.decimals(),
    st.dates(),
    st.datetimes(timezones=st.none() | st.timezones() | st.just(timezone(-timedelta(hours=14)))),
    st.times(),
    st.binary(max_size=9),
)
cells = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(), max_size=4), inner, max_size=4)
        | st.fixed_dictionaries({"lon": inner, "lat": inner})
    ),
    max_leaves=12,
)
plain = st.recursive(
    st.none() | st.booleans() | st.text(max_size=9) | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


@hypothesis_settings(deadline=None)
@given(role=st.sampled_from(Role), cell=cells, separator=st.sampled_from([None, "|"]))
def test_any_cell_gives_a_value_that_is_kept_exactly_or_a_cell_error(
    role: Role, cell: Cell, separator: str | None
) -> None:
    """Nothing else is raised, here or when the value is stored and indexed."""
    field = Field("column", role, separator if role is Role.TAG else None)
    with suppress(CellError):
        value = value_of(field, {"column": cell})
        if value is not None:
            assert_kept(field, value)


def assert_kept(field: Field, value: Value) -> None:
    document = Document("id", {"column": value}, None, {}, Stamp("", {}))
    shown_ = document.content.to_json()
    assert Content.stored(shown_) == Content({"column": value}, None)
    schema = Schema((field,), (), Metric.COSINE, Algorithm.FLAT)
    values = to_values(document, schema, shown_, schema.analyzer())
    for part in HashStorage(schema.type).fields(values).values():
        assert isinstance(part, bytes) or part.encode().decode() == part


@hypothesis_settings(deadline=None)
@given(cell=cells)
def test_any_cell_is_text_and_can_be_shown(cell: Cell) -> None:
    assert isinstance(cell_text(cell), str)
    assert len(shown(cell)) <= 4 * 60 + 30


@hypothesis_settings(deadline=None)
@given(value=plain)
def test_what_is_nested_reads_back_from_its_text(value: Cell) -> None:
    assert value is None or isinstance(value, str) or json.loads(cell_text(value)) == value


@hypothesis_settings(deadline=None)
@given(number=st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_from_its_text(number: float) -> None:
    assert parse_number(cell_text(number)) == number


@hypothesis_settings(deadline=None)
@given(
    number=st.decimals(
        allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
    )
)
def test_a_decimal_is_the_nearest_float(number: Decimal) -> None:
    assert parse_number(number) == parse_number(cell_text(number)) == float(number)


@hypothesis_settings(deadline=None)
@given(moment=st.datetimes(timezones=st.none() | st.timezones()) | st.dates())
def test_a_moment_reads_back_from_its_text(moment: date) -> None:
    assert parse_moment(cell_text(moment)) == parse_moment(moment)


@hypothesis_settings(deadline=None)
@given(
    lon=st.floats(-180, 180), lat=st.floats(-85.05112878, 85.05112878),
    form=st.sampled_from([
        lambda lon, lat: [lon, lat],
        lambda lon, lat: {"lat": lat, "lon": lon},
        lambda lon, lat: f"{lon!r},{lat!r}",
    ]),
)  # fmt: skip
def test_a_place_reads_back_from_its_text(
    lon: float, lat: float, form: Callable[[float, float], Cell]
) -> None:
    cell = form(lon, lat)
    assert parse_place(cell) == parse_place(cell_text(cell)) == (lon, lat)
