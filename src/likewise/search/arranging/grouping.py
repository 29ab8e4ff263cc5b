"""Grouping: at most so many hits for each value of a field."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from likewise.catalogue.item import Value
from likewise.errors import UsageError
from likewise.search.arranging.folding import Kept, T, fold


def group(
    ranking: Sequence[T], value_of: Callable[[T], Value | None], *, most: int = 1
) -> tuple[Kept[T], ...]:
    """The first `most` of each group, in the order of the ranking; the others fold into its first.

    Items with the same value are a group; of several tags, with the same tags in any order. An item
    without a value is a group of its own, for what is not known is not the same. A longer ranking
    only adds to what is kept and to what is folded.

    Args:
        ranking: Best first.
        value_of: A candidate's value of the field; None where it has none.
        most: How many of a group are kept.

    Raises:
        UsageError: Fewer than one of a group are wanted.
    """
    if most < 1:
        raise UsageError(
            f"The hits of each group must be 1 or more, but are {most}.",
            remedy="Leave the grouping out to have all of them.",
        )
    groups: dict[Hashable, list[int]] = {}
    heads = []
    for number, candidate in enumerate(ranking):
        value = value_of(candidate)
        known = value is not None and value != ()
        members = groups.setdefault(_key(value), []) if known else []
        members.append(number)
        heads.append(number if len(members) <= most else members[0])
    return fold(ranking, heads)


def _key(value: Value | None) -> Hashable:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple) and all(isinstance(tag, str) for tag in value):
        return frozenset(value)
    return repr(value)  # what JSON can hold cannot all be looked up
