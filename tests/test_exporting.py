"""Exporting and listing: a catalogue's items as rows that give the same catalogue again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import pytest
from pyarrow import parquet

from likewise.assembly import Catalogue, Parts
from likewise.catalogue.item import Reject, Value
from likewise.catalogue.readers.row import Cell
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.errors import FilterError, RejectedRowsError, SourceError, UsageError
from likewise.exporting import Exported, write_json_lines, write_parquet, writer_for
from likewise.importing import ImportOptions
from likewise.index.filters.reading import Where

ROWS: list[dict[str, Cell]] = [
    {
        "id": "a",
        "name": "a bowl of «soup», 汤",
        "tags": ["red", "hot, and spicy"],
        "kind": "food",
        "price": 3,
        "lon": 13.4,
        "lat": 52.5,
        "spot": {"lon": -0.1, "lat": 51.5},
        "made": "2026-11-23",
        "more": {"deep": [1, 2.5, None, {"x": True}], "text": "line\nbreak"},
    },
    {
        "id": "b",
        "name": "a chair",
        "tags": ["red"],
        "kind": "furniture",
        "price": 49.5,
        "lon": None,
        "lat": None,
        "spot": None,
        "made": "2026-11-23T10:30:00+01:00",
        "more": None,
    },
    {
        "id": "c",
        "name": "a lamp",
        "tags": None,
        "kind": "furniture",
        "price": None,
        "lon": -180,
        "lat": 0,
        "spot": {"lon": 2.25, "lat": 48.75},
        "made": None,
        "more": {"deep": [], "text": ""},
    },
]


Write: TypeAlias = Callable[[Iterable[Exported], BinaryIO], int]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The rows as JSON lines."""
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return file


@pytest.fixture
def catalogue(parts: Parts, table: Path, name: str) -> Catalogue:
    """The rows imported, the roles being guessed."""
    return imported(parts, table, name)


@pytest.fixture
def pictured(parts: Parts, shop: Path, name: str) -> Catalogue:
    """Eight items with pictures."""
    return imported(parts, shop, name)


def imported(
    parts: Parts, table: Path, name: str, roles: Iterable[Field] | None = None
) -> Catalogue:
    recipe = parts.recipe(table, name=name, images=None, id_column=None)
    if roles is not None:
        recipe = replace(recipe, fields=tuple(roles))
    assert parts.import_(recipe, ImportOptions()).rejected == 0
    return parts.catalogue(name)


def contents(catalogue: Catalogue) -> dict[str, dict[str, Value]]:
    return {id_: dict(catalogue.content(id_).fields) for id_ in catalogue.ids()}


def written(rows: Iterable[Exported], file: Path) -> int:
    with file.open("wb") as opened:
        return writer_for(file)(rows, opened)


def read(file: Path) -> list[dict[str, Any]]:
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows: list[dict[str, Any]] = parquet.read_table(file).to_pylist()
    return rows


def test_rows_have_the_columns_and_types_of_the_source(catalogue: Catalogue) -> None:
    expected = [row | {"tags": row["tags"] and tuple(row["tags"])} for row in ROWS]
    found = list(catalogue.export())
    assert [list(row) for row in found] == [
        ["id", "name", "tags", "kind", "price", "lon", "lat", "spot", "made", "more"]
    ] * len(ROWS)
    found[0]["more"]["deep"] = list(found[0]["more"]["deep"])
    assert found == expected
    assert [type(row["price"]) for row in found] == [int, float, type(None)]


