"""likewise why-not: why an item is not among the hits of a search, or how far down it is."""

from __future__ import annotations

from typing import Annotated

import typer

from likewise.cli.app import Json, Name, PictureFile, Where, app, parts, split_conditions
from likewise.cli.output import explanation_json, print_explanation, print_json
from likewise.cli.search import By, Relevance, legs


@app.command("why-not")
def why_not(
    item: Annotated[str, typer.Argument(help="The id of the item that was expected.")],
    words: Annotated[list[str] | None, typer.Argument(help="What was looked for.")] = None,
    image: PictureFile = None,
    by: By = "",
    where: Where = None,
    min_relevance: Relevance = None,
    catalogue: Name = None,
    json: Json = False,
) -> None:
    """Says where an item stands in each leg of a search, or which condition leaves it out.

    **Examples**

    - `likewise why-not 15970 "dark watch for sport"`
    - `likewise why-not 15970 "dark watch" --where gender=Women --where "price<=80"`
    """
    phrase, conditions = split_conditions(words or [], where or [])
    found = parts().catalogue(catalogue)
    hits = found.search(
        phrase,
        picture=image,
        by=legs(by),
        where=conditions,
        min_relevance=min_relevance,
        limit=1,
    )
    explained = hits.explain(item)
    if json:
        print_json(explanation_json([explained]))
    else:
        print_explanation(explained)
