"""likewise list: the items of a catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from likewise.cli.app import Json, Name, Offset, Where, app, parts
from likewise.cli.output import out, print_items, print_json


@app.command("list")
def list_(
    where: Where = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many items.")] = 10,
    offset: Offset = 0,
    catalogue: Name = None,
    json: Json = False,
) -> None:
    """Lists items in the order of their ids. The catalogues themselves: `likewise status`.

    **Examples**

    - `likewise list -n 20`
    - `likewise list --where "price<=20" --json`
    """
    found = parts().catalogue(catalogue)
    listing = found.items(where=where, limit=limit, offset=offset)
    if json:
        items = [
            {"id": each.id, "fields": dict(each.fields), "picture": each.picture}
            for each in listing.page
        ]
        print_json({"items": items, "total": listing.total})
    elif not where and not listing.total:
        out().print(f"{found.name} has no items.", markup=False)
    else:
        print_items(listing, found.schema.fields)
