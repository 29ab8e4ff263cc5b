"""JSON lines: one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONDecodeError

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.json_table import JsonTable
from likewise.catalogue.readers.json_value import LONGEST_RECORD, JsonDecoder
from likewise.catalogue.readers.row import Row
from likewise.catalogue.readers.stream import Stream
from likewise.catalogue.readers.text import Text


def json_lines(stream: Stream) -> JsonTable:
    """A table of objects, each on a line of its own; blank lines are none.

    A bad line costs only itself.
    """
    text = Text(stream)
    return JsonTable(stream, text, _rows(text, stream.name))


def _rows(text: Text, source: str) -> Iterator[Row | Reject]:
    decoder = JsonDecoder(source)
    number = 0
    for block in text.lines(LONGEST_RECORD):
        for place, line in enumerate(block.lines):
            number += 1
            if block.cut and not place:
                reason = f"the line is longer than {LONGEST_RECORD:,} characters"
                yield Reject(source, number, "", reason, {})
            elif record := line.strip():
                yield _row(decoder, record, source, number)


def _row(decoder: JsonDecoder, text: str, source: str, number: int) -> Row | Reject:
    try:
        value, end = decoder.decode(text)
    except JSONDecodeError as error:
        reason = f"not JSON at character {error.pos + 1:,}: {error.msg}"
    except RecursionError:
        reason = "nested too deep"
    else:
        if end == len(text):
            return decoder.row(value, number)
        reason = f"one object a line, but more follows at character {end + 1:,}"
    return Reject(source, number, "", reason, {})
