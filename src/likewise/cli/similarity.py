"""likewise similarity: how alike texts are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from likewise.assembly import Parts
from likewise.cli.app import Json, app, parts
from likewise.cli.output import print_json, print_table, say
from likewise.cli.scatter import Group, Scatter, check_form, draw
from likewise.search.mapping.method import Plane


@app.command()
def similarity(
    query: Annotated[str, typer.Argument(help="A text.")],
    texts: Annotated[list[str], typer.Argument(help="Texts to compare it with.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Draws them on a plane: .png or .svg.", metavar="FILE"),
    ] = None,
    json: Json = False,
) -> None:
    """Prints the cosine similarity of a text to each of others, in the order given.

    **Examples**

    - `likewise similarity "That is a happy person" "That is a happy dog" "Today is a sunny day"`
    - `likewise similarity "a lamp" "a lantern" "a spade" --out texts.svg`
    """
    made = parts()
    if out is not None:
        check_form(out)
    scores = made.similarity(query, texts)
    if out is not None:
        draw(_scatter(made, query, texts, scores), out)
        say(f"The picture is {out}.")
    if json:
        pairs = [{"text": text, "score": score} for text, score in zip(texts, scores, strict=True)]
        print_json({"query": query, "scores": pairs})
    else:
        print_table(
            ("similarity", "text"),
            [(f"{score:.8f}", text) for text, score in zip(texts, scores, strict=True)],
        )


def _scatter(made: Parts, query: str, texts: Sequence[str], scores: Sequence[float]) -> Scatter:
    """The texts on the widest plane of their vectors, those alike near each other."""
    vectors = made.text_vectors([query, *texts])
    points = Plane.of(vectors).points(vectors)
    said = [f"{text}  {score:.2f}" for text, score in zip(texts, scores, strict=True)]
    return Scatter(
        title="Texts that mean nearly the same lie near each other",
        subtitle=f"their vectors on a plane (PCA), each with its similarity to “{query}”",
        groups=[Group("", points[:1]), Group("", points[1:])],
        labels=[query, *said],
    )
