"""Terms: what the words of a query become."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.language.analyzer import MOST_TERMS, Analyzer
from likewise.language.keyword_settings import KeywordSettings
from likewise.language.synonyms import SynonymRule, parse_synonyms
from likewise.language.terms import Term

ANALYZER = Analyzer()
Looked = list[tuple[str, list[str]]]


def looked_for(query: str, analyzer: Analyzer = ANALYZER) -> Looked:
    """Each term's word, and its alternatives with their tokens spaced."""
    return [
        (t.word, [" ".join(tokens) for tokens in t.alternatives]) for t in analyzer.terms(query)
    ]


def with_synonyms(*lines: str) -> Analyzer:
    return Analyzer(KeywordSettings(synonyms=parse_synonyms(lines, "synonyms.txt")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Running Shoes", [("Running", ["running"]), ("Shoes", ["shoes"])]),
        ("shoes for the gym", [("shoes", ["shoes"]), ("gym", ["gym"])]),
        ("what is the", [("what", ["what"]), ("is", ["is"]), ("the", ["the"])]),
        ("red red RED", [("red", ["red"])]),
        ("T-Shirt", [("T-Shirt", ["t shirt", "tshirt"])]),
        ("iPhone15", [("iPhone15", ["iphone 15"])]),
        ("A12-黑色", [("A12", ["a 12"]), ("黑色", ["黑色"])]),
        ("1.5 kg", [("1.5", ["1 5"]), ("kg", ["kg"])]),
        ("red/blue", [("red", ["red"]), ("blue", ["blue"])]),
        ("Café!", [("Café", ["cafe"])]),
        ("索引 查询", [("索引", ["索引"]), ("查询", ["查询"])]),
        ("向量数据库", [("向量", ["向量"]), ("数据库", ["数据"]), ("数据库", ["据库"])]),
        ("红色的连衣裙", [("红色", ["红色"]), ("连衣裙", ["连衣"]), ("连衣裙", ["衣裙"])]),
        ("搜索引擎", [("搜索", ["搜索"]), ("引擎", ["引擎"])]),
        ("茶", [("茶", ["茶"])]),
        ("的", [("的", ["的"])]),
        ("紅色頭髮", [("紅色", ["红色"]), ("頭髮", ["头发"])]),
        ("検索の技術", [("検索", ["検索"]), ("技術", ["技术"])]),
        ("", []),
        ("!? 😀", []),
    ],
)
def test_a_query_looks_for_these(query: str, expected: Looked) -> None:
    assert looked_for(query) == expected


def test_synonyms_are_alternatives_of_a_word_in_any_form() -> None:
    analyzer = with_synonyms("sofa, couch, settee", "tv => television")
    assert looked_for("red sofas", analyzer) == [
        ("red", ["red"]), ("sofas", ["sofas", "couch", "settee"]),
    ]  # fmt: skip
    assert looked_for("TV", analyzer) == [("TV", ["tv", "television"])]
    assert looked_for("television", analyzer) == [("television", ["television"])]


def test_synonyms_may_have_several_words_and_stop_words_on_both_sides() -> None:
    analyzer = with_synonyms("cell phone, mobile => smartphone", "state of the art => very new")
    assert looked_for("cheap cell phones", analyzer) == [
        ("cheap", ["cheap"]), ("cell phones", ["cell phones", "smartphone"]),
    ]  # fmt: skip
    assert looked_for("state of the art mobile", analyzer) == [
        ("state of the art", ["state of the art", "very new"]),
        ("mobile", ["mobile", "smartphone"]),
    ]  # fmt: skip


def test_the_longest_words_with_synonyms_are_taken() -> None:
    analyzer = with_synonyms("new => fresh", "new york => nyc")
    assert looked_for("new york", analyzer) == [("new york", ["new york", "nyc"])]
    assert looked_for("new lamp", analyzer) == [("new", ["new", "fresh"]), ("lamp", ["lamp"])]


def test_chinese_words_have_synonyms_within_a_run_and_in_either_script() -> None:
    analyzer = with_synonyms("手机, 移动电话, mobile phone", "欧莱雅 => loreal")
    assert looked_for("智能手机", analyzer) == [
        ("智能", ["智能"]), ("手机", ["手机", "移动 动 动电 电 电话", "mobile phone"]),
    ]  # fmt: skip
    assert looked_for("移動電話", analyzer) == [
        ("移動電話", ["移动 动 动电 电 电话", "手机", "mobile phone"])
    ]
    assert looked_for("欧莱雅男士", analyzer)[0] == ("欧莱雅", ["欧莱 莱 莱雅", "loreal"])
    assert looked_for("mobile phones", analyzer)[0][1][1:] == ["手机", "移动 动 动电 电 电话"]


def test_a_word_that_is_its_own_synonym_has_one_alternative() -> None:
    analyzer = Analyzer(KeywordSettings(synonyms=(SynonymRule(("Tv",), ("TV", "tv", "-")),)))
    assert looked_for("tv", analyzer) == [("tv", ["tv"])]


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_terms_are_made_of_tokens_and_of_words_of_the_query(query: str) -> None:
    terms = ANALYZER.terms(query)
    tokens = set(ANALYZER.tokens(query))
    assert len(terms) <= MOST_TERMS
    assert len(set(terms)) == len(terms)
    assert bool(terms) == bool(tokens)
    for term in terms:
        assert isinstance(term, Term)
        assert term.word in query
        assert term.word.strip() == term.word
        assert set(term.alternatives[0]) <= tokens
        assert all(term.alternatives)


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_a_text_that_is_the_query_has_every_term(query: str) -> None:
    tokens = ANALYZER.tokens(query)
    for term in ANALYZER.terms(query):
        first = list(term.alternatives[0])
        assert any(tokens[at : at + len(first)] == first for at in range(len(tokens)))


def test_a_query_of_a_thousand_words_has_no_more_terms_than_allowed() -> None:
    letters = "abcdefghij"
    words = [f"z{a}{b}{c}" for a in letters for b in letters for c in letters]
    assert [term.word for term in ANALYZER.terms(" ".join(words))] == words[:MOST_TERMS]
