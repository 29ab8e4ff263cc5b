"""Sync: a store holds what the rows say, and only what has changed is encoded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from drawing import draw
from likewise.catalogue.fetching.fetcher import FetchRules, PictureFetcher
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.item import Item, Picture, Reject, Value
from likewise.catalogue.pictures import PictureFiles
from likewise.catalogue.recipe import Field, Role
from likewise.catalogue.seen_ids import SeenIds
from likewise.embedding.cache import VectorCache
from likewise.embedding.encoder import Encoder, EncoderDescription, Features, Input, Modality
from likewise.embedding.pixels import Crop, Pixels
from likewise.embedding.vectors import Vectors, unit
from likewise.errors import EncodingError, RejectedRowError
from likewise.index.memory_store import MemoryStore
from likewise.index.pictures.decoding import DecoderPool
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document
from likewise.index.sync import Progress, Supplies, Sync, Watcher

DIMS = 8
BATCH = 256
UNREADABLE = "unreadable"
"""A word that the small text network refuses."""

FIELDS = (Field("name", Role.TEXT), Field("kind", Role.TAG), Field("price", Role.NUMBER))

BOUNDLESS = "boundless"
"""A word that the network of words makes no number of."""


@dataclass
class Letters:
    """A network of words: how often each letter comes. It knows what passed through it."""

    crop = None
    passed: list[str] = field(default_factory=list)

    def prepare(self, given: Input) -> str:
        if not isinstance(given, str) or UNREADABLE in given:
            raise EncodingError(f"Expected a text, found {given!r}.")
        return given

    def features(self, prepared: Sequence[Any]) -> Features:
        self.passed += prepared
        rows = np.zeros((len(prepared), 64), np.float32)
        for row, text in zip(rows, prepared, strict=True):
            np.add.at(row, np.frombuffer(text.encode(), np.uint8) % 64, 1)
            row[0] += np.nan if BOUNDLESS in text else 0
        return rows

    __hash__ = object.__hash__


@dataclass
class Colours:
    """A network of pictures: the mean colour of each corner. It counts what passed through it."""

    crop = Crop(side=8, shorter_side=8)
    passed: int = 0

    def prepare(self, given: Input) -> Pixels:
        assert isinstance(given, Image.Image)
        return self.crop.of(given)

    def features(self, prepared: Sequence[Any]) -> Features:
        self.passed += len(prepared)
        squares = np.stack(prepared).astype(np.float32).reshape(len(prepared), 2, 4, 2, 4, 3)
        return squares.mean(axis=(2, 4)).reshape(len(prepared), 12)

    __hash__ = object.__hash__


@dataclass(frozen=True)
class Small:
    """An encoder: a random projection of what its network saw."""

    network: Letters | Colours
    seed: int
    words: Encoder | None = None

    @property
    def description(self) -> EncoderDescription:
        modality = Modality.TEXT if self.network.crop is None else Modality.PICTURE
        return EncoderDescription(f"small-{self.seed}", DIMS, modality, "none", f"f{self.seed}")

    def vectors(self, features: Features) -> Vectors:
        projection = np.random.default_rng(self.seed).standard_normal((features.shape[1], DIMS))
        return unit((features @ projection + 1e-3).astype(np.float32))


class WatchedStore(MemoryStore):
    """The exact store, which tells what was written to it."""

    def __init__(self, schema: Schema) -> None:
        super().__init__(schema)
        self.written: list[str] = []

    def put(self, documents: Iterable[Document]) -> None:
        kept = list(documents)
        self.written += [document.id for document in kept]
        super().put(kept)

    def document(self, id_: str) -> tuple[Mapping[str, Value], str | None, dict[str, bytes]]:
        """All that there is of one."""
        (content,) = self.contents([id_])
        assert content is not None
        found = {each.name: self.vectors(each.name, [id_])[0] for each in self.schema.vectors}
        vectors = {name: row.tobytes() for name, row in found.items() if row is not None}
        return content.fields, content.picture, vectors


@dataclass
class Shop:
    """What a sync is made of, small; each `run` is a sync of its own."""

    folder: Path
    decoders: DecoderPool
    letters: Letters = field(default_factory=Letters)
    colours: Colours = field(default_factory=Colours)
    rejects: list[Reject] = field(default_factory=list)
    told: list[Progress] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.encoders: dict[str, Encoder] = {
            "name": Small(self.letters, 1),
            "kind": Small(self.letters, 2),
            "image": Small(self.colours, 3),
            "concept": Small(self.colours, 4),
        }
        self.store = self.new_store()
        self.cache = VectorCache(self.folder / "vectors.db")

    def new_store(self) -> WatchedStore:
        sources = {"name": "{name}", "kind": "a {kind}", "image": "image", "concept": "image"}
        vectors = []
        for name, source in sources.items():
            said = self.encoders[name].description
            vectors.append(VectorField(name, source, said.dims, said.name, said.fingerprint))
        return WatchedStore(Schema(FIELDS, tuple(vectors), Metric.COSINE, Algorithm.FLAT))

    def sync(
        self, *, strict: bool = False, advanced: Callable[[Progress], None] = lambda _: None
    ) -> Sync:
        def told(progress: Progress) -> None:
            self.told.append(replace(progress))
            advanced(progress)

        files = PictureFiles(
            self.folder / "kept", PictureFetcher(self.folder / "fetched", FetchRules())
        )
        supplies = Supplies(files, self.decoders, self.cache)
        watcher = Watcher(self.rejects.append, told)
        return Sync(self.store, self.encoders, supplies, watcher, strict=strict)

    def run(self, rows: Iterable[Item | Reject]) -> Progress:
        return self.sync().run(rows)


@pytest.fixture(scope="module")
def decoders() -> Iterator[DecoderPool]:
    with DecoderPool(workers=2) as made:
        yield made


@pytest.fixture
def shop(tmp_path: Path, decoders: DecoderPool) -> Iterator[Shop]:
    made = Shop(tmp_path, decoders)
    yield made
    made.cache.close()


def item(number: int, *, picture: Picture | None = None, **fields: Value) -> Item:
    """A row; fields that are empty are absent."""
    given = {"name": f"thing {number}", "kind": "wood", "price": number} | fields
    kept = {name: value for name, value in given.items() if value != ""}
    row = {"id": str(number), **{name: str(value) for name, value in given.items()}}
    return Item(str(number), kept, picture, "rows.csv", number + 1, row, "photo")


def photo(folder: Path, number: int, colour: str = "red") -> Path:
    """A picture's file, of its own for each number and colour."""
    path = folder / f"{number}.png"
    draw(colour, number).save(path)
    return path


