"""Items: looked up, listed, and written one by one or as lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.record import clean_text, row_of
from likewise.catalogue.readers.row import Row as CleanRow
from likewise.service.callers.view import View, Viewed
from likewise.service.paths import ITEM_PATH, ItemId, ItemRoute
from likewise.service.problems import Code, PlaceProblem, ProblemError, problems
from likewise.service.strict_json import malformed
from likewise.service.wire.facet import counts
from likewise.service.wire.found import Listed
from likewise.service.wire.item import Batch, Item, Removed, Row, Written, WrittenRow
from likewise.service.wire.parameters import ListParameters
from likewise.service.wire.query import MOST_HITS, Id, Search
from likewise.service.work.changes import Changes, Changing
from likewise.service.work.outcome import Outcome, Status

MOST_ROWS = 10_000
"""The most lines of one request."""

LINES = "application/x-ndjson"
"""The media type of JSON lines."""

_SOURCE = "the request"
_SEEN = (Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.UNKNOWN_CATALOGUE, Code.INCOMPLETE)
_WRITING = (*_SEEN, Code.UNUSABLE, Code.TOO_LARGE, Code.BUSY, Code.FULL)
_LINES_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            LINES: {
                "schema": {"type": "string"},
                "example": '{"id": "9", "name": "oak table"}\n{"id": "10", "name": "vase"}\n',
            }
        },
    }
}
_CREATED: dict[int | str, dict[str, Any]] = {
    201: {"model": Written, "description": "It was not there before."}
}

router = APIRouter(prefix="/api/v1/catalogues/{name}", tags=["Items"], route_class=ItemRoute)


@router.get(
    "/items",
    operation_id="list_items",
    summary="Items, a page of them",
    responses=problems(*_SEEN, Code.UNUSABLE),
)
def list_items(view: Viewed, asked: Annotated[ListParameters, Query()]) -> Listed:
    """All, those that meet a filter, or those of the ids that are asked for."""
    if asked.id:
        found = view.contents(asked.id)
        items = [Item.of(view.name, id_, each) for id_, each in found.items()]
        return Listed(items=items, total=len(items))
    return _sorted(view, asked) if asked.sort else _mixed(view, asked)


@router.get(
    ITEM_PATH,
    operation_id="get_item",
    summary="An item",
    responses=problems(*_SEEN, Code.UNKNOWN_ITEM),
)
def get_item(view: Viewed, item: ItemId) -> Item:
    """The item's fields, and where its picture is."""
    return Item.of(view.name, item, view.content(item))


@router.put(
    ITEM_PATH,
    operation_id="put_item",
    summary="Adds an item, or replaces it",
    responses=_CREATED | problems(*_WRITING),
)
def put_item(changes: Changing, item: ItemId, cells: Row, response: Response) -> Written:
    """The item is searched at once; what has not changed is not encoded again."""
    written = _written(changes.add([_row(changes, item, cells)]))
    response.status_code = 201 if written.status is Status.ADDED else 200
    return written


@router.patch(
    ITEM_PATH,
    operation_id="patch_item",
    summary="Changes columns of an item",
    responses=problems(*_WRITING, Code.UNKNOWN_ITEM),
)
def patch_item(changes: Changing, item: ItemId, cells: Row) -> Written:
    """The other columns stay; null takes a value away."""
    return _written(changes.update([_row(changes, item, cells)]))


@router.delete(
    ITEM_PATH,
    operation_id="delete_item",
    summary="Removes an item",
    status_code=204,
    response_class=Response,
    responses=problems(*_WRITING, Code.UNKNOWN_ITEM),
)
def delete_item(changes: Changing, item: ItemId) -> None:
    """It is found no more."""
    if not changes.remove([item]):
        raise ProblemError(Code.UNKNOWN_ITEM, f"There is no item {item!r}.")


@router.delete(
    "/items",
    operation_id="delete_items",
    summary="Removes several items",
    responses=problems(*_WRITING),
)
def delete_items(
    changes: Changing,
    ids: Annotated[
        list[Id],
        Query(alias="id", min_length=1, max_length=MOST_HITS, description="The items' ids."),
    ],
) -> Removed:
    """Those that are there."""
    return Removed(removed=changes.remove(list(dict.fromkeys(ids))))


async def _body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (LINES, "application/jsonl", "application/json-lines"):
        raise malformed((f"Expected {LINES}", ("header", "content-type")))
    return await request.body()


