"""likewise verify and status: whether a catalogue is whole, and how large."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import Likewise
from likewise.assembly import Parts
from likewise.importing import ImportOptions


def test_json_of_a_whole_catalogue_keeps_the_contract(likewise: Likewise, garden: str) -> None:
    ran = likewise("verify", "-c", garden, "--json")
    assert ran.rc == 0
    assert ran.stderr == ""
    assert ran.stdout == '{"ok": true, "documents": 6, "problems": []}\n'


def test_words_of_a_whole_catalogue(likewise: Likewise, garden: str) -> None:
    ran = likewise("verify", "-c", garden)
    assert ran.rc == 0
    assert "6 documents, all well" in ran.stdout


def test_a_lost_item_and_a_bad_vector_are_named_with_exit_status_1(
    likewise: Likewise, parts: Parts, shop: Path, name: str
) -> None:
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    parts.import_(recipe, ImportOptions())
    assert parts.engine.run("DEL", f"likewise:{name}:item:{{4}}") == 1
    ran = likewise("verify", "-c", name, "--json")
    assert ran.rc == 1
    assert ran.data["ok"] is False
    assert any("'4'" in problem for problem in ran.data["problems"])
    assert "Traceback" not in ran.stderr

    parts.engine.run("HSET", f"likewise:{name}:1:{{7}}", "_v_text", bytes(384 * 4))
    problems = likewise("verify", "-c", name, "--json").data["problems"]
    assert any("7" in problem and "text" in problem for problem in problems)
    words = likewise("verify", "-c", name)
    assert words.rc == 1
    assert "not well" in words.stdout


def test_status_tells_every_catalogue(likewise: Likewise, garden: str) -> None:
    ran = likewise("status", "--json")
    assert ran.rc == 0
    assert list(ran.data) == ["catalogues", "redis"]
    redis = ran.data["redis"]
    assert redis.pop("used_bytes") > 0
    assert redis.pop("free_bytes") > 0
    assert redis == {
        "redis_version": "8.2.3",
        "search_version": "2.10.5",
        "json_version": "2.8.3",
        "most_bytes": None,
        "append_only": True,
        "written": True,
        "on_timeout_fails": True,
        "algorithms": ["flat", "hnsw"],
        "types": ["float32", "float16", "bfloat16", "float64"],
        "hybrid": False,
    }
    (found,) = [each for each in ran.data["catalogues"] if each["name"] == garden]
    bytes_ = found.pop("vector_bytes")
    assert bytes_ > 0
    imported = found.pop("import")
    assert (imported["added"], imported["rejected"], imported["problem"]) == (6, 0, "")
    assert found == {
        "name": garden,
        "complete": True,
        "documents": 6,
        "failures": 0,
        "algorithm": "flat",
        "metric": "cosine",
        "type": "float32",
        "storage": "hash",
        "vectors": {
            "text": "all-minilm-l6-v2",
            "image": "efficientnet-lite0",
            "concept": "concepts",
        },
        "tuned": None,
    }
    table = likewise("status")
    assert table.rc == 0
    assert garden in table.stdout
    said = " ".join(table.stdout.split())
    assert "no svs-vamana, int8, uint8, FT.HYBRID" in said
    assert "Redis 8.2.3, search 2.10.5" in said
    assert "writes are logged to disk" in said
