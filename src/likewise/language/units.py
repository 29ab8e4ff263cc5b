"""Units: the words of a query, as a person counts them, before they become terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from likewise.language.pieces import Kind, Piece
from likewise.language.unspaced import characters, grams
from likewise.language.words import Words, joined

MOST_IN_A_ROW = 16
"""Tokens of one unit; what is written on without a space begins another."""

_HYPHENS = frozenset("-_\u2010\u2011")
_BETWEEN_DIGITS = frozenset(".,:/")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of a query.

    Attributes:
        start: Where in the query it begins.
        end: And where it ends.
        folded: As it is compared, one string a piece: iphone and 15 for iPhone15.
        unspaced: Whether it is of an unspaced script; then it is one piece.
        hyphenated: Whether hyphens join its pieces, all of letters.
    """

    start: int
    end: int
    folded: tuple[str, ...]
    unspaced: bool = False
    hyphenated: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens that follow one another in a text that has the unit."""
        return tuple(grams(self.folded[0])) if self.unspaced else self.folded


def units(
    text: str, of: Iterable[Piece], words: Words, stop_words: frozenset[str]
) -> Iterator[Unit]:
    """The units of a text's pieces, in their order.

    What is written without a space is one unit, also across a hyphen, or a point between digits;
    a run of an unspaced script is cut into words.
    """
    waiting: list[Piece] = []
    for piece in of:
        if waiting and not _goes_on(text, waiting, piece):
            yield _spaced(waiting)
            waiting = []
        if piece.kind is Kind.UNSPACED:
            yield from _unspaced(piece, words, stop_words)
        else:
            waiting.append(piece)
    if waiting:
        yield _spaced(waiting)


def _goes_on(text: str, waiting: Sequence[Piece], piece: Piece) -> bool:
    last = waiting[-1]
    if piece.kind is Kind.UNSPACED or len(waiting) == MOST_IN_A_ROW:
        return False
    between = text[last.ends[-1] : piece.starts[0]]
    digits = last.kind is piece.kind is Kind.DIGITS
    return not between or between in _HYPHENS or (digits and between in _BETWEEN_DIGITS)


def _spaced(run: Sequence[Piece]) -> Unit:
    letters = all(piece.kind is Kind.LETTERS for piece in run)
    apart = all(before.ends[-1] < after.starts[0] for before, after in pairwise(run))
    return Unit(
        run[0].starts[0],
        run[-1].ends[-1],
        tuple(piece.folded for piece in run),
        hyphenated=len(run) > 1 and letters and apart,
    )


def _unspaced(piece: Piece, words: Words, stop_words: frozenset[str]) -> Iterator[Unit]:
    start = 0
    for word in joined(words.of(piece.folded), stop_words):
        end = start + len(word)
        if characters(word):
            yield Unit(piece.starts[start], piece.ends[end - 1], (word,), unspaced=True)
        start = end
