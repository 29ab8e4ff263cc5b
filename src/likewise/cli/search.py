"""likewise search: by words, by a picture, by examples."""

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
from likewise.cli.output import (
    explanation_json,
    hits_json,
    print_explanation,
    print_facets,
    print_hits,
    print_json,
    say,
)
from likewise.errors import UsageError

By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="LEGS",
        help="text, concept, image, keyword, several with commas, or hybrid for all that fit; text "
        "and keyword together if left out.",
    ),
]
Cursor = Annotated[
    str, typer.Option("--cursor", help="Where the page before ended, as --json tells it.")
]
Relevance = Annotated[
    float | None,
    typer.Option("--min-relevance", help="The least probability of being relevant, 0 to 1."),
]


@app.command()
def search(
    words: Annotated[list[str] | None, typer.Argument(help="What is looked for.")] = None,
    image: PictureFile = None,
    like: Annotated[
        list[str] | None, typer.Option("--like", metavar="ID", help="An item it is like.")
    ] = None,
    unlike: Annotated[
        list[str] | None, typer.Option("--unlike", metavar="ID", help="An item it is not like.")
    ] = None,
    unlike_words: Annotated[
        str, typer.Option("--unlike-words", metavar="WORDS", help="What it is not.")
    ] = "",
    by: By = "",
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="LEG=N", help="What a leg counts: image=0.3."),
    ] = None,
    fusion: Annotated[
        str | None, typer.Option("--fusion", help="rrf (ranks) or weighted (scores).")
    ] = None,
    where: Where = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Compare every item, whatever the index.")
    ] = False,
    min_relevance: Relevance = None,
    min_score: Annotated[
        float | None, typer.Option("--min-score", help="The least cosine, 0 to 1.")
    ] = None,
    sort: Annotated[
        str, typer.Option("--sort", metavar="FIELD", help="`price`, or `-price` from the top.")
    ] = "",
    diversity: Annotated[
        float | None, typer.Option("--diversity", help="0 as ranked, 1 as unlike as can be.")
    ] = None,
    group_by: Annotated[
        str, typer.Option("--group-by", metavar="FIELD", help="One hit for each value of it.")
    ] = "",
    group_size: Annotated[
        int, typer.Option("--group-size", help="Hits for each value, with --group-by.")
    ] = 1,
    fold: Annotated[
        float | None,
        typer.Option("--fold", help="Show items of at least this cosine as one: 0.98."),
    ] = None,
    rerank: Annotated[
        str,
        typer.Option(
            "--rerank", metavar="NAME", help="late-interaction, or a cross-encoder's folder."
        ),
    ] = "",
    depth: Annotated[
        int, typer.Option("--depth", help="How many of the best are reranked or diversified.")
    ] = 100,
    facet: Annotated[
        list[str] | None,
        typer.Option("--facet", metavar="FIELD", help="Count the values of a field."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each is a hit.")] = False,
    limit: Limit = 10,
    offset: Offset = 0,
    cursor: Cursor = "",
    catalogue: Name = None,
    json: Json = False,
) -> None:
    """Finds items by words, by a picture or by examples, the best first.

    Words are compared with the meaning of the items' texts and with their very words, and the
    rankings are fused; `--by concept` compares them with what pictures show. The score is from 0
    to 1: the cosine similarity for one leg of vectors, the share of the best possible for several.

    **Examples**

    - `likewise search "a lamp to read by"`
    - `likewise search "something to sit on" --where category=Exterior --where "width<=80"`
    - `likewise search --by concept "musical instrument"`
    - `likewise search --image photo.jpg -n 5 --json`
    - `likewise search "in red" --image photo.jpg --weight text=0.3 --weight image=0.7`
    - `likewise search chair --facet category --min-relevance 0.5 --explain`
    """
    phrase, conditions = split_conditions(words or [], where or [])
    if not (phrase or image or like or conditions or sort or facet):
        raise UsageError("Search needs words, a picture, an example or a filter.")
    made = parts()
    found = made.catalogue(catalogue)
    hits = found.search(
        phrase,
        picture=image,
        like=like or [],
        unlike=unlike or [],
        unlike_words=unlike_words,
        by=legs(by),
        weights=weights(weight or []),
        fusion=fusion,
        where=conditions,
        exact=exact,
        min_relevance=min_relevance,
        min_score=min_score,
        sort=sort,
        diversity=diversity,
        group_by=group_by,
        group_size=group_size,
        fold=fold,
        rerank=rerank,
        depth=depth,
        facets=facet or [],
        count_relevant=True,
        limit=limit,
        offset=offset,
        cursor=cursor,
    )
    made.remember(found.name)
    explained = [hits.explain(hit.id) for hit in hits] if explain else []
    meant = found.did_you_mean(phrase) if phrase else ""
    if json:
        print_json(hits_json(hits) | {"did_you_mean": meant} | explanation_json(explained))
        return
    print_hits(hits, found.schema.fields)
    for each in explained:
        print_explanation(each)
    print_facets(hits)
    if meant:
        say(f"Did you mean: {meant}")
    if hits.relevant is not None:
        say(f"{hits.relevant:,} relevant of {hits.total:,} items.")


def legs(by: str) -> list[str]:
    """The legs in `text,keyword`."""
    return [name.strip() for name in by.split(",") if name.strip()]


def weights(given: list[str]) -> dict[str, float]:
    """The weights in `["text=0.3", "image=0.7"]`."""
    found = {}
    for each in given:
        name, _, number = each.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise UsageError(
                f"The weight {each!r} cannot be read.", remedy="Write LEG=NUMBER: image=0.3."
            ) from None
    return found
