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
    """Removes a catalogue: its items, its indexes, and the pictures that its rows held.

    Its likewise.toml stays, and so do pictures that were fetched: other catalogues may have them.

    **Example**

    - `likewise drop furniture`
    """
    made = parts()
    items = made.register.size(catalogue)
    if not yes and not _agreed(f"Remove catalogue {catalogue} with its {items:,} items?"):
        say("Nothing was removed.")
        raise typer.Exit(1)
    pictures = made.drop(catalogue)
    if json:
        print_json({"catalogue": catalogue, "removed": items, "pictures": pictures})
    else:
        kept = f" and {pictures:,} pictures that were kept for it" if pictures else ""
        say(f"{catalogue} has gone, with {items:,} items{kept}.")
        say(f"Recipe: {made.settings.recipe_file(catalogue)}")


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "Nothing was removed: nobody is there to be asked.", remedy="Say --yes to remove it."
        )
    return typer.confirm(question, err=True)
