"""JSON value: decoded with its types kept, and refused where JSON leaves room for doubt."""

from __future__ import annotations

import json
from collections import Counter

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.record import clean_text, is_usable, row_of
from likewise.catalogue.readers.row import Row

LONGEST_RECORD = 10_000_000
"""In characters."""

_KNOWN_KEYS = 10_000


class JsonDecoder:
    """Decodes one value after another and makes rows of them.

    What JSON does not allow but Python's reader does (NaN, a key twice) does not stop it, so that
    the end of the value is known: `row` refuses it.

    Args:
        source: What rows name as their source.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._fault = ""
        self._columns: dict[str, str] = {}
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=self._constant,
            parse_int=self._integer,
        )

    def decode(self, text: str, start: int = 0) -> tuple[object, int]:
        """The value that begins at `start`, and where it ends.

        Raises:
            JSONDecodeError: There is none.
            RecursionError: It is nested far too deep.
        """
        self._fault = ""
        return self._decoder.raw_decode(text, start)

    def row(self, value: object, line: int) -> Row | Reject:
        """The row of the value decoded last."""
        if self._fault:
            return Reject(self._source, line, "", self._fault, {})
        if not isinstance(value, dict):
            reason = f"expected an object with a name for each cell, found {_kind(value)}"
            return Reject(self._source, line, "", reason, {})
        columns = self._columns
        try:
            record = {columns[key]: cell for key, cell in value.items()}
        except KeyError:
            record = {self._column(key): cell for key, cell in value.items()}
            unusable = [name for name in record if not is_usable(name)]
            if unusable:
                reason = f"{unusable[0]!r} cannot name a cell"
                return Reject(self._source, line, "", reason, {})
        if len(record) < len(value):
            return Reject(self._source, line, "", "two names differ in blanks alone", {})
        return row_of(self._source, line, record)

    def _column(self, key: str) -> str:
        column = clean_text(key)
        if len(self._columns) < _KNOWN_KEYS and is_usable(column):
            self._columns[key] = column
        return column

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
            self._fault = f"{twice!r} is there twice"
        return made

    def _constant(self, name: str) -> None:
        self._fault = f"{name} is not a number of JSON"

    def _integer(self, digits: str) -> int:
        try:
            return int(digits)
        except ValueError:
            self._fault = f"a number has {len(digits):,} digits"
            return 0


def _kind(value: object) -> str:
    kinds = {list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
