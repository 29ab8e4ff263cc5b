"""Completion: what may be typed on the way to a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice, product
from typing import NamedTuple

from likewise.language.keyword_settings import ENGLISH
from likewise.language.pieces import Kind, folded_pieces
from likewise.language.pinyin import Reading, readings
from likewise.language.stop_words import stop_words
from likewise.language.unspaced import is_han
from likewise.language.words import Words

MOST_STARTS = 6
"""Words of a name from which it is completed."""

MOST_LETTERS = 60
"""Of what must be typed. RediSearch 2.10.5 refuses to look for more than 66."""

MOST_NAME = 1000
"""Characters of a name; what is longer is a text, and nobody is offered it."""

_MOST_SOUNDS = 4
_SEPARATOR = "\x1f"
"""Nobody types it."""

_DIGEST_BYTES = 5
_LATER, _SOUNDED, _SHORTENED = 0.5, 0.8, 0.6
"""What is left of the weight where a name is met within, by its sound, and by initials."""

_WORDS = Words()


class Completion(NamedTuple):
    """An entry of a suggestion dictionary.

    Attributes:
        key: What may be typed, folded and without spaces; where other names may share it, a
            digest of this one comes after it.
        name: As it was written.
        weight: The larger is offered first.
    """

    key: str
    name: str
    weight: float


class _Said(NamedTuple):
    """A word of a name and the ways to type it by its sound."""

    folded: str
    readings: tuple[Reading, ...]


def completions(name: str, weight: float = 1.0) -> tuple[Completion, ...]:
    """The ways to a name: from its beginning and from each later word, in letters and in pinyin.

    A name has `MOST_STARTS` beginnings at most; those at a stop word are left out. Pinyin comes in
    full and as initials. No two have the same key. There is none to a name beyond `MOST_NAME`.
    """
    if len(name) > MOST_NAME:
        return ()
    words = [said for piece in folded_pieces(name, elides=False) for said in _said(*piece)]
    unimportant = stop_words(ENGLISH.language)
    later = (at for at in range(1, len(words)) if words[at].folded not in unimportant)
    starts = [*range(min(1, len(words))), *islice(later, MOST_STARTS - 1)]
    whole = "".join(word.folded for word in words)
    own = _SEPARATOR + blake2b(whole.encode(), digest_size=_DIGEST_BYTES).hexdigest()
    best: dict[str, float] = {}
    for start in starts:
        for typed, share in _ways(words[start:], all_readings=start == 0):
            key = typed if typed == whole[:MOST_LETTERS] else typed[:MOST_LETTERS] + own
            best[key] = max(best.get(key, 0.0), weight * share * (_LATER if start else 1))
    return tuple(Completion(key, name, each) for key, each in best.items())


def prefix(typed: str) -> str:
    """What to look up for what has been typed so far; empty where it has no letter or digit."""
    folded = "".join(folded for _, folded in folded_pieces(typed, elides=False))
    return folded[:MOST_LETTERS]


def _said(kind: Kind, folded: str) -> Iterator[_Said]:
    if kind is not Kind.UNSPACED:
        yield _Said(folded, ())
        return
    for word in _WORDS.of(folded):
        yield _Said(word, readings(word) if is_han(word) else ())


def _ways(words: Sequence[_Said], *, all_readings: bool) -> Iterator[tuple[str, float]]:
    """What can be typed for words, and how much of the weight each way is worth."""
    yield "".join(word.folded for word in words), 1.0
    if not any(word.readings for word in words):
        return
    choices = [word.readings or (Reading(word.folded, word.folded),) for word in words]
    for chosen in islice(product(*choices), _MOST_SOUNDS if all_readings else 1):
        yield "".join(reading.full for reading in chosen), _SOUNDED
        yield "".join(reading.initials for reading in chosen), _SHORTENED