def counts(progress: Progress) -> tuple[int, ...]:
    return (
        progress.added,
        progress.changed,
        progress.unchanged,
        progress.removed,
        progress.rejected,
        progress.encoded,
    )


def test_new_rows_are_added_with_every_vector_that_they_have_an_input_for(shop: Shop) -> None:
    rows = [
        item(1, picture=photo(shop.folder, 1)),
        item(2),
        item(3, name="", kind="", picture=photo(shop.folder, 3)),
        item(4, name=""),
    ]

    assert counts(shop.run(rows)) == (4, 0, 0, 0, 0, 2 + 1 + 2 * 2)
    vectors = {id_: set(shop.store.document(id_)[2]) for id_ in shop.store.ids()}
    assert vectors == {
        "1": {"name", "kind", "image", "concept"},
        "2": {"name", "kind"},
        "3": {"image", "concept"},
        "4": {"kind"},
    }
    fields, picture, _ = shop.store.document("1")
    assert fields == {"name": "thing 1", "kind": "wood", "price": 1}
    assert picture == str(shop.folder / "1.png")
    assert shop.colours.passed == 2  # each picture once, for both of its vectors
    assert shop.rejects == []


def test_vectors_are_those_that_the_encoders_make_of_each_alone(shop: Shop) -> None:
    rows = [item(n, picture=photo(shop.folder, n)) for n in range(5)]
    shop.run(rows)
    for row in rows:
        with Image.open(shop.folder / f"{row.id}.png") as opened:
            given = {"name": row.fields["name"], "kind": "a wood", "image": opened.convert("RGB")}
        given["concept"] = given["image"]
        _, _, vectors = shop.store.document(row.id)
        for name, encoder in shop.encoders.items():
            network = encoder.network
            alone = encoder.vectors(network.features([network.prepare(given[name])]))[0]  # type: ignore[arg-type] # text or picture
            np.testing.assert_allclose(np.frombuffer(vectors[name], np.float32), alone, atol=1e-6)


