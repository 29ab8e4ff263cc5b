"""Sample: items from all over a survey, which stand for those of the whole source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from likewise.catalogue.item import Item, Reject
from likewise.catalogue.readers.row import Row
from likewise.catalogue.recipe import PICTURE
from likewise.catalogue.rows import read_items, text_of
from likewise.catalogue.seen_ids import SeenIds
from likewise.index.schema import VectorField
from likewise.planning.task import Task

T = TypeVar("T")

_ROWS_READ = 1_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Items from all over a survey.

    Attributes:
        items: Those that have something to encode.
        good: The part of the rows that make such an item, 0 to 1.
    """

    items: list[Item]
    good: float

    @classmethod
    def of(cls, task: Task) -> Self:
        """The items of up to 1,000 rows."""
        survey = task.survey
        rows = spread(survey.rows, _ROWS_READ)
        with SeenIds() as seen:
            found = list(read_items(task.recipe, _Rows(survey.columns, rows), seen))
        items = [
            each
            for each in found
            if isinstance(each, Item) and any(has_input(each, v) for v in task.schema.vectors)
        ]
        read = len(survey.rows) / max(1, len(survey.rows) + survey.refused)
        return cls(items, read * len(items) / max(1, len(rows)))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows read before, as a table."""

    columns: tuple[str, ...]
    read: list[Row]
    typed: bool = True

    def rows(self) -> Iterator[Row | Reject]:
        return iter(self.read)

    def part_read(self) -> float | None:
        return None


def spread(values: Sequence[T], most: int) -> list[T]:
    """So many of them at even distances, or all."""
    if len(values) <= most:
        return list(values)
    return [values[number * len(values) // most] for number in range(most)]


def has_input(item: Item, vector: VectorField) -> bool:
    """Whether there is something to make the vector of."""
    if vector.source == PICTURE:
        return item.picture is not None
    return bool(text_of(vector.source, item))
