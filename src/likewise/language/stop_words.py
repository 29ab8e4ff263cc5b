"""Stop words: what a query says without meaning to find it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_ANY_LANGUAGE = "chinese and japanese"
"""Their words cannot be taken for those of another language."""


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language, if it has a list, and of Chinese and Japanese; as written."""
    lists = _lists()
    return lists[_ANY_LANGUAGE] | lists.get(language, frozenset())


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = files("likewise.language").joinpath("stop_words.txt").read_text(encoding="utf-8")
    sections = (section.partition("]") for section in text.split("[")[1:])
    return {language: frozenset(words.split()) for language, _, words in sections}
