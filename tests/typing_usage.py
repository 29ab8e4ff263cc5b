"""Calls the public API as a customer would; type-checked, and not run."""

from __future__ import annotations

from pathlib import Path

import likewise


def names_of_lamps(photo: Path) -> list[str]:
    """Searches by words, by picture and by likeness."""
    catalogue: likewise.Catalogue = likewise.open("furniture")
    hits: likewise.Hits = catalogue.search("a lamp", where={"category": "Lights"}, limit=5)
    first: likewise.Hit = hits[0]
    more = catalogue.similar(first.id, by="image", where="width<=80")
    seen = catalogue.search(picture=photo, offset=5)
    score: float = more[0].score
    return [str(hit.fields["name"]) for hit in (*hits, *more, *seen) if hit.score <= score]


def what_is_known(catalogue: likewise.Catalogue) -> str:
    """Filters in Python, facets, relevance, and why."""
    cheap = (likewise.Tag("gender") == "Women") & (likewise.Number("price") <= 80)
    near = likewise.Geo("shop").within(5, "km", of=(2.35, 48.85)) | likewise.Tag("shop").missing()
    hits = catalogue.search(
        "a dark watch", where=cheap & near, facets=["gender"], min_relevance=0.5
    )
    relevance: float | None = hits[0].relevance
    following = catalogue.search("a dark watch", where=cheap & near, cursor=hits.cursor)
    names = [each.name for each in catalogue.complete("wat")]
    return f"{relevance} {hits.explain('15970').said} {len(following)} {names}"


def where_things_lie(catalogue: likewise.Catalogue) -> tuple[float, float]:
    """Maps, and where words land on one."""
    map_: likewise.Map = catalogue.map("text", method="umap").map
    left: float = map_.points[:, 0].min()
    landing = catalogue.place("a lamp", vector=map_.facts.vector, method=map_.facts.method)
    return landing.x - left, landing.y
