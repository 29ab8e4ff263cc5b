# ruff: noqa: RUF001 - texts in many scripts are what is tested
"""One spelling for words that a reader takes for the same."""

from __future__ import annotations

import unicodedata

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.language.folding import fold
from likewise.language.unspaced import is_han

TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Café NOIR", "cafe noir"),
        ("Straße", "strasse"),
        ("Ørsted Łódź œuvre", "orsted lodz oeuvre"),
        ("İstanbul ıslak", "istanbul islak"),
        ("Ｗｉｄｔｈ　１２", "width 12"),
        ("ﬁne Ⅷ ②", "fine viii 2"),
        ("٣ ३", "3 3"),
        ("Ёлка чай", "елка чай"),
        ("Αθήνα", "αθηνα"),
        ("हिन्दी", "हिन्दी"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("繁體中文 頭髮", "繁体中文 头发"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a_b", "a b"),
        ("it’s", "it's"),
    ],
)
def test_what_a_reader_takes_for_the_same_has_one_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "😀", "\ufffe", "\ue000", "€"])
def test_what_is_no_letter_is_a_space(odd: str) -> None:
    assert fold(f"a{odd}b") == "a b"


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_a_folded_text_has_letters_digits_marks_spaces_and_apostrophes(text: str) -> None:
    for char in fold(text):
        assert char in " '" or char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"}


@given(TEXTS)
def test_composed_and_decomposed_texts_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=30))
def test_full_width_folds_as_half_width_and_upper_as_lower_case(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in text)
    assert fold(wide) == fold(text) == fold(text.upper())


def test_each_traditional_character_becomes_what_opencc_makes_of_it() -> None:
    convert = opencc.OpenCC("t2s").convert
    for code in range(0x3400, 0x323B0):
        char = unicodedata.normalize("NFKC", chr(code))
        if is_han(char) and char.isalpha():
            assert fold(char) == convert(convert(char)), char
