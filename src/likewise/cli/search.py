"""likewise search: by words or by a picture."""

from __future__ import annotations

from typing import Annotated

import typer

from likewise.cli.app import (
    Json,
    Limit,
    Name,
    Offset,
    PictureFile,
    Where,
    app,
    parts,
    split_conditions,
)
from likewise.cli.output import hits_json, print_hits, print_json

By = Annotated[
    str | None,
    typer.Option(
        "--by", help="Which vectors: text, concept, image; the first that fit if left out."
    ),
]


@app.command()
def search(
    words: Annotated[list[str] | None, typer.Argument(help="What is looked for.")] = None,
    image: PictureFile = None,
    by: By = None,
    where: Where = None,
    limit: Limit = 10,
    offset: Offset = 0,
    catalogue: Name = None,
    json: Json = False,
) -> None:
    """Finds items by words or by a picture, nearest first.

    Words are compared with the items' texts, or, with `--by concept`, with what their pictures
    show. The score is the cosine similarity, from 0 to 1.

    **Examples**

    - `likewise search "a lamp to read by"`
    - `likewise search "something to sit on" --where category=Exterior --where "width<=80"`
    - `likewise search --by concept "musical instrument"`
    - `likewise search --image photo.jpg -n 5 --json`
    """
    phrase, conditions = split_conditions(words or [], where or [])
    made = parts()
    found = made.catalogue(catalogue)
    hits = found.search(phrase, picture=image, by=by, where=conditions, limit=limit, offset=offset)
    made.remember(found.name)
    if json:
        print_json(hits_json(hits))
    else:
        print_hits(hits, found.schema.fields)
