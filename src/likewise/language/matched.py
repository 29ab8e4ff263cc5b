"""Matched: which words of a text made it answer a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from likewise.language.analyzer import Analyzer
from likewise.language.pieces import Kind, Piece
from likewise.language.terms import Term
from likewise.language.unspaced import characters, grams


@dataclass(frozen=True, slots=True)
class Located:
    """A token and its place in the text."""

    token: str
    start: int
    end: int


Span = tuple[int, int]


def matched(text: str, terms: Sequence[Term], analyzer: Analyzer) -> Mapping[Term, Sequence[str]]:
    """The words of a text that each term finds, as they are written there, each once.

    A term that finds none is left out. Forms of a word count as Redis counts them. What is found
    by several terms that overlap, as the pairs of a Chinese word do, is one word to each of them.
    """
    tokens = list(_located(analyzer.pieces(text)))
    found = {term: list(_spans(term, tokens, analyzer)) for term in terms}
    whole = _united(span for spans in found.values() for span in spans)
    return {
        term: tuple(dict.fromkeys(text[slice(*whole[span])] for span in spans))
        for term, spans in found.items()
        if spans
    }


def _located(pieces: Iterator[Piece]) -> Iterator[Located]:
    for piece in pieces:
        if piece.kind is not Kind.UNSPACED:
            yield Located(piece.folded, piece.starts[0], piece.ends[-1])
            continue
        sizes = map(len, characters(piece.folded))
        lasts = [end - 1 for end in accumulate(sizes)]
        firsts = [0, *(last + 1 for last in lasts)]
        for index, token in enumerate(grams(piece.folded)):
            first, last = index // 2, (index + 1) // 2
            yield Located(token, piece.starts[firsts[first]], piece.ends[lasts[last]])


def _spans(term: Term, tokens: Sequence[Located], analyzer: Analyzer) -> Iterator[Span]:
    for start in range(len(tokens)):
        for alternative in term.alternatives:
            run = tokens[start : start + len(alternative)]
            if len(run) == len(alternative) and all(
                analyzer.is_form(located.token, asked)
                for located, asked in zip(run, alternative, strict=True)
            ):
                yield run[0].start, max(located.end for located in run)


def _united(spans: Iterator[Span]) -> dict[Span, Span]:
    """From each span to the stretch of spans that overlap, of which it is one."""
    united: dict[Span, Span] = {}
    stretch: list[Span] = []
    for span in sorted(set(spans)):
        if stretch and span[0] >= max(end for _, end in stretch):
            united |= _stretched(stretch)
            stretch = []
        stretch.append(span)
    return united | _stretched(stretch)


def _stretched(stretch: Sequence[Span]) -> dict[Span, Span]:
    if not stretch:
        return {}
    whole = stretch[0][0], max(end for _, end in stretch)
    return dict.fromkeys(stretch, whole)
