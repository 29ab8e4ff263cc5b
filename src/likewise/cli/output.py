"""Output: data on stdout, words on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from likewise.catalogue.item import Value
from likewise.catalogue.recipe import Field, Role
from likewise.search.hits import Hit, Hits
from likewise.search.listing import Listed, Listing

_COLUMNS = {Role.TEXT: 1, Role.TAG: 1, Role.NUMBER: 1}
"""How many fields of each role a table shows."""

_WIDEST_FIELD = 40


def out() -> Console:
    """For data; made anew, as stdout may be another."""
    return Console(highlight=False)


def say(sentence: str) -> None:
    """A sentence for the person at the terminal."""
    Console(stderr=True, highlight=False, style="dim").print(Text(sentence))


def print_json(value: object) -> None:
    """One line of JSON on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_hits(hits: Hits, fields: Sequence[Field]) -> None:
    """The hits as a table: score, the telling fields, id."""
    if not hits:
        out().print("No item meets the filter." if hits.total == 0 else "No more hits.")
        return
    shown = _telling(hits, fields)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("score", justify="right", no_wrap=True, min_width=6)
    for name in shown:
        table.add_column(Text(name), max_width=_WIDEST_FIELD, overflow="ellipsis")
    table.add_column("id", style="dim", no_wrap=True)
    for hit in hits:
        cells = [Text(_cell(hit.fields.get(name, ""))) for name in shown]
        table.add_row(f"{hit.score:.4f}", *cells, Text(hit.id))
    out().print(table)


def print_items(listing: Listing, fields: Sequence[Field]) -> None:
    """The items as a table: id and the telling fields."""
    if not listing.page:
        out().print("No item meets the filter." if listing.total == 0 else "No more items.")
        return
    shown = _telling(listing.page, fields)
    rows = (
        (each.id, *(_cell(each.fields.get(name, "")) for name in shown)) for each in listing.page
    )
    print_table(("id", *shown), rows)
    say(f"{len(listing.page):,} of {listing.total:,} items.")


def hits_json(hits: Hits) -> dict[str, object]:
    """The hits as the contract of `--json` has them."""
    return {
        "hits": [_hit_json(hit) for hit in hits],
        "total": hits.total,
        "took_ms": round(hits.took_ms, 3),
    }


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A plain table."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    out().print(table)


def _hit_json(hit: Hit) -> Mapping[str, object]:
    return {
        "id": hit.id,
        "score": round(hit.score, 6),
        "fields": dict(hit.fields),
        "picture": hit.picture,
    }


def _telling(hits: Sequence[Hit] | Sequence[Listed], fields: Sequence[Field]) -> list[str]:
    """The fields worth a column: the first ones of each role that are filled in these hits."""
    filled = [field for field in fields if any(field.name in hit.fields for hit in hits)]
    return [
        field.name
        for role, most in _COLUMNS.items()
        for field in [field for field in filled if field.role is role][:most]
    ]


def _cell(value: Value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