def test_the_same_rows_again_are_neither_encoded_nor_written(shop: Shop) -> None:
    rows = [item(n, picture=photo(shop.folder, n)) for n in range(3)]
    shop.run(rows)
    shop.store.written.clear()

    assert counts(shop.run(rows)) == (0, 0, 3, 0, 0, 0)
    assert shop.store.written == []


def test_another_price_is_written_and_encodes_nothing(shop: Shop) -> None:
    rows = [item(n, picture=photo(shop.folder, n)) for n in range(3)]
    shop.run(rows)
    *_, before = shop.store.document("1")
    shop.store.written.clear()
    shop.cache = VectorCache(shop.folder / "empty.db")  # the store itself remembers its vectors

    rows[1] = item(1, price=99.5, picture=shop.folder / "1.png")
    assert counts(shop.run(rows)) == (0, 1, 2, 0, 0, 0)
    assert shop.store.written == ["1"]
    fields, _, after = shop.store.document("1")
    assert fields["price"] == 99.5
    assert after == before


def test_only_the_vectors_whose_words_have_changed_are_made_anew(shop: Shop) -> None:
    rows = [item(n, picture=photo(shop.folder, n)) for n in range(3)]
    shop.run(rows)
    *_, before = shop.store.document("1")
    shop.letters.passed.clear()

    rows[1] = item(1, kind="steel", picture=shop.folder / "1.png")
    assert counts(shop.run(rows)) == (0, 1, 2, 0, 0, 1)
    assert shop.letters.passed == ["a steel"]
    *_, after = shop.store.document("1")
    assert {name for name in after if after[name] != before[name]} == {"kind"}


def test_a_picture_replaced_under_its_name_is_a_change(shop: Shop) -> None:
    rows = [item(n, picture=photo(shop.folder, n)) for n in range(3)]
    shop.run(rows)
    *_, before = shop.store.document("1")

    photo(shop.folder, 1, "blue")
    assert counts(shop.run(rows)) == (0, 1, 2, 0, 0, 2)
    *_, after = shop.store.document("1")
    assert {name for name in after if after[name] != before[name]} == {"image", "concept"}


def test_a_picture_written_again_as_it_was_is_no_change(shop: Shop) -> None:
    rows = [item(1, picture=photo(shop.folder, 1))]
    shop.run(rows)
    photo(shop.folder, 1)
    assert counts(shop.run(rows)) == (0, 0, 1, 0, 0, 0)


def test_a_picture_that_has_moved_is_a_change_that_encodes_nothing(shop: Shop) -> None:
    path = photo(shop.folder, 1)
    shop.run([item(1, picture=path)])
    moved = path.rename(shop.folder / "moved.png")

    assert counts(shop.run([item(1, picture=moved)])) == (0, 1, 0, 0, 0, 0)
    assert shop.store.document("1")[1] == str(moved)


def test_what_a_row_has_no_more_its_document_has_no_more(shop: Shop) -> None:
    shop.run([item(1, picture=photo(shop.folder, 1))])

    assert counts(shop.run([item(1, kind="")])) == (0, 1, 0, 0, 0, 0)
    fields, picture, vectors = shop.store.document("1")
    assert (fields, picture) == ({"name": "thing 1", "price": 1}, None)
    assert set(vectors) == {"name"}


