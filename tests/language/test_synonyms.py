"""Synonyms, out of a file in Solr's form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.errors import RecipeError
from likewise.language.synonyms import SynonymRule, parse_synonyms, read_synonyms


def test_a_file_has_a_rule_a_line(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    text = "# ours\n\nsofa, couch\ntv , telly => television\nheavy\\, metal, 手机\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_synonyms(path) == (
        SynonymRule(("sofa", "couch"), ("sofa", "couch")),
        SynonymRule(("tv", "telly"), ("television",)),
        SynonymRule(("heavy, metal", "手机"), ("heavy, metal", "手机")),
    )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("sofa", "only the word 'sofa'"),
        ("sofa,", "empty"),
        ("a,,b", "empty"),
        ("=> b", "empty"),
        ("a =>", "empty"),
        ("a => b => c", "2 arrows"),
        ("a, !!", "'!!', which has no letter"),
    ],
)
def test_a_line_that_is_no_rule_is_named(line: str, found: str) -> None:
    with pytest.raises(RecipeError, match=f"s.txt, line 2: expected words .* {found}"):
        parse_synonyms(["a, b", line], "s.txt")


def test_a_missing_file_and_another_encoding_are_errors(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read: No such file"):
        read_synonyms(tmp_path / "none.txt")
    latin = tmp_path / "latin.txt"
    latin.write_bytes("a, b\ncafé, bar\n".encode("latin-1"))
    with pytest.raises(RecipeError, match="not UTF-8: line 2 has the byte 0xe9"):
        read_synonyms(latin)


@given(st.lists(st.text(max_size=20), max_size=5))
def test_lines_are_rules_or_our_error(lines: list[str]) -> None:
    try:
        rules = parse_synonyms(lines, "s.txt")
    except RecipeError as error:
        assert "s.txt" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert all(rule.given and rule.found for rule in rules)
