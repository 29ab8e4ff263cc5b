"""likewise similar: what is like an item."""

from __future__ import annotations

from typing import Annotated

import typer

from likewise.cli.app import Json, Limit, Name, Offset, Where, app, parts, split_conditions
from likewise.cli.output import hits_json, print_hits, print_json
from likewise.cli.search import Cursor, legs


@app.command()
def similar(
    item: Annotated[list[str], typer.Argument(help="The id of an item.", metavar="ID")],
    by: Annotated[
        str,
        typer.Option(
            "--by", help="text, image or concept, or several with commas; the first if left out."
        ),
    ] = "",
    where: Where = None,
    limit: Limit = 10,
    offset: Offset = 0,
    cursor: Cursor = "",
    catalogue: Name = None,
    json: Json = False,
) -> None:
    """Finds what is like an item, in its words or in its picture; never the item itself.

    **Examples**

    - `likewise similar 15970 --by text`
    - `likewise similar 15970 --by image --where gender=Women -n 5`
    """
    like, conditions = split_conditions(item, where or [])
    made = parts()
    found = made.catalogue(catalogue)
    hits = found.similar(
        like, by=legs(by), where=conditions, limit=limit, offset=offset, cursor=cursor
    )
    made.remember(found.name)
    if json:
        print_json(hits_json(hits))
    else:
        print_hits(hits, found.schema.fields)