def test_equal_texts_and_equal_pictures_are_encoded_once(shop: Shop) -> None:
    same = [photo(shop.folder, 1), shop.folder / "copy.png"]
    same[1].write_bytes(same[0].read_bytes())
    rows = [item(n, name=f"thing {n % 2}", picture=same[n % 2]) for n in range(10)]

    assert counts(shop.run(rows)) == (10, 0, 0, 0, 0, 2 + 1 + 2 * 1)
    assert sorted(shop.letters.passed) == ["a wood", "thing 0", "thing 1"]
    assert shop.colours.passed == 1
    documents = [shop.store.document(str(n))[2] for n in range(10)]
    assert documents[0] == documents[2]
    assert documents[0]["name"] != documents[1]["name"]
    assert documents[0]["image"] == documents[1]["image"]


def test_a_new_store_is_filled_from_the_cache_and_encodes_nothing(shop: Shop) -> None:
    rows = [item(n, picture=photo(shop.folder, n)) for n in range(3)]
    shop.run(rows)
    old, shop.store = shop.store, shop.new_store()

    assert counts(shop.run(rows)) == (3, 0, 0, 0, 0, 0)
    for id_ in ("0", "1", "2"):
        assert shop.store.document(id_) == old.document(id_)


def test_a_new_store_is_filled_without_the_cache_too(shop: Shop) -> None:
    rows = [item(n, picture=photo(shop.folder, n)) for n in range(3)]
    shop.run(rows)
    shop.store, shop.cache = shop.new_store(), VectorCache(shop.folder / "empty.db")

    assert counts(shop.run(rows)) == (3, 0, 0, 0, 0, 3 + 1 + 2 * 3)


def test_another_model_does_not_have_the_vectors_of_this_one(shop: Shop) -> None:
    rows = [item(n) for n in range(3)]
    shop.run(rows)
    shop.encoders["name"] = Small(shop.letters, 7)
    shop.store = shop.new_store()

    assert counts(shop.run(rows)) == (3, 0, 0, 0, 0, 3)


def test_a_preview_counts_and_writes_nothing(shop: Shop) -> None:
    bad = shop.folder / "bad.png"
    bad.write_bytes(b"no picture")
    shop.run([item(n, picture=photo(shop.folder, n)) for n in range(3)])
    rows = [
        item(0, picture=shop.folder / "0.png"),
        item(1, price=7, picture=shop.folder / "1.png"),
        item(3, picture=photo(shop.folder, 3)),
        item(4, picture=bad),
        item(5, name=UNREADABLE),
    ]
    before = {id_: shop.store.document(id_) for id_ in shop.store.ids()}
    shop.store.written.clear()
    shop.letters.passed.clear()
    shop.colours.passed = 0

    assert counts(shop.sync().preview(rows)) == (1, 1, 1, 0, 2, 0)
    assert sorted(reject.line for reject in shop.rejects) == [5, 6]
    assert {id_: shop.store.document(id_) for id_ in shop.store.ids()} == before
    assert (shop.store.written, shop.letters.passed, shop.colours.passed) == ([], [], 0)
    assert counts(shop.run(rows)) == (1, 1, 1, 0, 2, 1 + 2)  # nothing of it was kept


