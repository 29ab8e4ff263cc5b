"""Likewise: semantic search on Redis, by words, by picture and by likeness."""

from likewise.assembly import Catalogue, open  # noqa: A004 - `likewise.open` reads well
from likewise.errors import LikewiseError
from likewise.index.filters.expressions import Geo, Number, Tag, Text, Time
from likewise.search.hits import Hit, Hits
from likewise.search.mapping.map import Map
from likewise.settings import Settings

__all__ = [
    "Catalogue",
    "Geo",
    "Hit",
    "Hits",
    "LikewiseError",
    "Map",
    "Number",
    "Settings",
    "Tag",
    "Text",
    "Time",
    "open",
]
