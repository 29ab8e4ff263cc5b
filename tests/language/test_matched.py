# ruff: noqa: RUF001 - texts in many scripts are what is tested
"""Which words of a text made it answer a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.language.analyzer import Analyzer
from likewise.language.keyword_settings import UNSTEMMED, KeywordSettings
from likewise.language.matched import matched
from likewise.language.synonyms import SynonymRule

ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("running shoes", "Nike Run Shoe, SHOES for runners", ["Run", "Shoe", "SHOES"]),
        ("cafe", "Café Noir", ["Café"]),
        ("连衣裙 红色", "夏季紅色连衣裙女", ["紅色", "连衣裙"]),
        ("iphone15", "iPhone 15 and iPhone15 and 15", ["iPhone 15", "iPhone15"]),
        ("t-shirts", "a T shirt, a Tshirt", ["T shirt", "Tshirt"]),
        ("width", "Ｗｉｄｔｈ", ["Ｗｉｄｔｈ"]),
        ("茶", "绿茶", ["茶"]),
        ("red", "blue", []),
        ("", "blue", []),
        ("women", "Women’s dress", ["Women’s"]),
    ],
)
def test_the_words_that_were_found_are_as_the_text_has_them(
    query: str, text: str, words: list[str]
) -> None:
    found = matched(text, ANALYZER.terms(query), ANALYZER)
    everything = {word for each in found.values() for word in each}
    assert sorted(everything) == sorted(words)


def test_a_term_that_finds_nothing_is_left_out() -> None:
    red, blue = ANALYZER.terms("red blue")
    assert matched("a red lamp", (red, blue), ANALYZER) == {red: ("red",)}


def test_a_synonym_is_found_as_the_text_has_it() -> None:
    rule = SynonymRule(("tv",), ("flat screen",))
    analyzer = Analyzer(KeywordSettings(synonyms=(rule,)))
    (tv,) = analyzer.terms("TV")
    assert matched("A Flat Screen", (tv,), analyzer) == {tv: ("Flat Screen",)}


def test_without_stemming_only_the_same_word_is_found() -> None:
    analyzer = Analyzer(KeywordSettings(UNSTEMMED))
    assert not matched("shoe", analyzer.terms("shoes"), analyzer)


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_a_text_that_is_the_query_is_found_by_every_term(text: str) -> None:
    terms = ANALYZER.terms(text)
    found = matched(text, terms, ANALYZER)
    assert set(found) == set(terms)
    assert all(word in text for words in found.values() for word in words)
