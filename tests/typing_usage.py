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
