"""likewise export: a catalogue's items into a file."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from likewise.cli.app import Name, Where, app, parts
from likewise.cli.output import say
from likewise.errors import SourceError
from likewise.exporting import write_json_lines, writer_for


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

    The columns are those of the source, `picture` (the path of the file), and, with `--vectors`,
    `vector_NAME` for each vector.

    **Examples**

    - `likewise export furniture.jsonl`
    - `likewise export lights.parquet --vectors --where category=Lights`
    - `likewise export - | head -3`
    """
    rows = parts().catalogue(catalogue).export(where=where, vectors=vectors)
    if file == Path("-"):
        write_json_lines(rows, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    write = writer_for(file)
    draft = file.with_name(f".{file.name}.new")
    try:
        with draft.open("wb") as opened:
            count = write(rows, opened)
        draft.replace(file)
    except OSError as error:
        raise SourceError(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):  # not there: it could not be made, or has taken its place
            draft.unlink()
    say(f"{count:,} items: {file}")
