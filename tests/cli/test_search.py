"""likewise search and similar: hits as a table, or as JSON that keeps its contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Likewise, Ran
from likewise.assembly import Parts
from likewise.settings import Settings


def check_contract(ran: Ran) -> None:
    assert ran.rc == 0, ran.stderr
    assert ran.stderr == ""
    assert list(ran.data)[:4] == ["hits", "total", "relevant", "took_ms"]
    assert isinstance(ran.data["total"], int)
    assert ran.data["took_ms"] > 0
    scores = [hit["score"] for hit in ran.data["hits"]]
    assert scores == sorted(scores, reverse=True)
    for hit in ran.data["hits"]:
        assert list(hit)[:3] == ["id", "score", "fields"]
        assert isinstance(hit["id"], str)
        assert 0 <= hit["score"] <= 1
        assert set(hit["fields"]) == {"name", "kind", "price", "colour"}
        assert isinstance(hit["fields"]["price"], int | float)


def test_json_of_a_search_by_words_keeps_the_contract(likewise: Likewise, garden: str) -> None:
    ran = likewise("search", "something", "to", "dig", "-c", garden, "--json", "-n", "3")
    check_contract(ran)
    assert ran.ids[0] == "b1"
    assert len(ran.ids) == 3
    assert ran.data["total"] == 6


@pytest.mark.parametrize("by", ["text", "image", "concept"])
def test_json_of_similar_keeps_the_contract_without_the_item_itself(
    likewise: Likewise, garden: str, by: str
) -> None:
    ran = likewise("similar", "a2", "--by", by, "-c", garden, "--json")
    check_contract(ran)
    assert sorted(ran.ids) == ["a1", "a3", "b1", "b2", "b3"]
    assert ran.data["total"] == 5


def test_words_can_be_looked_for_in_pictures(likewise: Likewise, garden: str) -> None:
    ran = likewise("search", "a ball", "--by", "concept", "-c", garden, "--json")
    check_contract(ran)
    assert len(ran.ids) == 6


def test_a_picture_file_finds_the_item_with_that_picture(
    likewise: Likewise, garden: str, parts: Parts
) -> None:
    picture = parts.catalogue(garden).content("b2").picture
    assert picture is not None
    ran = likewise("search", "--image", picture, "-c", garden, "--json")
    check_contract(ran)
    assert ran.ids[0] == "b2"
    assert ran.data["hits"][0]["score"] == pytest.approx(1, abs=1e-4)


def test_several_conditions_may_follow_one_where(likewise: Likewise, garden: str) -> None:
    ran = likewise(
        "search", "sweet", "-c", garden, "--json", "--where", "kind=fruit", "price<=2"
    )  # fmt: skip
    check_contract(ran)
    assert sorted(ran.ids) == ["a1", "a2"]
    assert ran.data["total"] == 2


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (("kind=fruit",), ["a1", "a2", "a3"]),
        (("colour=red,green",), ["a1", "b2", "b3"]),
        (("-colour=red",), ["a2", "a3", "b1", "b3"]),
        (("price>25 price<40",), ["b3"]),
        (("price>=25", "price<=30"), ["b1", "b3"]),
        (("kind=fruit price>1000",), []),
    ],
)
def test_hits_meet_every_condition_and_the_total_counts_them(
    likewise: Likewise, garden: str, conditions: tuple[str, ...], expected: list[str]
) -> None:
    wheres = [part for condition in conditions for part in ("--where", condition)]
    ran = likewise("search", "garden", *wheres, "-c", garden, "--json")
    check_contract(ran)
    assert sorted(ran.ids) == expected
    assert ran.data["total"] == len(expected)


def test_similar_takes_conditions(likewise: Likewise, garden: str) -> None:
    ran = likewise("similar", "a1", "-c", garden, "-w", "colour=red", "--json")
    check_contract(ran)
    assert ran.ids == ["b2"]
    assert ran.data["total"] == 1


def test_similar_takes_several_conditions_after_one_where(likewise: Likewise, garden: str) -> None:
    ran = likewise("similar", "a1", "-c", garden, "--json", "-w", "kind=fruit", "price<=2")
    check_contract(ran)
    assert ran.ids == ["a2"]


@pytest.mark.parametrize("command", [("search", "a tool"), ("similar", "a1")])
def test_pages_follow_one_another_without_gap_or_repetition(
    likewise: Likewise, garden: str, command: tuple[str, ...]
) -> None:
    asked = (*command, "-c", garden, "--json")
    whole = likewise(*asked)
    pages = [likewise(*asked, "-n", "2", "--offset", offset) for offset in ("0", "2", "4", "6")]
    assert [each for page in pages for each in page.ids] == whole.ids
    assert {page.data["total"] for page in pages} == {len(whole.ids)}


def test_the_catalogue_used_last_is_meant_where_none_is_named(
    likewise: Likewise, garden: str, shop: Path, name: str, settings: Settings
) -> None:
    likewise("import", shop, "--name", name, "--json")
    assert "4" in likewise("search", "car", "--json").ids
    assert likewise("similar", "a1", "-c", garden, "--json").rc == 0
    assert "a1" in likewise("search", "apple", "--json").ids
    assert settings.last_used.read_text() == garden


def test_the_table_shows_scores_fields_and_ids(likewise: Likewise, garden: str) -> None:
    ran = likewise("search", "something to dig", "-c", garden, "-n", "2")
    header, first, *rest = ran.stdout.splitlines()
    assert ran.rc == 0
    assert header.split() == ["score", "name", "kind", "price", "id"]
    assert "a spade to dig the soil" in first
    assert first.split()[-1] == "b1"
    assert len(rest) == 1


def test_no_hits_are_said_in_words(likewise: Likewise, garden: str) -> None:
    ran = likewise("search", "x", "-c", garden, "-w", "kind=none")
    assert ran.rc == 0
    assert "No item meets the filter" in ran.stdout + ran.stderr
