"""Search: what fits best, what is like an item, and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from likewise.service.callers.view import Viewed
from likewise.service.paths import ITEM_PATH, ItemId, PartRoute
from likewise.service.problems import Code, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.explanation import Explained
from likewise.service.wire.found import Found
from likewise.service.wire.parameters import SearchParameters, SimilarParameters
from likewise.service.wire.query import Question, Search
from likewise.service.work.finding import find
from likewise.service.work.opening import open_sent
from likewise.service.work.sought import Asked, request_body

_PREFIX = "/api/v1/catalogues/{name}"
_SEEN = (
    Code.UNAUTHENTICATED,
    Code.FORBIDDEN,
    Code.UNKNOWN_CATALOGUE,
    Code.UNKNOWN_ITEM,
    Code.UNUSABLE,
    Code.INCOMPLETE,
)
_PICTURED = (*_SEEN, Code.UNREADABLE_MEDIA, Code.TOO_LARGE, Code.TOO_MANY)

router = APIRouter(prefix=_PREFIX, tags=["Search"], route_class=StrictRoute)
parts_router = APIRouter(prefix=_PREFIX, tags=["Search"], route_class=PartRoute)


@router.get(
    "/search",
    operation_id="search_by_words",
    summary="What fits words best",
    response_model=Found,
    responses=problems(*_SEEN),
)
def search_by_words(view: Viewed, asked: Annotated[SearchParameters, Query()]) -> Response:
    """The simple searches; POST has all that there is."""
    return _written(find(view, asked.search()))


@router.post(
    "/search",
    operation_id="search",
    summary="What fits words, a picture or examples best",
    response_model=Found,
    responses=problems(*_PICTURED),
    openapi_extra=request_body(),
)
def search(serving: Shared, view: Viewed, asked: Asked) -> Response:
    """Searches by words, by a picture, by items that it is like and unlike, or by all of them.

    A picture comes as a data URI, or as the file of a form, whose field `query` then has the rest
    as JSON. Where nothing is looked for, all items are hits, mixed or sorted.
    """
    picture = open_sent(serving, view, asked.search.picture, asked.file)
    return _written(find(view, asked.search, picture))


@router.post(
    "/explain",
    operation_id="explain",
    summary="Why an item is found, or why it is not",
    responses=problems(*_PICTURED),
)
def explain(serving: Shared, view: Viewed, asked: Question) -> Explained:
    """What each leg says of an item, which conditions it meets, and where it stands."""
    picture = open_sent(serving, view, asked.query.picture, None)
    hits = view.search(Search(**asked.query.model_dump(), limit=1), picture)
    return Explained.of(view.explain(hits, asked.id))


@parts_router.get(
    f"{ITEM_PATH}/similar",
    operation_id="find_similar",
    summary="What is like an item",
    response_model=Found,
    responses=problems(*_SEEN),
)
def find_similar(
    view: Viewed, item: ItemId, asked: Annotated[SimilarParameters, Query()]
) -> Response:
    """The items nearest to it, by one of its vectors; it is not among them itself."""
    return _written(find(view, asked.search(item)))


def _written(found: Found) -> Response:
    """As JSON, here and now: FastAPI would give it to another thread to look at once more."""
    return Response(found.model_dump_json(), media_type="application/json")
