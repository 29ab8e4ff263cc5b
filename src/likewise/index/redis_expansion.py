"""Redis expansion: whether the search module looked at every word that a filter could mean.

Of the words that begin so or are alike it takes the first, 200 unless told otherwise, and says
nothing of the others but to FT.PROFILE.
"""

from __future__ import annotations

from likewise.errors import FilterError
from likewise.index.filters.tree import And, Filter, Fuzzy, Not, Or, Prefix
from likewise.index.parameters import Parameters
from likewise.index.redis_codec import Command, Reply
from likewise.index.redis_filter import filter_text
from likewise.index.schema import Schema
from likewise.language.analyzer import Analyzer

ENOUGH = 1_000_000
"""As many words as no catalogue has."""

_CUT = b"max prefix expansion"


def expands(where: Filter) -> bool:
    """Whether the filter has a condition that more than one word can meet."""
    match where:
        case And() | Or():
            return any(map(expands, where.filters))
        case Not():
            return expands(where.filter)
    return isinstance(where, Prefix | Fuzzy)


def profile(index: str, where: Filter, schema: Schema, analyzer: Analyzer) -> Command:
    """FT.PROFILE for a count of what meets the filter."""
    parameters = Parameters()
    text = filter_text(where, schema, parameters, analyzer)
    return (
        *("FT.PROFILE", index, "SEARCH", "LIMITED", "QUERY", text, "LIMIT", 0, 0),
        *(*parameters.clause(), "DIALECT", 2),
    )


def refuse_cut(reply: Reply) -> None:
    """Refuses a filter whose profile says that words were left out.

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