def test_json_lines_hold_every_value_as_it_was(catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    assert written(catalogue.export(), file) == len(ROWS)
    assert read(file) == ROWS


def test_parquet_holds_every_value_in_a_column_of_its_type(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    file = tmp_path / "out.parquet"
    rows = [row for row in catalogue.export() if row["id"] != "a"]  # whose `more` no column holds
    assert written(rows, file) == 2
    assert read(file) == ROWS[1:]
    schema = parquet.read_schema(file)
    types = {name: str(schema.field(name).type) for name in schema.names}
    assert str(schema.field("tags").type.value_type) == "string"
    assert (types["price"], types["lon"], types["made"]) == ("double", "double", "string")
    assert types["spot"] == "struct<lon: double, lat: double>"


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_what_was_exported_imports_as_the_same_catalogue(
    parts: Parts, catalogue: Catalogue, tmp_path: Path, suffix: str
) -> None:
    """The same roles, fields and words; numbers alone may become fractions in Parquet."""
    catalogue.update([{"id": "a", "more": {"deep": [1, 2], "text": "x"}}])
    catalogue.update([{"id": "c", "more": {"deep": [3], "text": ""}}])
    file = tmp_path / f"out{suffix}"
    written(catalogue.export(), file)
    copy = imported(parts, file, f"{catalogue.name}-copy")
    assert copy.schema == catalogue.schema
    assert contents(copy) == contents(catalogue)
    for row, other in zip(copy.export(vectors=True), catalogue.export(vectors=True), strict=True):
        assert np.array_equal(row["vector_text"], other["vector_text"])
    assert copy.verify().problems == ()


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_vectors_are_the_stored_ones_of_unit_length(
    pictured: Catalogue, tmp_path: Path, suffix: str
) -> None:
    pictured.update([{"id": "4", "image": None}])
    rows = {row["id"]: row for row in pictured.export(vectors=True)}
    file = tmp_path / f"out{suffix}"
    assert written(pictured.export(vectors=True), file) == 8
    for row in read(file):
        for vector in pictured.schema.vectors:
            found, stored = row[f"vector_{vector.name}"], rows[row["id"]][f"vector_{vector.name}"]
            if row["id"] == "4" and vector.name != "text":
                assert found is stored is None
                continue
            assert stored.dtype == np.float32
            assert stored.shape == (vector.dims,)
            assert np.linalg.norm(stored) == pytest.approx(1, abs=1e-5)
            assert np.array_equal(np.array(found, np.float32), stored)
    best = pictured.similar("1", by="text", limit=1)[0]
    assert float(rows["1"]["vector_text"] @ rows[best.id]["vector_text"]) == pytest.approx(
        best.score, abs=1e-5
    )


def test_vectors_in_parquet_are_floats_of_32_bits(pictured: Catalogue) -> None:
    file = BytesIO()
    write_parquet(pictured.export(vectors=True), file)
    kind = parquet.read_schema(BytesIO(file.getvalue())).field("vector_image").type
    assert str(kind.value_type) == "float"


def test_the_picture_is_the_path_of_its_file(pictured: Catalogue, shop: Path) -> None:
    pictured.update([{"id": "4", "image": None}])
    rows = list(pictured.export())
    assert list(rows[0]) == ["id", "name", "kind", "price", "colour", "image"]
    assert pictured.picture_column == "image"
    found = {row["id"]: row["image"] for row in rows}
    assert found.pop("4") is None
    assert found == {id_: shop.parent / "images" / f"{id_}.png" for id_ in found}


def numbered(parts: Parts, shop: Path, name: str) -> Catalogue:
    """Eight items whose pictures are named by their ids, one of which has none."""
    rows = [line.rsplit(",", 1)[0] for line in shop.read_text(encoding="utf-8").splitlines()]
    rows[0] = rows[0].replace("colour", "picture")  # a field of that name
    file = shop.with_name("numbered.csv")
    file.write_text("\n".join(rows), encoding="utf-8")
    (shop.parent / "images" / "4.png").unlink()
    made = imported(parts, file, name)
    assert made.schema.vectors[1].source == "image"
    return made


def pictures(catalogue: Catalogue) -> dict[str, str | None]:
    return {id_: catalogue.content(id_).picture for id_ in catalogue.ids()}


def test_a_field_called_picture_keeps_its_values(parts: Parts, shop: Path, name: str) -> None:
    catalogue = numbered(parts, shop, name)
    assert catalogue.picture_column == "picture_2"
    rows = {row["id"]: row for row in catalogue.export()}
    assert rows["1"]["picture"] == "red"
    assert rows["1"]["picture_2"] == shop.parent / "images" / "1.png"
    assert rows["4"]["picture_2"] is None


def test_a_field_called_as_a_vectors_column_keeps_its_values(
    parts: Parts, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("id,name,vector_text\n1,a bowl of soup,mine\n2,a lamp,yours\n")
    row = next(imported(parts, file, name).export(vectors=True))
    assert list(row) == ["id", "name", "vector_text", "vector_text_2"]
    assert row["vector_text"] == "mine"
    assert row["vector_text_2"].dtype == np.float32


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
@pytest.mark.parametrize("place", ["beside the pictures", "elsewhere"])
def test_an_import_of_an_export_finds_the_pictures_again(
    parts: Parts, shop: Path, name: str, tmp_path: Path, place: str, suffix: str
) -> None:
    """Below the file's own folder, or below one that is named."""
    catalogue = numbered(parts, shop, name)
    beside = place == "beside the pictures"
    file = (shop if beside else tmp_path / "out" / "here").with_name(f"out{suffix}")
    file.parent.mkdir(exist_ok=True)
    written(catalogue.export(), file)
    images = None if beside else shop.parent / "images"
    recipe = parts.recipe(file, name=f"{name}-copy", images=images, id_column=None)
    assert recipe.picture is not None
    assert recipe.picture.endswith("{picture_2}")
    done = parts.import_(recipe, ImportOptions())
    assert (done.added, done.rejected, done.encoded) == (8, 0, 0)
    copy = parts.catalogue(recipe.name)
    assert pictures(copy) == pictures(catalogue)
    assert contents(copy) == contents(catalogue)


def test_pictures_outside_of_the_allowed_folder_stay_unread(
    parts: Parts, shop: Path, name: str, tmp_path: Path
) -> None:
    catalogue = numbered(parts, shop, name)
    file = tmp_path / "out" / "out.jsonl"
    file.parent.mkdir()
    written(catalogue.export(), file)
    recipe = parts.recipe(file, name=f"{name}-copy", images=None, id_column=None)
    assert recipe.picture is None
    vectors = (*recipe.vectors, VectorRecipe("image", "image", "efficientnet-lite0"))
    rejects: list[Reject] = []
    forced = replace(recipe, picture="{picture_2}", vectors=vectors)
    parts.import_(forced, ImportOptions(rejected=rejects.append))
    assert [each.column for each in rejects] == ["picture_2"] * 7
    assert all("outside" in each.reason for each in rejects)


@pytest.mark.parametrize("kind", ["named by a column", "named by the id"])
def test_another_catalogue_with_the_same_columns_takes_the_rows(
    parts: Parts, shop: Path, name: str, tmp_path: Path, kind: str
) -> None:
    """Though it looks for its own pictures elsewhere."""
    make = numbered if kind == "named by the id" else imported
    shutil.copytree(shop.parent, tmp_path / "other")
    catalogue = make(parts, shop, name)
    other = make(parts, tmp_path / "other" / shop.name, f"{name}-other")
    other.remove(other.ids())
    assert other.add(catalogue.export()).added == 8
    assert pictures(other) == pictures(catalogue)
    assert contents(other) == contents(catalogue)
    assert other.add(catalogue.export()).unchanged == 8
    assert other.update(catalogue.export()).unchanged == 8
    assert catalogue.add(catalogue.export()).unchanged == 8


def test_a_row_of_text_does_not_lead_a_program_out_of_the_pictures_folder(
    parts: Parts, shop: Path, name: str, tmp_path: Path
) -> None:
    catalogue = numbered(parts, shop, name)
    row = next(catalogue.export())
    shutil.copy(row["picture_2"], tmp_path / "elsewhere.png")
    with pytest.raises(RejectedRowsError) as caught:
        catalogue.add([row | {"picture_2": str(tmp_path / "elsewhere.png")}])
    assert [each.column for each in caught.value.rejects] == ["picture_2"]
    assert "outside" in caught.value.rejects[0].reason
    assert catalogue.add([row | {"picture_2": str(row["picture_2"])}]).unchanged == 1
    assert catalogue.add([row | {"picture_2": tmp_path / "elsewhere.png"}]).changed == 1


def test_a_filter_says_which_items_are_written(pictured: Catalogue) -> None:
    assert [row["id"] for row in pictured.export(where="kind=fruit price<=1.3")] == ["2", "3"]
    assert list(pictured.export(where={"kind": "none"})) == []


def test_a_bad_filter_is_refused_before_the_first_row_is_asked_for(pictured: Catalogue) -> None:
    with pytest.raises(FilterError, match="weight"):
        pictured.export(where="weight=1")


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_an_empty_catalogue_is_a_file_without_rows(
    catalogue: Catalogue, tmp_path: Path, suffix: str
) -> None:
    catalogue.remove(catalogue.ids())
    file = tmp_path / f"out{suffix}"
    assert written(catalogue.export(vectors=True), file) == 0
    assert read(file) == []


@pytest.mark.parametrize("file", ["out", "out.csv", "out.JSONL", "out.jsonl.gz", "jsonl"])
def test_a_name_that_tells_no_format_is_refused(file: str) -> None:
    with pytest.raises(UsageError, match=file) as raised:
        writer_for(Path(file))
    assert raised.value.remedy == "End it with .jsonl or .parquet."


def many(**columns: list[Any]) -> Iterator[Exported]:
    """2,001 rows, the values being those of the first row, the middle and the last."""
    for number in range(2001):
        place = {0: 0, 2000: 2}.get(number, 1)
        yield {"id": str(number)} | {name: values[place] for name, values in columns.items()}


@pytest.mark.parametrize(
    "values", [[None, None, "late"], [1, 2, 2.5], [None, None, ["a"]], [None, 1, None]]
)
def test_a_value_that_comes_late_has_its_place_in_parquet(values: list[Any]) -> None:
    """A column that is empty, or of whole numbers, in the first thousands of rows."""
    file = BytesIO()
    assert write_parquet(many(column=values), file) == 2001
    rows = parquet.read_table(BytesIO(file.getvalue())).to_pylist()
    found = [row["column"] for row in rows]
    assert [row["id"] for row in rows] == [str(number) for number in range(2001)]
    assert found == [values[0], *[values[1]] * 1999, values[2]]


@pytest.mark.parametrize("values", [["a", ["b"], None], ["a", 1, None], [{}, {}, {}]])
def test_values_of_no_common_type_are_refused_in_words(values: list[Any]) -> None:
    with pytest.raises(SourceError, match="do not fit") as raised:
        write_parquet(many(column=values), BytesIO())
    assert raised.value.remedy == "Export them as JSON lines."


def test_writers_count_the_rows_and_begin_nothing_before_the_first(tmp_path: Path) -> None:
    writers: list[tuple[Write, str]] = [(write_json_lines, ".jsonl"), (write_parquet, ".parquet")]
    for write, suffix in writers:
        file = tmp_path / f"many{suffix}"
        with file.open("wb") as opened:
            assert write(many(column=[1, 2, 3]), opened) == 2001
        assert len(read(file)) == 2001


def test_an_item_that_goes_while_rows_are_written_costs_only_itself(pictured: Catalogue) -> None:
    rows = pictured.export(vectors=True)
    pictured.remove(["2"])
    assert [row["id"] for row in rows] == ["1", *"345678"]


def test_an_opened_catalogue_lists_and_exports_what_an_import_has_made_anew(
    parts: Parts, pictured: Catalogue, shop: Path
) -> None:
    file = parts.settings.recipe_file(pictured.name)
    file.write_text(file.read_text().replace('price = "number"', 'price = "stored"'))
    imported(parts, shop, pictured.name)
    assert pictured.items().total == 8
    assert [row["price"] for row in pictured.export()][:2] == ["1.5", "1.25"]


def test_a_page_of_items_is_in_the_order_of_ids_with_the_total(pictured: Catalogue) -> None:
    pictured.add([{"id": "10", "name": "a plum", "kind": "fruit"}])
    ids = ["1", "10", *"2345678"]
    first, rest, past = (pictured.items(limit=4, offset=offset) for offset in (0, 4, 9))
    assert [each.id for each in (*first.page, *rest.page)] == ids[:8]
    assert first.total == rest.total == past.total == 9
    assert past.page == ()
    assert first.page[0].fields == pictured.content("1").fields
    assert (first.page[0].picture, first.page[1].picture) == (pictured.content("1").picture, None)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"kind": "fruit"}, ["1", "2", "3"]),
        ("price>=100", ["4", "5", "6", "7"]),
        ("-colour=red,green", ["3", "5", "7", "8"]),
        ("kind=fruit price>100", []),
    ],
)
def test_pages_with_a_filter_add_up_to_what_meets_it(
    pictured: Catalogue, where: Where, expected: list[str]
) -> None:
    pages = [pictured.items(where=where, limit=2, offset=offset) for offset in range(0, 6, 2)]
    assert [each.id for listing in pages for each in listing.page] == expected
    assert {listing.total for listing in pages} == {len(expected)}
    assert [row["id"] for row in pictured.export(where=where)] == expected


