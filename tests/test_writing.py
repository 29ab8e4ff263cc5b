"""Writing: a program's rows are searched at once, and what has not changed is not made anew."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np
import pytest

from likewise.assembly import Catalogue, Parts
from likewise.catalogue.item import Reject
from likewise.catalogue.readers.row import Cell
from likewise.embedding.cache import VectorCache
from likewise.embedding.encoder import Encoder, EncoderDescription, Features, Input, Network
from likewise.embedding.pixels import Crop
from likewise.embedding.vectors import Vectors
from likewise.errors import (
    CatalogueBusyError,
    IncompleteIndexError,
    ModelMismatchError,
    RejectedRowsError,
    UnknownCatalogueError,
    UsageError,
)
from likewise.importing import Importer, ImportOptions
from likewise.index.engine.lock import WriterLock
from likewise.index.redis.codec import Keys
from likewise.index.sync import Progress
from likewise.writing import Writer, Written

VIOLET: dict[str, Cell] = {
    "id": "9",
    "name": "a violet in a pot",
    "kind": "flower",
    "price": 4,
    "colour": "blue",
}
EIGHT = [str(number) for number in range(1, 9)]


@pytest.fixture
def catalogue(parts: Parts, shop: Path, name: str) -> Catalogue:
    """The shop's eight items, with their pictures."""
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    assert parts.import_(recipe, ImportOptions()).indexed == 8
    return parts.catalogue(name)


