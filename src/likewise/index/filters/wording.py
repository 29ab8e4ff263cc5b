"""Wording: words in the form in which they are compared, and how they are compared.

Of a token the first 40 letters count, and a character beyond U+FFFF counts as two, as in UTF-16:
the search module keeps its words in letters of 16 bits and of limited length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from likewise.errors import FilterError
from likewise.language.analyzer import Analyzer

_LONGEST = 40  # three bytes a letter; the search module finds nothing of more than 125

# No word has these characters of the private use area, so that they may stand for others.
_HIGH, _LOW = 0xE000, 0xE400
_BEYOND = 0x10000
_BITS = 10


def words_of(name: str, text: str, analyzer: Analyzer) -> list[list[str]]:
    """The words that a condition on a field asks for: each as tokens that follow one another.

    A word is what stands between spaces; `iphone15` is the tokens `iphone` and `15`.

    Raises:
        FilterError: There are none.
    """
    words = [tokens for word in text.split() if (tokens := forms(analyzer.tokens(word)))]
    if not words:
        raise FilterError(
            f"The filter on {name!r} has no word in {text!r}.",
            remedy="Write at least one letter or digit.",
        )
    return words


def forms(tokens: Iterable[str]) -> list[str]:
    """Tokens in the form in which they are compared."""
    return [
        (token if token.isascii() else "".join(map(_letters, token)))[:_LONGEST] for token in tokens
    ]


def follow_one_another(tokens: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the tokens stand side by side, in their order, in what is said."""
    size = len(tokens)
    if size == 1:
        return tokens[0] in said
    row = list(tokens)
    return any(list(said[start : start + size]) == row for start in range(len(said) - size + 1))


def alike(one: str, other: str, most: int) -> bool:
    """Whether the Levenshtein distance of two tokens is at most so much."""
    if abs(len(one) - len(other)) > most:
        return False
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for column, found in enumerate(other, 1):
            least = min(row[column] + 1, row[column - 1] + 1, before + (letter != found))
            before, row[column] = row[column], least
    return row[-1] <= most


def _letters(character: str) -> str:
    if ord(character) < _BEYOND:
        return character
    high, low = divmod(ord(character) - _BEYOND, 1 << _BITS)
    return chr(_HIGH + high) + chr(_LOW + low)