def test_a_bad_picture_rejects_its_own_row_alone(shop: Shop) -> None:
    bad = shop.folder / "bad.png"
    bad.write_bytes(b"no picture")
    absent = shop.folder / "absent.png"
    rows = [item(n, picture=photo(shop.folder, n)) for n in (1, 4)]
    rows[1:1] = [item(2, picture=bad), item(3, picture=absent)]

    progress = shop.run(rows)
    assert (progress.added, progress.rejected, progress.rows) == (2, 2, 4)
    assert sorted(shop.store.ids()) == ["1", "4"]
    shown = sorted((each.source, each.line, each.column) for each in shop.rejects)
    assert shown == [("rows.csv", 3, "photo"), ("rows.csv", 4, "photo")]
    assert {each.line: each.row for each in shop.rejects} == {3: rows[1].row, 4: rows[2].row}
    reasons = " ".join(each.reason for each in shop.rejects)
    assert "bad.png is not a picture" in reasons
    assert "no picture at" in reasons


def test_an_item_whose_new_picture_is_bad_stays_as_it_was(shop: Shop) -> None:
    shop.run([item(1, picture=photo(shop.folder, 1))])
    before = shop.store.document("1")
    (shop.folder / "1.png").write_bytes(b"no picture")

    assert counts(shop.run([item(1, picture=shop.folder / "1.png")])) == (0, 0, 0, 0, 1, 0)
    assert shop.store.document("1") == before


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (item(1, name="", kind=""), "", "has nothing to encode"),
        (item(1, name=f"an {UNREADABLE} name"), "", "Expected a text"),
        (item(1, picture="https://a.b/1.png"), "photo", "no host is allowed"),
        (item(1, picture=b"no picture"), "photo", "is not a picture"),
        (item(1, picture=b""), "photo", "is empty"),
    ],
)
def test_a_row_that_cannot_be_encoded_is_rejected_with_its_cells(
    shop: Shop, row: Item, column: str, reason: str
) -> None:
    assert counts(shop.run([item(2), row])) == (1, 0, 0, 0, 1, 2)
    (reject,) = shop.rejects
    assert (reject.source, reject.line, reject.column) == ("rows.csv", 2, column)
    assert reason in reject.reason
    assert reject.row == row.row


def test_a_row_whose_vector_has_no_direction_is_rejected_and_the_others_of_its_batch_are_not(
    shop: Shop,
) -> None:
    rows = [item(1), item(2, name=f"a {BOUNDLESS} thing", kind="chair"), item(3)]
    assert counts(shop.run(rows))[0] == 2
    assert sorted(shop.store.ids()) == ["1", "3"]
    (reject,) = shop.rejects
    assert reject.row["id"] == "2"
    assert reject.reason == "its vector name is zero or not finite"
    assert counts(shop.run(rows))[:3] == (0, 0, 2)


def test_rows_that_were_refused_before_are_passed_on(shop: Shop) -> None:
    refused = Reject("rows.csv", 9, "price", "expected a number", {"price": "x"})

    assert counts(shop.run([refused, item(1), refused])) == (1, 0, 0, 0, 2, 2)
    assert shop.rejects == [refused, refused]


def test_a_picture_may_come_as_bytes(shop: Shop) -> None:
    data = BytesIO()
    draw("red", 1).save(data, "PNG")
    rows = [item(n, picture=data.getvalue()) for n in range(20)]

    assert counts(shop.run(rows)) == (20, 0, 0, 0, 0, 20 + 1 + 2)
    pictures = {shop.store.document(str(n))[1] for n in range(20)}
    assert len(pictures) == 1
    assert Path(str(pictures.pop())).read_bytes() == data.getvalue()
    assert counts(shop.run(rows)) == (0, 0, 20, 0, 0, 0)


def test_a_strict_sync_stops_at_the_first_refused_row_and_names_it(shop: Shop) -> None:
    threads = threading.active_count()
    bad = Reject("rows.csv", 301, "price", "expected a number", {})
    rows = [*(item(n) for n in range(300)), bad, *(item(n) for n in range(301, 2000))]

    with pytest.raises(RejectedRowError, match=r"rows\.csv, line 301, column price: expected a n"):
        shop.sync(strict=True).run(iter(rows))
    assert shop.rejects == []
    assert {str(n) for n in range(BATCH)} <= set(shop.store.ids())
    assert "1999" not in set(shop.store.ids())
    assert threading.active_count() <= threads


