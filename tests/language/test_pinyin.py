"""How Chinese words are typed by their sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.language.pinyin import MOST_READINGS, Reading, readings


@pytest.mark.parametrize(
    ("word", "full", "initials"),
    [
        ("智能手机", "zhinengshouji", "znsj"),
        ("重庆", "chongqing", "cq"),
        ("重量", "zhongliang", "zl"),
        ("银行", "yinhang", "yh"),
        ("女装", "nvzhuang", "nz"),
        ("音乐", "yinyue", "yy"),
        ("快乐", "kuaile", "kl"),
    ],
)
def test_a_word_is_read_as_its_dictionary_says(word: str, full: str, initials: str) -> None:
    assert readings(word)[0] == Reading(full, initials)


def test_a_character_with_several_readings_has_them() -> None:
    assert {reading.full for reading in readings("乐")} == {"le", "yue"}


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12))
def test_readings_are_few_and_in_ascii_letters_for_common_characters(word: str) -> None:
    found = readings(word)
    assert len(found) <= MOST_READINGS
    for reading in found:
        assert len(reading.initials) <= len(reading.full)
