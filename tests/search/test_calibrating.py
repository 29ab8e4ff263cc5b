"""Calibrating: a half means the same everywhere, on items that nothing was learnt from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from drawing import draw
from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Role
from likewise.embedding.encoder import Encoder, encode
from likewise.embedding.known_models import CONCEPTS, EFFICIENTNET, MINILM, KnownModel
from likewise.embedding.load import describe
from likewise.errors import ModelMismatchError
from likewise.index.memory_store import MemoryStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.calibrating import FEWEST_PAIRS, calibrate, learn
from likewise.search.relevance.known_pairs import FOLDS, Pairs
from likewise.search.relevance.questions import Origin
from likewise.search.relevance.relevance import Calibration, Calibrations

ITEMS = [
    (f"{size} {colour} {thing}", kind, colour)
    for (thing, kind), colour, size in product(
        [
            ("armchair", "seating"),
            ("bar stool", "seating"),
            ("floor lamp", "lighting"),
            ("chandelier", "lighting"),
            ("frying pan", "kitchen"),
            ("kettle", "kitchen"),
            ("lawn mower", "garden"),
            ("watering can", "garden"),
        ],
        ["red", "blue", "yellow", "black"],
        ["small", "large", "foldable"],
    )
]
PICTURED = 40


def vector(name: str, source: str, model: KnownModel) -> VectorField:
    return VectorField(name, source, model.dims, model.name, describe(model).fingerprint)


SCHEMA = Schema(
    (Field("name", Role.TEXT), Field("kind", Role.TAG), Field("colour", Role.TAG)),
    (
        vector("text", "{name} {kind}", MINILM),
        vector("image", "image", EFFICIENTNET),
        vector("concept", "image", CONCEPTS),
    ),
    Metric.COSINE,
    Algorithm.FLAT,
)


@pytest.fixture(scope="module")
def encoder_of(parts: Parts) -> Callable[[str], Encoder]:
    return parts.encoders.encoder


@pytest.fixture(scope="module")
def documents(
    encoder_of: Callable[[str], Encoder], tmp_path_factory: pytest.TempPathFactory
) -> Sequence[Document]:
    folder = tmp_path_factory.mktemp("pictures")
    pictures = [draw(ITEMS[number][2], number % 9) for number in range(PICTURED)]
    for number, picture in enumerate(pictures):
        picture.save(folder / f"{number}.png")
    texts = encode(encoder_of(MINILM.name), [f"{name} {kind}" for name, kind, _ in ITEMS])
    seen = {
        name: encode(encoder_of(model.name), pictures)
        for name, model in (("image", EFFICIENTNET), ("concept", CONCEPTS))
    }
    return [
        Document(
            str(number),
            {"name": name, "kind": kind, "colour": colour},
            str(folder / f"{number}.png") if number < PICTURED else None,
            {"text": texts[number]}
            | ({key: rows[number] for key, rows in seen.items()} if number < PICTURED else {}),
            Stamp("", {}),
        )
        for number, (name, kind, colour) in enumerate(ITEMS)
    ]


def store(documents: Sequence[Document], schema: Schema = SCHEMA) -> MemoryStore:
    made = MemoryStore(schema)
    made.put(documents)
    return made


@pytest.fixture(scope="module")
def made(documents: Sequence[Document], encoder_of: Callable[[str], Encoder]) -> Calibrations:
    return calibrate(store(documents), encoder_of)


def test_every_vector_is_calibrated_for_what_can_be_compared_with_it(made: Calibrations) -> None:
    assert set(made.found) | set(made.missing) == {
        ("text", Asker.WORDS),
        ("text", Asker.ITEM),
        ("image", Asker.PICTURE),
        ("image", Asker.ITEM),
        ("concept", Asker.WORDS),
        ("concept", Asker.PICTURE),
        ("concept", Asker.ITEM),
    }
    assert {("text", Asker.WORDS), ("text", Asker.ITEM), ("image", Asker.PICTURE)} <= set(
        made.found
    )


def test_precision_and_recall_at_a_half_are_within_a_tenth(made: Calibrations) -> None:
    for key, each in made.found.items():
        assert abs(each.quality.precision - each.quality.recall) <= 0.1, key
        assert each.quality.pairs >= FEWEST_PAIRS, key


def test_words_find_what_they_are_about_relevant_and_nothing_else(
    made: Calibrations, documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    calibration = made.of("text", Asker.WORDS)
    assert calibration is not None
    assert calibration.quality.precision > 0.85

    def relevant(words: str) -> set[str]:
        to = encode(encoder_of(MINILM.name), [words])[0]
        return {
            str(each.fields["kind"])
            for each in documents
            if calibration.probability(float(each.vectors["text"] @ to)) >= 0.5
        }

    assert relevant("a lamp to read by") == {"lighting"}
    assert relevant("a seat") == {"seating"}
    assert relevant("stock market crash") == set()


def test_what_a_half_says_is_counted_by_origin(made: Calibrations) -> None:
    calibration = made.of("text", Asker.WORDS)
    assert calibration is not None
    origins = calibration.quality.origins
    assert {Origin.TITLE.value, Origin.HALF_TITLE.value, Origin.TAG.value} <= set(origins)
    assert sum(origins.values()) == calibration.quality.pairs


def test_the_metric_and_the_index_do_not_matter(
    made: Calibrations, documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    other = replace(SCHEMA, metric=Metric.L2, algorithm=Algorithm.HNSW)
    assert calibrate(store(documents, other), encoder_of) == made


def test_the_order_in_which_a_store_gives_its_items_does_not_matter(
    made: Calibrations, documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    assert calibrate(store(documents[::-1]), encoder_of) == made


def test_another_seed_learns_nearly_the_same(
    made: Calibrations, documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    other = calibrate(store(documents), encoder_of, seed=1).of("text", Asker.WORDS)
    calibration = made.of("text", Asker.WORDS)
    assert other is not None
    assert calibration is not None
    assert other != calibration
    assert other.half == pytest.approx(calibration.half, abs=0.05)


def test_few_items_teach_nothing_and_the_reason_says_so(
    documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    found = calibrate(store(documents[:6]), encoder_of)
    assert not found.found
    assert all(f"and {FEWEST_PAIRS} are needed" in reason for reason in found.missing.values())
    assert calibrate(store([]), encoder_of).found == {}


def test_vectors_that_mean_nothing_teach_nothing_and_the_reason_says_so(
    documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    """As if the vectors had been dealt out anew among the items."""
    dealt = list(documents)
    Random(0).shuffle(dealt)
    mixed = [
        replace(each, vectors=other.vectors) for each, other in zip(documents, dealt, strict=True)
    ]
    schema = replace(SCHEMA, vectors=SCHEMA.vectors[:1])
    found = calibrate(store(mixed, schema), encoder_of)
    assert "no better than by chance" in found.missing["text", Asker.WORDS]


def test_pictures_that_are_gone_are_passed_over(
    documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    gone = [replace(each, picture=each.picture and "/nowhere.png") for each in documents]
    found = calibrate(store(gone), encoder_of)
    assert "0 known pairs" in found.missing["image", Asker.PICTURE]
    assert found.of("text", Asker.WORDS) is not None


def test_a_title_that_is_all_a_vector_is_made_of_is_no_question(
    documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    field = replace(SCHEMA.vectors[0], source="{name}")
    found = calibrate(store(documents, replace(SCHEMA, vectors=(field,))), encoder_of)
    calibration = found.of("text", Asker.WORDS)
    assert calibration is not None
    assert Origin.TITLE.value not in calibration.quality.origins
    assert Origin.HALF_TITLE.value in calibration.quality.origins


def test_vectors_of_another_model_are_refused(
    documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    field = replace(SCHEMA.vectors[0], fingerprint="0123456789abcdef")
    with pytest.raises(ModelMismatchError, match="0123456789abcdef"):
        calibrate(store(documents, replace(SCHEMA, vectors=(field,))), encoder_of)


def test_pictures_that_were_only_imported_are_not_written_to(
    documents: Sequence[Document], encoder_of: Callable[[str], Encoder]
) -> None:
    files = [Path(str(each.picture)) for each in documents if each.picture]
    before = [(file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    calibrate(store(documents), encoder_of, seed=2)
    assert [(file.stat().st_mtime_ns, file.stat().st_size) for file in files] == before


def drawn_pairs(known: tuple[float, float], random: tuple[float, float], count: int) -> Pairs:
    """Cosines from two normal distributions, of a mean and a spread each."""
    draws = np.random.default_rng(0)
    return Pairs(
        draws.normal(*known, count),
        draws.normal(*random, count),
        np.arange(count) % FOLDS,
        (Origin.TITLE,) * count,
    )


@pytest.mark.parametrize(
    ("known", "random"),
    [
        ((0.6, 0.1), (0.2, 0.1)),
        ((0.45, 0.2), (0.3, 0.08)),  # where the likeliest line would miss a third of the known
        ((0.5, 0.05), (0.3, 0.2)),
    ],
)
def test_as_many_random_pairs_pass_as_known_ones_fail_however_they_are_spread(
    known: tuple[float, float], random: tuple[float, float]
) -> None:
    found = learn(drawn_pairs(known, random, 3000))
    assert isinstance(found, Calibration)
    assert found.quality.precision == pytest.approx(found.quality.recall, abs=0.02)


def test_pairs_that_are_the_wrong_way_round_teach_nothing() -> None:
    found = learn(drawn_pairs((0.2, 0.1), (0.6, 0.1), 300))
    assert found == "known pairs are told from random ones no better than by chance"
