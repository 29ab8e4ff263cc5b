"""likewise drop: a whole catalogue away."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from likewise.cli.app import Json, app, parts
from likewise.cli.output import print_json, say
from likewise.errors import UsageError


@app.command()
def drop(
    catalogue: Annotated[str, typer.Argument(help="Its name.", metavar="NAME")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    json: Json = False,
) -> None:
    """Removes a catalogue from Redis: its items and its indexes. Its likewise.toml stays.

    **Example**

    - `likewise drop furniture`
    """
    made = parts()
    items = made.register.size(catalogue)
    if not yes and not _agreed(f"Remove catalogue {catalogue} with its {items:,} items?"):
        say("Nothing was removed.")
        raise typer.Exit(1)
    made.drop(catalogue)
    if json:
        print_json({"catalogue": catalogue, "removed": items})
    else:
        say(f"{catalogue} has gone, with {items:,} items.")


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "Nothing was removed: nobody is there to be asked.", remedy="Say --yes to remove it."
        )
    return typer.confirm(question, err=True)
