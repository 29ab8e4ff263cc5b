"""likewise judgements: what was said of results, listed, exported and imported."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from likewise.cli.app import Json, Name, app, parts
from likewise.cli.output import out, print_json, print_table, say
from likewise.errors import UsageError
from likewise.judgements.asked import Asked
from likewise.judgements.files import check_form, read, write
from likewise.judgements.judgements import Judgements


@app.command()
def judgements(
    named: Annotated[
        str | None,
        typer.Argument(help="Which catalogue; the one used last if left out.", metavar="CATALOGUE"),
    ] = None,
    catalogue: Name = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Writes them: .jsonl or .trec.", metavar="FILE"),
    ] = None,
    import_: Annotated[
        Path | None,
        typer.Option("--import", help="Adds those of a file: .jsonl or .trec.", metavar="FILE"),
    ] = None,
    json: Json = False,
) -> None:
    """Lists which results were judged relevant or not, exports them, or adds those of a file.

    JSON lines have all that is known. TREC's form has the query's id, the item's and the grade; the
    queries are in a file beside it, `NAME.queries.jsonl` or `NAME.queries.tsv`.

    **Examples**

    - `likewise judgements furniture`
    - `likewise judgements furniture --export furniture.trec`
    - `likewise judgements furniture --import labelled.jsonl`
    """
    made = parts()
    kept = made.catalogue(named or catalogue).judgements
    if export is not None and import_ is not None:
        raise UsageError("Judgements are either exported or imported at a time.")
    if import_ is not None:
        check_form(import_)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        found = list(read(import_, at=at))  # all of it, before any is kept
        kept.put(found)
        say(f"{len(found):,} judgements: {import_}")
    elif export is not None:
        say(f"{write(kept.all(), export):,} judgements: {export}")
    if json:
        tally = kept.tally()
        print_json(
            {
                "queries": tally.queries,
                "judgements": tally.judgements,
                "relevant": tally.relevant,
            }
        )
    elif import_ is None and export is None:
        _print(kept)


def _print(kept: Judgements) -> None:
    """A line for each query."""
    counts: dict[str, Counter[bool]] = {}
    queries: dict[str, Asked] = {}
    for each in kept.all():
        queries[each.asked.id] = each.asked
        counts.setdefault(each.asked.id, Counter())[each.grade > 0] += 1
    if not queries:
        out().print("Nothing was judged yet.")
        return
    rows = [(_said(queries[id_]), each[True], each[False]) for id_, each in counts.items()]
    print_table(("query", "relevant", "not"), sorted(rows))


def _said(asked: Asked) -> str:
    """A query in a line."""
    parts_ = [
        asked.words,
        asked.picture and f"picture {asked.picture[7:15]}",
        asked.like and f"like {', '.join(asked.like)}",
        asked.unlike and f"unlike {', '.join(asked.unlike)}",
        asked.unlike_words and f"not {asked.unlike_words}",
        asked.where and f"where {asked.where}",
    ]
    return "; ".join(part for part in parts_ if part)
