"""Source: where a catalogue's rows come from."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Self

STANDARD_INPUT = "-"

_PASSWORD = re.compile(r"(?<=://)([^/:]*):[^@]*(?:@[^@/?#]*)*(?=@)")
_SECRET = re.compile(  # an option of the driver's, or a part of ODBC's one
    r"(?:(?<=[?&;=])|(?<=%3B)|(?<=%3D))\w*(?:passw(?:or)?d|pwd|secret|token)\w*"
    r"(?:=|%3D)(?:(?!%3B)[^&;])*(?:[&;]|%3B)?",
    re.IGNORECASE,
)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class Format(StrEnum):
    """How rows are written down."""

    CSV = "csv"
    """With any delimiter: TSV too."""
    JSON_LINES = "jsonl"
    JSON = "json"
    """One array of objects."""
    PARQUET = "parquet"
    ARROW = "arrow"
    """A file or a stream of Arrow, also called Feather."""
    PICTURES = "pictures"
    """A folder, each picture in it being a row."""
    SQL = "sql"


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows are.

    Attributes:
        places: Files, patterns with `*`, `?` or `**`, folders of pictures, `-` for standard input,
            or one URL of a database.
        query: What is asked of the database; None elsewhere.
        format: How the rows are written, where the files' names do not tell.
    """

    places: tuple[str, ...]
    query: str | None = None
    format: Format | None = None

    @classmethod
    def of(cls, *places: str | Path, query: str | None = None) -> Self:
        """The source at these places."""
        return cls(tuple(map(str, places)), query)

    @property
    def is_database(self) -> bool:
        """Whether it is the URL of one."""
        return is_url(self.places[0])

    @property
    def is_input(self) -> bool:
        """Whether it is standard input, which can be read only once."""
        return self.places == (STANDARD_INPUT,)

    @property
    def folder(self) -> Path:
        """Where files that the rows name are looked for: beside the first place, or in it."""
        if self.is_database or self.is_input:
            return Path.cwd()
        first = Path(self.places[0])
        if not first.exists():
            first = Path(re.split(r"[*?[]", self.places[0])[0] or ".")
        if first.is_dir():
            return first.resolve()
        return first.parent.resolve()

    def anchored(self, folder: Path) -> Self:
        """The same with absolute places, relative ones starting at `folder`."""
        return self._moved(lambda place: os.path.normpath(folder.absolute() / place))

    def within(self, folder: Path) -> Self:
        """The same with the places that lie below `folder` relative to it."""
        return self._moved(
            lambda place: (
                str(Path(place).relative_to(folder))
                if Path(place).is_relative_to(folder)
                else place
            )
        )

    def without_password(self) -> Self:
        """The same, fit to be written down: the driver's own ways bring the password."""
        places = (
            _SECRET.sub("", _PASSWORD.sub(r"\1", place)) if is_url(place) else place
            for place in self.places
        )
        return replace(self, places=tuple(places))

    def __str__(self) -> str:
        """As a person would name it."""
        return ", ".join(self.without_password().places)

    def _moved(self, moved: Callable[[str], str]) -> Self:
        places = tuple(
            place if place == STANDARD_INPUT or is_url(place) else moved(place)
            for place in self.places
        )
        return replace(self, places=places)


def is_url(place: str) -> bool:
    """Whether it is a URL and not a path."""
    return _URL.match(place) is not None
