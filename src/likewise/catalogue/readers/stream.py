"""Stream: the bytes of a file in their order, decompressed, with a look ahead."""

from __future__ import annotations

import gzip
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, Self, cast

import zstandard

from likewise.errors import SourceError

CHUNK_BYTES = 1 << 18

_FEW_BYTES = 512
_LARGEST_COPY_BYTES = 1 << 34
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_DAMAGE = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
    zstandard.ZstdError,
)


class Bytes(Protocol):
    """What a stream reads from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, as many as are there at once; none at the end."""
        ...

    def close(self) -> None:
        """Lets go of it."""
        ...


class Piece(Protocol):
    """A part of a source that is opened by itself: a file, an archive's member, the input."""

    @property
    def name(self) -> str:
        """What its rows name as their source."""
        ...

    @property
    def label(self) -> str:
        """What messages call it."""
        ...

    @property
    def size_bytes(self) -> int | None:
        """Its size as it lies there, compressed or not; None where nobody knows."""
        ...

    def open(self) -> Stream:
        """Its bytes from the start; SourceError where it cannot be opened."""
        ...


class Stream:
    """What is in a piece, decompressed where its first bytes say so, whatever its name.

    Args:
        piece: What is read.
        file: Where the bytes come from; closed with the stream.
        path: The file, where there is one of these very bytes.
    """

    def __init__(self, piece: Piece, file: Bytes, path: Path | None = None) -> None:
        self.name = piece.name
        self.label = piece.label
        self._size_bytes = piece.size_bytes
        self._raw = _Counted(file)
        self._path = path
        self._ahead = b""
        self._pull: Callable[[int], bytes] = self._raw.read
        start = self.head(len(_ZSTANDARD))
        if start.startswith((_GZIP, _ZSTANDARD)):
            self._decompress(start)

    def read(self) -> bytes:
        """The next bytes, about a chunk at most; none at the end."""
        if self._ahead:
            taken, self._ahead = self._ahead, b""
            return taken
        return self._next()

    def head(self, size: int) -> bytes:
        """The next `size` bytes, fewer before the end; they stay to be read."""
        while len(self._ahead) < size and (more := self._next()):
            self._ahead += more
        return self._ahead[:size]

    def part_read(self) -> float | None:
        """The part that has been read, 0 to 1; None where the size is not known."""
        if not self._size_bytes:
            return None
        return min(1.0, self._raw.done / self._size_bytes)

    @contextmanager
    def as_file(self) -> Iterator[Path]:
        """A file of these bytes: the one they come from, or a temporary copy."""
        if self._path:
            yield self._path
            return
        with tempfile.NamedTemporaryFile(prefix="likewise-") as copy:
            try:
                while (chunk := self.read()) and copy.tell() < _LARGEST_COPY_BYTES:
                    copy.write(chunk)
                copy.flush()
            except OSError as error:
                raise self._not_copied(str(error)) from error
            if chunk:
                raise self._not_copied(f"it has more than {_LARGEST_COPY_BYTES >> 30} GiB")
            yield Path(copy.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    def _not_copied(self, reason: str) -> SourceError:
        return SourceError(
            f"{self.label} cannot be unpacked for reading: {reason}.",
            remedy="Give it as a file that is not compressed.",
        )

    def _decompress(self, start: bytes) -> None:
        self._path = None
        self._raw.hand_back(self._ahead)
        self._ahead = b""
        if start == _ZSTANDARD:
            self._pull = _Frames(self._raw).read
        else:
            raw = cast("BinaryIO", self._raw)  # of which it needs `read` alone
            self._pull = gzip.GzipFile(fileobj=raw).read1

    def _next(self) -> bytes:
        try:
            return self._pull(CHUNK_BYTES)
        except _DAMAGE as error:
            raise SourceError(
                f"{self.label} is damaged: {str(error) or type(error).__name__}.",
                remedy="Check that it is whole; copy or download it again.",
            ) from error


class _Counted:
    """A file that counts the bytes taken from it."""

    def __init__(self, file: Bytes) -> None:
        self.done = 0
        self._file = file
        self._pull: Callable[[int], bytes] = getattr(file, "read1", file.read)
        self._back = b""

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        if self._back:
            taken, self._back = self._back[:size], self._back[size:]
        else:
            taken = self._pull(size)
        self.done += len(taken)
        return taken

    def hand_back(self, taken: bytes) -> None:
        self._back = taken + self._back
        self.done -= len(taken)

    def close(self) -> None:
        self._file.close()


class _Frames:
    """Frames of Zstandard; unlike the library's own reader it does not take a cut for the end."""

    def __init__(self, file: _Counted) -> None:
        self._file = file
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._left = b""
        self._error: Exception | None = None

    def read(self, size: int) -> bytes:
        """At least `size` bytes where there are as many; what is good comes before an error."""
        made = bytearray()
        while len(made) < size and not self._error:
            self._left = self._left or self._file.read()
            if not self._left:
                if self._frame:
                    self._error = EOFError("it ends in the middle")
                break
            try:
                made += self._decompressed()
            except zstandard.ZstdError as error:
                self._error = error
        if self._error and not made:
            raise self._error
        return bytes(made)

    def _decompressed(self) -> bytes:
        """What the next few bytes hold: a bomb's make 16 MB at most."""
        self._frame = self._frame or zstandard.ZstdDecompressor().decompressobj()
        few, self._left = self._left[:_FEW_BYTES], self._left[_FEW_BYTES:]
        made = self._frame.decompress(few)
        if self._frame.eof:
            self._left = self._frame.unused_data + self._left
            self._frame = None
        return made