def test_a_strict_preview_stops_as_well(shop: Shop) -> None:
    with pytest.raises(RejectedRowError, match=r"line 2: has nothing to encode"):
        shop.sync(strict=True).preview([item(1, name="", kind="")])


def test_many_batches_are_all_written_in_their_order(shop: Shop) -> None:
    rows = [item(n) for n in range(3 * BATCH + 5)]
    progress = shop.run(iter(rows))

    assert progress.added == len(rows)
    assert shop.store.written == [row.id for row in rows]
    assert [each.rows for each in shop.told] == [BATCH, 2 * BATCH, 3 * BATCH, len(rows)]
    assert counts(shop.run(rows)) == (0, 0, len(rows), 0, 0, 0)


def test_no_rows_change_nothing(shop: Shop) -> None:
    assert counts(shop.run([])) == (0, 0, 0, 0, 0, 0)
    assert shop.told == []


class EnoughError(Exception):
    """What ends a sync in these tests."""


def test_who_watches_may_end_it_between_two_batches(shop: Shop) -> None:
    threads = threading.active_count()

    def enough(progress: Progress) -> None:
        if progress.rows >= 2 * BATCH:
            raise EnoughError

    with pytest.raises(EnoughError):
        shop.sync(advanced=enough).run(item(n) for n in range(10**9))
    assert shop.store.size() in {2 * BATCH, 3 * BATCH}  # the next was being written
    assert threading.active_count() <= threads


def test_a_source_that_breaks_off_leaves_the_whole_batches_before(shop: Shop) -> None:
    def rows() -> Iterator[Item]:
        yield from (item(n) for n in range(BATCH + 10))
        raise EnoughError

    with pytest.raises(EnoughError):
        shop.run(rows())
    assert shop.store.size() == BATCH
    assert counts(shop.run([item(n) for n in range(BATCH + 10)]))[:3] == (10, 0, BATCH)


def test_items_that_no_row_had_are_removed_and_counted(shop: Shop) -> None:
    shop.run([item(n) for n in range(2 * BATCH + 3)])
    sync = shop.sync()
    with SeenIds() as seen:
        for line, id_ in enumerate(("1", "2", "new")):
            seen.add(id_, line)
        progress = sync.run([item(1), item(2)])
        sync.remove_absent(seen)

    assert (progress.unchanged, progress.removed) == (2, 2 * BATCH + 1)
    assert sorted(shop.store.ids()) == ["1", "2"]
    assert shop.told[-1].removed == progress.removed


numbers = st.integers(0, 5)
edits = st.dictionaries(
    numbers,
    st.tuples(st.sampled_from(["", "oak", "pine"]), st.sampled_from(["", "chair"]), numbers),
)


@hypothesis_settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(versions=st.lists(edits, min_size=1, max_size=4))
def test_a_store_that_was_brought_up_to_date_is_as_one_made_at_once(
    shop: Shop, versions: list[dict[int, tuple[str, str, int]]]
) -> None:
    """Whatever was there before; but items whose new row is refused stay as they were."""
    shop.store = shop.new_store()
    for version in versions:
        rows = [
            item(number, name=name, kind=kind, price=price)
            for number, (name, kind, price) in version.items()
        ]
        good = [row for row in rows if row.fields.keys() - {"price"}]
        sync = shop.sync()
        with SeenIds() as seen:
            for row in good:
                seen.add(row.id, row.line)
            progress = sync.run(rows)
            sync.remove_absent(seen)
        assert progress.rows == len(rows)
        assert progress.rejected == len(rows) - len(good)
        brought, shop.store = shop.store, shop.new_store()
        shop.run(good)
        assert sorted(brought.ids()) == sorted(shop.store.ids())
        for id_ in brought.ids():
            assert brought.document(id_) == shop.store.document(id_)
            assert brought.stamps([id_]) == shop.store.stamps([id_])
        shop.store = brought
