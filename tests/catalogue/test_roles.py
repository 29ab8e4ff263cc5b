"""Roles: the first recipe is what a person would write."""

from __future__ import annotations

from pathlib import Path

import pytest

from likewise.catalogue.item import Item, Reject
from likewise.catalogue.readers.reading import open_table
from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.catalogue.roles import guess_recipe
from likewise.catalogue.rows import read_items
from likewise.catalogue.seen_ids import SeenIds
from likewise.catalogue.source import Source
from likewise.catalogue.survey import Survey
from likewise.errors import SourceError

GROCERY = Path(__file__).parents[3] / "shared" / "data" / "grocery-store"


def write(folder: Path, columns: dict[str, list[str]]) -> Path:
    path = folder / "table.tsv"
    lines = [list(columns), *zip(*columns.values(), strict=True)]
    path.write_text("\n".join("\t".join(line) for line in lines), encoding="utf-8")
    return path


def guess(folder: Path, columns: dict[str, list[str]], images: Path | None = None) -> Recipe:
    return guess_recipe(
        Survey.of(Source.of(write(folder, columns))), name="shop", images=images, folder=folder
    )


def items_of(recipe: Recipe) -> list[Item | Reject]:
    with open_table(recipe.source) as table, SeenIds() as seen:
        return list(read_items(recipe, table, seen))


def numbered(count: int, pattern: str = "{}") -> list[str]:
    return [pattern.format(number) for number in range(count)]


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["name", "id"], "id"),
        (["name", "Product ID"], "Product ID"),
        (["brand_id", "sku"], "sku"),
        (["productId", "name"], "productId"),
        (["Variant SKU", "name"], "Variant SKU"),
        (["words", "label"], "words"),
    ],
)
def test_the_id_is_found_by_name_and_uniqueness(
    tmp_path: Path, names: list[str], chosen: str
) -> None:
    columns = {name: numbered(5, name + " {}") for name in names}

    assert guess(tmp_path, {**columns, "name": numbered(5, "thing {}")}).id == chosen


def test_an_id_that_repeats_beyond_the_sample_is_passed_over(tmp_path: Path) -> None:
    columns = {"brand_id": [*numbered(10_000), *numbered(10_000)], "sku": numbered(20_000, "s{}")}

    assert guess(tmp_path, {**columns, "name": ["a chair"] * 20_000}).id == "sku"


def test_an_id_with_a_double_row_is_still_the_id(tmp_path: Path) -> None:
    assert guess(tmp_path, {"id": ["1", "2", "3", "3"], "name": numbered(4, "chair {}")}).id == "id"


def test_a_table_without_an_id_is_refused_with_what_was_tried(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"id \(3 empty or double\)") as raised:
        guess(tmp_path, {"id": ["1", "1", "1", ""], "price": ["1", "2", "3", "4"]})

    assert "--id COLUMN" in raised.value.remedy


def test_a_given_id_is_taken_or_refused(tmp_path: Path) -> None:
    source = write(tmp_path, {"id": ["1", "2"], "name": ["oak chair", "pine chair"]})

    def given(column: str) -> Recipe:
        return guess_recipe(
            Survey.of(Source.of(source)), name="s", images=None, folder=tmp_path, id_column=column
        )

    recipe = given("name")
    assert (recipe.id, recipe.vectors[0].source) == ("name", "{name}")
    with pytest.raises(SourceError, match=r"no column 'key'.*id, name"):
        given("key")


@pytest.mark.parametrize(
    ("name", "cells", "role", "separator"),
    [
        ("price", ["1", "2.5", "", "-3e2"], Role.NUMBER, None),
        ("price", ["1", "2.5", "3", "4", "five"], Role.NUMBER, None),
        ("ward", ["1", "2.5", "3", "4", "five"], Role.STORED, None),
        ("zip", ["00123", "12345", "99999", "00001"], Role.STORED, None),
        ("brand_id", ["1", "2", "1", "2"], Role.TAG, None),
        ("other_id", ["1", "2", "3", "4"], Role.STORED, None),
        ("ean", ["4006381333931", "4006381333932"], Role.STORED, None),
        ("shade", ["red", "blue", "red", "blue"], Role.TAG, None),
        ("category", ["A", "B", "C", "D"], Role.TAG, None),
        ("marks", ["a|b", "b", "c|b|a", "a"], Role.TAG, "|"),
        ("marks", ["a, b", "b", "c, b, a", "a"], Role.TAG, ", "),
        ("origin", ["Italy, 1 g", "Spain, 2 g", "Peru, 2 g", "Italy, 2 g"], Role.TEXT, None),
        ("name", ["oak", "oak", "oak", "oak"], Role.TEXT, None),
        ("remark", ["quite a good chair", "soft", "not so good a chair", "hard"], Role.TEXT, None),
        ("zh", ["红色的木椅子", "蓝色的桌子", "台灯和灯泡", "白色的沙发"], Role.TEXT, None),
        ("page", ["https://a.b/1", "https://a.b/2", "https://a.b/3"], Role.STORED, None),
        ("token", ["c29tZSBsb25nIGNvZGUgaGVyZQ1", "c29tZSBsb25nIGNvZGUgaGVyZQ"], Role.STORED, None),
        ("when", ["2024-01-02 10:00", "2024-01-03 11:00"], Role.TIME, None),
        ("void", ["", "", ""], Role.STORED, None),
    ],
)  # fmt: skip
def test_a_column_has_the_role_of_its_cells(
    tmp_path: Path, name: str, cells: list[str], role: Role, separator: str | None
) -> None:
    table = {"id": numbered(len(cells)), "title": ["a chair"] * len(cells), name: cells}

    assert guess(tmp_path, table).fields[1] == Field(name, role, separator)


