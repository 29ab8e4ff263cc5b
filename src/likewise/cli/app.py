"""The application that every command belongs to, and the options that several share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from likewise.assembly import Parts
from likewise.cli.output import say
from likewise.errors import UsageError
from likewise.index.filters.line_reading import is_condition
from likewise.settings import Settings

app = typer.Typer(
    name="likewise",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Find things like this: semantic search on Redis, by words, by picture and by likeness.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Name = Annotated[
    str | None,
    typer.Option(
        "--catalogue", "-c", help="Which catalogue; the one used last if left out.", metavar="NAME"
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        metavar="CONDITION",
        help="Only items that meet it: `gender=Women,Men`, `price<=80`, `-brand=Nike`. Repeatable.",
    ),
]
Limit = Annotated[int, typer.Option("--limit", "-n", help="How many hits.")]
Offset = Annotated[int, typer.Option("--offset", help="How many of the first to pass over.")]
PictureFile = Annotated[
    Path | None, typer.Option("--image", "-i", help="A picture file to search by.", metavar="FILE")
]


def parts() -> Parts:
    """The parts, as the environment says."""
    return Parts(Settings.from_environment(os.environ), say=say)


def split_conditions(words: list[str], where: list[str]) -> tuple[str, list[str]]:
    """Words and conditions: `--where A B` leaves B among the words, where it reads as one."""
    if not where:
        return " ".join(words), []
    if not all(text.strip() for text in where):
        raise UsageError("A --where is empty.", remedy='Write --where "FIELD=VALUE".')
    conditions = [word for word in words if is_condition(word)]
    return " ".join(word for word in words if not is_condition(word)), where + conditions
