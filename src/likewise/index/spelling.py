"""Spelling: which words a misspelt one was likely meant to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from likewise.index.filters.wording import alike

MOST_EDITS = 2
"""The largest Levenshtein distance to a word that was meant."""

_SHORT = 4
"""Letters of a word that may differ in one only."""


def likeliest(word: str, counts: Mapping[str, float]) -> Sequence[str]:
    """The words that it may have been meant to be: the nearest first, then the most common.

    Args:
        word: As it was written.
        counts: From each word that texts have to how common it is.
    """
    most = 1 if len(word) <= _SHORT else MOST_EDITS
    near = [other for other in counts if alike(word, other, most)]
    return sorted(near, key=lambda other: (not alike(word, other, 1), -counts[other], other))
