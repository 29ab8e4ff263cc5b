"""Pinyin: how Chinese words are typed by their sound."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

MOST_READINGS = 3
"""Of a word with characters that are read in several ways."""


class Reading(NamedTuple):
    """A way to say a word, in letters of ASCII.

    Attributes:
        full: Its syllables without tones, as `shouji`; ü is v, as it is typed.
        initials: The first letter of each, as `sj`.
    """

    full: str
    initials: str


def readings(word: str) -> tuple[Reading, ...]:
    """How a Chinese word is read, the likeliest way first; at most `MOST_READINGS`.

    A word that pypinyin's dictionary knows is read as there, another character by character.
    """
    return tuple(dict.fromkeys(islice(_readings(word), MOST_READINGS)))


def _readings(word: str) -> Iterator[Reading]:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - a sixth of a second, for Chinese only

    syllables = pinyin(word, style=Style.NORMAL, heteronym=True, v_to_u=False)
    for said in product(*syllables):
        yield Reading("".join(said), "".join(syllable[:1] for syllable in said))
