"""Bad rows: a hundred planted among ten thousand are refused, each for its reason, and no other."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from likewise.assembly import Parts
from likewise.catalogue.item import Reject
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.importing import ImportOptions

ROWS = 10_000
COLUMNS = ["id", "title", "price", "tags", "place", "since"]
FIELDS = (
    Field("title", Role.TEXT),
    Field("price", Role.NUMBER),
    Field("tags", Role.TAG, "|"),
    Field("place", Role.GEO),
    Field("since", Role.TIME),
)

PLANTED: list[tuple[dict[str, str], str, str]] = [
    ({"price": "12,50"}, "price", "expected a number such as 12.5, found '12,50'"),
    ({"price": "nan"}, "price", "expected a number such as 12.5, found 'nan'"),
    ({"price": "1e400"}, "price", "expected a finite number, found '1e400'"),
    ({"price": "0x10"}, "price", "expected a number such as 12.5, found '0x10'"),
    ({"price": "inf"}, "price", "expected a number such as 12.5, found 'inf'"),
    ({"price": "9007199254740993"}, "price", "beyond 2^53"),
    ({"price": "7 EUR"}, "price", "expected a number such as 12.5, found '7 EUR'"),
    ({"price": "٣"}, "price", "expected a number such as 12.5, found '٣'"),
    ({"id": ""}, "id", "expected an id, found an empty cell"),
    ({"id": "1"}, "id", "'1' is already the id of the row at line 3"),
    ({"id": "x" * 600}, "id", "expected at most 512 characters, found 600"),
    ({"tags": "red|b\x1flue"}, "tags", "found the control character U+001F"),
    ({"place": "52.5"}, "place", "expected longitude and latitude such as 13.4,52.5"),
    ({"place": "13.4,95"}, "place", "found 13.4 and 95"),
    ({"place": "200,10"}, "place", "found 200 and 10"),
    ({"place": "north,south"}, "place", "expected a number such as 12.5, found 'north'"),
    ({"since": "2026-02-30"}, "since", "expected a date or a time such as 2026-11-23"),
    ({"since": "yesterday"}, "since", "expected a date or a time such as 2026-11-23"),
    ({"title": "zero\0byte"}, "title", "the cell holds a NUL character"),
    ({"title": ""}, "", "has nothing to encode: no words and no picture"),
]
"""What is changed in a good row, the column that is blamed, and what the reason says."""


def good(number: int) -> dict[str, str]:
    return {
        "id": str(number),
        "title": f"A thing of kind {number % 40}",
        "price": f"{number % 90}.5",
        "tags": "red|blue" if number % 2 else "green",
        "place": f"{number % 180},{number % 80}",
        "since": f"20{number % 90 + 10}-03-0{number % 9 + 1}",
    }


def planted() -> dict[int, tuple[dict[str, str], str, str]]:
    """Number of the row to what is wrong with it: each kind five times, spread over all rows."""
    places = range(97, ROWS, ROWS // 100 - 1)
    return {place: PLANTED[turn % len(PLANTED)] for turn, place in enumerate(places[:100])}


def write(file: Path) -> Path:
    wrong = planted()
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS)
        writer.writeheader()
        for number in range(ROWS):
            changes = wrong[number][0] if number in wrong else {}
            writer.writerow(good(number) | changes)
    return file


def test_a_hundred_bad_rows_among_ten_thousand_are_refused_and_can_be_mended(
    parts: Parts, name: str, tmp_path: Path
) -> None:
    wrong = planted()
    assert len(wrong) == 100
    table = write(tmp_path / "rows.csv")
    vectors = (VectorRecipe("text", "{title}", "all-minilm-l6-v2"),)
    recipe = Recipe(name, Source.of(table), "id", None, FIELDS, vectors, folder=tmp_path)
    rejects: list[Reject] = []
    done = parts.import_(recipe, ImportOptions(rejected=rejects.append))

    assert (done.indexed, done.rejected) == (ROWS - 100, 100)
    found = {reject.line - 2: reject for reject in rejects}
    assert found.keys() == wrong.keys()
    for number, (_, column, reason) in wrong.items():
        assert (found[number].source, found[number].column) == ("rows.csv", column), number
        assert reason in found[number].reason, number
    assert Counter(column for _, column, _ in wrong.values())["price"] == 40
    status = next(each for each in parts.status() if each.name == name)
    assert status.facts is not None
    assert (status.facts.documents, status.facts.failures) == (ROWS - 100, 0)
    assert parts.catalogue(name).verify().problems == ()

    assert done.rejects is not None
    mend(done.rejects, tmp_path / "mended.csv")
    mended = parts.import_(recipe, ImportOptions(source=Source.of(tmp_path / "mended.csv")))
    assert (mended.added, mended.rejected) == (100, 0)
    assert parts.catalogue(name).verify().documents == ROWS


def mend(rejects: Path, mended: Path) -> None:
    """Gives every refused row good cells, as a person would in the rejects file."""
    with rejects.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with mended.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow(row | good(int(row["reject_line"]) - 2))
