"""likewise list, delete, drop and export: single items, and a whole catalogue away."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from cli.conftest import START, Likewise, Ran
from likewise.assembly import Catalogue, Parts
from likewise.errors import UnknownCatalogueError
from likewise.importing import ImportOptions
from likewise.settings import Settings

FRUIT = [
    {"id": "1", "name": "red apple", "kind": "fruit", "price": 1.5, "colour": "red"},
    {"id": "2", "name": "green apple", "kind": "fruit", "price": 1.25, "colour": "green"},
    {"id": "3", "name": "yellow banana", "kind": "fruit", "price": 0.75, "colour": "yellow"},
]


@pytest.fixture
def catalogue(parts: Parts, shop: Path, name: str) -> Catalogue:
    """The shop's eight items, not named by the file of the catalogue used last."""
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    assert parts.import_(recipe, ImportOptions()).indexed == 8
    return parts.catalogue(name)


@pytest.fixture
def mixed(parts: Parts, tmp_path: Path, name: str) -> Catalogue:
    """Two items with a field of no common type, which Parquet has no column for."""
    table = tmp_path / "mixed.jsonl"
    table.write_text('{"id": "1", "name": "a", "more": {"x": 1}}\n'
                     '{"id": "2", "name": "b", "more": {"x": "y"}}\n')  # fmt: skip
    recipe = parts.recipe(table, name=name, images=None, id_column=None)
    assert parts.import_(recipe, ImportOptions()).indexed == 2
    return parts.catalogue(name)


@pytest.fixture
def empty(catalogue: Catalogue) -> Catalogue:
    """A catalogue whose items have all been removed."""
    assert catalogue.remove(catalogue.ids()) == 8
    return catalogue