def test_paging_goes_as_far_as_there_are_items(pictured: Catalogue) -> None:
    """A search reaches ten thousand hits down; a list has no such end."""
    for where in (None, "kind=fruit"):
        listing = pictured.items(where=where, offset=10**20)
        assert listing.page == ()
        assert listing.total in (8, 3)


@pytest.mark.parametrize("page", [{"limit": 0}, {"limit": 1001}, {"limit": -1}, {"offset": -1}])
def test_a_page_that_cannot_be_is_refused(pictured: Catalogue, page: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="must be"):
        pictured.items(**page)


def test_a_place_of_one_column_is_an_object_whatever_the_column_is_called(
    parts: Parts, catalogue: Catalogue, tmp_path: Path
) -> None:
    """So that it is guessed to be a place again; a bare pair could be anything."""
    assert catalogue.content("c").fields["spot"] == (2.25, 48.75)
    file = tmp_path / "out.jsonl"
    written(catalogue.export(), file)
    recipe: Recipe = parts.recipe(file, name="never-imported", images=None, id_column=None)
    roles = {each.name: each.role for each in recipe.fields}
    assert roles["spot"] is Role.GEO


class Broken(BytesIO):
    """A file that takes nothing."""

    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("write", [write_json_lines, write_parquet])
def test_a_full_disk_comes_out_as_the_error_that_it_is(write: Write) -> None:
    file = Broken()
    with pytest.raises(OSError, match="No space left on device") as raised:
        write(many(column=[1, 2, 3]), file)
    assert raised.value.strerror == "No space left on device"
