"""likewise import: from whatever rows come in, tried before, watched, stopped and gone on with."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import zstandard
from PIL import Image
from pyarrow import feather, parquet

from cli.conftest import START, Likewise, Ran, rewrite
from likewise.assembly import Parts
from likewise.errors import UnknownCatalogueError
from likewise.index.engine.lock import WriterLock
from likewise.settings import Settings

COUNTS = ("added", "changed", "unchanged", "removed", "rejected")
PROGRESS = {"event", "rows", "added", "changed", "unchanged", "removed", "rejected", "encoded"}
REJECTED = {"event", "source", "line", "column", "reason"}


def command(settings: Settings, *arguments: str | Path) -> tuple[list[str], dict[str, str]]:
    """The command and its environment, for what is more than to run it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REDIS_")}
    said = {"LIKEWISE_HOME": str(settings.home), "NO_COLOR": "1", "COLUMNS": "160"}
    return [sys.executable, "-c", START, *map(str, arguments)], kept | said


def fed(settings: Settings, data: bytes, folder: Path, *arguments: str | Path) -> Ran:
    """Runs a command in a folder, the data being its standard input."""
    told, environment = command(settings, *arguments)
    done = subprocess.run(
        told, env=environment, cwd=folder, input=data, capture_output=True, check=False
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def counts(ran: Ran) -> tuple[int, ...]:
    assert ran.rc == 0, ran.stderr
    return tuple(ran.data[count] for count in COUNTS)


def rows_of(table: Path) -> list[dict[str, Any]]:
    """The shop's rows with numbers as numbers."""
    with table.open(encoding="utf-8", newline="") as file:
        return [row | {"price": float(row["price"])} for row in csv.DictReader(file)]


def zipped(data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("products.csv", data)
    return held.getvalue()


def json_lines(rows: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def base(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """A database of these rows."""
    file = folder / "shop.db"
    with closing(sqlite3.connect(file)) as made, made:
        made.execute("CREATE TABLE product (id, name, kind, price, colour, image)")
        made.executemany(
            "INSERT INTO product VALUES (:id, :name, :kind, :price, :colour, :image)", rows
        )
    return file


def written(table: Path, how: str) -> Path:
    """The shop's table written in another way, beside it."""
    rows, data = rows_of(table), table.read_bytes()
    file = table.with_name(f"wares.{how}")
    match how:
        case "tsv":
            file.write_bytes(data.replace(b",", b"\t"))
        case "csv.gz":
            file.write_bytes(gzip.compress(data))
        case "csv.zst":
            file.write_bytes(zstandard.compress(data))
        case "zip":
            file.write_bytes(zipped(data))
        case "jsonl":
            file.write_bytes(json_lines(rows))
        case "jsonl.gz":
            file.write_bytes(gzip.compress(json_lines(rows)))
        case "json":
            file.write_text(json.dumps(rows))
        case "parquet":
            parquet.write_table(pa.Table.from_pylist(rows), file)
        case "arrow":
            feather.write_feather(pa.Table.from_pylist(rows), str(file))
    return file


@pytest.mark.parametrize(
    "how",
    ["tsv", "csv.gz", "csv.zst", "zip", "jsonl", "jsonl.gz", "json", "parquet", "arrow"],
)
def test_rows_are_the_same_items_however_they_are_written(
    likewise: Likewise, parts: Parts, shop: Path, name: str, how: str
) -> None:
    """Each takes the place of the CSV, and finds no item to change."""
    assert counts(likewise("import", shop, "--name", name, "--json")) == (8, 0, 0, 0, 0)
    ran = likewise("import", written(shop, how), "--name", f"{name}-2", "--json")
    assert counts(ran) == (8, 0, 0, 0, 0)
    first, second = (parts.catalogue(each) for each in (name, f"{name}-2"))
    assert list(first.export()) == list(second.export())
    assert [field.role for field in first.schema.fields] == [
        field.role for field in second.schema.fields
    ]


def test_a_database_is_asked_and_left_as_it_is(likewise: Likewise, shop: Path, name: str) -> None:
    file = base(shop.parent, rows_of(shop))
    before = file.read_bytes()
    question = ("--query", "SELECT * FROM product WHERE kind = 'fruit'", "--name", name, "--json")
    assert counts(likewise("import", f"sqlite:///{file}", *question)) == (3, 0, 0, 0, 0)
    assert counts(likewise("import", f"sqlite:///{file}", *question)) == (0, 0, 3, 0, 0)
    assert file.read_bytes() == before
    kept = likewise("import", f"sqlite:///{file}", "--name", name, "--json")
    assert counts(kept) == (0, 0, 3, 0, 0)  # the recipe has the question
    ran = likewise("import", f"sqlite:///{file}", "--name", f"{name}-2")
    assert ran.rc == 1
    assert "--query" in ran.stderr


def test_a_folder_of_pictures_is_a_catalogue(
    likewise: Likewise, parts: Parts, shop: Path, name: str
) -> None:
    folder = shop.parent / "images"
    (folder / "4.png").rename(folder / "RedSports_car.png")
    assert counts(likewise("import", folder, "--name", name, "--json")) == (8, 0, 0, 0, 0)
    catalogue = parts.catalogue(name)
    assert catalogue.content("RedSports_car").fields["name"] == "Red Sports car"
    assert catalogue.search("a red sports car")[0].id == "RedSports_car"
    assert catalogue.search(picture=folder / "5.png")[0].id == "5"


def parted(shop: Path) -> list[Path]:
    """The shop's table as two files of three and five rows."""
    header, *lines = shop.read_text().splitlines(keepends=True)
    files = [shop.with_name("part-1.csv"), shop.with_name("part-2.csv")]
    files[0].write_text(header + "".join(lines[:3]))
    files[1].write_text(header + "".join(lines[3:]))
    return files


def test_several_files_and_a_pattern_are_one_source(
    likewise: Likewise, shop: Path, name: str
) -> None:
    files = parted(shop)
    assert counts(likewise("import", *files, "--name", name, "--json")) == (8, 0, 0, 0, 0)
    pattern = shop.parent / "part-?.csv"
    assert counts(likewise("import", pattern, "--name", name, "--sync", "--json")) == (
        0,
        0,
        8,
        0,
        0,
    )
    assert counts(likewise("import", files[0], "--name", name, "--sync", "--json")) == (
        *(0, 0, 3),
        *(5, 0),
    )


def test_a_reject_names_the_file_that_it_came_from(
    likewise: Likewise, shop: Path, name: str
) -> None:
    files = parted(shop)
    with files[1].open("a") as file:
        file.write("1,an apple again,fruit,1,red,images/1.png\n")
    ran = likewise("import", *files, "--name", name)
    assert ran.rc == 0
    assert "Rejected: part-2.csv, line 7, column id: '1' is already the id" in ran.stderr
    assert "1 rejected" in ran.stderr


def test_files_with_other_columns_are_refused_together(
    likewise: Likewise, shop: Path, name: str
) -> None:
    other = shop.with_name("other.csv")
    other.write_text("id,name\n1,x\n")
    ran = likewise("import", shop, other, "--name", name, "--json")
    assert (ran.rc, ran.stdout) == (1, "")
    assert "other.csv has other columns" in ran.stderr


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (["absent.csv"], "There is no file absent.csv"),
        (["absent-*.csv"], "No file matches absent-*.csv"),
        (["-", "products.csv"], "Standard input cannot be read together"),
        (["sqlite:///absent.db"], "There is no database absent.db"),
        (["nosuch://x"], "nosuch"),
    ],
)
def test_a_source_that_is_not_there_is_said_in_words(
    settings: Settings, shop: Path, name: str, places: list[str], said: str
) -> None:
    query = ("--query", "SELECT 1 AS id") if "://" in places[0] else ()
    ran = fed(settings, b"", shop.parent, "import", *places, *query, "--name", name, "--json")
    assert (ran.rc, ran.stdout) == (1, "")
    assert said in ran.stderr
    assert "defect" not in ran.stderr
    assert not settings.catalogue_folder(name).exists()


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda data: data,
    "gzip": gzip.compress,
    "zstandard": zstandard.compress,
}


@pytest.mark.parametrize("way", WAYS)
def test_standard_input_is_read_as_a_file_would_be(
    settings: Settings, parts: Parts, shop: Path, name: str, way: str
) -> None:
    """Pictures are looked for in the working directory."""
    data = WAYS[way](shop.read_bytes())
    ran = fed(settings, data, shop.parent, "import", "-", "--name", name, "--json")
    assert counts(ran) == (8, 0, 0, 0, 0)
    assert "from standard input" in ran.stderr
    catalogue = parts.catalogue(name)
    assert catalogue.content("5").picture == str(shop.parent / "images" / "5.png")
    assert catalogue.search("a place to sit")[0].id == "7"


def test_standard_input_is_named_so_and_read_again_by_its_recipe(
    settings: Settings, shop: Path, name: str
) -> None:
    data = shop.read_bytes() + b"9,too short\n"
    ran = fed(settings, data, shop.parent, "import", "-", "--name", name)
    assert ran.rc == 0
    assert "Rejected: standard input, line 10: expected 6 cells, found 2" in ran.stderr
    recipe = settings.recipe_file(name)
    assert 'source = "-"' in recipe.read_text()
    again = fed(settings, shop.read_bytes(), shop.parents[1], "import", recipe, "--json")
    assert counts(again) == (0, 0, 8, 0, 0)


@pytest.mark.parametrize("data", [b"", b"\n", b"id,name\n"])
def test_standard_input_without_rows_is_said_in_words(
    settings: Settings, tmp_path: Path, name: str, data: bytes
) -> None:
    ran = fed(settings, data, tmp_path, "import", "-", "--name", name, "--json")
    assert (ran.rc, ran.stdout) == (1, "")
    assert "standard input" in ran.stderr
    assert "/likewise-" not in ran.stderr.replace("standard input", "")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("wares.csv.gz", "wares"),
        ("My Wares.jsonl", "my-wares"),
        ("wares.v2.csv", "wares-v2"),
        ("part-*.csv", "part"),
        ("./", "shop"),
        ("images/", "images"),
    ],
)
def test_the_catalogue_is_named_after_its_source(
    settings: Settings, shop: Path, place: str, expected: str
) -> None:
    """A dry run tells the name and makes nothing."""
    data = shop.read_bytes()
    for file in ("wares.csv.gz", "My Wares.jsonl", "wares.v2.csv", "part-1.csv"):
        (shop.parent / file).write_bytes(gzip.compress(data) if file.endswith(".gz") else data)
    (shop.parent / "My Wares.jsonl").write_bytes(json_lines(rows_of(shop)))
    ran = fed(settings, b"", shop.parent, "import", place, "--dry-run", "--json")
    assert ran.rc == 0, ran.stderr
    assert ran.data["catalogue"] == expected


