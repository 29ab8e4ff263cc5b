"""Redis expansion: whether the search module looked at every word that a filter could mean.

Of the words that begin so or are alike it takes the first, 200 unless told otherwise, and says
nothing of the others but to FT.PROFILE.
"""

from __future__ import annotations

from collections.abc import Iterator

from likewise.errors import FilterError
from likewise.index.filters.tree import And, Filter, Fuzzy, Not, Or, Prefix
from likewise.index.redis.codec import Command, Reply
from likewise.index.redis.filter import several_words
from likewise.index.redis.parameters import Parameters
from likewise.index.schema import Schema
from likewise.language.analyzer import Analyzer

ENOUGH = 1_000_000
"""As many words as no catalogue has."""

_CUT = b"max prefix expansion"


def expanding(where: Filter) -> Iterator[Prefix | Fuzzy]:
    """The conditions in a filter that more than one word can meet."""
    match where:
        case And() | Or():
            for each in where.filters:
                yield from expanding(each)
        case Not():
            yield from expanding(where.filter)
        case Prefix() | Fuzzy():
            yield where


def profiles(
    index: str, condition: Prefix | Fuzzy, schema: Schema, analyzer: Analyzer
) -> Iterator[Command]:
    """FT.PROFILE for counts of what has one of the words, for each word that is asked for.

    Not for the filter itself: where that asks for missing fields, it brings RediSearch 2.10 down.
    """
    parameters = Parameters()
    for text in several_words(condition, schema, parameters, analyzer):
        yield (
            *("FT.PROFILE", index, "SEARCH", "LIMITED", "QUERY", text, "LIMIT", 0, 0),
            *(*parameters.clause(), "DIALECT", 2),
        )


def refuse_cut(reply: Reply) -> None:
    """Refuses a filter of which a profile says that words were left out.

    Raises:
        FilterError: It does.
    """
    if _says_cut(reply):
        raise FilterError(
            "The filter asks for more words that begin so, or are alike, than this Redis looks at.",
            remedy="Write more letters, ask for a smaller distance, or let the search module look "
            f"at more: `FT.CONFIG SET MAXPREFIXEXPANSIONS {ENOUGH}`.",
        )


def _says_cut(reply: Reply) -> bool:
    if isinstance(reply, list):
        return any(map(_says_cut, reply))
    return isinstance(reply, bytes) and _CUT in reply.lower()
