"""Maps: a catalogue on a plane, for a page that draws it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from likewise.service.callers.access import Administrator
from likewise.service.callers.view import Viewed
from likewise.service.paths import CatalogueName
from likewise.service.problems import Code, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.map import (
    MapDone,
    MapParameters,
    MapShown,
    MapsShown,
    MapWanted,
    PlacedAt,
    ToPlace,
)
from likewise.service.work.mapping import make, place, shown
from likewise.service.work.opening import open_sent

MEDIA_TYPE = "application/octet-stream"

_SEEN = (Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.UNKNOWN_CATALOGUE, Code.INCOMPLETE)
_MAPPED = (*_SEEN, Code.NOT_FOUND, Code.UNUSABLE)
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": (
            "`LWMP`; the length of the header, 4 bytes; the header, JSON; the x of all items, and "
            "the y, 32-bit floats; where there is a colour, a byte for each item: 0 for no tag, n "
            "for the nth of the header's tags, 255 for another; the ids, a JSON array. All numbers "
            "are little-endian."
        ),
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "The client has it."},
}

router = APIRouter(prefix="/api/v1/catalogues/{name}", tags=["Maps"], route_class=StrictRoute)


@router.get(
    "/maps",
    operation_id="list_maps",
    summary="Which maps there are",
    responses=problems(*_SEEN),
)
def list_maps(view: Viewed) -> MapsShown:
    """By which vector and method each was made, and when; the newest first."""
    return MapsShown(maps=[MapShown.of(facts) for facts in view.maps()])


@router.get(
    "/map",
    operation_id="get_map",
    summary="Where all items lie on a map",
    response_class=Response,
    responses=_BYTES | problems(*_MAPPED),
)
def get_map(request: Request, view: Viewed, asked: Annotated[MapParameters, Query()]) -> Response:
    """Compact bytes, for 100,000 items and more; an item that has no place yet is not among them.

    Operators make maps by `likewise map` or by `POST`; until then there is none.
    """
    found = shown(view, asked)
    headers = {
        "ETag": found.tag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding, Authorization, Cookie",
    }
    if found.tag.removeprefix("W/") in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed(), headers=headers, media_type=MEDIA_TYPE)
    return Response(found.plain, headers=headers, media_type=MEDIA_TYPE)


@router.post(
    "/map",
    operation_id="make_map",
    summary="Makes a map, or adds to it what is new",
    responses=problems(*_SEEN, Code.UNUSABLE, Code.BUSY, Code.FULL),
)
def make_map(
    serving: Shared, name: CatalogueName, administrator: Administrator, wanted: MapWanted
) -> MapDone:
    """What is on it stays where it is, unless all of it is to be laid out anew.

    The answer comes when it is done. By `tsne` and `umap` at most 20,000 items are laid out here;
    `likewise map` lays out any number.
    """
    return make(serving, name, administrator, wanted)


@router.post(
    "/map/place",
    operation_id="place_on_map",
    summary="Where something that is looked for lies on a map",
    responses=problems(
        *_MAPPED, Code.UNKNOWN_ITEM, Code.UNREADABLE_MEDIA, Code.TOO_LARGE, Code.TOO_MANY
    ),
)
def place_on_map(serving: Shared, view: Viewed, asked: ToPlace) -> PlacedAt:
    """Words, a picture or items, as the map's vectors compare them, and what is near to them."""
    return place(view, asked, open_sent(serving, view, asked.picture, None))
