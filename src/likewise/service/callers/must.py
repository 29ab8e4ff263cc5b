"""Must: what all that a caller sees or writes keeps to, and what they ask for within that."""

from __future__ import annotations

from likewise.accounts.caller import Caller
from likewise.assembly import Catalogue
from likewise.errors import FilterError, UnknownCatalogueError
from likewise.index.filters.reading import Where, read_filter
from likewise.index.filters.tree import EVERYTHING, And, Filter, Not, Or
from likewise.index.schema import Schema
from likewise.service.problems import Code, ProblemError
from likewise.service.serving import Serving

MOST_CONDITIONS = 50
"""Of what is asked for: of the 64 that a filter may have, the others are for what must be met."""


def catalogue_of(serving: Serving, name: str, caller: Caller) -> Catalogue:
    """A catalogue.

    Raises:
        ProblemError: There is none of that name for the caller; others are not named.
    """
    try:
        if caller.sees(name):
            return serving.catalogue(name)
    except UnknownCatalogueError:
        pass
    raise ProblemError(
        Code.UNKNOWN_CATALOGUE,
        f"There is no catalogue {name!r}.",
        remedy="GET /api/v1/catalogues says which there are.",
    )


def must_of(caller: Caller, schema: Schema) -> Filter:
    """What all that there is for a caller meets.

    Raises:
        ProblemError: Their filter does not fit this catalogue, so nothing of it is for them.
    """
    if not caller.where:
        return EVERYTHING
    try:
        return read_filter(caller.where, schema)
    except FilterError:
        raise ProblemError(
            Code.FORBIDDEN,
            "The filter that all you see must meet does not fit this catalogue.",
            remedy="Ask an administrator for a key for it.",
        ) from None


def within(must: Filter, where: Where, schema: Schema) -> Filter:
    """What is asked for, of what must be met.

    Raises:
        FilterError: What is asked for cannot be read, or has too many conditions.
    """
    asked = read_filter(where, schema)
    if _conditions(asked) > MOST_CONDITIONS:
        raise FilterError(
            f"The filter has more than {MOST_CONDITIONS} conditions.",
            remedy="Several tags of one field are one condition: FIELD=A,B,C.",
        )
    if must == EVERYTHING:
        return asked
    return must if asked == EVERYTHING else And((must, asked))


def _conditions(where: Filter) -> int:
    match where:
        case And() | Or():
            return sum(map(_conditions, where.filters))
        case Not():
            return _conditions(where.filter)
        case _:
            return 1