def test_words_stand_in_the_order_title_tags_description(tmp_path: Path) -> None:
    recipe = guess(
        tmp_path,
        {
            "id": numbered(4),
            "description": ["a long word"] * 4,
            "category": ["Chairs", "Lamps", "Chairs", "Lamps"],
            "a{b": ["two words"] * 4,
            "title": ["oak chair"] * 4,
            "currency": ["EUR", "USD", "EUR", "USD"],
        },
    )

    assert [(vector.name, vector.source) for vector in recipe.vectors] == [
        ("text", "{title} {category} {description}")
    ]


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "pics {x}"
    folder.mkdir()
    for name in ("1.png", "2.png", "a.jpg"):
        (folder / name).write_bytes(b"picture")
    return folder


TABLE = {"id": ["1", "2", "3"], "name": ["oak chair", "pine chair", "lamp"]}


def test_pictures_are_found_in_the_named_folder(tmp_path: Path, images: Path) -> None:
    recipe = guess(tmp_path, {**TABLE, "Photo": ["a.jpg", "", "b.jpg"]}, images)

    assert recipe.picture == "pics {{x}}/{Photo}"
    assert [vector.name for vector in recipe.vectors] == ["text", "image", "concept"]
    assert [field.name for field in recipe.fields] == ["name"]


def test_pictures_outside_the_catalogues_folder_have_an_absolute_pattern(
    tmp_path: Path, images: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    recipe = guess(elsewhere, TABLE, images)

    assert recipe.picture == f"{tmp_path.resolve()}/pics {{{{x}}}}/{{id}}.png"
    found = [item for item in items_of(recipe) if isinstance(item, Item)]
    assert [item.picture is not None for item in found] == [True, True, False]


def test_pictures_beside_the_table_are_found_by_their_endings(tmp_path: Path, images: Path) -> None:
    cells = [f"{images.name}/a.jpg", f"{images.name}/1.png", f"{images.name}/2.png"]

    assert guess(tmp_path, {**TABLE, "shown": cells}).picture == "{shown}"


def test_a_folder_named_images_with_files_named_by_the_id_is_found(
    tmp_path: Path, images: Path
) -> None:
    images.rename(tmp_path / "images")

    assert guess(tmp_path, TABLE).picture == "images/{id}.png"


def test_a_column_of_pictures_that_are_not_there_is_stored(tmp_path: Path) -> None:
    urls = ["https://a.b/1.jpg", "https://a.b/2.jpg", "https://a.b/3.jpg"]
    recipe = guess(tmp_path, {**TABLE, "image": urls})

    assert recipe.picture is None
    assert recipe.fields[-1] == Field("image", Role.STORED)


def test_a_folder_without_the_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="none of the pictures"):
        guess(tmp_path, TABLE, tmp_path / "empty")
    with pytest.raises(SourceError, match="no folder"):
        guess(tmp_path, TABLE, tmp_path / "absent")


def test_a_table_of_bad_rows_alone_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "table.csv"
    source.write_text("id,name\n1\n2\n")
    with pytest.raises(SourceError, match="None of the first 2 rows"):
        guess_recipe(Survey.of(Source.of(source)), name="s", images=None, folder=tmp_path)


@pytest.mark.skipif(not GROCERY.exists(), reason="the shared data are not here")
def test_the_grocery_store_is_understood() -> None:
    recipe = guess_recipe(
        Survey.of(Source.of(GROCERY / "products.csv")), name="grocery", images=None, folder=GROCERY
    )

    assert (recipe.id, recipe.picture) == ("class_id", "{image}")
    assert {field.name: field.role.value for field in recipe.fields} == {
        "name": "text",
        "coarse": "tag",
        "group": "tag",
        "title": "text",
        "country_volume": "text",
        "description": "text",
    }
    assert Recipe.parse(recipe.to_toml(), recipe.folder) == recipe
    items = items_of(recipe)
    assert len(items) == 81
    assert all(isinstance(item, Item) and item.picture for item in items)
