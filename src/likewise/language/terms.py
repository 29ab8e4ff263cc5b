"""Terms: what the words of a query become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from likewise.language.stemming import stems


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query; a text has it if it has one of the alternatives.

    Attributes:
        word: As it was written.
        alternatives: The word and its synonyms, each as tokens that follow one another.
    """

    word: str
    alternatives: tuple[tuple[str, ...], ...]


def stemmed(terms: Sequence[Term], language: str) -> list[Term]:
    """The terms with the stems of their alternatives' tokens in the tokens' place."""
    return [
        Term(term.word, tuple(tuple(stems(each, language)) for each in term.alternatives))
        for term in terms
    ]
