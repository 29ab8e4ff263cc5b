"""Suggesting: names that what was typed goes on to, and what misspelt words were meant to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from likewise.errors import UsageError
from likewise.index.filters.tree import Phrase
from likewise.index.redis.completions import Completions
from likewise.index.requests import Spellings, Total
from likewise.index.store import Store, answer
from likewise.language.completion import completions, prefix
from likewise.language.pieces import Kind
from likewise.search.listing import every_item

MOST_COMPLETIONS = 50
"""The longest list."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A name that goes on from what was typed.

    Attributes:
        name: As items have it.
        count: How many items have all its words side by side.
    """

    name: str
    count: int


class Suggester:
    """Suggests words of one store.

    Args:
        store: Whose words.
        dictionary: Its names, by the ways to type them.
    """

    def __init__(self, store: Store, dictionary: Completions) -> None:
        self._store = store
        self._dictionary = dictionary
        self._analyzer = store.schema.analyzer()

    def complete(self, typed: str, *, limit: int) -> Sequence[Completed]:
        """The names that what was typed goes on to: whole or from a later word, or by their sound.

        Names with a letter other come only where there are none without. A name that no item has
        any more is left out. Where the dictionary is not there, it is made first.

        Raises:
            UsageError: There cannot be so many.
        """
        if not 1 <= limit <= MOST_COMPLETIONS:
            raise UsageError(f"The limit must be from 1 to {MOST_COMPLETIONS}, but is {limit}.")
        field, begun = self._store.schema.name_field, prefix(typed)
        if not field or not begun:
            return []
        if not self._dictionary.exists():
            self.learn()
        names = self._dictionary.after(begun, most=2 * limit, fuzzy=False)
        names = names or self._dictionary.after(begun, most=2 * limit, fuzzy=True)
        counts = self._store.ask([Total(Phrase(field, name)) for name in names])
        found = [Completed(*each) for each in zip(names, counts, strict=True)]
        return [each for each in found if each.count][:limit]

    def learn(self) -> int:
        """Makes the dictionary out of the items' names, and says how many entries it has."""
        schema = self._store.schema
        names = {schema.name_of(item.fields) for item in every_item(self._store)}
        return self._dictionary.replace(
            each for name in sorted(names) for each in completions(name)
        )

    def meant(self, words: str) -> str:
        """The words with those that no item has put right; empty where there is nothing to mend.

        Scripts without spaces are left as they are.
        """
        terms = self._analyzer.terms(words)
        said = {token for term in terms for way in term.alternatives for token in way}
        pieces = [
            each
            for each in self._analyzer.pieces(words)
            if each.folded in said and _is_spelt(each.kind, each.folded)
        ]
        spellings = answer(self._store, Spellings(tuple(each.folded for each in pieces)))
        mended, end = [], 0
        for piece in pieces:
            offered = spellings.get(piece.folded, ())
            if offered and not any(self._analyzer.is_form(each, piece.folded) for each in offered):
                mended += [words[end : piece.starts[0]], offered[0]]
                end = piece.ends[-1]
        return "".join([*mended, words[end:]]) if mended else ""


def _is_spelt(kind: Kind, folded: str) -> bool:
    return kind is not Kind.UNSPACED and folded.isalpha()
