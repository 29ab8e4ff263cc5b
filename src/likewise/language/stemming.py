"""Stemming: what the forms of a word have in common, by which they find each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Lock

from likewise.language.keyword_settings import UNSTEMMED

_KEPT = 100_000
_STEMMING = Lock()  # a stemmer has the word that it is on in itself


def is_form(stored: str, asked: str, language: str) -> bool:
    """Whether a query's token finds a text's: both have the same stem."""
    return stored == asked or stem(stored, language) == stem(asked, language)


def stems(tokens: Iterable[str], language: str) -> list[str]:
    """The stems of tokens, in their order."""
    if language == UNSTEMMED:
        return list(tokens)
    # A number is its own stem; catalogues have too many to keep them all.
    return [token if _is_number(token) else stem(token, language) for token in tokens]


def _is_number(token: str) -> bool:
    return token.isascii() and token.isdigit()


@lru_cache(maxsize=_KEPT)
def stem(token: str, language: str) -> str:
    """What the forms of a word have in common; the token itself where nothing is stemmed."""
    if language == UNSTEMMED:
        return token
    with _STEMMING:
        return _stemmer(language)(token)


@lru_cache
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer  # noqa: PLC0415 - most commands stem nothing

    stem_word: Callable[[str], str] = snowballstemmer.stemmer(language).stemWord
    return stem_word