_Lines = Annotated[bytes, Depends(_body)]


@router.post(
    "/items",
    operation_id="add_items",
    summary="Adds or replaces items, a JSON object a line",
    responses=problems(*_WRITING),
    openapi_extra=_LINES_BODY,
)
def add_items(changes: Changing, lines: _Lines) -> Batch:
    """A row that is refused keeps no other from being taken; what came of each is answered."""
    return _batch(changes.add(_rows(lines)))


@router.patch(
    "/items",
    operation_id="patch_items",
    summary="Changes columns of items, a JSON object a line",
    responses=problems(*_WRITING),
    openapi_extra=_LINES_BODY,
)
def patch_items(changes: Changing, lines: _Lines) -> Batch:
    """Each row has the id's column and those that change; what came of each is answered."""
    return _batch(changes.update(_rows(lines)))


def _mixed(view: View, asked: ListParameters) -> Listed:
    shelf = view.shelf(
        asked.where, asked.facets, limit=asked.limit, offset=asked.offset, cursor=asked.cursor
    )
    return Listed(
        items=[Item.of(view.name, each.id, each) for each in shelf.items],
        total=shelf.total,
        facets=counts(shelf.facets),
        cursor=shelf.cursor or None,
    )


def _sorted(view: View, asked: ListParameters) -> Listed:
    hits = view.search(Search(**asked.model_dump(exclude={"id"})))
    return Listed(
        items=[Item.of(view.name, hit.id, hit.content) for hit in hits],
        total=hits.total,
        facets=counts(hits.facets),
        cursor=hits.cursor or None,
    )


def _row(changes: Changes, item: str, cells: Row) -> CleanRow | Reject:
    """The cells as the row of an item, which they may name as the address does."""
    column = changes.id_column
    if clean_text(item) != item:
        raise _unfit(column, "The id has blanks around it, or is not composed (NFC).")
    if cells.get(column, item) != item:
        raise _unfit(column, f"The address has the id {item!r}, and the body another.")
    return row_of(_SOURCE, 1, {**cells, column: item})


def _rows(lines: bytes) -> Sequence[CleanRow | Reject]:
    """The lines' rows; empty lines are passed over."""
    rows = list(_read(lines))
    if len(rows) > MOST_ROWS:
        raise ProblemError(
            Code.TOO_LARGE,
            f"The request has {len(rows):,} lines, and the most are {MOST_ROWS:,}.",
            remedy="Send them in several requests.",
        )
    return rows


def _read(lines: bytes) -> Iterator[CleanRow | Reject]:
    for number, line in enumerate(lines.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except ValueError as error:
            yield Reject(_SOURCE, number, "", f"the line is no JSON: {error}", {})
            continue
        if isinstance(record, dict):
            yield row_of(_SOURCE, number, record)
        else:
            yield Reject(_SOURCE, number, "", "expected an object of columns", {})


def _written(outcomes: Sequence[Outcome]) -> Written:
    (outcome,) = outcomes
    match outcome.status:
        case Status.MISSING:
            raise ProblemError(Code.UNKNOWN_ITEM, outcome.reason)
        case Status.FORBIDDEN:
            raise ProblemError(Code.FORBIDDEN, outcome.reason)
        case Status.REJECTED:
            raise _unfit(outcome.column, outcome.reason)
        case status:
            return Written(id=str(outcome.id), status=status)


def _unfit(column: str, reason: str) -> ProblemError:
    return ProblemError(
        Code.UNUSABLE,
        f"The item cannot be taken: {reason}",
        remedy="Mend it and send it again.",
        errors=[PlaceProblem(place=f"body.{column}" if column else "body", problem=reason)],
    )


def _batch(outcomes: Sequence[Outcome]) -> Batch:
    found = Counter(outcome.status for outcome in outcomes)
    taken = (Status.ADDED, Status.CHANGED, Status.UNCHANGED)
    return Batch(
        added=found[Status.ADDED],
        changed=found[Status.CHANGED],
        unchanged=found[Status.UNCHANGED],
        refused=len(outcomes) - sum(found[each] for each in taken),
        rows=[
            WrittenRow(
                line=each.line,
                id=each.id,
                status=each.status,
                column=each.column,
                reason=each.reason,
            )
            for each in outcomes
        ],
    )
