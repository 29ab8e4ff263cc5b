"""Output: data on stdout, words on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from likewise.catalogue.item import Value
from likewise.catalogue.recipe import Field, Role
from likewise.search.explanation import Explanation
from likewise.search.hits import Facet, Hit, Hits, TagFacet
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
    """The hits as a table: score, relevance where it is known, the telling fields, id."""
    if not hits:
        out().print(_no_hits(hits))
        return
    shown = _telling(hits, fields)
    calibrated = any(hit.relevance is not None for hit in hits)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("score", justify="right", no_wrap=True, min_width=6)
    if calibrated:
        table.add_column("relevance", justify="right", no_wrap=True)
    for name in shown:
        table.add_column(Text(name), max_width=_WIDEST_FIELD, overflow="ellipsis")
    table.add_column("id", style="dim", no_wrap=True)
    for hit in hits:
        cells = [Text(_cell(hit.fields.get(name, ""))) for name in shown]
        relevance = [f"{hit.relevance or 0:.2f}"] if calibrated else []
        more = f" and {len(hit.folded)} like it" if hit.folded else ""
        table.add_row(f"{hit.score:.4f}", *relevance, *cells, Text(hit.id + more))
    out().print(table)


def print_facets(hits: Hits) -> None:
    """The counts of the facets, a line each."""
    for name, facet in hits.facets.items():
        counts = (
            [f"{tag} {count:,}" for tag, count in facet.counts.items()]
            if isinstance(facet, TagFacet)
            else [f"{low:g} to {low + facet.width:g}: {n:,}" for low, n in facet.counts.items()]
        )
        out().print(Text(f"{name}: {', '.join(counts) or 'nothing'}"))


def print_explanation(explained: Explanation) -> None:
    """What is known of an item and a query: a sentence, the filter, a line for each leg."""
    out().print(Text(f"{explained.id}: {explained.said}"))
    for line, met in explained.conditions.items():
        out().print(Text(f"  {'meets' if met else 'does not meet'} {line}"))
    for leg in explained.legs:
        rank = "no rank" if leg.rank is None else f"rank {leg.rank:,}"
        score = [] if leg.score is None else [f"score {leg.score:.4f}"]
        relevance = [] if leg.relevance is None else [f"relevance {leg.relevance:.2f}"]
        words = [f"words {', '.join(leg.words)}"] if leg.words else []
        said = [leg.said] if leg.said else []
        won = ", counts most" if leg.leg == explained.won and len(explained.legs) > 1 else ""
        out().print(
            Text(f"  {leg.leg}{won}: {'; '.join([rank, *score, *relevance, *words, *said])}")
        )


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
        "relevant": hits.relevant,
        "took_ms": round(hits.took_ms, 3),
        "legs": list(hits.legs),
        "facets": {name: _facet_json(facet) for name, facet in hits.facets.items()},
        "cursor": hits.cursor,
    }


def explanation_json(explained: Sequence[Explanation]) -> dict[str, object]:
    """Explanations as the contract of `--json` has them; nothing where there are none."""
    return {"explanations": [asdict(each) for each in explained]} if explained else {}


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
        "relevance": None if hit.relevance is None else round(hit.relevance, 4),
        "places": {
            leg: {"rank": place.rank, "score": round(place.score, 6)}
            for leg, place in hit.places.items()
        },
        "folded": list(hit.folded),
    }


def _facet_json(facet: Facet) -> dict[str, object]:
    if isinstance(facet, TagFacet):
        return {"counts": dict(facet.counts)}
    bins = [
        {"from": low, "to": round(low + facet.width, 9), "count": count}
        for low, count in facet.counts.items()
    ]
    return {"width": facet.width, "bins": bins}


def _no_hits(hits: Hits) -> str:
    if not hits.total:
        return "No item meets the filter, or there are none yet."
    if hits.relevant == 0:
        return "Nothing relevant."
    return "No more hits." if hits.relevant or not hits.legs else "Nothing found."


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
