"""Archive: a zip's members, read one after another and never unpacked."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath

from likewise.catalogue.readers.detection import named_format
from likewise.catalogue.readers.piece import FilePiece
from likewise.catalogue.readers.stream import Stream
from likewise.errors import SourceError

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 1


class Member:
    """A file in an archive."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: FilePiece) -> None:
        self.name = f"{file.name}/{info.filename}"
        self.label = f"{file.label}/{info.filename}"
        self.size_bytes = info.file_size
        self._archive = archive
        self._info = info

    def open(self) -> Stream:
        """What is in the member."""
        if self._info.flag_bits & _ENCRYPTED:
            raise SourceError(
                f"{self.label} is encrypted.", remedy="Give an archive without a password."
            )
        try:
            return Stream(self, self._archive.open(self._info))
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            raise _damaged(self.label, error) from error


def is_archive(file: FilePiece) -> bool:
    """Whether the file's first bytes are a zip's."""
    with file.open_raw() as raw:
        return raw.read(4) in _ZIP


def open_archive(file: FilePiece) -> zipfile.ZipFile:
    """The archive, to be closed by the caller; SourceError where it is damaged."""
    try:
        return zipfile.ZipFile(file.path)
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        UnicodeDecodeError,
        ValueError,
    ) as error:
        raise _damaged(file.label, error) from error


def members(archive: zipfile.ZipFile, file: FilePiece) -> list[Member]:
    """The archive's tables in order of their names, those of its outermost folder alone.

    They are the files whose names tell a format of rows, or all where none does.
    """
    files = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info)]
    if any(info.filename == "[Content_Types].xml" for info in files):
        raise SourceError(
            f"{file.label} is a document of an office program.", remedy="Save it as CSV."
        )
    depth = min((info.filename.count("/") for info in files), default=0)
    outermost = [info for info in files if info.filename.count("/") == depth]
    tables = [info for info in outermost if named_format(info.filename)]
    found = sorted(tables or outermost, key=lambda info: info.filename)
    if not found:
        raise SourceError(f"{file.label} holds no file.", remedy="Give an archive of tables.")
    return [Member(archive, info, file) for info in found]


def _is_hidden(info: zipfile.ZipInfo) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(info.filename).parts)


def _damaged(label: str, error: Exception) -> SourceError:
    return SourceError(
        f"{label} is a damaged archive: {error}.",
        remedy="Check that it is whole; copy or download it again.",
    )
