"""Shortening: items cut so that a language model can read all of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson
from pydantic import JsonValue

_LEAST = 40
_CUT = "..."


class Shortened(NamedTuple):
    """Items as they are shown.

    Attributes:
        items: Each from a field's name to its value, or to the beginning of it as a text.
        cut: Whether there is any such.
    """

    items: list[dict[str, JsonValue]]
    cut: bool


def shortened(items: Sequence[Mapping[str, object]], *, characters: int, longest: int) -> Shortened:
    """The items with long values cut.

    Args:
        items: Each from a field's name to its value.
        characters: How many all values may have together; but each has 40.
        longest: How many one may have.
    """
    values = sum(map(len, items))
    most = max(_LEAST, min(longest, characters // max(1, values)))
    cut = False
    shown: list[dict[str, JsonValue]] = []
    for fields in items:
        shown.append({})
        for name, value in fields.items():
            text = value if isinstance(value, str) else orjson.dumps(value).decode()
            if len(text) > most:
                shown[-1][name] = text[: most - len(_CUT)] + _CUT
                cut = True
            else:
                shown[-1][name] = text if isinstance(value, str) else orjson.loads(text)
    return Shortened(shown, cut)
