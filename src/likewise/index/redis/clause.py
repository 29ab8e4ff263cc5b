"""Redis clause: parts of a query, joined in the shapes in which the search module loses nothing.

RediSearch 2.10 loses documents where an intersection that leaves something out, or one that is
empty, stands within a union within an intersection; where one of more than 20 members of a union
leaves something out; and where something left out leaves out something itself. Walking a graph in
batches it also brings documents that are to be left out. So a conjunction that leaves something out
is written as the opposite of a union, wide unions are cut, and the whole is an intersection with a
plain clause that all documents meet: docs/decisions/0015-filters.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from likewise.index.redis.codec import NONE

ALL = f"(ismissing(@{NONE}))"
"""What every document meets; `*` may not be part of a query."""

_WIDEST = 16


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query.

    Attributes:
        ways: Queries in parentheses, of which a document must meet one.
        opposite: Whether those documents are meant that meet none of them.
        atomic: Whether each way asks for one thing.
        pure: Whether nothing within the ways is left out.
    """

    ways: tuple[str, ...]
    opposite: bool = False
    atomic: bool = True
    pure: bool = True

    def __invert__(self) -> Clause:
        return replace(self, opposite=not self.opposite)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is left out."""
        return self.pure and not self.opposite

    @property
    def text(self) -> str:
        """The clause in parentheses, whether or not its opposite is meant."""
        ways = self.ways
        while len(ways) > _WIDEST and not self.pure:
            # A union right within a union would be taken apart again.
            ways = tuple(f"({_union(part)} {ALL})" for part in _cut(ways))
        return _union(ways)


def clause(text: str, *, atomic: bool = True) -> Clause:
    """One condition.

    Args:
        text: Without parentheses around it.
        atomic: Whether it asks for one thing.
    """
    return Clause((f"({text})",), atomic=atomic)


def either(clauses: Iterable[Clause]) -> Clause:
    """What a document meets that meets one of the clauses; of none, nothing."""
    parts = list(clauses)
    if not parts:
        return Clause((ALL,), opposite=True)
    if len(parts) == 1:
        return parts[0]
    ways = tuple(
        way for part in parts for way in ((f"(-{part.text})",) if part.opposite else part.ways)
    )
    return Clause(
        ways,
        atomic=all(part.atomic and not part.opposite for part in parts),
        pure=all(part.is_plain for part in parts),
    )


def every(clauses: Iterable[Clause]) -> Clause:
    """What a document meets that meets all of the clauses."""
    parts = list(clauses)
    if len(parts) > 1 and all(part.is_plain for part in parts):
        return clause(" ".join(part.text for part in parts), atomic=False)
    return ~either(~part for part in parts)


def query_text(clauses: Iterable[Clause]) -> str:
    """The query, in parentheses, of what meets all of the clauses."""
    parts = list(clauses)
    if all(part.is_plain and part.atomic for part in parts):
        texts = [part.text for part in parts]
        return texts[0] if len(texts) == 1 else f"({' '.join(texts)})"
    texts = [ALL, *(part.text for part in parts if not part.opposite)]
    left_out = [~part for part in parts if part.opposite]
    if left_out:
        texts.append(f"(-{either(left_out).text})")
    return f"({' '.join(texts)})"


def _union(ways: tuple[str, ...]) -> str:
    return ways[0] if len(ways) == 1 else f"({' | '.join(ways)})"


def _cut(ways: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (ways[start : start + _WIDEST] for start in range(0, len(ways), _WIDEST))
