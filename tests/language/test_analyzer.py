# ruff: noqa: RUF001 - texts in many scripts are what is tested
"""Tokens: the same for what is stored and for what is asked."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import unicodedata

import opencc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from likewise.language.analyzer import Analyzer
from likewise.language.keyword_settings import STEMMED, UNSTEMMED, KeywordSettings
from likewise.language.unspaced import UNSPACED

ANALYZER = Analyzer()
TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=20)
WORDS = st.lists(st.text(st.sampled_from("abcxyz019-_'é中 "), max_size=8), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Nike Women's T-Shirt", ["nike", "womens", "t", "shirt"]),
        ("Café", ["cafe"]),
        ("iPhone15手机", ["iphone", "15", "手", "手机", "机"]),
        ("A12-黑色", ["a", "12", "黑", "黑色", "色"]),
        ("項鍊", ["项", "项链", "链"]),
        ("家俱 傢俱 家具", ["家", "家具", "具"] * 3),
        ("茶", ["茶"]),
        ("ガイド", ["ガ", "ガイ", "イ", "イド", "ド"]),
        ("고양", ["고", "고양", "양"]),
        ("กำ", ["ก\u0e4d", "ก\u0e4dา", "า"]),
        ("हिन्दी", ["हिन्दी"]),
        ("user_name", ["user", "name"]),
        ("'' ' -- ", []),
        ("", []),
    ],
)
def test_a_text_has_these_tokens(text: str, tokens: list[str]) -> None:
    assert ANALYZER.tokens(text) == tokens


def test_in_french_an_apostrophe_ends_a_word_and_in_english_it_is_dropped() -> None:
    french = Analyzer(KeywordSettings("french"))
    assert french.tokens("l'eau d’été") == ["l", "eau", "d", "ete"]
    assert ANALYZER.tokens("men's don’t rock'n'roll 'quoted'") == [
        "mens", "dont", "rocknroll", "quoted",
    ]  # fmt: skip


@given(TEXTS)
@example("ᄀ\u200dᅡ")
@example("ा5ा")
def test_tokens_are_letters_and_digits_and_the_marks_that_spell_them(text: str) -> None:
    for token in ANALYZER.tokens(text):
        assert token[0].isalnum()
        assert all(c.isalnum() or unicodedata.category(c) in {"Mn", "Mc"} for c in token)
        assert len(token.encode()) < 128
        assert token.isdigit() or not any("0" <= char <= "9" for char in token)


@given(TEXTS, TEXTS)
def test_the_tokens_of_two_texts_with_a_space_between_are_those_of_each(a: str, b: str) -> None:
    assert ANALYZER.tokens(f"{a} {b}") == ANALYZER.tokens(a) + ANALYZER.tokens(b)


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_tokens_of_spaced_scripts_are_their_own_tokens(text: str) -> None:
    tokens = [token for token in ANALYZER.tokens(text) if not _is_unspaced(token)]
    assert ANALYZER.tokens(" ".join(tokens)) == tokens


def _is_unspaced(token: str) -> bool:
    return re.match(f"[{UNSPACED}]", token) is not None


@given(TEXTS)
def test_a_text_beyond_ascii_beside_another_does_not_change_its_tokens(text: str) -> None:
    ascii_only = text.encode("ascii", "ignore").decode()
    assert ANALYZER.tokens(ascii_only + " é")[:-1] == ANALYZER.tokens(ascii_only)


@given(TEXTS)
def test_case_does_not_change_tokens(text: str) -> None:
    assert ANALYZER.tokens(text.casefold()) == ANALYZER.tokens(text)


@given(HAN)
def test_traditional_and_simplified_chinese_have_the_same_tokens(text: str) -> None:
    convert = opencc.OpenCC("t2s").convert
    one_by_one = "".join(convert(convert(char)) for char in text)
    assert ANALYZER.tokens(one_by_one) == ANALYZER.tokens(text)


@given(HAN, HAN, HAN)
def test_the_phrase_of_every_part_of_a_text_is_in_its_tokens(a: str, part: str, b: str) -> None:
    phrase = list(ANALYZER.phrase(part))
    tokens = ANALYZER.tokens(a + part + b)
    assert any(tokens[at : at + len(phrase)] == phrase for at in range(len(tokens)))


@given(WORDS)
def test_the_phrase_of_words_is_in_the_tokens_of_a_text_with_them(words: str) -> None:
    phrase = list(ANALYZER.phrase(words))
    tokens = ANALYZER.tokens(f"before {words} after")
    assert any(tokens[at : at + len(phrase)] == phrase for at in range(len(tokens)))


def test_a_phrase_leaves_out_what_the_pairs_at_its_ends_have() -> None:
    assert ANALYZER.phrase("数据库") == ("数据", "据", "据库")
    assert ANALYZER.phrase("a12 黑色") == ("a", "12", "黑", "黑色")
    assert ANALYZER.phrase("茶") == ("茶",)
    assert ANALYZER.phrase("") == ()


@given(TEXTS)
def test_pieces_are_those_of_the_tokens_and_lie_in_the_text_in_order(text: str) -> None:
    pieces = list(ANALYZER.pieces(text))
    assert ANALYZER.tokens(" ".join(piece.folded for piece in pieces)) == ANALYZER.tokens(text)
    ends = 0
    for piece in pieces:
        assert len(piece.folded) == len(piece.starts) == len(piece.ends)
        assert all(start < end for start, end in zip(piece.starts, piece.ends, strict=True))
        assert list(piece.starts) == sorted(piece.starts)
        assert piece.ends[-1] <= len(text)
        assert piece.ends[-1] >= ends
        ends = piece.ends[-1]


@pytest.mark.parametrize("language", [*STEMMED, UNSTEMMED])
def test_every_language_makes_tokens_and_terms(language: str) -> None:
    analyzer = Analyzer(KeywordSettings(language))
    assert analyzer.tokens("Red 手机") == ["red", "手", "手机", "机"]
    assert [term.word for term in analyzer.terms("Red 手机")] == ["Red", "手机"]


@pytest.mark.parametrize("text", ["a" * 100_000, "好" * 100_000, "a1" * 50_000, "é'" * 50_000])
def test_a_hundred_thousand_characters_take_no_long_time(text: str) -> None:
    begun = time.perf_counter()
    ANALYZER.tokens(text)
    ANALYZER.terms(text)
    assert time.perf_counter() - begun < 5


def test_no_library_is_loaded_before_a_text_needs_it() -> None:
    script = """
import sys
import likewise.language.completion, likewise.language.matched
from likewise.language.analyzer import Analyzer
Analyzer().tokens("Red 手机"), Analyzer().terms("red lamp")
print(sorted({"rjieba", "pypinyin", "snowballstemmer"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
