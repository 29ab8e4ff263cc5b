"""JSON lines: one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONDecodeError

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.json_value import LONGEST_RECORD, Ahead, JsonDecoder
from likewise.catalogue.readers.row import Row
from likewise.catalogue.readers.stream import Stream
from likewise.catalogue.readers.text import Text


class JsonLinesTable:
    """A table of objects, each on a line of its own; blank lines are none."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._text = Text(stream)
        self._decoder = JsonDecoder(stream.name)
        self._ahead = Ahead(self._rows(), self._text)

    @property
    def columns(self) -> tuple[str, ...]:
        """What the first thousand objects name, in order of first sight."""
        return self._ahead.columns

    def rows(self) -> Iterator[Row | Reject]:
        """The rows in the file's order, once; a bad line costs only itself."""
        return self._ahead.rows()

    def part_read(self) -> float | None:
        """The part of the file's bytes that has been read."""
        return self._stream.part_read()

    def _rows(self) -> Iterator[Row | Reject]:
        number = 0
        for block in self._text.lines(LONGEST_RECORD):
            for place, line in enumerate(block.lines):
                number += 1
                text = line.strip()
                if block.cut and not place:
                    reason = f"the line is longer than {LONGEST_RECORD:,} characters"
                    yield Reject(self._stream.name, number, "", reason, {})
                elif text:
                    yield self._row(number, text)

    def _row(self, number: int, text: str) -> Row | Reject:
        try:
            value, end = self._decoder.decode(text)
        except JSONDecodeError as error:
            reason = f"not JSON at character {error.pos + 1:,}: {error.msg}"
        except RecursionError:
            reason = "nested too deep"
        else:
            if end == len(text):
                return self._decoder.row(value, number)
            reason = f"one object a line, but more follows at character {end + 1:,}"
        return Reject(self._stream.name, number, "", reason, {})
