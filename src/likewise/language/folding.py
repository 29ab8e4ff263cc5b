"""Folding: one spelling for words that a reader takes for the same."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

APOSTROPHE_WITHIN = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
"""An apostrophe between two letters of a folded text."""

_APOSTROPHES = frozenset("'\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032")
_LETTERS = {
    "æ": "ae",
    "ð": "d",
    "ø": "o",
    "þ": "th",
    "đ": "d",
    "ħ": "h",
    "\u0131": "i",  # without its dot, as in Turkish
    "ł": "l",
    "œ": "oe",
    "\u0451": "\u0435",  # io as ie: Russian is mostly written without these dots
}
"""Letters that are typed as others but that Unicode does not take apart."""

_PLAIN_SCRIPTS = ("LATIN ", "GREEK ")
"""In these an accent is often left out; in others it makes another letter, as й from и."""

_SELECTORS = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks that say how a character is drawn."""

_SPACE_WITHOUT_WIDTH = "\u200b"


def fold(text: str) -> str:
    """Letters and digits in one case, width and script, with spaces and apostrophes between.

    Full width becomes half width, traditional Chinese simplified, any decimal digit one of ASCII;
    Latin and Greek letters lose their accents. Marks that spell a vowel or a tone, as in Hindi and
    Thai, stay. Everything else, lone surrogates too, becomes a space; what has no width, nothing.
    Folding what is folded changes nothing.
    """
    while True:
        text = unicodedata.normalize("NFKC", text).translate(_SPELLINGS)
        if unicodedata.is_normalized("NFKC", text):
            return text


class _Spellings(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        spelling = _spelling(chr(code))
        self[code] = spelling
        return spelling


_SPELLINGS = _Spellings()


def _spelling(char: str) -> str:
    if char in _APOSTROPHES:
        return "'"
    category = unicodedata.category(char)
    if category.startswith("M"):
        return char if _spells(char, category) else ""
    if category == "Cf" and char != _SPACE_WITHOUT_WIDTH:
        return ""
    if not char.isalnum():
        return " "
    plain = _plain(char)
    return plain if plain == char else "".join(_SPELLINGS[ord(each)] for each in plain)


def _spells(mark: str, category: str) -> bool:
    """Whether a mark belongs to a word's spelling, by its class (Unicode 16, 4.3)."""
    place = unicodedata.combining(mark)
    is_vowel_or_tone = place in {0, 7, 9} or 84 <= place <= 132  # noqa: PLR2004 - fixed classes
    return category != "Me" and is_vowel_or_tone and not _SELECTORS.match(mark)


def _plain(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    lowered = char.casefold()
    if unicodedata.name(lowered[0], "").startswith(_PLAIN_SCRIPTS):
        apart = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(each for each in apart if not unicodedata.combining(each))
    if ord(char) >= 0x3400:  # noqa: PLR2004 - the first ideograph of Unicode
        return _simplified().get(char, lowered)
    return _LETTERS.get(lowered, lowered)


@cache
def _simplified() -> dict[str, str]:
    """Traditional characters and what OpenCC makes of each: docs/decisions/0014."""
    table = files("likewise.language").joinpath("traditional.txt").read_text(encoding="utf-8")
    return {line[0]: line[1] for line in table.splitlines() if not line.startswith("#")}
