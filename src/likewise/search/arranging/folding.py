"""Folding: hits that stand for others behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Identified(Protocol):
    """Something of a ranking, with the id of its item."""

    @property
    def id(self) -> str:
        """The item's."""
        ...


T = TypeVar("T", bound=Identified)


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A candidate that was kept.

    Attributes:
        candidate: As it was given.
        folded: The ids of those that it stands for, in the order of the ranking, itself left out.
    """

    candidate: T
    folded: tuple[str, ...] = ()


def fold(ranking: Sequence[T], heads: Sequence[int]) -> tuple[Kept[T], ...]:
    """The ranking without what is folded.

    Args:
        ranking: Best first.
        heads: For each candidate the number of the one that it is folded into, from 0; its own
            number where it is kept.
    """
    folded: dict[int, list[str]] = {
        number: [] for number in range(len(ranking)) if heads[number] == number
    }
    for number, head in enumerate(heads):
        if head != number:
            folded[head].append(ranking[number].id)
    return tuple(Kept(ranking[number], tuple(ids)) for number, ids in folded.items())
