"""Picture folder: a tree of picture files, each a row."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.record import row_of
from likewise.catalogue.readers.row import Row
from likewise.errors import SourceError

PICTURE_SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff")
)

_SEPARATORS = re.compile(r"[\s_.+~-]+")


class PictureFolder:
    """A table of the pictures below a folder, in order of their paths; hidden files are none.

    Links to folders are not followed, nor links to files elsewhere.
    """

    typed = True
    columns = ("id", "name", "folder", "file", "modified", "bytes")

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self) -> Iterator[Row | Reject]:
        """The rows, once; SourceError where there is no picture."""
        root = self._folder.resolve()
        number = 0
        for number, (entry, id_) in enumerate(_pictures(self._folder, root), start=1):
            yield self._row(number, entry, id_)
        if not number:
            raise SourceError(
                f"There is no picture in {self._folder}.",
                remedy=f"Give a folder of pictures; for tables in it a pattern: "
                f"'{self._folder}/*.csv'.",
            )

    def part_read(self) -> None:
        """Nobody has counted the pictures."""
        return

    def _row(self, number: int, entry: os.DirEntry[str], id_: str) -> Row | Reject:
        file = Path(entry.path).relative_to(self._folder)
        parent = "" if file.parent == Path() else file.parent.as_posix()
        try:
            status = entry.stat()
        except OSError as error:
            return Reject(self._folder.name, number, "file", f"it is gone: {error.strerror}", {})
        row = row_of(
            self._folder.name,
            number,
            {
                "id": f"{parent}/{id_}" if parent else id_,
                "name": words_of(file.stem),
                "folder": parent,
                "file": file.as_posix(),
                "modified": datetime.fromtimestamp(status.st_mtime, UTC),
                "bytes": status.st_size,
            },
        )
        if isinstance(row, Reject):
            return row
        # The file's own name, composed or not, is what opens it.
        return Row(row.source, row.line, {**row.cells, "file": file.as_posix()})


def words_of(name: str) -> str:
    """The words in a file's name, which separators and changes of case part."""
    spaced = []
    previous = following = ""
    for place, character in enumerate(name):
        following = name[place + 1 : place + 2]
        begins = character.isupper() and (previous.islower() or following.islower())
        spaced.append(f" {character}" if begins else character)
        previous = character
    return _SEPARATORS.sub(" ", "".join(spaced)).strip()


def _pictures(folder: Path, root: Path) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Each picture with its id within its own folder."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                (entry for entry in entries if not entry.name.startswith(".")),
                key=lambda entry: entry.name,
            )
    except OSError as error:
        raise SourceError(
            f"{str(folder)!r} cannot be read: {error}.",
            remedy="Check the path and its permissions.",
        ) from error
    ids = _ids([entry.name for entry in found if _is_picture(entry, root)])
    for entry in found:
        if entry.name in ids:
            yield entry, ids[entry.name]
        elif entry.is_dir(follow_symlinks=False):
            yield from _pictures(folder / entry.name, root)


def _is_picture(entry: os.DirEntry[str], root: Path) -> bool:
    if Path(entry.name).suffix.lower() not in PICTURE_SUFFIXES or not entry.is_file():
        return False
    return not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(root)


def _ids(names: list[str]) -> dict[str, str]:
    """Each name with its id: without the suffix, unless two would be the same."""
    stems = Counter(Path(name).stem for name in names)
    return {
        name: name if stems[Path(name).stem] > 1 or Path(name).stem in names else Path(name).stem
        for name in names
    }