def test_a_password_is_in_no_catalogues_name_and_in_no_words(
    settings: Settings, tmp_path: Path
) -> None:
    place = "postgresql+absent://me:secret@localhost"
    ran = fed(settings, b"", tmp_path, "import", place, "--query", "SELECT 1 AS id")
    assert ran.rc == 1
    assert "secret" not in ran.stderr


@pytest.mark.parametrize("more", [["--name", "x"], ["--id", "id"], ["more.csv"]])
def test_a_recipe_is_imported_alone(
    likewise: Likewise, shop: Path, settings: Settings, name: str, more: list[str]
) -> None:
    """What is said beside it would be passed over."""
    assert likewise("import", shop, "--name", name, "--json").rc == 0
    ran = likewise("import", settings.recipe_file(name), *more)
    assert (ran.rc, ran.stdout) == (2, "")
    assert "Give it alone" in ran.stderr


def kept(settings: Settings) -> dict[Path, bytes]:
    """The files of the home but Redis's own, the models and the vectors made before."""
    own = ("redis", "models", "vectors.db")
    return {
        file: file.read_bytes()
        for file in settings.home.rglob("*")
        if file.is_file() and not file.relative_to(settings.home).parts[0].startswith(own)
    }


def test_a_dry_run_writes_nothing_but_the_list_of_rejects(
    likewise: Likewise, parts: Parts, settings: Settings, shop: Path, name: str
) -> None:
    with shop.open("a", encoding="utf-8") as file:
        file.write("9,too short\n")
    before = kept(settings)
    ran = likewise("import", shop, "--name", name, "--dry-run", "--json")
    assert counts(ran) == (8, 0, 0, 0, 1)
    rejects = settings.catalogue_folder(name) / "rejects.csv"
    assert ran.data["rejects"] == str(rejects)
    assert kept(settings).keys() - before.keys() == {rejects}
    assert before.items() <= kept(settings).items()
    assert list(parts.engine.keys(f"likewise:{name}*")) == []
    indexes = {index.decode() for index in parts.engine.run("FT._LIST")}
    assert not any(index.startswith(f"likewise:{name}:") for index in indexes)
    assert likewise("search", "x", "-c", name).rc == 2


