"""Redis words: how the words of a text stand in the index, so that filters can be exact.

The search module keeps the words of all texts of a document as if they were one text: a phrase
looked for in one field is found where its words stand side by side in another, a word that follows
itself counts once, and fuzzy search takes words for alike that differ in one more letter at their
end. So a filter asks an attribute of its own, in which each token begins with a mark that tells its
field, and whether it repeats the token before it, and ends with another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from likewise.index.schema import Schema

# In the private use area, behind what filters.wording takes of it.
_FIRST_MARK = 0xE800

END = "\uf8ff"
"""The mark at the end of every token."""

_PRIVATE_USE = "Co"


def marks_of(name: str, schema: Schema) -> str:
    """The two first marks of a text field: of a token, and of one that repeats that before it."""
    number = [field.name for field in schema.text_fields].index(name)
    return chr(_FIRST_MARK + 2 * number) + chr(_FIRST_MARK + 2 * number + 1)


def stored_words(tokens: Iterable[str], marks: str) -> str:
    """The tokens of a text as the attribute for filters holds them."""
    return " ".join(marked(tokens, marks))


def marked(tokens: Iterable[str], marks: str, turn: int = 0) -> Iterator[str]:
    """The tokens with their marks, of which the first take turns while a token repeats itself.

    Args:
        tokens: As they follow one another.
        marks: Those of the field.
        turn: Which of them the first token has.
    """
    before = None
    for token in tokens:
        if before is not None:
            turn = 1 - turn if token == before else 0
        yield marks[turn] + token + END
        before = token


def phrases(tokens: Sequence[str], marks: str) -> Iterator[str]:
    """The tokens side by side as they may stand in a stored text, fit for a query's text.

    The first may repeat a token before it that the phrase does not have.

    Raises:
        ValueError: A token has what means something in a query.
    """
    for turn in (0, 1) if len(tokens) > 1 else (0,):
        yield quoted(list(marked(tokens, marks, turn)))


def quoted(tokens: Sequence[str]) -> str:
    """The tokens as a phrase within a query's text, where no parameter can stand.

    Raises:
        ValueError: A token has what means something in a query.
    """
    if not all(_is_harmless(letter) for token in tokens for letter in token):
        raise ValueError(tokens)
    return f'"{" ".join(tokens)}"'


def _is_harmless(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return letter.isalnum() or kind.startswith("M") or kind == _PRIVATE_USE
