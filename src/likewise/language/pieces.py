"""Pieces: a text as stretches of letters, of digits and of unspaced script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from likewise.language.folding import APOSTROPHE_WITHIN, fold
from likewise.language.unspaced import UNSPACED

MOST_LETTERS = 30
"""RediSearch cuts what it stores at 127 bytes, not what it is asked; no character has over four.
A longer word is several tokens, in texts and queries alike."""

_PIECE = re.compile(
    rf"(?P<digits>[0-9]{{1,{MOST_LETTERS}}})"
    rf"|(?P<unspaced>[{UNSPACED}]+)"
    rf"|[^\W0-9_{UNSPACED}][^ '0-9{UNSPACED}]{{0,{MOST_LETTERS - 1}}}"
)
"""A piece of a folded text; its last group is its kind."""

_WORD = re.compile(r"\S+")


class Kind(Enum):
    """What a piece is written in."""

    LETTERS = None
    DIGITS = "digits"
    UNSPACED = "unspaced"


_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text in one kind of writing.

    Attributes:
        kind: What it is written in.
        folded: As it is compared.
        starts: Where in the text each folded character begins.
        ends: And where it ends.
    """

    kind: Kind
    folded: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class _Aligned(NamedTuple):
    """A folded word; where in the text each of its characters begins and ends."""

    folded: str
    starts: Sequence[int]
    ends: Sequence[int]


def folded_pieces(text: str, *, elides: bool) -> Iterator[tuple[Kind, str]]:
    """The pieces of a text in their order, each as its kind and as it is compared.

    Args:
        text: As it was written.
        elides: An apostrophe ends a word, as in l'eau; else it is dropped, as in women's.
    """
    folded = fold(text)
    if not elides and "'" in folded:
        folded = APOSTROPHE_WITHIN.sub("", folded)
    for found in _PIECE.finditer(folded):
        yield _KINDS[found.lastgroup], found.group()


def pieces(text: str, *, elides: bool) -> Iterator[Piece]:
    """The same pieces with their places in the text, which takes ten times as long."""
    for word in _WORD.finditer(text):
        folded, starts, ends = _aligned(word.group(), word.start())
        if not elides and "'" in folded:
            folded, starts, ends = _without_apostrophes(folded, starts, ends)
        for found in _PIECE.finditer(folded):
            place = slice(*found.span())
            kind = _KINDS[found.lastgroup]
            yield Piece(kind, found.group(), tuple(starts[place]), tuple(ends[place]))


def _aligned(word: str, offset: int) -> _Aligned:
    whole = fold(word)
    end = offset + len(word)
    if word.isascii():
        return _Aligned(whole, range(offset, end), range(offset + 1, end + 1))
    aligned = [
        (char, offset + first, offset + last)
        for first, last in _clusters(word)
        for char in fold(word[first:last])
    ]
    folded, starts, ends = zip(*aligned, strict=True) if aligned else ((), (), ())
    if "".join(folded) == whole:
        return _Aligned(whole, starts, ends)
    return _Aligned(whole, [offset] * len(whole), [end] * len(whole))


def _clusters(word: str) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(word)):
        if not _continues(word[index]):
            yield start, index
            start = index
    yield start, len(word)


def _continues(char: str) -> bool:
    """Whether a character is read as one with that before it."""
    return not char.isascii() and (
        unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"}
        or "\u1160" <= char <= "\u11ff"  # the vowels and finals of a Korean syllable
        or char in "\uff9e\uff9f"  # the voice marks of narrow kana
    )


def _without_apostrophes(folded: str, starts: Sequence[int], ends: Sequence[int]) -> _Aligned:
    dropped = {found.start() for found in APOSTROPHE_WITHIN.finditer(folded)}
    kept = [at for at in range(len(folded)) if at not in dropped]
    return _Aligned(
        "".join(folded[at] for at in kept),
        [starts[at] for at in kept],
        [ends[at] for at in kept],
    )
