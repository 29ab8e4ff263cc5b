"""likewise tune: what it prints, keeps and draws, and what it refuses."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from cli.conftest import Likewise
from likewise.assembly import Parts
from things import import_things

THINGS = ("armchair", "stool"), ("lamp", "lantern"), ("kettle", "frying pan"), ("rake", "spade")
KINDS = ("seating", "lighting", "kitchen", "garden")
COLOURS = ("red", "blue", "yellow", "black", "green")


def make(parts: Parts, folder: Path, algorithm: str) -> str:
    """The name of a catalogue of 120 things."""
    name = f"things-{algorithm}"
    rows = product(zip(THINGS, KINDS, strict=True), (0, 1), COLOURS, ("small", "large", "old"))
    things = [
        (f"{size} {colour} {names[which]}", kind) for (names, kind), which, colour, size in rows
    ]
    import_things(parts, folder, name, algorithm, things)
    return name


@pytest.fixture(scope="module")
def flat(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    name = make(parts, tmp_path_factory.mktemp("flat"), "flat")
    yield name
    parts.drop(name)


@pytest.fixture(scope="module")
def graph(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    name = make(parts, tmp_path_factory.mktemp("graph"), "hnsw")
    yield name
    parts.drop(name)


def texts(picture: Path) -> list[str]:
    """The words in an SVG, which must be well formed."""
    root = ET.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_flat_catalogue_is_calibrated_and_said_to_be_exact(
    likewise: Likewise, flat: str, tmp_path: Path
) -> None:
    picture = tmp_path / "new" / "flat.svg"
    ran = likewise("tune", flat, "--picture", picture)
    assert ran.rc == 0, ran.stderr
    assert "relevant from" in ran.stdout
    assert "words" in ran.stdout
    assert "every search is exact" in ran.stdout
    assert str(picture) in ran.stderr.replace("\n", "")
    assert "text, asked by words" in texts(picture)


def test_json_of_a_graph_has_what_was_learnt_and_status_shows_it(
    likewise: Likewise, parts: Parts, graph: str
) -> None:
    ran = likewise("tune", "-c", graph, "--json", "--recall", "0.95")
    assert ran.rc == 0, ran.stderr
    assert list(ran.data) == ["catalogue", "at", "calibrations", "tuning", "picture"]
    (words,) = [each for each in ran.data["calibrations"] if each["asker"] == "words"]
    quality = words["calibration"]["quality"]
    assert abs(quality["precision"] - quality["recall"]) <= 0.1
    assert ran.data["tuning"]["recall"] == 0.95
    after = ran.data["tuning"]["vectors"]["text"]["after"]
    assert after[0]["share"] is None
    assert after[0]["recall"] >= 0.95
    assert "text, ten nearest" in texts(Path(ran.data["picture"]))

    status = likewise("status", "--json").data["catalogues"]
    (found,) = [each["tuned"] for each in status if each["name"] == graph]
    assert found["at"] == ran.data["at"]
    assert {key: found["searches"][0][key] for key in ("vector", "share")} == {
        "vector": "text",
        "share": None,
    }
    assert found["relevance"][0]["precision"] == round(quality["precision"], 4)
    table = likewise("status").stdout
    assert ran.data["at"][:10] in table
    version = parts.register.live(graph).version
    assert parts.tuned(graph, version).at == ran.data["at"]


def test_words_of_a_graph_show_recall_and_latency_before_and_now(
    likewise: Likewise, graph: str
) -> None:
    ran = likewise("tune", graph)
    assert ran.rc == 0, ran.stderr
    assert "no filter" in ran.stdout
    assert "EF " in ran.stdout
    assert "Measuring searches by text" in ran.stderr


def test_a_catalogue_of_few_items_says_what_it_lacks(likewise: Likewise, shop: Path) -> None:
    assert likewise("import", shop, "--name", "few").rc == 0
    ran = likewise("tune", "few")
    assert ran.rc == 0, ran.stderr
    assert "text, asked by words: not calibrated" in ran.stdout
    assert "50 are needed" in ran.stdout
    assert likewise("drop", "few", "--yes").rc == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--recall", "1"), "between 0 and 1"),
        (("--recall", "-0.5"), "between 0 and 1"),
        (("--recall", "nan"), "between 0 and 1"),
        (("--seed", "-1"), "0 or more"),
        (("--picture", "/dev/null/x.svg"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_measured(
    likewise: Likewise, flat: str, arguments: tuple[str, ...], said: str
) -> None:
    ran = likewise("tune", flat, *arguments)
    assert ran.rc == 2
    assert said in ran.stderr.replace("\n", " ")
    assert "Learning" not in ran.stderr


def test_an_unknown_catalogue_is_refused_with_the_known_ones(likewise: Likewise, flat: str) -> None:
    ran = likewise("tune", "nothing-like-it")
    assert ran.rc == 2
    assert flat in ran.stderr.replace("\n", "")


def test_what_was_learnt_goes_with_its_index(likewise: Likewise, parts: Parts, shop: Path) -> None:
    assert likewise("import", shop, "--name", "gone").rc == 0
    assert likewise("tune", "gone").rc == 0
    assert parts.engine.run("EXISTS", "likewise:gone:1:tuned") == 1
    assert likewise("drop", "gone", "--yes").rc == 0
    assert not list(parts.engine.keys("likewise:gone:*"))