COUNTING = """
import sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from likewise.cli.main import main
asked = []
event.listen(Engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
try:
    main()
finally:
    print(asked.count("SELECT * FROM product"), "queries", file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("options", "queries"), [((), 2), (("--dry-run",), 2), (("--plan",), 1), (("--sync",), 2)]
)
def test_a_database_is_asked_once_for_its_survey_and_once_for_its_rows(
    settings: Settings, parts: Parts, tmp_path: Path, name: str, options: tuple[str, ...],
    queries: int,
) -> None:  # fmt: skip
    """Whether the recipe is guessed, as at first, or kept."""
    assert parts.settings is settings
    with closing(sqlite3.connect(tmp_path / "shop.db")) as base, base:
        base.execute("CREATE TABLE product (id INTEGER, name TEXT)")
        base.executemany("INSERT INTO product VALUES (?, ?)", [(n, f"lamp {n}") for n in range(20)])
    url = f"sqlite:///{tmp_path}/shop.db"
    arguments = ("import", url, "--query", "SELECT * FROM product", "--name", name, "-y")
    told, environment = command(settings, *arguments, *options)
    told[2] = COUNTING
    for _ in range(2):
        ran = subprocess.run(told, env=environment, capture_output=True, text=True, check=True)
        assert ran.stderr.splitlines()[-1] == f"{queries} queries"


def test_the_mended_rejects_of_json_are_the_rows_that_were_meant(
    likewise: Likewise, name: str, tmp_path: Path
) -> None:
    """With the types of their cells, so that the source itself, once mended, changes nothing."""
    rows: list[dict[str, Any]] = [
        {"id": n, "name": f"a lamp of size {n}", "price": n / 2, "more": more}
        for n, more in enumerate([5, "5", True, ["a", 1], {"b": [None, 2.0]}, None])
    ]
    table = tmp_path / "rows.jsonl"

    def write(file: Path, written: list[dict[str, Any]]) -> Path:
        file.write_text("".join(json.dumps(row) + "\n" for row in written), encoding="utf-8")
        return file

    command = ("--name", name, "--json", "--yes")
    write(table, rows)
    assert counts(likewise("import", table, *command)) == (6, 0, 0, 0, 0)
    assert likewise("delete", *map(str, range(6)), "-c", name).rc == 0
    ran = likewise("import", write(table, [row | {"price": "dear"} for row in rows]), *command)
    assert counts(ran) == (0, 0, 0, 0, 6)
    rejects = Path(ran.data["rejects"])
    assert rejects.name == "rejects.jsonl"
    mended = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert {row["reject_column"] for row in mended} == {"price"}
    write(rejects, [row | {"price": row["id"] / 2} for row in mended])
    assert counts(likewise("import", rejects, *command)) == (6, 0, 0, 0, 0)
    assert not rejects.exists()
    assert counts(likewise("import", write(table, rows), *command)) == (0, 0, 6, 0, 0)


def test_a_dry_run_says_that_it_was_one(likewise: Likewise, shop: Path, name: str) -> None:
    ran = likewise("import", shop, "--name", name, "--dry-run")
    assert (ran.rc, ran.stdout) == (0, "")
    assert "8 added" in ran.stderr
    assert "would" in ran.stderr
    assert "Recipe:" not in ran.stderr


@pytest.mark.parametrize("options", [(), ("--sync",)])
def test_the_counts_of_a_dry_run_are_those_of_the_import_after_it(
    likewise: Likewise, parts: Parts, shop: Path, name: str, options: tuple[str, ...]
) -> None:
    command = ("import", shop, "--name", name, "--json", *options)
    assert counts(likewise(*command, "--dry-run")) == counts(likewise(*command)) == (8, 0, 0, 0, 0)
    items = list(parts.catalogue(name).export(vectors=False))

    def change(rows: list[dict[str, str]]) -> None:
        rows[0]["name"] = "a golden apple"
        rows[1]["price"] = "cheap"
        rows[2]["image"] = "images/absent.png"
        rows[3]["image"] = "images/words.png"
        rows[4]["image"] = "images/6.png"
        del rows[7]
        rows.append(rows[0] | {"id": "9"})
        rows.append(rows[0] | {"id": "1"})
        rows.append({"id": "10", **dict.fromkeys(("name", "kind", "price", "colour"), "")})

    (shop.parent / "images" / "words.png").write_text("These are words.")
    rewrite(shop, change)
    tried = likewise(*command, "--dry-run")
    assert list(parts.catalogue(name).export()) == items
    done = likewise(*command)
    assert counts(tried) == counts(done) == (1, 2, 2, 1 if options else 0, 5)
    assert Path(done.data["rejects"]).exists()


def test_every_line_but_the_last_is_an_event(likewise: Likewise, shop: Path, name: str) -> None:
    with shop.open("a", encoding="utf-8") as file:
        file.write("9,too short\n")
        file.write("10,pear,fruit,cheap,green,\n")
    ran = likewise("import", shop, "--name", name, "--json")
    *events, last = map(json.loads, ran.stdout.splitlines())
    progress = [event for event in events if event["event"] == "progress"]
    rejected = [event for event in events if event["event"] == "rejected"]
    assert len(progress) + len(rejected) == len(events)
    assert all(event.keys() == PROGRESS for event in progress)
    assert all(event.keys() == REJECTED for event in rejected)
    assert [(each["source"], each["line"], each["column"]) for each in rejected] == [
        ("products.csv", 10, ""),
        ("products.csv", 11, "price"),
    ]
    assert "expected a number" in rejected[1]["reason"]
    assert progress[-1]["rows"] == 10
    assert {name: progress[-1][name] for name in COUNTS} == {name: last[name] for name in COUNTS}
    assert "event" not in last


@pytest.fixture
def long(shop: Path) -> Path:
    """A table of two thousand rows that all say something else, with pictures never seen before."""
    file = shop.with_name("long.csv")
    for number in range(1, 9):
        noise = Image.frombytes("RGB", (32, 32), os.urandom(32 * 32 * 3))
        noise.save(shop.parent / "images" / f"{number}.png")
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["id", "name", "image"])
        for number in range(2000):
            picture = f"images/{number % 8 + 1}.png"
            writer.writerow([f"n{number}", f"thing {number}, and {number * 7919 % 2003}", picture])
    return file


def children(process: int) -> list[int]:
    done = subprocess.run(
        ["pgrep", "-P", str(process)],  # noqa: S607 - where it is differs
        capture_output=True,
        text=True,
        check=False,
    )
    return list(map(int, done.stdout.split()))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


HEARING = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Starts what follows so that it hears of Ctrl-C, which a job in the background does not."""