def command(settings: Settings, *arguments: str | Path) -> tuple[list[str], dict[str, str]]:
    """The command and its environment, for what is more than to run it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REDIS_")}
    said = {"LIKEWISE_HOME": str(settings.home), "NO_COLOR": "1", "COLUMNS": "160"}
    return [sys.executable, "-c", START, *map(str, arguments)], kept | said


def at_terminal(settings: Settings, answer: str, *arguments: str | Path) -> Ran:
    """Runs a command whose input is a terminal at which somebody answers."""
    told, environment = command(settings, *arguments)
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answer.encode())
        done = subprocess.run(
            told, env=environment, stdin=theirs, capture_output=True, text=True, check=False
        )
    finally:
        os.close(ours)
        os.close(theirs)
    return Ran(done.returncode, done.stdout, done.stderr)


def words(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_list_is_a_table_in_the_order_of_ids(likewise: Likewise, catalogue: Catalogue) -> None:
    ran = likewise("list", "-c", catalogue.name, "-n", "3")
    assert ran.rc == 0
    assert words(ran.stdout) == [
        ["id", "name", "kind", "price"],
        ["1", "red", "apple", "fruit", "1.5"],
        ["2", "green", "apple", "fruit", "1.25"],
        ["3", "yellow", "banana", "fruit", "0.75"],
    ]
    assert ran.stderr == "3 of 8 items.\n"


def test_list_as_json_has_the_items_and_the_total(
    likewise: Likewise, catalogue: Catalogue, shop: Path
) -> None:
    ran = likewise("list", "-c", catalogue.name, "-n", "2", "--where", "kind=fruit", "--json")
    assert ran.rc == 0
    assert ran.stderr == ""
    picture = str(shop.parent / "images" / "{}.png")
    assert ran.data == {
        "items": [
            {
                "id": row["id"],
                "fields": {name: value for name, value in row.items() if name != "id"},
                "picture": picture.format(row["id"]),
            }
            for row in FRUIT[:2]
        ],
        "total": 3,
    }


def test_pages_of_a_list_add_up(likewise: Likewise, catalogue: Catalogue) -> None:
    pages = [
        likewise("list", "-c", catalogue.name, "-n", "3", "--offset", offset, "--json").data
        for offset in ("0", "3", "6", "9")
    ]
    assert [item["id"] for page in pages for item in page["items"]] == [*"12345678"]
    assert [page["total"] for page in pages] == [8] * 4


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--offset", "8"), "No more items."),
        (("--where", "kind=fish"), "No item meets the filter."),
    ],
)
def test_a_list_without_items_says_why(
    likewise: Likewise, catalogue: Catalogue, options: tuple[str, ...], said: str
) -> None:
    ran = likewise("list", "-c", catalogue.name, *options)
    assert (ran.rc, ran.stdout) == (0, said + "\n")


def test_delete_says_how_many_were_removed_and_how_many_not_found(
    likewise: Likewise, catalogue: Catalogue
) -> None:
    ran = likewise("delete", "1", "2", "2", "no-such", "-c", catalogue.name)
    assert (ran.rc, ran.stdout) == (0, "")
    assert ran.stderr == f"{catalogue.name}: 2 removed, 1 not found.\n"
    ran = likewise("delete", "2", "3", "-c", catalogue.name, "--json")
    assert (ran.rc, ran.stderr) == (0, "")
    assert ran.data == {"catalogue": catalogue.name, "removed": 1, "absent": 1}
    assert sorted(catalogue.ids()) == [*"45678"]
    assert likewise("verify", "-c", catalogue.name).rc == 0


def test_an_id_that_looks_like_an_option_can_be_deleted(
    likewise: Likewise, catalogue: Catalogue
) -> None:
    catalogue.add([{"id": "--json", "name": "a pear"}])
    assert likewise("delete", "-c", catalogue.name, "--", "--json").rc == 0
    assert "--json" not in set(catalogue.ids())


def test_drop_removes_the_catalogue_and_keeps_its_recipe(
    likewise: Likewise, catalogue: Catalogue, parts: Parts
) -> None:
    name = catalogue.name
    ran = likewise("drop", name, "--yes")
    assert (ran.rc, ran.stdout) == (0, "")
    recipe = parts.settings.recipe_file(name)
    assert ran.stderr == f"{name} has gone, with 8 items.\nRecipe: {recipe}\n"
    assert list(parts.engine.keys(f"likewise:{name}:*")) == []
    assert parts.settings.recipe_file(name).exists()
    assert name not in likewise("status", "--json").stdout
    assert likewise("list", "-c", name).rc == 2


def test_drop_removes_the_pictures_that_rows_held_and_says_so(
    likewise: Likewise, parts: Parts, shop: Path, name: str
) -> None:
    rows = [
        {"id": n, "name": f"thing {n}", "image": (shop.parent / f"images/{n}.png").read_bytes()}
        for n in range(1, 4)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), shop.with_name("rows.parquet"))
    assert likewise("import", shop.with_name("rows.parquet"), "--name", name, "-y").rc == 0
    folder = parts.settings.given_pictures_folder(name)
    assert sum(file.is_file() for file in folder.rglob("*")) == 3
    ran = likewise("drop", name, "--yes")
    assert "with 3 items and 3 pictures that were kept for it." in ran.stderr
    assert not folder.exists()
    assert parts.settings.recipe_file(name).exists()


def test_a_list_of_an_empty_catalogue_says_that_it_is(likewise: Likewise, empty: Catalogue) -> None:
    for options in ((), ("--offset", "3")):
        ran = likewise("list", "-c", empty.name, *options)
        assert (ran.rc, ran.stdout) == (0, f"{empty.name} has no items.\n")
    ran = likewise("list", "-c", empty.name, "--where", "kind=fish")
    assert (ran.rc, ran.stdout) == (0, "No item meets the filter.\n")


def test_a_list_has_a_limit_of_items(likewise: Likewise) -> None:
    assert "How many items." in likewise("list", "--help").stdout


def test_after_a_drop_no_catalogue_is_meant_where_none_is_named(
    likewise: Likewise, shop: Path, name: str
) -> None:
    """Nor is one that is gone."""
    assert likewise("import", shop, "--name", name).rc == 0
    assert likewise("drop", name, "--yes").rc == 0
    ran = likewise("list")
    assert (ran.rc, ran.stdout) == (2, "")
    assert "No catalogue was named" in ran.stderr


def test_drop_as_json_has_the_number_of_items(likewise: Likewise, catalogue: Catalogue) -> None:
    ran = likewise("drop", catalogue.name, "-y", "--json")
    assert (ran.rc, ran.stderr) == (0, "")
    assert ran.data == {"catalogue": catalogue.name, "removed": 8, "pictures": 0}


def test_drop_refuses_where_nobody_can_be_asked(likewise: Likewise, catalogue: Catalogue) -> None:
    ran = likewise("drop", catalogue.name)
    assert (ran.rc, ran.stdout) == (2, "")
    assert "Nothing was removed" in ran.stderr
    assert "--yes" in ran.stderr
    assert len(set(catalogue.ids())) == 8


@pytest.mark.parametrize(
    ("answer", "rc", "said"),
    [
        ("y\n", 0, "has gone, with 8 items"),
        ("n\n", 1, "Nothing was removed."),
        ("\n", 1, "Nothing was removed."),
    ],
)
def test_drop_asks_at_a_terminal_and_takes_no_for_an_answer(
    settings: Settings, catalogue: Catalogue, answer: str, rc: int, said: str
) -> None:
    ran = at_terminal(settings, answer, "drop", catalogue.name)
    assert (ran.rc, ran.stdout.strip()) == (rc, "")
    assert f"Remove catalogue {catalogue.name} with its 8 items?" in ran.stderr
    assert said in ran.stderr
    if rc:
        assert len(set(catalogue.ids())) == 8
    else:
        with pytest.raises(UnknownCatalogueError):
            catalogue.ids()


def test_export_writes_the_items_and_says_how_many(
    likewise: Likewise, catalogue: Catalogue, tmp_path: Path, shop: Path
) -> None:
    file = tmp_path / "out.jsonl"
    ran = likewise("export", file, "-c", catalogue.name, "--where", "kind=fruit")
    assert (ran.rc, ran.stdout) == (0, "")
    assert " ".join(ran.stderr.split()) == (
        f"3 items: {file} Pictures: column 'image'; to import them: --images {shop.parent}/images"
    )
    found = [json.loads(line) for line in file.read_text().splitlines()]
    assert found == [
        row | {"image": str(shop.parent / "images" / f"{row['id']}.png")} for row in FRUIT
    ]


def test_what_export_says_lets_an_import_find_the_pictures_again(
    likewise: Likewise, catalogue: Catalogue, tmp_path: Path, name: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    file = tmp_path / "elsewhere" / "out.jsonl"
    said = " ".join(likewise("export", file, "-c", catalogue.name).stderr.split())
    column, images = said.partition("column '")[2].split("'; to import them: --images ")
    ran = likewise("import", file, "--name", f"{name}-copy", "--images", images, "-y", "--json")
    assert ran.rc == 0
    assert f"Pictures: {images}/{{{column}}}" in " ".join(ran.stderr.split())
    copied = likewise("list", "-c", f"{name}-copy", "--json").data
    assert copied == likewise("list", "-c", catalogue.name, "--json").data


def test_export_writes_parquet_with_the_vectors(
    likewise: Likewise, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = tmp_path / "out.parquet"
    ran = likewise("export", file, "-c", catalogue.name, "--vectors")
    assert (ran.rc, ran.stdout) == (0, "")
    names = parquet.read_schema(file).names
    assert names == [
        *("id", "name", "kind", "price", "colour", "image"),
        *("vector_text", "vector_image", "vector_concept"),
    ]
    assert parquet.read_metadata(file).num_rows == 8


def test_export_to_standard_output_is_json_lines_and_nothing_else(
    likewise: Likewise, catalogue: Catalogue
) -> None:
    ran = likewise("export", "-", "-c", catalogue.name, "--where", "kind=fruit", "--vectors")
    assert (ran.rc, ran.stderr) == (0, "")
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [row["id"] for row in found] == [*"123"]
    assert len(found[0]["vector_text"]) == 384


def test_an_export_whose_reader_goes_away_ends_without_a_word(
    settings: Settings, catalogue: Catalogue
) -> None:
    told, environment = command(settings, "export", "-", "-c", catalogue.name, "--vectors")
    with subprocess.Popen(
        told, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1) == "{"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


def test_an_empty_catalogue_is_exported_as_no_rows(
    likewise: Likewise, empty: Catalogue, tmp_path: Path
) -> None:
    for file in (tmp_path / "out.jsonl", tmp_path / "out.parquet"):
        ran = likewise("export", file, "-c", empty.name)
        assert (ran.rc, ran.stderr) == (0, f"0 items: {file}\n")
    assert (tmp_path / "out.jsonl").read_text() == ""
    assert parquet.read_metadata(tmp_path / "out.parquet").num_rows == 0
    assert likewise("export", "-", "-c", empty.name).stdout == ""


def test_an_export_takes_the_place_of_a_file_wholly(
    likewise: Likewise, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("what was there before\n" * 1000)
    assert likewise("export", file, "-c", catalogue.name, "--where", "kind=fruit").rc == 0
    assert [json.loads(line)["id"] for line in file.read_text().splitlines()] == [*"123"]
    assert list(file.parent.glob(".*")) == []


def test_an_export_that_fails_leaves_the_file_that_was_there(
    likewise: Likewise, mixed: Catalogue, tmp_path: Path
) -> None:
    file = tmp_path / "out.parquet"
    file.write_text("what was there before")
    ran = likewise("export", file, "-c", mixed.name)
    assert (ran.rc, ran.stdout) == (1, "")
    assert "do not fit into the columns of a Parquet file" in ran.stderr
    assert "Export them as JSON lines." in ran.stderr
    assert file.read_text() == "what was there before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mixed.jsonl", "out.parquet"]


UNWRITABLE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a folder that is not there": (lambda folder: folder / "absent/out.jsonl", "No such file"),
    "a file for a folder": (lambda folder: folder / "file/out.jsonl", "Not a directory"),
    "a folder for a file": (lambda folder: folder / "folder.jsonl", "Is a directory"),
    "a folder that takes nothing": (lambda _: Path("/sys/out.jsonl"), ""),
}


@pytest.mark.parametrize("case", UNWRITABLE)
def test_a_file_that_cannot_be_written_is_said_in_words(
    likewise: Likewise, garden: str, tmp_path: Path, case: str
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.jsonl").mkdir()
    place, said = UNWRITABLE[case]
    file = place(tmp_path)
    if not said and not file.parent.is_dir():
        pytest.skip("this system has no such folder")
    ran = likewise("export", file, "-c", garden)
    assert (ran.rc, ran.stdout) == (1, "")
    said_in_one = " ".join(ran.stderr.split())
    assert said_in_one.startswith(f"{file} cannot be written: {said}")
    assert "None" not in said_in_one
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder.jsonl"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "-c", "no-such"),
        ("delete", "1", "-c", "no-such"),
        ("drop", "no-such"),
        ("drop", "no-such", "--yes"),
        ("drop", "../no-such", "--yes"),
        ("export", "-", "-c", "no-such"),
        ("export", "out.jsonl", "-c", "no-such"),
    ],
)
def test_an_unknown_catalogue_is_wrong_usage(
    likewise: Likewise, garden: str, arguments: tuple[str, ...]
) -> None:
    ran = likewise(*arguments)
    assert (ran.rc, ran.stdout) == (2, "")
    assert "no-such" in ran.stderr
    assert garden in ran.stderr
    assert not Path("out.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "-n", "0"), "limit"),
        (("list", "-n", "1001"), "limit"),
        (("list", "--offset", "-1"), "offset"),
        (("list", "--where", "weight=1"), "weight"),
        (("list", "--where", "nonsense"), "nonsense"),
        (("delete",), "ID"),
        (("export",), "FILE"),
        (("export", "out.csv"), "out.csv"),
        (("export", "-", "--where", "weight=1"), "weight"),
    ],
)
def test_wrong_usage_is_said_on_stderr_with_exit_status_2(
    likewise: Likewise, garden: str, arguments: tuple[str, ...], said: str
) -> None:
    ran = likewise(*arguments, "-c", garden)
    assert (ran.rc, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_a_filter_that_is_wrong_leaves_the_file_that_was_there(
    likewise: Likewise, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("what was there before")
    ran = likewise("export", file, "-c", catalogue.name, "--where", "weight=1")
    assert ran.rc == 2
    assert file.read_text() == "what was there before"
