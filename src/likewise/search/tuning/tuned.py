"""Tuned: what was learnt of a catalogue's index after it was filled."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Self

from likewise.search.relevance.relevance import Calibrations
from likewise.search.tuning.tuning import Tuning

_LAYOUT = 1
"""Moves with every change of what is kept."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was learnt of an index.

    Attributes:
        calibrations: From similarity to relevance.
        tuning: How the graphs are searched; None where they are none, or were not measured.
        at: When, in ISO 8601 with a zone; empty for never.
    """

    calibrations: Calibrations = field(default_factory=Calibrations)
    tuning: Tuning | None = None
    at: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "at": self.at,
            "calibrations": self.calibrations.to_json(),
            "tuning": self.tuning and self.tuning.to_json(),
        }

    def to_text(self) -> str:
        """As the register keeps it; `parse` reads it back."""
        return json.dumps(self.to_json() | {"layout": _LAYOUT})

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `to_text` wrote; nothing, if it is empty or of another version of Likewise."""
        plain = json.loads(text) if text else {}
        if plain.get("layout") != _LAYOUT:
            return cls()
        tuning = plain["tuning"] and Tuning.from_json(plain["tuning"])
        return cls(Calibrations.from_json(plain["calibrations"]), tuning, plain["at"])
