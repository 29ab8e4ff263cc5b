"""Mapping: maps as a caller sees them, made by those who may."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

from PIL.Image import Image

from likewise.accounts.caller import Caller
from likewise.search.mapping.method import Method
from likewise.service.callers.must import catalogue_of
from likewise.service.callers.view import View
from likewise.service.problems import Code, ProblemError
from likewise.service.serving import Serving
from likewise.service.wire.map import (
    MapDone,
    MapParameters,
    MapShown,
    MapWanted,
    PlacedAt,
    ToPlace,
    map_bytes,
)

MOST_ITEMS = 20_000
"""Beyond so many, a map by neighbours takes longer than whoever asks by HTTP would wait."""

_GZIP = 31  # zlib's number for gzip with the largest window
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Bytes:
    """A map as it is sent.

    Attributes:
        plain: Its bytes.
    """

    plain: bytes

    @property
    def tag(self) -> str:
        """By which a client knows whether it has it: weak, as it is the same packed and not."""
        return f'W/"{hashlib.blake2b(self.plain, digest_size=16).hexdigest()}"'

    def packed(self) -> bytes:
        """The same by gzip."""
        packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
        return packer.compress(self.plain) + packer.flush()


def shown(view: View, asked: MapParameters) -> Bytes:
    """A map with the items that the caller sees, by id."""
    seen = view.map(asked.vector, asked.method or "", asked.colour, asked.where)
    unplaced = seen.there - len(seen.labels)
    return Bytes(
        map_bytes(seen.facts, seen.points, seen.labels, colour=asked.colour, unplaced=unplaced)
    )


def place(view: View, asked: ToPlace, picture: Image | None) -> PlacedAt:
    """Where something lies on a map, and what the caller sees near to it."""
    landing = view.place(asked, picture)
    return PlacedAt(
        vector=landing.facts.vector,
        method=landing.facts.method.value,
        x=landing.x,
        y=landing.y,
        near=list(landing.near),
    )


def make(
    serving: Serving, name: str, caller: Caller, wanted: MapWanted, *, most: int = MOST_ITEMS
) -> MapDone:
    """Makes a map, or adds to it.

    Args:
        serving: What handlers share.
        name: The catalogue's.
        caller: Who asks.
        wanted: Which map.
        most: So many items are laid out by their neighbours.

    Raises:
        ProblemError: Another one is being made, or there are too many items to wait for.
    """
    catalogue, method = catalogue_of(serving, name, caller), Method(wanted.method)
    items = serving.parts.register.size(name)
    if method is not Method.PCA and items > most:
        raise ProblemError(
            Code.UNUSABLE,
            f"By {method} {items:,} items take minutes, and here at most {most:,} are laid out.",
            remedy=f"Run `likewise map {name} --method {method}`.",
        )
    if not serving.mapping.acquire(blocking=False):
        raise ProblemError(
            Code.BUSY, "Another map is being made.", remedy="Try again when it is done."
        )
    try:
        done = catalogue.map(wanted.vector, method=method, refresh=wanted.refresh, seed=wanted.seed)
    finally:
        serving.mapping.release()
    return MapDone(
        **MapShown.of(done.map.facts).model_dump(),
        items=len(done.map),
        placed=done.placed,
        removed=done.removed,
        lacking=done.lacking,
    )
