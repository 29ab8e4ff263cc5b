"""Places: the files that a source's places mean."""

from __future__ import annotations

import glob
from contextlib import ExitStack
from pathlib import Path

from likewise.catalogue.readers.archive import is_archive, members, open_archive
from likewise.catalogue.readers.piece import FilePiece, InputPiece
from likewise.catalogue.readers.stream import Piece
from likewise.catalogue.source import STANDARD_INPUT, Source
from likewise.errors import SourceError

_EXCEL = (".xlsx", ".xls", ".ods")


def pieces_of(source: Source, stack: ExitStack) -> list[Piece]:
    """What there is to read, in the places' order and in order of names within a pattern.

    Archives are closed with the stack.
    """
    if source.is_input:
        return [InputPiece()]
    pieces: list[Piece] = []
    for path in _paths(source):
        file = FilePiece(path)
        if path.suffix.lower() in _EXCEL:
            raise SourceError(
                f"{path} is a document of an office program.", remedy="Save it as CSV."
            )
        if is_archive(file):
            archive = stack.enter_context(open_archive(file))
            pieces += members(archive, file)
        else:
            pieces.append(file)
    return pieces


def _paths(source: Source) -> list[Path]:
    paths: list[Path] = []
    for place in source.places:
        if place == STANDARD_INPUT:
            raise SourceError(
                "Standard input cannot be read together with files.",
                remedy="Give `-` alone, or files alone.",
            )
        if not any(mark in place for mark in "*?[") or _exists(place):
            paths.append(Path(place))
            continue
        found = sorted(path for path in map(Path, _matches(place)) if path.is_file())
        if not found:
            raise SourceError(f"No file matches {place}.", remedy="Check the pattern.")
        paths += found
    return list(dict.fromkeys(paths))


def _matches(pattern: str) -> list[str]:
    return glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path's takes relative ones alone


def _exists(place: str) -> bool:
    try:
        return Path(place).exists()
    except (OSError, ValueError):
        return False
