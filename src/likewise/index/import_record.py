"""Import record: what the last import of a catalogue did, kept with it for its operator."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

from likewise.catalogue.item import Reject
from likewise.index.sync import Progress

MOST_REJECTS = 20
"""So many refused rows are kept; the file of rejects has all of them."""

_LAYOUT = 1
"""Moves with every change of what is kept."""


class Refusal(NamedTuple):
    """A row that was refused.

    Attributes:
        source: Name of the file.
        line: Line at which the row begins, from 1.
        column: The column at fault; empty where it is the whole row.
        reason: What was expected and what was found.
    """

    source: str
    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """What an import did.

    Attributes:
        at: When it began, in ISO 8601.
        seconds: How long it took.
        problem: Why it ended early; empty where it came to its end.
        added: Items that were not there before.
        changed: Items whose row or picture was another.
        unchanged: Items left as they were.
        removed: Items that the source had no more.
        rejected: Rows refused.
        encoded: Vectors that a model had to make.
        rejects: The first of the refused rows.
    """

    at: str
    seconds: float
    problem: str
    added: int
    changed: int
    unchanged: int
    removed: int
    rejected: int
    encoded: int
    rejects: tuple[Refusal, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self) | {"rejects": [each._asdict() for each in self.rejects]}

    def to_text(self) -> str:
        """As the register keeps it; `parse` reads it back."""
        # The name of a file may hold bytes that are no text.
        return json.dumps(self.to_json() | {"layout": _LAYOUT})

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """What `to_text` wrote; None, if it is empty or of another version of Likewise."""
        plain = json.loads(text) if text else {}
        if plain.pop("layout", None) != _LAYOUT:
            return None
        rejects = tuple(Refusal(**each) for each in plain.pop("rejects"))
        return cls(**plain, rejects=rejects)


class Recorder:
    """Follows an import, and says at its end what it did."""

    def __init__(self) -> None:
        self._at = datetime.now(UTC).isoformat(timespec="seconds")
        self._start = time.perf_counter()
        self._progress = Progress()
        self._rejects: list[Refusal] = []

    def rejected(self, reject: Reject) -> None:
        """Takes each refused row."""
        if len(self._rejects) < MOST_REJECTS:
            text = reject.source.encode("utf-8", "backslashreplace").decode()
            self._rejects.append(Refusal(text, reject.line, reject.column, reject.reason))

    def advanced(self, progress: Progress) -> None:
        """Told how far the import is."""
        self._progress = progress

    def record(self, problem: str = "") -> ImportRecord:
        """What it did, and why it ended early, if it did."""
        return ImportRecord(
            at=self._at,
            seconds=round(time.perf_counter() - self._start, 3),
            problem=problem,
            **asdict(self._progress),
            rejects=tuple(self._rejects),
        )