@pytest.mark.parametrize("everybody", [False, True])
def test_an_import_that_is_stopped_says_how_to_go_on_and_does(
    settings: Settings, parts: Parts, long: Path, name: str, *, everybody: bool
) -> None:
    """Stopped alone, or with its children, as Ctrl-C at a terminal does."""
    arguments = ("import", long, "--name", name, "--json")
    told, environment = command(settings, *arguments)
    with subprocess.Popen(
        [sys.executable, "-c", HEARING, *told],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert (first["event"], first["rows"]) == ("progress", 2000)
        helpers = children(process.pid)
        (os.killpg if everybody else os.kill)(process.pid, signal.SIGINT)
        _, words = process.communicate()
    assert process.returncode == 130
    assert "the same command goes on from here" in words
    assert "Traceback" not in words
    assert helpers
    assert not any(map(is_alive, helpers))

    with pytest.raises(UnknownCatalogueError, match="has not been finished"):
        parts.catalogue(name)
    done = fed(settings, b"", long.parent, *arguments)
    added, changed, unchanged, removed, rejected = counts(done)
    assert (changed, removed, rejected) == (0, 0, 0)
    assert added + unchanged == 2000
    assert 256 <= unchanged < 2000
    catalogue = parts.catalogue(name)
    assert catalogue.verify().problems == ()
    assert catalogue.verify().documents == 2000


def test_an_import_while_another_runs_is_refused_with_its_name(
    likewise: Likewise, parts: Parts, settings: Settings, shop: Path, name: str
) -> None:
    assert likewise("import", shop, "--name", name, "--json").rc == 0
    rewrite(shop, lambda rows: rows[0].update(name="a golden apple"))
    with WriterLock(parts.engine, name, "likewise import"):
        for arguments in (("import", shop, "--name", name, "--json"), ("drop", name, "--yes")):
            ran = likewise(*arguments)
            assert (ran.rc, ran.stdout) == (1, "")
            assert f"being written by likewise import, process {os.getpid()}" in ran.stderr
            assert "Wait for it to end" in ran.stderr
        tried = likewise("import", shop, "--name", name, "--json", "--dry-run")
        assert counts(tried) == (0, 1, 7, 0, 0)
    assert parts.catalogue(name).content("1").fields["name"] == "red apple"
    assert settings.recipe_file(name).exists()
    assert counts(likewise("import", shop, "--name", name, "--json")) == (0, 1, 7, 0, 0)
