"""likewise similarity: how alike texts are."""

from __future__ import annotations

from typing import Annotated

import typer

from likewise.cli.app import Json, app, parts
from likewise.cli.output import print_json, print_table


@app.command()
def similarity(
    query: Annotated[str, typer.Argument(help="A text.")],
    texts: Annotated[list[str], typer.Argument(help="Texts to compare it with.")],
    json: Json = False,
) -> None:
    """Prints the cosine similarity of a text to each of others, in the order given.

    **Example**

    - `likewise similarity "That is a happy person" "That is a happy dog" "Today is a sunny day"`
    """
    scores = parts().similarity(query, texts)
    if json:
        pairs = [{"text": text, "score": score} for text, score in zip(texts, scores, strict=True)]
        print_json({"query": query, "scores": pairs})
    else:
        print_table(
            ("similarity", "text"),
            [(f"{score:.8f}", text) for text, score in zip(texts, scores, strict=True)],
        )
