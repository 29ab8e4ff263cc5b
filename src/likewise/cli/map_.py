"""likewise map: a catalogue laid out on a plane."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from likewise.assembly import Catalogue
from likewise.catalogue.recipe import Role
from likewise.cli.app import Json, Name, app, parts
from likewise.cli.output import print_json, say
from likewise.cli.scatter import MOST_GROUPS, Group, Scatter, check_form, draw
from likewise.errors import UsageError
from likewise.search.mapping.map import Map, Mapped
from likewise.search.mapping.method import Method

_NAMES = {Method.PCA: "PCA", Method.TSNE: "t-SNE", Method.UMAP: "UMAP"}


@app.command("map")
def map_(
    named: Annotated[
        str | None,
        typer.Argument(help="Which catalogue; the one used last if left out.", metavar="CATALOGUE"),
    ] = None,
    catalogue: Name = None,
    vector: Annotated[
        str, typer.Option("--vector", help="By which vector; the first if left out.")
    ] = "",
    method: Annotated[
        Method, typer.Option("--method", help="pca needs nothing; the others need likewise[map].")
    ] = Method.PCA,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Draws it: a .png or .svg.", metavar="FILE"),
    ] = None,
    colour: Annotated[
        str,
        typer.Option("--colour", help="The tag that colours tell; the first if left out."),
    ] = "",
    refresh: Annotated[bool, typer.Option("--refresh", help="Lay all of it out anew.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="Another one gives another map.")] = 0,
    json: Json = False,
) -> None:
    """Lays a catalogue out on a plane, so that what is alike lies together, and keeps the map.

    Where it was done before, only what is new or changed since is placed; the rest stays where it
    is. PCA is there at once; by UMAP and t-SNE 100,000 items take some minutes.

    **Examples**

    - `likewise map furniture --method umap --out furniture.png`
    - `likewise map --vector image --colour category --out pictures.svg`
    """
    if not 0 <= seed < 2**32:
        raise UsageError(f"The seed must be from 0 to {2**32 - 1}, but is {seed}.")
    if out is not None:
        check_form(out)
    opened = parts().catalogue(named or catalogue)
    field = _colour(opened, colour)
    mapped = opened.map(vector, method=method, refresh=refresh, seed=seed)
    if out is not None:
        draw(_scatter(opened, mapped.map, field), out)
    if json:
        print_json(_json(opened.name, mapped) | ({} if out is None else {"picture": str(out)}))
        return
    say(_said(opened.name, mapped))
    if out is not None:
        say(f"The picture is {out}.")


def _colour(opened: Catalogue, colour: str) -> str:
    """The field that colours tell; empty where there is none."""
    tags = [field.name for field in opened.schema.fields if field.role is Role.TAG]
    if colour and colour not in tags:
        raise UsageError(
            f"{colour!r} is no tag of this catalogue.",
            remedy=f"Its tags are {', '.join(tags)}." if tags else "It has no tags.",
        )
    return colour or (tags[0] if tags else "")


def _said(name: str, mapped: Mapped) -> str:
    facts = mapped.map.facts
    what = f"{_NAMES[facts.method]} of {facts.vector}"
    done = [f"{mapped.placed:,} {'laid out' if mapped.anew else 'placed'}"]
    done += [f"{mapped.removed:,} taken away"] if mapped.removed else []
    done += [f"{mapped.lacking:,} without a place"] if mapped.lacking else []
    return f"{name}, {what}: {len(mapped.map):,} items on the map ({', '.join(done)})."


def _json(name: str, mapped: Mapped) -> dict[str, object]:
    facts, points = mapped.map.facts, mapped.map.points.tolist()
    return {
        "catalogue": name,
        "vector": facts.vector,
        "method": facts.method,
        "at": facts.at,
        "laid_out": facts.laid_out,
        "placed": mapped.placed,
        "removed": mapped.removed,
        "lacking": mapped.lacking,
        "points": [
            {"id": id_, "x": x, "y": y} for id_, (x, y) in zip(mapped.map.ids, points, strict=True)
        ],
    }


def _scatter(opened: Catalogue, map_: Map, field: str) -> Scatter:
    facts = map_.facts
    coloured = f", coloured by {field}" if field else ""
    return Scatter(
        title=opened.name,
        subtitle=(
            f"{len(map_):,} items by their {facts.vector} vectors, {_NAMES[facts.method]}{coloured}"
        ),
        groups=list(_groups(opened, map_, field)),
    )


def _groups(opened: Catalogue, map_: Map, field: str) -> Iterator[Group]:
    """The points by their first tag, the largest group first; together what there is no colour for.

    An item that has gone since is left out.
    """
    labels = opened.labels(field)
    firsts = [next(iter(labels.get(id_, ())), "") for id_ in map_.ids]
    there = np.array([id_ in labels for id_ in map_.ids])
    counts = Counter(tag for tag, is_there in zip(firsts, there, strict=True) if tag and is_there)
    shown = [tag for tag, _ in counts.most_common(MOST_GROUPS)]
    tags = np.array(firsts)
    for tag in shown:
        yield Group(tag, map_.points[there & (tags == tag)])
    rest = map_.points[there & ~np.isin(tags, shown)]
    if len(rest):
        yield Group("others" if shown else "", rest, rest=bool(shown))
