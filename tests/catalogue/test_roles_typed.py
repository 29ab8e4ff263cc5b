"""Roles of typed cells: the first recipe of a source that tells its types reads all its rows."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from drawing import draw
from likewise.catalogue.item import Item, Reject, Value
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.catalogue.roles import guess_recipe
from likewise.catalogue.rows import read_items
from likewise.catalogue.seen_ids import SeenIds
from likewise.catalogue.source import Source
from likewise.catalogue.survey import Survey
from likewise.errors import SourceError


def png(number: int) -> bytes:
    data = BytesIO()
    draw("red", number).resize((30, 24)).save(data, "PNG")
    return data.getvalue()


PNGS = [png(number) for number in range(4)]
NAMES = [f"quite a good chair {number}" for number in range(4)]
BASE: dict[str, Sequence[object]] = {"id": ["a", "b", "c", "d"], "name": NAMES}
HOSTS = ("cdn.example.com",)


def records(columns: Mapping[str, Sequence[object]]) -> list[dict[str, object]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def json_lines(folder: Path, columns: Mapping[str, Sequence[object]]) -> Source:
    path = folder / "table.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in records(columns)))
    return Source.of(path)


def arrow(folder: Path, columns: Mapping[str, Sequence[object]]) -> Source:
    path = folder / "table.parquet"
    parquet.write_table(pa.table({name: list(cells) for name, cells in columns.items()}), path)
    return Source.of(path)


def guess(source: Source, hosts: tuple[str, ...] = ()) -> Recipe:
    survey = Survey.of(source)
    return guess_recipe(survey, name="shop", images=None, folder=source.folder, hosts=hosts)


def items_of(recipe: Recipe) -> list[Item | Reject]:
    with open_table(recipe.source) as table, SeenIds() as seen:
        return list(read_items(recipe, table, seen))


def read(recipe: Recipe) -> list[Item]:
    """The items of a source whose rows are all good by the recipe; it reads back as well."""
    assert Recipe.parse(recipe.to_toml(), recipe.folder) == recipe
    items = items_of(recipe)
    assert [item for item in items if isinstance(item, Reject)] == []
    return [item for item in items if isinstance(item, Item)]


def fields_of(recipe: Recipe) -> dict[str, Field]:
    return {field.name: field for field in recipe.fields}


JSON_COLUMNS: list[tuple[str, list[object], Role, Value | None]] = [
    # name, cells, role, the first row's value
    ("price", [1, 2.5, None, -3], Role.NUMBER, 1),
    ("price", [0.5, 0.25, 0.125, 1e22], Role.NUMBER, 0.5),
    ("ward", [1, 2, 3, 4], Role.NUMBER, 1),
    ("price", ["1", "2.5", "3", ""], Role.NUMBER, 1),
    ("hash", [2**53 + 1, 5, 6, 7], Role.STORED, 2**53 + 1),
    ("hash", [2**64, 2**64 + 1, 2**64 + 2, 2**64 + 3], Role.TAG, str(2**64)),
    ("brand_id", [1, 2, 1, 2], Role.TAG, "1"),
    ("other_id", [1, 2, 3, 4], Role.STORED, 1),
    ("sold", [True, False, None, True], Role.TAG, "true"),
    ("mixed", [1, True, 0.5, None], Role.STORED, 1),
    ("mixed", [1, "a", 2, "b"], Role.STORED, 1),
    ("tags", [["a", "b"], ["a"], [], ["c"]], Role.TAG, ("a", "b")),
    ("tags", [["a", 1], ["b"], ["c"], ["d"]], Role.STORED, ("a", 1)),
    ("tags", [["x" * 61], ["b"], ["c"], ["d"]], Role.STORED, ("x" * 61,)),
    ("tags", [["tag"] * 80, ["b"], ["c"], ["d"]], Role.STORED, ("tag",) * 80),
    ("sizes", [[1.5, 2], [2], [3], [4]], Role.STORED, (1.5, 2)),
    ("deep", [[["a"]], [["b"]], [], []], Role.STORED, (["a"],)),
    ("more", [{"a": [1]}, {"b": None}, {}, {}], Role.STORED, {"a": [1]}),
    ("where", [{"lon": 13.4, "lat": 52.5}] * 4, Role.GEO, (13.4, 52.5)),
    ("where", [{"lng": "13.4", "lat": "52.5", "zoom": 3}] * 4, Role.GEO, (13.4, 52.5)),
    ("where", [{"lon": 52.5, "lat": 113.4}] * 4, Role.STORED, {"lon": 52.5, "lat": 113.4}),
    ("location", [[13.4, 52.5]] * 4, Role.GEO, (13.4, 52.5)),
    ("sizes", [[13.4, 52.5]] * 4, Role.STORED, (13.4, 52.5)),
    ("location", ["13.4,52.5"] * 4, Role.GEO, (13.4, 52.5)),
    ("location", ["[13.4, 52.5]"] * 4, Role.GEO, (13.4, 52.5)),
    ("coords", ['{"lat": 52.5, "lon": 13.4}'] * 4, Role.GEO, (13.4, 52.5)),
    ("location", ["Berlin, Mitte", "Berlin, Wedding"] * 2, Role.TAG, "Berlin, Mitte"),
    ("made", ["2026-11-23", "2026-11-24", None, "2026-11-25"], Role.TIME, "2026-11-23"),
    ("made", ["2026-11-23T10:30:00+01:00"] * 4, Role.TIME, "2026-11-23T10:30:00+01:00"),
    ("made", [20261123, 20261124, 20261125, 20261126], Role.NUMBER, 20261123),
    ("void", [None, None, None, None], Role.STORED, None),
    ("void", [[], {}, "", None], Role.STORED, None),
]


@pytest.mark.parametrize(
    ("name", "cells", "role", "value"),
    JSON_COLUMNS,
    ids=[f"{name}-{number}" for number, (name, *_) in enumerate(JSON_COLUMNS)],
)
def test_a_typed_column_has_the_role_of_its_type(
    tmp_path: Path, name: str, cells: list[object], role: Role, value: Value | None
) -> None:
    """Every row can be read by it."""
    recipe = guess(json_lines(tmp_path, {**BASE, name: cells}))

    assert fields_of(recipe)[name] == Field(name, role)
    assert read(recipe)[0].fields.get(name) == value


ARROW_COLUMNS: list[tuple[list[object], Role, Value]] = [
    ([date(2026, 11, 23 + n) for n in range(4)], Role.TIME, "2026-11-23"),
    (
        [datetime(2026, 11, 23, n, tzinfo=UTC) for n in range(4)],
        Role.TIME,
        "2026-11-23T00:00:00+00:00",
    ),
    ([time(n) for n in range(4)], Role.STORED, "00:00:00"),
    ([Decimal("1.50"), Decimal("2.25"), None, Decimal("3.00")], Role.NUMBER, 1.5),
    ([True, False, True, None], Role.TAG, "true"),
    ([["a", "b"], ["a"], None, ["b"]], Role.TAG, ("a", "b")),
    ([{"lon": 13.4, "lat": 52.5}] * 4, Role.GEO, (13.4, 52.5)),
]


@pytest.mark.parametrize(("cells", "role", "value"), ARROW_COLUMNS)
def test_dates_decimals_and_records_have_their_roles(
    tmp_path: Path, cells: list[object], role: Role, value: Value
) -> None:
    recipe = guess(arrow(tmp_path, {**BASE, "column": cells}))

    assert fields_of(recipe)["column"].role is role
    assert read(recipe)[0].fields["column"] == value


@pytest.mark.parametrize(
    ("lon", "lat"),
    [("lon", "lat"), ("Longitude", "Latitude"), ("shop_lng", "shop_lat"), ("fromLon", "fromLat")],
)  # fmt: skip
@pytest.mark.parametrize(
    "cells", [([13.4, -0.5, None, 0], [52.5, 51, None, 0]), (["13.4"] * 4, ["52.5"] * 4)]
)
def test_longitude_and_latitude_of_two_columns_are_one_place(
    tmp_path: Path, lon: str, lat: str, cells: tuple[list[object], list[object]]
) -> None:
    recipe = guess(json_lines(tmp_path, {**BASE, lat: cells[1], lon: cells[0]}))

    assert recipe.fields == (Field("name", Role.TEXT), Field("place", Role.GEO, lon=lon, lat=lat))
    assert read(recipe)[0].fields["place"] == (13.4, 52.5)


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ((), "place"),
        (("place",), "geo"),
        (("place", "geo"), "lon_lat"),
        (("place", "geo", "lon_lat"), "lon lat"),
    ],
)
def test_a_place_has_a_name_that_no_column_has(
    tmp_path: Path, taken: tuple[str, ...], name: str
) -> None:
    columns = {**BASE, "lon": [13.4] * 4, "lat": [52.5] * 4, **dict.fromkeys(taken, NAMES)}
    recipe = guess(json_lines(tmp_path, columns))

    assert fields_of(recipe)[name] == Field(name, Role.GEO, lon="lon", lat="lat")
    assert {"lon", "lat"}.isdisjoint(fields_of(recipe))


@pytest.mark.parametrize(
    "columns",
    [
        {"lon": [13.4] * 4},
        {"lat": [52.5] * 4},
        {"lon": [389_000.5] * 4, "lat": [5_819_000.5] * 4},  # metres of a map
        {"lon": ["east", "west", "east", "west"], "lat": [52.5] * 4},
    ],
)
def test_other_columns_are_no_place(tmp_path: Path, columns: dict[str, Sequence[object]]) -> None:
    recipe = guess(json_lines(tmp_path, {**BASE, **columns}))

    assert [*fields_of(recipe)] == ["name", *columns]
    assert Role.GEO not in {field.role for field in recipe.fields}
    read(recipe)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("image", PNGS),
        ("blob", PNGS),
        ("image", [{"bytes": data, "path": None} for data in PNGS]),
        ("scan", [{"bytes": data, "path": "x.png"} for data in PNGS]),
    ],
)
def test_a_column_of_pictures_themselves_is_the_picture(
    tmp_path: Path, name: str, cells: list[object]
) -> None:
    recipe = guess(arrow(tmp_path, {**BASE, name: cells}))

    assert recipe.picture == f"{{{name}}}"
    assert [vector.name for vector in recipe.vectors] == ["text", "image", "concept"]
    assert [*fields_of(recipe)] == ["name"]
    assert [item.picture for item in read(recipe)] == PNGS


def test_a_column_of_data_uris_is_the_picture(tmp_path: Path) -> None:
    uris = [f"data:image/png;base64,{base64.b64encode(data).decode()}" for data in PNGS]
    recipe = guess(json_lines(tmp_path, {**BASE, "preview": uris}))

    assert recipe.picture == "{preview}"
    assert [item.picture for item in read(recipe)] == PNGS


@pytest.mark.parametrize(
    "cells",
    [
        [bytes([number] * 16) for number in range(4)],
        [{"digest": bytes([number] * 16)} for number in range(4)],
        [[bytes([number] * 16)] for number in range(4)],
    ],
)
def test_bytes_that_are_no_picture_are_left_out(tmp_path: Path, cells: list[object]) -> None:
    """No field could show them, so every row would be refused."""
    recipe = guess(arrow(tmp_path, {**BASE, "digest": cells}))

    assert (recipe.picture, [*fields_of(recipe)]) == (None, ["name"])
    read(recipe)


def test_a_second_column_of_pictures_is_left_out(tmp_path: Path) -> None:
    recipe = guess(arrow(tmp_path, {**BASE, "front": PNGS, "back": PNGS[::-1]}))

    assert (recipe.picture, [*fields_of(recipe)]) == ("{front}", ["name"])
    read(recipe)


def test_a_column_of_objects_with_paths_names_files(tmp_path: Path) -> None:
    (tmp_path / "pics").mkdir()
    for number, data in enumerate(PNGS):
        (tmp_path / "pics" / f"{number}.png").write_bytes(data)
    cells = [{"path": f"pics/{number}.png", "size": 3} for number in range(4)]
    recipe = guess(json_lines(tmp_path, {**BASE, "image": cells}))

    assert recipe.picture == "{image}"
    assert [item.picture for item in read(recipe)] == [
        tmp_path.resolve() / "pics" / f"{number}.png" for number in range(4)
    ]


URLS = [f"https://cdn.example.com/{number}.jpg?size=l" for number in range(4)]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("image", URLS),
        ("image", [url.replace(".jpg", "") for url in URLS]),  # by its name
        ("preview", URLS),  # by its endings
        ("preview", [url.upper() for url in URLS]),
    ],
)
def test_a_column_of_urls_is_the_picture_where_hosts_are_named(
    tmp_path: Path, name: str, cells: list[str]
) -> None:
    source = json_lines(tmp_path, {**BASE, name: cells})
    recipe = guess(source, HOSTS)

    assert (recipe.picture, recipe.hosts) == (f"{{{name}}}", HOSTS)
    assert [item.picture for item in read(recipe)] == cells
    without = guess(source)
    assert (without.picture, without.hosts) == (None, ())
    assert fields_of(without)[name] == Field(name, Role.STORED)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("page", [f"https://example.com/{number}" for number in range(4)]),
        ("image", [f"//cdn.example.com/{number}.jpg" for number in range(4)]),
        ("image", [f"www.example.com/{number}.jpg" for number in range(4)]),
        ("image", [f"ftp://example.com/{number}.jpg" for number in range(4)]),
    ],
)
def test_a_column_of_addresses_that_cannot_be_fetched_is_no_picture(
    tmp_path: Path, name: str, cells: list[str]
) -> None:
    recipe = guess(json_lines(tmp_path, {**BASE, name: cells}), HOSTS)

    assert recipe.picture is None
    assert name in fields_of(recipe)
    read(recipe)


@pytest.mark.parametrize("cells", [[1, 2, 3, 4], ["1", "2", "3", "4"], [-1, 0, 1, 2**70]])
def test_an_id_is_text_or_a_whole_number(tmp_path: Path, cells: list[object]) -> None:
    recipe = guess(json_lines(tmp_path, {"name": NAMES, "id": cells}))

    assert recipe.id == "id"
    assert [item.id for item in read(recipe)] == [str(cell) for cell in cells]


@pytest.mark.parametrize(
    "cells",
    [
        [1.5, 2.5, 3.5, 4.5],
        [date(2026, 11, 1 + n) for n in range(4)],
        [[str(n)] for n in range(4)],
        [{"n": n} for n in range(4)],
        [bytes([n]) for n in range(4)],
    ],
)
def test_a_column_of_another_type_is_not_the_id(tmp_path: Path, cells: list[object]) -> None:
    """No row would have one."""
    recipe = guess(arrow(tmp_path, {"id": cells, "name": NAMES, "label": ["a", "b", "c", "d"]}))
    assert recipe.id == "name"
    read(recipe)
    with pytest.raises(SourceError, match="no column that tells"):
        guess(arrow(tmp_path, {"id": cells, "name": ["a chair"] * 4}))


def test_a_row_may_lack_what_the_others_have(tmp_path: Path) -> None:
    path = tmp_path / "table.jsonl"
    rows = [
        {"id": 1, "name": "oak chair", "price": 3, "tags": ["a"]},
        {"id": 2, "name": "pine chair"},
        {"id": 3, "name": "iron chair", "price": None, "tags": None, "made": "2026-11-23"},
    ]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    recipe = guess(Source.of(path))

    assert {name: field.role for name, field in fields_of(recipe).items()} == {
        "name": Role.TEXT,
        "price": Role.NUMBER,
        "tags": Role.TAG,
        "made": Role.TIME,
    }
    assert [dict(item.fields) for item in read(recipe)] == [
        {"name": "oak chair", "price": 3, "tags": ("a",)},
        {"name": "pine chair"},
        {"name": "iron chair", "made": "2026-11-23"},
    ]
