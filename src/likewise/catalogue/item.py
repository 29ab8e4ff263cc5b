"""Item: one thing that is searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

Value: TypeAlias = (
    str
    | int
    | float
    | bool
    | tuple[str, ...]
    | tuple[float, float]
    | tuple[Any, ...]
    | dict[str, Any]
)
"""A field's value: text (a time too), a number, tags, longitude and latitude, or, where it is only
stored, whatever JSON can hold, with tuples for its lists."""

Picture: TypeAlias = Path | str | bytes
"""A picture: its file, its URL, or the bytes of a file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a catalogue, its columns read by their roles.

    Attributes:
        id: Unique within the catalogue, as written in the source.
        fields: Name to value; a column that is empty in this row is absent.
        picture: The picture, or None where the row has none.
        source: Name of the file the row came from.
        line: Line of the source at which the row begins, from 1.
        row: The row as it was read.
        picture_column: The column that names the picture; empty without pictures.
    """

    id: str
    fields: Mapping[str, Value]
    picture: Picture | None
    source: str
    line: int
    row: Mapping[str, Any] = field(default_factory=dict, compare=False)
    picture_column: str = field(default="", compare=False)

    def reject(self, column: str, reason: str) -> Reject:
        """This item refused."""
        return Reject(self.source, self.line, column, reason, self.row)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was refused, and why.

    Attributes:
        source: Name of the file.
        line: Line at which the row begins, from 1.
        column: The column at fault; empty where it is the whole row.
        reason: What was expected and what was found.
        row: The row as it was read, for the rejects file.
    """

    source: str
    line: int
    column: str
    reason: str
    row: Mapping[str, Any]

    def __str__(self) -> str:
        """Where it stands, and why it was refused."""
        column = f", column {self.column}" if self.column else ""
        return f"{self.source}, line {self.line}{column}: {self.reason}"
