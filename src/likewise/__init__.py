"""Likewise: semantic search on Redis, by words, by picture and by likeness."""

from likewise.assembly import Catalogue, open  # noqa: A004 - `likewise.open` reads well
from likewise.errors import LikewiseError
from likewise.search.hits import Hit, Hits
from likewise.settings import Settings

__all__ = ["Catalogue", "Hit", "Hits", "LikewiseError", "Settings", "open"]
