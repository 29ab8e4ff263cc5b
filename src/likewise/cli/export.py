"""likewise export: a catalogue's items into a file."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from likewise.cli.app import Name, Where, app, parts
from likewise.cli.output import say
from likewise.errors import SourceError
from likewise.exporting import PictureFolder, write_json_lines, writer_for


@app.command()
def export(
    file: Annotated[
        Path,
        typer.Argument(
            help="A new .jsonl or .parquet; `-` for JSON lines on stdout.", metavar="FILE"
        ),
    ],
    vectors: Annotated[bool, typer.Option("--vectors", help="With the vectors.")] = False,
    where: Where = None,
    catalogue: Name = None,
) -> None:
    """Writes a catalogue's items to a file, one row each.

    The columns are those of the source, one for the path of the picture, and, with `--vectors`,
    `vector_NAME` for each vector. An import of the file with the same columns gives the same
    catalogue; where the pictures are elsewhere than beside the file, `--images` allows them.

    **Examples**

    - `likewise export furniture.jsonl`
    - `likewise export lights.parquet --vectors --where category=Lights`
    - `likewise export - | head -3`
    """
    opened = parts().catalogue(catalogue)
    column = opened.picture_column
    pictures = PictureFolder(column)
    rows = pictures.passing(opened.export(where=where, vectors=vectors))
    if file == Path("-"):
        write_json_lines(rows, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    write = writer_for(file)
    draft = file.with_name(f".{file.name}.new")
    try:
        with draft.open("wb") as target:
            count = write(rows, target)
        draft.replace(file)
    except OSError as error:
        raise SourceError(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):  # not there: it could not be made, or has taken its place
            draft.unlink()
    say(f"{count:,} items: {file}")
    if pictures.path is not None:
        say(f"Pictures: column {column!r}; to import them: --images {quote(str(pictures.path))}")
