"""Unspaced scripts: writing without spaces between words, cut into characters and pairs."""

from __future__ import annotations

import re
from itertools import pairwise

HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
KANA = "\u3031-\u3035\u3040-\u30ff\u31f0-\u31ff\U0001aff0-\U0001b16f"
HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
BOPOMOFO = "\u3100-\u312f\u31a0-\u31bf"
SOUTH_EAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese and Khmer."""

UNSPACED = HAN + KANA + HANGUL + BOPOMOFO + SOUTH_EAST_ASIAN
"""A class of characters for a pattern."""

_HAN = re.compile(f"[{HAN}]+")
_CHARACTER = re.compile(r"\w\W{0,4}")
"""A letter and the marks that spell its vowel and tone."""

_VARIANTS = str.maketrans(
    "沈瞭藉俱著炼划衹粧衞敍枱糭甦覆",
    "沉了借具着链画只妆卫叙台粽苏复",
)
"""Characters that stand for one another in some words or regions: 项炼 (项鍊) and 项链, 家俱 and
家具. They count as one in every word, as the pairs keep other words apart."""


def is_han(run: str) -> bool:
    """Whether a run is of Chinese characters alone."""
    return _HAN.fullmatch(run) is not None


def characters(run: str) -> list[str]:
    """The characters of a folded run, each with its marks."""
    return list(run) if run.isalnum() else _CHARACTER.findall(run)


def grams(run: str) -> list[str]:
    """The characters of a run, and between each two the pair that they make.

    The grams of every part of a run follow one another in the grams of the run.
    """
    singles = characters(run.translate(_VARIANTS))
    if not singles:
        return []
    woven = [""] * (2 * len(singles) - 1)
    woven[::2] = singles
    woven[1::2] = pairs(singles)
    return woven


def pairs(singles: list[str]) -> list[str]:
    """Each two neighbours as one token."""
    return [first + second for first, second in pairwise(singles)]


def asked(part: str) -> list[str]:
    """What a query looks for: the pairs of a part, or its only character."""
    singles = characters(part.translate(_VARIANTS))
    return pairs(singles) or singles
