"""Reading: opens a source, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from likewise.catalogue.readers.arrow_process import ArrowProcess
from likewise.catalogue.readers.file_table import FileTable
from likewise.catalogue.readers.picture_folder import PictureFolder
from likewise.catalogue.readers.places import pieces_of
from likewise.catalogue.readers.row import Table
from likewise.catalogue.readers.sql_table import open_database
from likewise.catalogue.source import Format, Source
from likewise.errors import SourceError


@contextmanager
def open_table(source: Source) -> Iterator[Table]:
    """The source's table, which is closed at the end.

    Relative places start at the working directory.

    Raises:
        SourceError: There is no such source, or none that can be read.
    """
    if not source.places:
        raise SourceError("No source is given.", remedy="Give a file, a folder or a database.")
    with ExitStack() as stack:
        if source.is_database:
            yield stack.enter_context(open_database(source))
        elif _is_folder(source):
            yield _folder(source)
        else:
            process = stack.enter_context(ArrowProcess())
            yield FileTable(pieces_of(source, stack), source.format, process, stack)


def _is_folder(source: Source) -> bool:
    try:
        return any(Path(place).is_dir() for place in source.places)
    except (OSError, ValueError):
        return False  # whoever opens it says why


def _folder(source: Source) -> PictureFolder:
    if len(source.places) > 1:
        raise SourceError(
            "A folder of pictures cannot be read together with other places.",
            remedy=f"Give one folder, or for tables in it a pattern: '{source.places[0]}/*.csv'.",
        )
    if source.format not in {None, Format.PICTURES}:
        raise SourceError(
            f"{source} is a folder, which cannot be read as {source.format}.",
            remedy=f"Name the files in it: '{source}/*.{source.format}'.",
        )
    return PictureFolder(Path(source.places[0]))
