"""Terms: what the words of a query become."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query; a text has it if it has one of the alternatives.

    Attributes:
        word: As it was written.
        alternatives: The word and its synonyms, each as tokens that follow one another.
    """

    word: str
    alternatives: tuple[tuple[str, ...], ...]
