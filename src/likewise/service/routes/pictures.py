"""Pictures: those of the items, in a few sizes."""

from __future__ import annotations

from email.utils import formatdate, parsedate_to_datetime
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from likewise.errors import MediaError
from likewise.service.callers.access import Reader
from likewise.service.callers.view import Viewed
from likewise.service.paths import ITEM_PATH, ItemId, PartRoute
from likewise.service.pictures.child import Form
from likewise.service.pictures.thumbnails import MEDIA_TYPES, Wanted
from likewise.service.problems import Code, ProblemError, problems
from likewise.service.serving import Shared

_KEPT_SECONDS = 3600


class Size(IntEnum):
    """The sizes of pictures: no side is longer, in pixels."""

    TINY = 160
    SMALL = 320
    MEDIUM = 640
    LARGE = 1280


_BINARY = {"schema": {"type": "string", "format": "binary"}}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture, written anew: as WebP where that is accepted, else as JPEG.",
        "content": dict.fromkeys(MEDIA_TYPES.values(), _BINARY),
    },
    304: {"description": "It is the one that the client has."},
}

router = APIRouter(prefix="/api/v1/catalogues/{name}", tags=["Items"], route_class=PartRoute)


@router.get(
    f"{ITEM_PATH}/picture",
    operation_id="get_picture",
    summary="The picture of an item",
    response_class=Response,
    responses=_RESPONSES
    | problems(
        Code.UNAUTHENTICATED,
        Code.FORBIDDEN,
        Code.UNKNOWN_CATALOGUE,
        Code.UNKNOWN_ITEM,
        Code.NOT_FOUND,
        Code.TOO_MANY,
        Code.INCOMPLETE,
    ),
)
def get_picture(
    request: Request,
    serving: Shared,
    view: Viewed,
    reader: Reader,
    item: ItemId,
    size: Annotated[Size, Query(description="No side is longer, in pixels.")] = Size.MEDIUM,
) -> Response:
    """It is never larger than the item's own file, and has nothing else that is in that."""
    path = view.content(item).picture
    if path is None:
        raise _none(f"Item {item!r} has no picture.")
    form = Form.WEBP if "image/webp" in request.headers.get("accept", "") else Form.JPEG
    try:
        wanted = serving.thumbnails.wanted(Path(path), size, form)
        headers = _headers(wanted, public=not (reader.account or reader.key))
        if _is_known(request, wanted):
            return Response(status_code=304, headers=headers)
        data = serving.thumbnails.made(wanted)
    except MediaError:  # its words name files of this machine
        raise _none(f"The picture of item {item!r} cannot be read.") from None
    return Response(data, headers=headers, media_type=MEDIA_TYPES[form])


def _headers(wanted: Wanted, *, public: bool) -> dict[str, str]:
    return {
        "ETag": f'"{wanted.version}"',
        "Last-Modified": formatdate(wanted.changed, usegmt=True),
        "Cache-Control": f"{'public' if public else 'private'}, max-age={_KEPT_SECONDS}",
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }


def _is_known(request: Request, wanted: Wanted) -> bool:
    """Whether the client has it: RFC 9110, section 13.1; the tag counts before the date."""
    if (tags := request.headers.get("if-none-match")) is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return not known.isdisjoint({f'"{wanted.version}"', "*"})
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return int(wanted.changed) <= since.timestamp()
    except (ValueError, OverflowError):
        return False


def _none(said: str) -> ProblemError:
    return ProblemError(Code.NOT_FOUND, said)
