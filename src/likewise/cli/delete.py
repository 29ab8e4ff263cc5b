"""likewise delete: items out of a catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from likewise.cli.app import Json, Name, app, parts
from likewise.cli.output import print_json, say


@app.command()
def delete(
    ids: Annotated[list[str], typer.Argument(help="The ids of the items.", metavar="ID")],
    catalogue: Name = None,
    json: Json = False,
) -> None:
    """Removes items from a catalogue.

    **Example**

    - `likewise delete 1042 1043`
    """
    found = parts().catalogue(catalogue)
    removed = found.remove(ids)
    absent = len(set(ids)) - removed
    if json:
        print_json({"catalogue": found.name, "removed": removed, "absent": absent})
    else:
        say(f"{found.name}: {removed:,} removed, {absent:,} not found.")
