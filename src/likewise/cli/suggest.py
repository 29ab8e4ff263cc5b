"""likewise suggest: names that what was typed goes on to, and what was meant."""

from __future__ import annotations

from typing import Annotated

import typer

from likewise.cli.app import Json, Name, app, parts
from likewise.cli.output import out, print_json, print_table


@app.command()
def suggest(
    typed: Annotated[list[str], typer.Argument(help="What has been typed so far.")],
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many names.")] = 8,
    catalogue: Name = None,
    json: Json = False,
) -> None:
    """Completes what was typed to names of items, and puts misspelt words right.

    Chinese names are also found by their pinyin and by its initials.

    **Examples**

    - `likewise suggest tab`
    - `likewise suggest "wodden chiar"`
    """
    words = " ".join(typed)
    found = parts().catalogue(catalogue)
    completed = found.complete(words, limit=limit)
    meant = found.did_you_mean(words)
    if json:
        names = [{"name": each.name, "count": each.count} for each in completed]
        print_json({"completions": names, "did_you_mean": meant})
        return
    if completed:
        print_table(("name", "items"), [(each.name, each.count) for each in completed])
    if meant:
        out().print(f"Did you mean: {meant}", markup=False)
    if not (completed or meant):
        out().print("No name goes on from this.")
