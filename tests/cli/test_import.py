"""likewise import: rows become searchable, and only what changed is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from cli.conftest import Likewise, Ran, rewrite
from likewise.settings import Settings

COUNTS = ("indexed", "unchanged", "removed", "rejected")


def counts(ran: Ran) -> tuple[int, ...]:
    assert ran.rc == 0, ran.stderr
    return tuple(ran.data[count] for count in COUNTS)


def test_json_is_one_last_line_that_keeps_the_contract(
    likewise: Likewise, shop: Path, name: str
) -> None:
    ran = likewise("import", shop, "--name", name, "--yes", "--json")
    seconds = ran.data.pop("seconds")
    assert ran.rc == 0
    assert isinstance(seconds, float)
    assert ran.data | {"seconds": 0, "encoded": 0} == {
        "catalogue": name,
        "indexed": 8,
        "unchanged": 0,
        "removed": 0,
        "rejected": 0,
        "rejects": None,
        "seconds": 0,
        "added": 8,
        "changed": 0,
        "encoded": 0,
    }


def test_words_go_to_stderr_and_stdout_stays_empty(
    likewise: Likewise, shop: Path, name: str
) -> None:
    ran = likewise("import", shop, "--name", name, "--yes")
    assert ran.rc == 0
    assert ran.stdout == ""
    assert "8 added, 0 changed, 0 removed, 0 unchanged, 0 rejected" in ran.stderr
    assert "kind (tag)" in ran.stderr
    assert "price (number)" in ran.stderr


def test_a_second_import_finds_all_rows_unchanged(
    likewise: Likewise, shop: Path, name: str
) -> None:
    assert counts(likewise("import", shop, "--name", name, "--json")) == (8, 0, 0, 0)
    assert counts(likewise("import", shop, "--name", name, "--json")) == (0, 8, 0, 0)


def test_a_changed_price_indexes_just_that_row_anew(
    likewise: Likewise, shop: Path, name: str
) -> None:
    likewise("import", shop, "--name", name, "--json")
    rewrite(shop, lambda rows: rows[3].update(price="12345"))
    assert counts(likewise("import", shop, "--name", name, "--json")) == (1, 7, 0, 0)
    found = likewise("search", "car", "-c", name, "--where", "price=12345", "--json")
    assert found.ids == ["4"]
    assert found.data["hits"][0]["fields"]["price"] == 12345


def test_a_replaced_picture_under_the_same_name_indexes_just_that_row_anew(
    likewise: Likewise, shop: Path, name: str
) -> None:
    likewise("import", shop, "--name", name, "--json")
    Image.new("RGB", (300, 240), "navy").save(shop.parent / "images" / "5.png")
    assert counts(likewise("import", shop, "--name", name, "--json")) == (1, 7, 0, 0)


def test_a_dropped_row_stays_until_sync_removes_it(
    likewise: Likewise, shop: Path, name: str
) -> None:
    likewise("import", shop, "--name", name, "--json")
    rewrite(shop, lambda rows: rows.pop(2))
    assert counts(likewise("import", shop, "--name", name, "--json")) == (0, 7, 0, 0)
    assert "3" in likewise("search", "banana", "-c", name, "--json").ids
    assert counts(likewise("import", shop, "--name", name, "--sync", "--json")) == (0, 7, 1, 0)
    assert "3" not in likewise("search", "banana", "-c", name, "--json").ids
    assert likewise("verify", "-c", name, "--json").data["documents"] == 7


def test_the_recipe_is_written_and_rules_afterwards(
    likewise: Likewise, shop: Path, name: str, settings: Settings
) -> None:
    likewise("import", shop, "--name", name, "--json")
    file = settings.home / "catalogues" / name / "likewise.toml"
    recipe = file.read_text(encoding="utf-8")
    assert 'kind = "tag"' in recipe
    by_kind = ("search", "fruit", "-c", name, "--where", "kind=fruit", "--json")
    assert sorted(likewise(*by_kind).ids) == ["1", "2", "3"]

    file.write_text(recipe.replace('kind = "tag"', 'kind = "stored"'), encoding="utf-8")
    assert counts(likewise("import", shop, "--name", name, "--json")) == (8, 0, 0, 0)
    assert 'kind = "stored"' in file.read_text(encoding="utf-8")
    assert likewise(*by_kind).rc == 2

    file.write_text(recipe, encoding="utf-8")
    assert counts(likewise("import", shop, "--name", name, "--json")) == (8, 0, 0, 0)
    assert sorted(likewise(*by_kind).ids) == ["1", "2", "3"]


def test_a_likewise_toml_can_be_imported_itself(
    likewise: Likewise, shop: Path, name: str, settings: Settings
) -> None:
    likewise("import", shop, "--name", name, "--json")
    file = settings.home / "catalogues" / name / "likewise.toml"
    assert counts(likewise("import", file, "--json")) == (0, 8, 0, 0)


def test_a_folder_of_pictures_and_an_id_can_be_named(
    likewise: Likewise, shop: Path, name: str
) -> None:
    elsewhere = shop.parents[1] / "rows.csv"
    elsewhere.write_text(shop.read_text().replace("images/", "").replace("id,name", "number,name"))
    options = ("--name", name, "--images", shop.parent / "images", "--id", "number", "--json")
    assert counts(likewise("import", elsewhere, *options)) == (8, 0, 0, 0)
    hits = likewise("search", "apple", "-c", name, "--json").data["hits"]
    assert all(Path(hit["picture"]).is_file() for hit in hits)


@pytest.mark.parametrize(("file", "expected"), [("My Wares 2.csv", "my-wares-2"), ("ü.csv", None)])
def test_the_catalogue_is_named_after_the_file(
    likewise: Likewise, shop: Path, file: str, expected: str | None
) -> None:
    table = shop.rename(shop.with_name(file))
    ran = likewise("import", table, "--json")
    assert ran.data["catalogue"] == (expected or "catalogue")


def test_json_has_the_path_of_the_rejects(likewise: Likewise, shop: Path, name: str) -> None:
    with shop.open("a", encoding="utf-8") as file:
        file.write("9,too short\n")
    ran = likewise("import", shop, "--name", name, "--json")
    assert counts(ran) == (8, 0, 0, 1)
    assert "expected 6 cells, found 2" in Path(ran.data["rejects"]).read_text(encoding="utf-8")
