"""Which words are forms of one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from likewise.language.keyword_settings import STEMMED
from likewise.language.stemming import is_form, stem, stems

FORMS = {
    "english": ("run running runs", "shoe shoes", "dress dresses dressed dressing", "box boxes"),
    "french": ("chaussure chaussures", "robe robes"),
    "german": ("haus hauser hause", "tag tage"),
    "spanish": ("zapato zapatos", "casa casas"),
    "dutch": ("schoen schoenen", "lamp lampen"),
    "russian": ("дом дома домам", "кот кота"),
}
APART = {"english": ("run ration", "shoe show", "ski sky"), "german": ("haus tag",)}


@pytest.mark.parametrize(("language", "words"), [(k, v) for k in FORMS for v in FORMS[k]])
def test_forms_of_a_word_find_each_other(language: str, words: str) -> None:
    forms = words.split()
    assert all(is_form(one, other, language) for one in forms for other in forms)
    assert len(set(stems(forms, language))) == 1


@pytest.mark.parametrize(("language", "words"), [(k, v) for k in APART for v in APART[k]])
def test_other_words_do_not(language: str, words: str) -> None:
    one, other = words.split()
    assert not is_form(one, other, language)


@pytest.mark.parametrize("language", STEMMED)
def test_a_word_is_a_form_of_itself_in_every_language(language: str) -> None:
    assert all(is_form(word, word, language) for word in ("shoes", "黑色", "15", "été"))


def test_without_a_language_only_the_word_itself_is_a_form() -> None:
    assert stem("shoes", "none") == "shoes"
    assert not is_form("shoes", "shoe", "none")
    assert is_form("shoes", "shoes", "none")


def test_words_have_the_same_stems_whichever_threads_ask() -> None:
    endings = [f"{each}{last}" for each in ("", "al", "ful", "iz") for last in ("", "s", "ing")]
    words = [f"{first}{end}" for first in ("run", "nation", "hope", "argu") for end in endings]
    alone = {word: stem(f"x{word}", "english") for word in words}
    stem.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        for _ in range(20):
            together = threads.map(lambda word: stem(f"x{word}", "english"), words)
            assert dict(zip(words, together, strict=True)) == alone
            stem.cache_clear()


@pytest.mark.parametrize("language", ["english", "arabic", "none"])
def test_a_number_is_its_own_stem(language: str) -> None:
    assert stems(["0", "007", "1234567890"], language) == ["0", "007", "1234567890"]
