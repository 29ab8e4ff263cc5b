"""likewise list: the items of a catalogue."""

from __future__ import annotations

from likewise.cli.app import Json, Limit, Name, Offset, Where, app, parts
from likewise.cli.output import print_items, print_json


@app.command("list")
def list_(
    where: Where = None,
    limit: Limit = 10,
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
    else:
        print_items(listing, found.schema.fields)
