"""Pictures: where a row's picture is, and its file."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import stat
import threading
from collections.abc import Mapping
from pathlib import Path

from likewise.catalogue.cells import CellError, cell_text, shown
from likewise.catalogue.fetching.fetcher import PictureFetcher
from likewise.catalogue.item import Picture
from likewise.catalogue.readers.row import Cell
from likewise.catalogue.recipe import fill_pattern, pattern_columns
from likewise.catalogue.source import is_url
from likewise.errors import MediaError

_DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)


def picture_of(pattern: str, cells: Mapping[str, Cell], folder: Path) -> Picture | None:
    """The picture that a row has by the pattern; None where it has none, or no file is there.

    A pattern that is `{column}` alone, or below a folder, takes what the cell holds: bytes, a data
    URI, an object with `bytes` or `path`, a URL or a path. CellError where it can be none of these.
    """
    names = pattern_columns(pattern)
    if len(names) == 1 and pattern.endswith(f"{{{names[0]}}}") and not is_url(pattern):
        cell = cells.get(names[0])
        if isinstance(cell, dict):
            cell = cell.get("bytes") or cell.get("path")
        if isinstance(cell, bytes):
            return cell or None
        if isinstance(cell, str) and (start := _DATA_URI.match(cell)):
            return _decoded(cell[start.end() :])
        if isinstance(cell, str) and is_url(cell):
            return cell
        cells = {**cells, names[0]: cell}
    texts = {name: cell_text(cells.get(name)) for name in names}
    filled = fill_pattern(pattern, texts)
    if is_url(filled):
        return filled if all(texts.values()) else None
    return find_picture(pattern, texts, folder)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:  # of which binascii's is one
        raise CellError(f"the picture's base64 cannot be read: {error}") from error


def find_picture(pattern: str, cells: Mapping[str, str], folder: Path) -> Path | None:
    """The regular file that the filled pattern names, or None where nothing is there.

    None too where a cell that the pattern names is empty. CellError where the path leaves the
    pattern's folder (`folder`, or the literal start of an absolute pattern) or is no file.
    """
    used = [cells.get(name, "") for name in pattern_columns(pattern)]
    if not all(used):
        return None
    root = _picture_root(pattern, folder)
    name = fill_pattern(pattern, cells)
    if any(cell.startswith("/") for cell in used):
        raise CellError(f"expected a path relative to {root}, found {shown(name)}")
    try:
        root = root.resolve()
        path = (root / name if Path(pattern).is_absolute() else folder / name).resolve()
        mode = path.stat().st_mode if path.is_relative_to(root) else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, a NUL
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise CellError(f"picture {shown(name)} cannot be opened: {words}") from error
    if mode is None:
        raise CellError(f"picture {shown(name)} lies outside {root}")
    if not stat.S_ISREG(mode):
        raise CellError(f"picture {shown(name)} is not a regular file")
    return path


class PictureFiles:
    """Files of pictures, whatever they come as.

    Args:
        folder: Where pictures that come as bytes are kept, named by their content.
        fetcher: Brings those that come as URLs.
        refresh: Whether servers are asked again for what was fetched before.
    """

    def __init__(self, folder: Path, fetcher: PictureFetcher, *, refresh: bool = False) -> None:
        self._folder = folder
        self._fetcher = fetcher
        self._refresh = refresh

    def path(self, picture: Picture) -> Path:
        """The picture's file; MediaError where it cannot be had."""
        if isinstance(picture, Path):
            return picture
        if isinstance(picture, str):
            return self._fetcher.path(picture, refresh=self._refresh)
        name = hashlib.blake2b(picture, digest_size=16).hexdigest()
        file = self._folder / name[:2] / name
        try:
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                draft = file.with_name(f"{name}.{os.getpid()}.{threading.get_ident()}.new")
                draft.write_bytes(picture)
                draft.replace(file)
        except OSError as error:
            raise MediaError(f"A picture cannot be kept at {file}: {error.strerror}.") from error
        return file


def _picture_root(pattern: str, folder: Path) -> Path:
    if not Path(pattern).is_absolute():
        return folder
    marked = fill_pattern(pattern, dict.fromkeys(pattern_columns(pattern), "\0"))
    return Path(marked.partition("\0")[0].rpartition("/")[0] or "/")
