"""likewise similarity: the figures of the article, to five places."""

from __future__ import annotations

import pytest

from cli.conftest import Likewise

QUERY = "That is a happy person"
TEXTS = ["That is a very happy person", "That is a happy dog", "Today is a sunny day"]
SCORES = [0.94291496, 0.69457746, 0.25687605]


def test_json_has_the_known_scores(likewise: Likewise) -> None:
    ran = likewise("similarity", QUERY, *TEXTS, "--json")
    assert ran.rc == 0
    assert list(ran.data) == ["query", "scores"]
    assert ran.data["query"] == QUERY
    assert [list(pair) for pair in ran.data["scores"]] == [["text", "score"]] * 3
    assert [pair["text"] for pair in ran.data["scores"]] == TEXTS
    assert [pair["score"] for pair in ran.data["scores"]] == pytest.approx(SCORES, abs=1e-5)


def test_the_table_has_the_known_scores(likewise: Likewise) -> None:
    ran = likewise("similarity", QUERY, *TEXTS)
    _, *rows = ran.stdout.splitlines()
    scores = [float(row.split()[0]) for row in rows]
    assert ran.rc == 0
    assert scores == pytest.approx(SCORES, abs=1e-5)
    assert [row.split(maxsplit=1)[1].strip() for row in rows] == TEXTS


@pytest.mark.parametrize("texts", [("",), ("   ",)])
def test_a_text_with_nothing_in_it_is_refused_in_words(
    likewise: Likewise, texts: tuple[str, ...]
) -> None:
    ran = likewise("similarity", QUERY, *texts, "--json")
    assert ran.rc in {1, 2}
    assert ran.stdout == ""
    assert ran.stderr.strip()
