"""Thesaurus: which words of a query have synonyms, and which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from likewise.language.synonyms import SynonymRule

Key = tuple[str, ...]
"""A word or phrase as it is compared: stems, or characters of an unspaced script."""


class Thesaurus:
    """The synonyms of words and phrases, found under any of their forms."""

    def __init__(self, rules: Iterable[SynonymRule], key: Callable[[str], Key]) -> None:
        self._found: dict[Key, dict[str, None]] = {}
        for rule in rules:
            for given in rule.given:
                others = dict.fromkeys(word for word in rule.found if word != given)
                self._found.setdefault(key(given), {}).update(others)
        self._longest = max(map(len, self._found), default=0)

    def longest(self, keys: Sequence[Key]) -> tuple[int, tuple[str, ...]]:
        """How many of the first keys, put together, have synonyms, and these; (0, ()) for none."""
        found: tuple[int, tuple[str, ...]] = (0, ())
        together: Key = ()
        for count, key in enumerate(keys, 1):
            together += key
            if len(together) > self._longest:
                break
            if together in self._found:
                found = (count, tuple(self._found[together]))
        return found
