"""Thumbnails: the items' pictures in a few sizes, kept on disk."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from likewise.errors import MediaError
from likewise.service.pictures.child import Form
from likewise.service.pictures.children import PictureChildren

MEDIA_TYPES = {Form.JPEG: "image/jpeg", Form.WEBP: "image/webp"}
"""Of the forms in which there are thumbnails."""

_REVISION = 1  # moves with every change of how they are made
_MEMORY_BYTES = 1024 * 2**20  # what was imported is as large as it may be: docs of `decoding`
_SECONDS = 10.0
_KEPT_SHARE = 0.8  # of the room, after it has been exceeded
_COUNTED_EVERY = 0.05  # of the room, written by this process


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thumbnail that is asked for.

    Attributes:
        file: The picture's.
        side: No side is longer.
        form: JPEG or WEBP.
        version: Another for another picture, size or form.
        changed: When the picture's file was, in seconds since 1970.
    """

    file: Path
    side: int
    form: Form
    version: str
    changed: float


class Thumbnails:
    """Makes thumbnails, and keeps them in a folder that several processes may share.

    When the folder holds more than `most_bytes`, those made first go.

    Args:
        folder: Where they are kept; need not be there.
        most_bytes: How much the folder may hold.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._children = PictureChildren(memory_bytes=_MEMORY_BYTES, seconds=_SECONDS)
        self._uncounted = most_bytes  # as a process begins it does not know what there is
        self._counting = threading.Lock()

    def wanted(self, file: Path, side: int, form: Form) -> Wanted:
        """What would be made of a file.

        Raises:
            MediaError: There is no such file any more.
        """
        try:
            facts = file.stat()
        except (OSError, ValueError):
            raise MediaError("The picture is not there any more.") from None
        told = (_REVISION, str(file), facts.st_mtime_ns, facts.st_size, side, form)
        digest = blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16)
        return Wanted(file, side, form, digest.hexdigest(), facts.st_mtime)

    def made(self, wanted: Wanted) -> bytes:
        """The thumbnail's file, from the folder if it is there.

        Raises:
            MediaError: The picture cannot be read.
            ProblemError: Too many pictures are being read.
        """
        kept = self._folder / wanted.version[:2] / wanted.version
        with suppress(OSError):
            return kept.read_bytes()
        data = self._children.thumbnail(wanted.file, wanted.side, wanted.form)
        with suppress(OSError):  # it is as good when it is not kept
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft = kept.with_name(f"{kept.name}.{os.getpid()}.{threading.get_ident()}.new")
            draft.write_bytes(data)
            draft.replace(kept)
            self._make_room(len(data))
        return data

    def close(self) -> None:
        """Ends the processes that read pictures."""
        self._children.close()

    def _make_room(self, written: int) -> None:
        """Now and then looks how much there is, and removes what is too much."""
        with self._counting:
            self._uncounted += written
            if self._uncounted < _COUNTED_EVERY * self._most_bytes:
                return
            self._uncounted = 0
            found = sorted(self._kept())
            held = sum(size for _, size, _ in found)
            if held <= self._most_bytes:
                return
            for _, size, path in found:
                if held <= _KEPT_SHARE * self._most_bytes:
                    return
                path.unlink(missing_ok=True)
                held -= size

    def _kept(self) -> Iterator[tuple[float, int, Path]]:
        """When each was made, its size and where it is."""
        for folder in self._folder.iterdir():
            for entry in os.scandir(folder):
                with suppress(FileNotFoundError):  # another process has removed it
                    facts = entry.stat()
                    yield facts.st_mtime, facts.st_size, Path(entry.path)
