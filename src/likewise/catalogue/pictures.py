"""Pictures: where a row's picture is, and its file."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import stat
import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from typing import Self

from likewise.catalogue.cells import cell_text, shown
from likewise.catalogue.fetching.fetcher import FetchRules, PictureFetcher
from likewise.catalogue.item import Picture
from likewise.catalogue.readers.row import Cell, CellError
from likewise.catalogue.recipe import Field, Recipe, fill_pattern, pattern_columns
from likewise.catalogue.source import is_url
from likewise.errors import MediaError

_DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)


def picture_of(pattern: str, cells: Mapping[str, Cell], folder: Path) -> Picture | None:
    """The picture that a row has by the pattern; None where it has none, or no file is there.

    A pattern that is `{column}` alone, or below a folder, takes what the cell holds: bytes, a data
    URI, an object with `bytes` or `path`, a URL, a path, or a program's own `Path`, which may be
    anywhere. CellError where it can be none of these.
    """
    names = pattern_columns(pattern)
    if (column := cell_column(pattern)) is not None:
        cell = cells.get(column)
        if isinstance(cell, dict):
            cell = cell.get("bytes") or cell.get("path")
        if isinstance(cell, bytes):
            return cell or None
        if isinstance(cell, Path):
            return _regular_file(cell, str(cell), None)
        if isinstance(cell, str) and (start := _DATA_URI.match(cell)):
            return _decoded(cell[start.end() :])
        if isinstance(cell, str) and is_url(cell):
            return cell
        cells = {**cells, column: cell}
    texts = {name: cell_text(cells.get(name)) for name in names}
    filled = fill_pattern(pattern, texts)
    if is_url(filled):
        return filled if all(texts.values()) else None
    return find_picture(pattern, texts, folder)


def cell_column(pattern: str) -> str | None:
    """The column of a pattern that is `{column}` alone, or below a folder; None of others."""
    names = pattern_columns(pattern)
    whole = len(names) == 1 and pattern.endswith(f"{{{names[0]}}}") and not is_url(pattern)
    return names[0] if whole else None


def exported_column(recipe: Recipe, fields: Sequence[Field]) -> str | None:
    """The column in which an export names the items' pictures; None where there are none.

    It is the recipe's own, if that holds nothing else, or `picture`, or `picture_2` and so on
    where fields are called so.
    """
    if recipe.picture is None:
        return None
    taken = {recipe.id, *(column for field in fields for column in field.columns)}
    own = cell_column(recipe.picture)
    return own if own is not None and own not in taken else free_column("picture", taken)


def free_column(name: str, taken: Collection[str]) -> str:
    """The name, or one like it that is not taken."""
    likely = chain([name], (f"{name}_{number}" for number in count(2)))
    return next(each for each in likely if each not in taken)


def named_by(column: str, pattern: str) -> str:
    """The pattern of files that a column names, below the folder with which a pattern begins."""
    start = "" if is_url(pattern) else _start(pattern)
    return f"{_folder(start)}".replace("{", "{{").replace("}", "}}") + f"{{{column}}}"


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:  # of which binascii's is one
        raise CellError(f"the picture's base64 cannot be read: {error}") from error


def find_picture(pattern: str, cells: Mapping[str, str], folder: Path) -> Path | None:
    """The regular file that the filled pattern names, or None where nothing is there.

    None too where a cell that the pattern names is empty. A cell that is the whole path, or all of
    it below a folder, may be absolute, if it lies below the literal start of the pattern.
    CellError where the path leaves the pattern's folder (`folder`, or the literal start of an
    absolute pattern) or is no file.
    """
    used = [cells.get(name, "") for name in pattern_columns(pattern)]
    if not all(used):
        return None
    start = _start(pattern)
    below = folder / _folder(start)
    root = below if Path(pattern).is_absolute() else folder
    name = fill_pattern(pattern, cells)
    if any(cell.startswith("/") for cell in used):
        if cell_column(pattern) is None or start != _folder(start):
            raise CellError(f"expected a path relative to {root}, found {shown(name)}")
        root, name = below, used[0]
    return _regular_file(folder / name, name, root)


def _regular_file(path: Path, name: str, root: Path | None) -> Path | None:
    """The file itself, links followed; None where nothing is there."""
    try:
        path = path.resolve()
        root = path if root is None else root.resolve()
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

    @classmethod
    def kept_in(
        cls, given: Path, fetched: Path, rules: FetchRules, *, refresh: bool = False
    ) -> Self:
        """Files in one folder if the pictures come as bytes, in the other if as URLs."""
        return cls(given, PictureFetcher(fetched, rules), refresh=refresh)

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


def remove_kept(folder: Path) -> int:
    """Removes the folder of pictures that came as bytes; how many there were."""
    number = sum(file.is_file() for file in folder.rglob("*"))
    try:
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)
    except OSError as error:
        raise MediaError(
            f"The pictures in {folder} cannot be removed: {error.strerror}.",
            remedy="Remove the folder.",
        ) from error
    return number


def _start(pattern: str) -> str:
    """What stands before the first column."""
    marked = fill_pattern(pattern, dict.fromkeys(pattern_columns(pattern), "\0"))
    return marked.partition("\0")[0]


def _folder(start: str) -> str:
    """The part up to the last slash."""
    return start[: start.rfind("/") + 1]
