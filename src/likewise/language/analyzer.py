"""Analyzer: from a text to tokens, the same for what is stored and for what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from likewise.language.folding import APOSTROPHE_WITHIN, fold
from likewise.language.keyword_settings import ENGLISH, KeywordSettings
from likewise.language.pieces import MOST_LETTERS, Kind, Piece, folded_pieces, pieces
from likewise.language.stemming import is_form, stem
from likewise.language.stop_words import stop_words
from likewise.language.terms import Term
from likewise.language.thesaurus import Key, Thesaurus
from likewise.language.units import Unit, units
from likewise.language.unspaced import asked, characters, grams
from likewise.language.words import Words

TOKENS = 1
"""Counts up when a text gets other tokens than before; an index keeps those of its own number."""

MOST_CHARACTERS = 4_000
MOST_TERMS = 64
"""What a query says after these is not looked for."""

_ASCII = re.compile(rf"[a-z]{{1,{MOST_LETTERS}}}|[0-9]{{1,{MOST_LETTERS}}}")
_ELIDING = frozenset({"catalan", "french", "italian"})


class Analyzer:
    """Makes tokens of texts, and terms of queries."""

    def __init__(self, settings: KeywordSettings = ENGLISH) -> None:
        self._settings = settings
        self._elides = settings.language in _ELIDING

    def tokens(self, text: str) -> list[str]:
        """The tokens of a text in their order; letters and digits only, folded.

        Letters and digits are apart (iphone, 15). Scripts without spaces give each character and,
        after it, its pair with the next. The marks that spell Hindi, Thai and the like are kept.
        The tokens of two texts with a space between are those of the one and then of the other.
        """
        if text.isascii():
            folded = text.lower()
            if "'" in folded and not self._elides:
                folded = APOSTROPHE_WITHIN.sub("", folded)
            return _ASCII.findall(folded)
        tokens: list[str] = []
        for kind, folded in folded_pieces(text, elides=self._elides):
            if kind is Kind.UNSPACED:
                tokens += grams(folded)
            else:
                tokens.append(folded)
        return tokens

    def phrase(self, text: str) -> tuple[str, ...]:
        """The tokens that follow one another in each text that has this one in it.

        A run of an unspaced script may be cut at either end: its first and its last character are
        left out, as the pairs beside them have them.
        """
        tokens = self.tokens(text)
        found = list(folded_pieces(text, elides=self._elides))
        if found and _is_woven(*found[-1]):
            tokens.pop()
        if found and _is_woven(*found[0]):
            tokens.pop(0)
        return tuple(tokens)

    def pieces(self, text: str) -> Iterator[Piece]:
        """What the tokens are made of, with its place in the text."""
        return pieces(text, elides=self._elides)

    def terms(self, text: str) -> tuple[Term, ...]:
        """The words of a query, without those that say nothing unless there are no others.

        A Chinese word of more than two characters is a term for each pair of neighbours in it,
        so that Redis weighs how rare each pair is. At most `MOST_TERMS`.
        """
        text = text[:MOST_CHARACTERS]
        found = list(self._units(text))
        return _first_of_each(self._meant(text, found)) or _first_of_each(_all_terms(text, found))

    def is_form(self, stored: str, asked: str) -> bool:
        """Whether a query's token finds a text's: the same word, or a form of it."""
        return is_form(stored, asked, self._settings.language)

    def _units(self, text: str) -> Iterator[Unit]:
        return units(text, self.pieces(text), self._words, self._stop_words)

    def _meant(self, text: str, found: Sequence[Unit]) -> Iterator[Term]:
        keys = [self._key(unit) for unit in found] if self._settings.synonyms else []
        index = 0
        while index < len(found):
            count, synonyms = self._thesaurus.longest(keys[index:])
            if count:
                word = text[found[index].start : found[index + count - 1].end]
                phrases = dict.fromkeys(map(self.phrase, (word, *synonyms)))
                yield Term(word, tuple(filter(None, phrases)))
            elif not self._stop_words.issuperset(found[index].folded):
                yield from _terms(text, found[index])
            index += count or 1

    @cached_property
    def _stop_words(self) -> frozenset[str]:
        written = stop_words(self._settings.language)
        return frozenset(fold(word) for word in written)

    @cached_property
    def _words(self) -> Words:
        """With the Chinese words that have synonyms, so that none is cut in two."""
        given = (word for rule in self._settings.synonyms for word in rule.given)
        return Words(
            folded
            for word in given
            for kind, folded in folded_pieces(word, elides=self._elides)
            if kind is Kind.UNSPACED
        )

    @cached_property
    def _thesaurus(self) -> Thesaurus:
        return Thesaurus(
            self._settings.synonyms,
            lambda text: tuple(each for unit in self._units(text) for each in self._key(unit)),
        )

    def _key(self, unit: Unit) -> Key:
        if unit.unspaced:
            return tuple(characters(unit.folded[0]))
        return tuple(stem(token, self._settings.language) for token in unit.folded)


def _is_woven(kind: Kind, folded: str) -> bool:
    """Whether a piece has pairs, so that its first and last character are parts of one."""
    return kind is Kind.UNSPACED and len(characters(folded)) > 1


def _first_of_each(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms without those that look for the same as one before; `MOST_TERMS` at most."""
    first: dict[tuple[tuple[str, ...], ...], Term] = {}
    for term in terms:
        first.setdefault(term.alternatives, term)
        if len(first) == MOST_TERMS:
            break
    return tuple(first.values())


def _all_terms(text: str, found: Sequence[Unit]) -> Iterator[Term]:
    return (term for unit in found for term in _terms(text, unit))


def _terms(text: str, unit: Unit) -> Iterator[Term]:
    word = text[unit.start : unit.end]
    if unit.unspaced:
        for token in asked(unit.folded[0]):
            yield Term(word, ((token,),))
        return
    together = "".join(unit.folded)
    if unit.hyphenated and len(together) <= MOST_LETTERS:
        yield Term(word, (unit.folded, (together,)))
    else:
        yield Term(word, (unit.folded,))