def exported(catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """Each item's fields, picture and vectors, after a look that all is well."""
    assert catalogue.verify().problems == ()
    return {row["id"]: row for row in catalogue.export(vectors=True)}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The columns in which two rows differ."""
    assert before.keys() == after.keys()
    return {name for name in before if not np.array_equal(before[name], after[name])}


def rejects(refused: pytest.ExceptionInfo[RejectedRowsError]) -> list[tuple[int, str]]:
    found = [reject for reject in refused.value.rejects if isinstance(reject, Reject)]
    assert len(found) == len(refused.value.rejects)
    return [(reject.line, reject.column) for reject in found]


def test_an_added_row_is_found_at_once_and_a_replaced_one_too(catalogue: Catalogue) -> None:
    assert catalogue.add([VIOLET]) == Written(added=1, changed=0, unchanged=0)
    assert catalogue.search("a flower", by="text")[0].id == "9"
    assert [hit.id for hit in catalogue.search("x", where={"kind": "flower"})] == ["9"]
    assert catalogue.add([VIOLET | {"name": "a hammer", "kind": "tool"}]).changed == 1
    assert catalogue.search("a hammer", by="text")[0].id == "9"
    assert len(catalogue.search("x", where={"kind": "flower"})) == 0
    assert len(exported(catalogue)) == 9


def test_a_dropped_catalogue_has_gone_and_leaves_no_key(catalogue: Catalogue, parts: Parts) -> None:
    catalogue.drop()
    assert catalogue.name not in [each.name for each in parts.status()]
    assert list(parts.engine.keys(f"likewise:{catalogue.name}:*")) == []
    with pytest.raises(UnknownCatalogueError):
        catalogue.search("a flower")


def test_a_row_that_replaces_an_item_leaves_nothing_of_it(catalogue: Catalogue) -> None:
    assert catalogue.add([{"id": "1", "name": "a pear"}]).changed == 1
    row = exported(catalogue)["1"]
    assert {name for name, value in row.items() if value is None} == {
        *("kind", "price", "colour", "image"),
        *("vector_image", "vector_concept"),
    }
    assert len(catalogue.search("x", by="concept")) == 7


def test_an_update_of_one_column_keeps_the_others_the_picture_and_the_vectors(
    catalogue: Catalogue,
) -> None:
    before = exported(catalogue)
    assert catalogue.update([{"id": "4", "price": 31000}]) == Written(0, 1, 0)
    after = exported(catalogue)
    assert differing(before["4"], after["4"]) == {"price"}
    assert after["4"]["price"] == 31000
    assert all(not differing(before[id_], after[id_]) for id_ in EIGHT if id_ != "4")
    assert [hit.id for hit in catalogue.search("x", where="price=31000")] == ["4"]


def test_an_update_of_the_text_makes_that_vector_anew_and_no_other(catalogue: Catalogue) -> None:
    before = exported(catalogue)
    assert catalogue.update([{"id": "4", "name": "a steam engine"}]).changed == 1
    after = exported(catalogue)
    assert differing(before["4"], after["4"]) == {"name", "vector_text"}
    assert catalogue.search("a locomotive")[0].id == "4"


def test_an_update_of_the_picture_makes_its_vectors_anew(catalogue: Catalogue, shop: Path) -> None:
    before = exported(catalogue)
    assert catalogue.update([{"id": "4", "image": "images/5.png"}]).changed == 1
    after = exported(catalogue)
    assert differing(before["4"], after["4"]) == {"image", "vector_image", "vector_concept"}
    assert catalogue.search(picture=shop.parent / "images/5.png", limit=2)[1].id in ("4", "5")
    assert not differing(
        {"vector": after["4"]["vector_image"]}, {"vector": before["5"]["vector_image"]}
    )


@pytest.mark.parametrize("empty", [None, "", "  ", float("nan")])
def test_an_empty_cell_takes_the_value_away(catalogue: Catalogue, empty: Cell) -> None:
    before = exported(catalogue)
    assert catalogue.update([{"id": "4", "price": empty, "colour": empty}]).changed == 1
    after = exported(catalogue)
    assert (after["4"]["price"], after["4"]["colour"]) == (None, None)
    assert differing(before["4"], after["4"]) == {"price", "colour", "vector_text"}
    assert len(catalogue.search("x", where="price>=0", limit=20)) == 7


def test_an_empty_cell_takes_the_picture_away(catalogue: Catalogue) -> None:
    assert catalogue.update([{"id": "4", "image": None}]).changed == 1
    assert catalogue.content("4").picture is None
    assert "4" not in {hit.id for hit in catalogue.search("x", by="concept", limit=20)}
    assert catalogue.search("a sports car")[0].id == "4"
    assert len(exported(catalogue)) == 8


def test_cells_are_read_as_an_import_reads_them(catalogue: Catalogue) -> None:
    """Blanks around text are none, composed and parted letters are one, NaN is no value."""
    row: dict[str, Cell] = {"id": " 9\n", "name": "  cafe\u0301 ", "price": float("nan")}
    assert catalogue.add([row]).added == 1
    assert catalogue.content("9").fields == {"name": "caf\u00e9"}
    assert catalogue.add([{"id": 9, "name": "caf\u00e9"}]).unchanged == 1


BAD_ROWS: dict[str, tuple[dict[str, Cell], str, str]] = {
    # what is wrong: the row, the column at fault, a part of the reason
    "an unknown column": ({"id": "a", "weight": 3}, "weight", "does not name 'weight'"),
    "no id": ({"name": "a"}, "id", "expected an id"),
    "a bad number": ({"id": "1", "price": "cheap"}, "price", "expected a number"),
    "an absent picture": ({"id": "1", "image": "images/x.png"}, "image", "not found"),
    "a picture elsewhere": ({"id": "1", "image": "/etc/passwd"}, "image", "lies outside"),
    "no picture": ({"id": "1", "image": b"These are words."}, "image", "not a picture"),
    "half a character": ({"id": "1", "name": "\ud800"}, "name", "half a character"),
}


@pytest.mark.parametrize("verb", ["add", "update"])
@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_refused_and_the_others_are_taken(
    catalogue: Catalogue, verb: str, case: str
) -> None:
    bad, column, reason = BAD_ROWS[case]
    good: list[dict[str, Cell]] = [{"id": "2", "price": 17, "name": "x"}, {"id": "3", "name": "y"}]
    write: Callable[[Sequence[Mapping[str, Cell]]], Written] = getattr(catalogue, verb)
    with pytest.raises(RejectedRowsError, match=f"1 of 3 rows .* row 2, column {column}") as raised:
        write([good[0], bad, good[1]])
    assert rejects(raised) == [(2, column)]
    assert reason in str(raised.value)
    assert "The other rows are in the catalogue" in raised.value.remedy
    after = exported(catalogue)
    assert sorted(after) == EIGHT
    assert (after["2"]["price"], after["2"]["name"], after["3"]["name"]) == (17, "x", "y")


def test_an_update_of_an_item_that_is_not_there_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(RejectedRowsError, match="no item '99' to update") as raised:
        catalogue.update([{"id": "99", "price": 1}])
    assert rejects(raised) == [(1, "id")]
    assert raised.value.remedy == "Mend them and give them again."
    assert sorted(exported(catalogue)) == EIGHT


def test_the_first_of_the_refused_rows_is_named_whatever_they_lack(catalogue: Catalogue) -> None:
    """A picture is looked at later than a number, but its row comes first."""
    rows: list[dict[str, Cell]] = [
        {"id": "a", "name": "x", "image": b"No picture."},
        {"id": "b", "name": "x", "price": "cheap"},
        {"id": "c"},
    ]
    with pytest.raises(RejectedRowsError, match=r"3 of 3 rows .* row 1, column image") as raised:
        catalogue.add(rows)
    assert rejects(raised) == [(1, "image"), (2, "price"), (3, "")]


@pytest.mark.parametrize("verb", ["add", "update"])
def test_the_second_row_of_an_id_in_one_call_is_refused(catalogue: Catalogue, verb: str) -> None:
    rows = [{"id": "1", "name": "first"}, {"id": "1", "name": "second"}]
    with pytest.raises(RejectedRowsError, match="already the id of the row at line 1") as raised:
        getattr(catalogue, verb)(rows)
    assert rejects(raised) == [(2, "id")]
    assert exported(catalogue)["1"]["name"] == "first"


def test_more_rows_than_are_held_at_once_are_all_written(catalogue: Catalogue) -> None:
    rows = [{"id": f"n{number}", "name": "one of many"} for number in range(2100)]
    assert catalogue.add(iter(rows)) == Written(2100, 0, 0)
    assert catalogue.update({"id": row["id"], "price": 1} for row in rows).changed == 2100
    assert catalogue.add(row | {"price": 1} for row in rows).unchanged == 2100
    assert catalogue.items(where={"price": 1}).total == 2100
    assert catalogue.remove(row["id"] for row in rows) == 2100
    assert sorted(exported(catalogue)) == EIGHT


def test_rows_may_come_out_of_what_works_in_the_callers_thread_alone(catalogue: Catalogue) -> None:
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE TABLE wares AS SELECT 'n1' AS id, 'a kettle' AS name")
        base.row_factory = sqlite3.Row
        assert catalogue.add(dict(row) for row in base.execute("SELECT * FROM wares")).added == 1
    base.close()
    assert catalogue.search("a thing to boil water", by="text")[0].id == "n1"


def test_an_error_among_the_rows_comes_out_and_leaves_the_catalogue_free(
    catalogue: Catalogue,
) -> None:
    def rows() -> Iterator[Mapping[str, Cell]]:
        yield {"id": "n1", "name": "a kettle"}
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        catalogue.add(rows())
    assert catalogue.add([VIOLET]).added == 1
    assert {*EIGHT, "9"} <= exported(catalogue).keys()


def test_no_rows_are_no_change(catalogue: Catalogue) -> None:
    assert catalogue.add([]) == catalogue.update([]) == Written(0, 0, 0)
    assert catalogue.remove([]) == 0
    assert sorted(exported(catalogue)) == EIGHT


def test_remove_counts_the_items_that_were_there(catalogue: Catalogue) -> None:
    assert catalogue.remove(["1", "2", "2", "99"]) == 2
    assert catalogue.remove(iter(["1", "3"])) == 1
    assert sorted(exported(catalogue)) == EIGHT[3:]
    assert "1" not in {hit.id for hit in catalogue.search("apple")}
    assert catalogue.remove(EIGHT) == 5
    assert exported(catalogue) == {}
    assert catalogue.add([{"id": "1", "name": "a pear"}]).added == 1


def test_one_id_or_one_row_instead_of_several_is_refused(catalogue: Catalogue) -> None:
    """A text would be taken for the ids that are its letters."""
    with pytest.raises(UsageError, match="remove") as raised:
        catalogue.remove("12")
    assert "['12']" in raised.value.remedy
    with pytest.raises(UsageError, match="one row"):
        catalogue.add(VIOLET)  # type: ignore[arg-type]
    assert sorted(exported(catalogue)) == EIGHT


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("held", ["path", "bytes", "data URI"])
def test_a_picture_may_come_as_a_path_or_as_itself(
    parts: Parts, catalogue: Catalogue, shop: Path, held: str, *, again: bool
) -> None:
    """By the recipe that was guessed, and by the one that was kept, whose paths are absolute."""
    if again:
        recipe = parts.recipe(shop, name=catalogue.name, images=None, id_column=None)
        assert parts.import_(recipe, ImportOptions()).unchanged == 8
    picture = shop.parent / "images" / "5.png"
    cells: dict[str, Cell] = {
        "path": "images/5.png",
        "bytes": picture.read_bytes(),
        "data URI": f"data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()}",
    }
    row: dict[str, Cell] = {"id": "9", "name": "a bus", "image": cells[held]}
    assert catalogue.add([row]) == Written(1, 0, 0)
    assert catalogue.add([row]) == Written(0, 0, 1)
    found = catalogue.content("9").picture
    assert found is not None
    assert Path(found).read_bytes() == picture.read_bytes()
    hits = catalogue.search(picture=picture, limit=2)
    assert {hit.id for hit in hits} == {"5", "9"}
    assert hits[1].score == pytest.approx(1, abs=1e-4)
    assert catalogue.update([{"id": "9", "price": 2}]).changed == 1
    assert catalogue.content("9").picture == found
    assert len(exported(catalogue)) == 9


def test_a_picture_of_two_columns_is_replaced_by_both_or_not_at_all(
    parts: Parts, shop: Path, name: str
) -> None:
    rows = ["id,name,folder,file", "1,a car,images,4.png", "2,a bus,images,5.png"]
    table = shop.with_name("two.csv")
    table.write_text("\n".join(rows))
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    fields = tuple(each for each in recipe.fields if each.name == "name")
    vectors = tuple(
        each if each.of_picture else replace(each, source="{name}") for each in recipe.vectors
    )
    two = replace(recipe, picture="{folder}/{file}", fields=fields, vectors=vectors)
    two = replace(two, source=replace(recipe.source, places=(str(table),)))
    assert parts.import_(two, ImportOptions()).indexed == 2
    catalogue = parts.catalogue(name)
    with pytest.raises(RejectedRowsError, match="another picture needs 'folder' as well") as raised:
        catalogue.update([{"id": "1", "file": "6.png"}, {"id": "2", "name": "a coach"}])
    assert rejects(raised) == [(1, "folder")]
    assert catalogue.content("1").picture == str(shop.parent / "images" / "4.png")
    assert catalogue.update([{"id": "1", "folder": "images", "file": "6.png"}]).changed == 1
    assert catalogue.content("1").picture == str(shop.parent / "images" / "6.png")


def test_while_another_writes_a_writer_waits_and_then_gives_up(
    parts: Parts, catalogue: Catalogue, name: str
) -> None:
    writes: list[Callable[[], object]] = [
        lambda: catalogue.add([VIOLET]),
        lambda: catalogue.update([{"id": "1", "price": 1}]),
        lambda: catalogue.remove(["1"]),
    ]
    before = exported(catalogue)
    with WriterLock(parts.engine, name, "likewise import"), ThreadPoolExecutor(3) as threads:
        for refused in [threads.submit(write) for write in writes]:
            with pytest.raises(CatalogueBusyError, match="written by likewise import, process"):
                refused.result()
    assert not differing(before["1"], exported(catalogue)["1"])
    assert sorted(exported(catalogue)) == EIGHT
    assert catalogue.add([VIOLET]).added == 1


def test_a_writer_that_waits_writes_once_the_other_has_ended(
    parts: Parts, catalogue: Catalogue, name: str
) -> None:
    lock = WriterLock(parts.engine, name, "likewise import")
    lock.__enter__()
    end = Timer(0.5, lock.__exit__, (None, None, None))
    end.start()
    assert catalogue.add([VIOLET]).added == 1
    end.join()
    assert len(exported(catalogue)) == 9


def test_programs_that_write_at_the_same_time_lose_nothing(catalogue: Catalogue) -> None:
    rows = [{"id": f"n{number}", "name": "one of many"} for number in range(8)]
    with ThreadPoolExecutor(4) as threads:
        written = list(threads.map(lambda row: catalogue.add([row]), rows))
    assert written == [Written(1, 0, 0)] * 8
    assert len(exported(catalogue)) == 16


def edit(parts: Parts, name: str, old: str, new: str) -> None:
    file = parts.settings.recipe_file(name)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_rows_go_to_the_index_that_is_searched_by_then(
    parts: Parts, catalogue: Catalogue, shop: Path, name: str
) -> None:
    """Another process may have made the index anew since the catalogue was opened."""
    edit(parts, name, 'price = "number"', 'price = "stored"')
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    assert parts.import_(recipe, ImportOptions()).indexed == 8
    assert catalogue.add([VIOLET | {"price": "on request"}]).added == 1
    assert catalogue.remove(["1"]) == 1
    anew = parts.catalogue(name)
    assert sorted(exported(anew)) == [*EIGHT[1:], "9"]
    assert anew.content("9").fields["price"] == "on request"


def test_an_import_with_another_recipe_that_was_cut_off_must_end_first(
    parts: Parts, catalogue: Catalogue, shop: Path, name: str
) -> None:
    edit(parts, name, 'price = "number"', 'price = "stored"')
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)

    def cut_off(_: Progress, __: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parts.import_(recipe, ImportOptions(advanced=cut_off))
    for write in (lambda: catalogue.add([VIOLET]), lambda: catalogue.remove(["1"])):
        with pytest.raises(IncompleteIndexError, match="has not been finished") as raised:
            write()
        assert "Run it again" in raised.value.remedy
    parts.import_(recipe, ImportOptions())
    assert parts.catalogue(name).add([VIOLET]).added == 1


def test_vectors_of_another_model_are_not_mixed_in(
    parts: Parts, catalogue: Catalogue, name: str
) -> None:
    fingerprint = "$.schemas.1.vectors[0].fingerprint"
    parts.engine.run("JSON.SET", Keys(name).register, fingerprint, '"another"')
    with pytest.raises(ModelMismatchError, match=r"all-minilm-l6-v2 \(another\)") as raised:
        catalogue.add([VIOLET])
    assert "another" in raised.value.indexed
    assert sorted(catalogue.ids()) == EIGHT


@dataclass(eq=False)
class CountingNetwork:
    """A network that counts what it computes."""

    network: Network
    computed: int = 0

    @property
    def crop(self) -> Crop | None:
        return self.network.crop

    def prepare(self, given: Input) -> Any:  # noqa: ANN401 - as the contract has it
        return self.network.prepare(given)

    def features(self, prepared: Sequence[Any]) -> Features:
        self.computed += len(prepared)
        return self.network.features(prepared)


@dataclass
class CountingEncoder:
    """An encoder on a network that counts."""

    encoder: Encoder
    network: CountingNetwork

    @property
    def description(self) -> EncoderDescription:
        return self.encoder.description

    @property
    def words(self) -> Encoder | None:
        return self.encoder.words

    def vectors(self, features: Features) -> Vectors:
        return self.encoder.vectors(features)


@dataclass
class Counting:
    """From a model's name to its encoder, whose network counts."""

    parts: Parts
    networks: dict[Network, CountingNetwork] = field(default_factory=dict)

    def encoder(self, name: str) -> Encoder:
        encoder = self.parts.encoders.encoder(name)
        network = self.networks.setdefault(encoder.network, CountingNetwork(encoder.network))
        return CountingEncoder(encoder, network)

    @property
    def computed(self) -> int:
        return sum(network.computed for network in self.networks.values())


def test_only_what_has_changed_is_encoded(
    parts: Parts, catalogue: Catalogue, shop: Path, tmp_path: Path, name: str
) -> None:
    """Even where the cache of vectors is empty."""
    counting = Counting(parts)
    with VectorCache(tmp_path / "vectors.db") as cache:
        importer = Importer(parts.register, counting.encoder, cache, parts.settings)
        writer = Writer(name, parts.register, importer)
        cells = [line.split(",") for line in shop.read_text().splitlines()]
        rows = [dict(zip(cells[0], each, strict=True)) for each in cells[1:]]
        assert writer.add(rows) == Written(0, 0, 8)
        assert writer.update([{"id": "4", "price": 1}, {"id": "5", "price": 90000}]) == Written(
            0, 1, 1
        )
        assert writer.add([rows[3] | {"price": "2"}]).changed == 1
        assert counting.computed == 0
        assert writer.update([{"id": "4", "name": "a train"}]).changed == 1
        assert counting.computed == 1
        assert writer.update([{"id": "4", "image": "images/5.png"}]).changed == 1
        assert counting.computed == 2
    assert catalogue.search("a train")[0].id == "4"
    assert len(exported(catalogue)) == 8
