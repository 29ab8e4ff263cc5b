"""JSON array: one list of objects, at the top or as a member of an object, read as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.json_table import JsonTable
from likewise.catalogue.readers.json_value import LONGEST_RECORD, JsonDecoder
from likewise.catalogue.readers.row import Row
from likewise.catalogue.readers.stream import Stream
from likewise.catalogue.readers.text import Text
from likewise.errors import SourceError

_BLANKS = re.compile(r"[ \t\n\r]*")


def json_array(stream: Stream) -> JsonTable:
    """A table of the objects in a list.

    What is no JSON ends it, as nothing says where the next object would begin. A row's line is
    that in which its object begins, or its number where the file is not written in lines.
    """
    text = Text(stream)
    return JsonTable(stream, text, _Parser(text, JsonDecoder(stream.name)).rows())


class _Parser:
    """Goes through the text from mark to mark and from value to value."""

    def __init__(self, text: Text, decoder: JsonDecoder) -> None:
        self._label = text.label
        self._decoder = decoder
        self._chunks = text.chunks()
        self._held = ""  # the text at hand, of which the part before `_place` is done
        self._place = 0
        self._line = 1
        self._ended = False

    def rows(self) -> Iterator[Row | Reject]:
        """The rows of the list at the top, or of the one list of objects in the object there."""
        mark = self._peek()
        if mark == "[":
            yield from self._list_rows()
        elif mark == "{":
            yield from self._member_rows()
        elif not mark:
            raise SourceError(f"{self._label} is empty.", remedy="Give a file of rows.")
        else:
            raise self._broken("expected a list of objects")
        if self._peek():
            raise self._broken("expected nothing after the list")

    def _list_rows(self) -> Iterator[Row | Reject]:
        in_lines = False
        for number, (value, line) in enumerate(self._elements(), start=1):
            in_lines = in_lines if number > 1 else line > 1
            yield self._decoder.row(value, line if in_lines else number)

    def _elements(self) -> Iterator[tuple[object, int]]:
        """The list's values, each with the line at which it begins, to the list's end."""
        self._expect("[")
        if self._peek() == "]":
            self._expect("]")
            return
        while True:
            self._peek()
            line = self._line
            yield self._value(), line
            if self._expect(",]") == "]":
                return

    def _member_rows(self) -> Iterator[Row | Reject]:
        taken: str | None = None
        for name in self._names():
            if not self._begins_rows():
                self._value()
            elif taken is None:
                taken = name
                yield from self._list_rows()
            else:
                raise SourceError(
                    f"{self._label} has two lists of objects, {taken!r} and {name!r}.",
                    remedy="Give a file with the one that is meant.",
                )
        if taken is None:
            raise SourceError(
                f"{self._label} has no list of objects.",
                remedy='Give a list, as in [{"id": 1}, {"id": 2}], or an object with one.',
            )

    def _names(self) -> Iterator[str]:
        """The names in the object, each when its value comes next, to the object's end."""
        self._expect("{")
        if self._peek() == "}":
            self._expect("}")
            return
        while True:
            if self._peek() != '"':
                raise self._broken("expected a name")
            name = str(self._value())
            self._expect(":")
            yield name
            if self._expect(",}") == "}":
                return

    def _begins_rows(self) -> bool:
        """Whether a list of objects comes, which is left where it is."""
        if self._peek() != "[":
            return False
        while True:
            inner = _BLANKS.match(self._held, self._place + 1)
            end = inner.end() if inner else len(self._held)
            if end < len(self._held):
                return self._held[end] == "{"
            if end - self._place > LONGEST_RECORD or not self._load():
                return False

    def _peek(self) -> str:
        while True:
            blanks = _BLANKS.match(self._held, self._place)
            self._go(blanks.end() if blanks else self._place)
            if self._place < len(self._held):
                return self._held[self._place]
            if not self._load():
                return ""

    def _expect(self, marks: str) -> str:
        found = self._peek()
        if not found:
            raise SourceError(
                f"{self._label} ends too early, in line {self._line}.",
                remedy="Check that it is whole; copy or download it again.",
            )
        if found not in marks:
            raise self._broken(f"expected {' or '.join(marks)}, found {found!r}")
        self._go(self._place + 1)
        return found

    def _value(self) -> object:
        """The value that begins here, with more text loaded until it is whole."""
        while True:
            try:
                value, end = self._decoder.decode(self._held, self._place)
            except JSONDecodeError as error:
                if not self._grow():
                    raise self._broken(error.msg, error.pos) from None
            except RecursionError:
                raise self._broken("nested too deep") from None
            else:
                if end < len(self._held) or not self._load():  # else it may be a part of a number
                    self._go(end)
                    return value

    def _grow(self) -> bool:
        """Whether there is as much text again as is left, within what a record may have."""
        left = len(self._held) - self._place
        if left > LONGEST_RECORD:
            return False
        loaded = False
        while len(self._held) - self._place <= 2 * left and self._load():
            loaded = True
        return loaded

    def _load(self) -> bool:
        if self._ended:
            return False
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._held = self._held[self._place :] + chunk
        self._place = 0
        return True

    def _go(self, place: int) -> None:
        self._line += self._held.count("\n", self._place, place)
        self._place = place

    def _broken(self, reason: str, place: int | None = None) -> SourceError:
        self._go(self._place if place is None else min(place, len(self._held)))
        return SourceError(
            f"{self._label} is not JSON in line {self._line:,}: {reason}.",
            remedy=f"Correct it there; an object has {LONGEST_RECORD:,} characters at most.",
        )
