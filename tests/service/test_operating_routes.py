"""What operators ask: quality, the last import, and Redis."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from likewise.accounts.caller import Caller, Scope
from likewise.assembly import Parts
from likewise.embedding.known_models import MINILM
from likewise.embedding.load import describe
from likewise.errors import LikewiseError
from likewise.importing import ImportOptions
from likewise.index.import_record import MOST_REJECTS, ImportRecord
from service_shop import ANYBODY, Shop, problem
from things import import_things

ADMIN = Caller(frozenset({Scope.ADMIN}), key="k")
KINDS = {"armchair": "seating", "lamp": "lighting", "kettle": "kitchen", "spade": "garden"}


@pytest.fixture
def shop(open_shop: Shop) -> Shop:
    """Asked as an administrator."""
    open_shop.caller = ADMIN
    return open_shop


@pytest.fixture(scope="module")
def tuned(
    parts: Parts, served: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Shop, str]]:
    """A service, and a catalogue of 120 things whose graph was tuned."""
    folder, name = tmp_path_factory.mktemp("tuned"), f"{served.name}-tuned"
    rows = product(KINDS, ("red", "blue", "black", "green", "old", "new"), "abcde")
    things = [(f"{colour} {thing} {more}", KINDS[thing]) for thing, colour, more in rows]
    import_things(parts, folder, name, "hnsw", things)
    parts.tune(name)
    yield served.as_(scopes=ADMIN.scopes, key="k"), name
    parts.drop(name)


def test_quality_tells_what_tuning_has_learnt(tuned: tuple[Shop, str], parts: Parts) -> None:
    shop, name = tuned
    told = shop.ask_at("GET", f"/api/v1/catalogues/{name}/quality").json()
    found = parts.catalogue(name).tuned
    assert (told["documents"], told["failures"], told["indexing"]) == (120, 0, False)
    assert (told["tuned_at"], told["tuned_documents"], told["recall_held"]) == (
        found.at, 120, 0.98,
    )  # fmt: skip
    assert told["storage"] == "hash"
    assert told["graph"] == {
        "m": 16,
        "ef_construction": 200,
        "search": {"ef_runtime": 100, "policy": "auto", "batch_size": None},
    }
    (vector,) = told["vectors"]
    assert vector["model"] == {
        "name": "all-minilm-l6-v2",
        "fingerprint": describe(MINILM).fingerprint,
        "modality": "text",
        "at_hand": True,
        "summary": MINILM.summary,
        "licence": "Apache-2.0",
        "source": MINILM.source,
    }
    assert len(vector["calibrations"]) + len(vector["uncalibrated"]) >= 1
    for each in vector["calibrations"]:
        (known,) = [
            calibration
            for (_, asker), calibration in found.calibrations.found.items()
            if asker.value == each["asker"]
        ]
        assert (each["half"], each["slope"]) == (known.half, known.slope)
        assert (each["precision"], each["error"]) == (known.quality.precision, known.quality.error)
        assert [tuple(point.values()) for point in each["curve"]] == list(known.quality.curve)
    assert found.tuning is not None
    tuning = found.tuning.vectors["text"]
    assert vector["tuning"]["unfiltered"]["ef_runtime"] == tuning.unfiltered.ef_runtime
    assert [each["recall"] for each in vector["tuning"]["after"]] == [
        each.recall for each in tuning.after
    ]


def test_what_was_never_tuned_says_so(shop: Shop) -> None:
    told = shop.get("/quality").json()
    assert (told["tuned_at"], told["recall_held"], told["algorithm"]) == (None, None, "flat")
    assert told["graph"] is None
    vectors = {each["name"]: each for each in told["vectors"]}
    assert set(vectors) == {"text", "image", "concept"}
    assert all(each["model"]["at_hand"] for each in vectors.values())
    assert all(each["calibrations"] == [] for each in vectors.values())


def test_the_last_import_tells_its_rows_and_rejects(shop: Shop, tmp_path: Path) -> None:
    first = shop.get("/import").json()["last"]
    assert (first["added"], first["rejected"], first["problem"]) == (8, 0, "")
    assert first["seconds"] > 0
    assert first["rejects_file"] == ""
    parts = shop.serving.parts
    table = tmp_path / "shop" / "products.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    bad = [f"b{n},thing,fruit,dear,red,images/1.png" for n in range(MOST_REJECTS + 5)]
    table.write_text("\n".join([*lines[:-1], *bad]) + "\n", encoding="utf-8")
    parts.import_(parts.register.recipe(shop.name), ImportOptions(remove_absent=True))
    last = shop.get("/import").json()["last"]
    assert {name: last[name] for name in ("added", "unchanged", "removed", "rejected")} == {
        "added": 0, "unchanged": 7, "removed": 1, "rejected": MOST_REJECTS + 5,
    }  # fmt: skip
    assert len(last["rejects"]) == MOST_REJECTS
    assert last["rejects"][0]["line"] == 9
    assert last["rejects"][0]["column"] == "price"
    assert "'dear'" in last["rejects"][0]["reason"]
    assert last["at"] >= first["at"]
    with Path(last["rejects_file"]).open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == MOST_REJECTS + 5


def test_an_import_that_ended_early_says_why(shop: Shop, tmp_path: Path) -> None:
    parts = shop.serving.parts
    table = tmp_path / "shop" / "products.csv"
    with table.open("a", encoding="utf-8") as file:
        file.write("b,thing,fruit,dear,red,images/1.png\n")
    with pytest.raises(LikewiseError):
        parts.import_(parts.register.recipe(shop.name), ImportOptions(strict=True))
    assert "'dear'" in shop.get("/import").json()["last"]["problem"]

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parts.import_(parts.register.recipe(shop.name), ImportOptions(advanced=stopped))
    assert shop.get("/import").json()["last"]["problem"] == "It was stopped."


def test_an_import_that_never_made_a_catalogue_leaves_nothing(parts: Parts, name: str) -> None:
    parts.register.keep_import(name, "{}")
    assert list(parts.engine.keys(f"likewise:{name}:*")) == []


def test_a_record_is_kept_whole_and_another_versions_is_passed_over() -> None:
    record = ImportRecord("2026", 1.5, "", 1, 2, 3, 4, 5, 6, ())
    assert ImportRecord.parse(record.to_text()) == record
    assert ImportRecord.parse("") is None
    plain = json.loads(record.to_text()) | {"layout": 0}
    assert ImportRecord.parse(json.dumps(plain)) is None


def test_redis_tells_how_it_is(shop: Shop) -> None:
    told = shop.ask_at("GET", "/api/v1/engine").json()
    assert told["redis_version"].startswith("8.")
    assert told["embedded"] is True
    assert told["append_only"] is True
    assert told["written"] is True
    assert told["used_bytes"] > 1_000_000
    assert "hnsw" in told["algorithms"]
    assert told["readiness"]["redis"]["ok"] is True


@pytest.mark.parametrize("path", ["/quality", "/import"])
def test_these_facts_are_for_those_who_see_everything(shop: Shop, path: str) -> None:
    shop.caller = ANYBODY
    assert problem(shop.get(path)) == (401, "unauthenticated")
    shop.caller = ADMIN
    assert shop.get(path).headers["cache-control"] == "no-store"
    assert problem(shop.as_(where="kind=fruit").get(path)) == (403, "forbidden")
    assert problem(shop.as_(catalogues=("other",)).get(path)) == (404, "unknown-catalogue")
