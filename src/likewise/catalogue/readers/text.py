"""Text: a stream's characters and lines, their encoding found out."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn
from unicodedata import is_normalized

from likewise.catalogue.readers.encoding import encoding_of, wide_encoding_of
from likewise.catalogue.readers.stream import CHUNK_BYTES, Stream
from likewise.errors import SourceError

_LAST_ASCII = 0x7F


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines that follow one another.

    Attributes:
        lines: Each with its end.
        cut: Whether the first is longer than the limit, and may lack what is beyond.
        plain: Whether no line holds a NUL, an undecodable byte or a character that is not
            composed (NFC).
    """

    lines: list[str]
    cut: bool
    plain: bool


class Text:
    """A stream as text.

    ASCII says nothing of the encoding, so that it is found out where the first other byte is.
    A byte that cannot be decoded is a surrogate in the text, U+DC80 to U+DCFF.

    Attributes:
        encoding: By its name in Python; `utf-8` as long as all is ASCII.
        done_bytes: Number of bytes decoded so far.
    """

    def __init__(self, stream: Stream) -> None:
        self.encoding = "utf-8"
        self.label = stream.label
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        self._damaged = False
        self.done_bytes = 0

    def chunks(self) -> Iterator[str]:
        """The text in its order; SourceError where it cannot be decoded any further."""
        wide = wide_encoding_of(self._stream.head(1024))
        if wide:
            self._choose(wide)
        while True:
            data = self._stream.head(CHUNK_BYTES if self._decoder is None else 1)
            if self._decoder is None and not data.isascii():
                self._choose(encoding_of(data) or self._refuse(data))
            data = self._stream.read()
            text = self._decode(data)
            if text:
                yield text
            if not data:
                return

    def lines(self, limit: int) -> Iterator[Lines]:
        """The lines in their order; each keeps little more than `limit` characters."""
        begun: list[str] = []  # a line whose end is yet to come
        length = 0
        for chunk in self.chunks():
            end = max(chunk.rfind("\n"), chunk.rfind("\r", 0, -1)) + 1
            if end:
                yield self._lines("".join([*begun, chunk[:end]]), limit)
                begun, length = [chunk[end:]], len(chunk) - end
            else:
                if length <= limit:
                    begun.append(chunk)
                length += len(chunk)
        if length:
            yield self._lines("".join(begun), limit)

    def _lines(self, text: str, limit: int) -> Lines:
        lines = list(io.StringIO(text, newline=""))
        plain = not self._damaged and "\0" not in text and is_normalized("NFC", text)
        return Lines(lines, len(lines[0]) > limit, plain)

    def _choose(self, encoding: str) -> None:
        self.encoding = encoding.removesuffix("-sig")
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def _decode(self, data: bytes) -> str:
        decoder = self._decoder
        if decoder is None:
            self.done_bytes += len(data)
            return data.decode("ascii")
        state = decoder.getstate()
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError:
            self._damaged = True
            decoder.setstate(state)
            decoder.errors = "surrogateescape"
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                raise self._undecodable(error.start - len(state[0])) from None
            decoder.errors = "strict"
        self.done_bytes += len(data)
        return text

    def _refuse(self, data: bytes) -> NoReturn:
        offset = next(place for place, byte in enumerate(data) if byte > _LAST_ASCII)
        raise SourceError(
            f"{self.label} is not UTF-8 text, nor text in any other encoding: "
            f"see byte {self.done_bytes + offset:,}.",
            remedy="Give a file of rows, with a suffix that names its format.",
        )

    def _undecodable(self, offset: int) -> SourceError:
        return SourceError(
            f"{self.label} cannot be decoded as {self.encoding} "
            f"at byte {self.done_bytes + offset:,}.",
            remedy="Save it in UTF-8, or convert it: iconv -f ENCODING -t UTF-8 FILE > NEW.",
        )
