"""Judgements: which results are relevant, as people and programs say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from likewise.service.callers.access import Judge
from likewise.service.callers.private import PRIVATE
from likewise.service.callers.view import View
from likewise.service.paths import CatalogueName
from likewise.service.problems import Code, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.judgement import (
    JudgementParameters,
    JudgementShown,
    JudgementsShown,
    NewJudgement,
    QueryId,
)
from likewise.service.wire.query import Id
from likewise.service.work.judging import judge, take_back, told

_SEEN = (
    Code.UNAUTHENTICATED,
    Code.FORBIDDEN,
    Code.UNKNOWN_CATALOGUE,
    Code.INCOMPLETE,
    Code.UNUSABLE,
)

router = APIRouter(
    prefix="/api/v1/catalogues/{name}/judgements",
    tags=["Judgements"],
    dependencies=[PRIVATE],
    route_class=StrictRoute,
)


@router.get(
    "", operation_id="list_judgements", summary="Own judgements", responses=problems(*_SEEN)
)
def list_judgements(
    serving: Shared,
    name: CatalogueName,
    asking: Judge,
    wanted: Annotated[JudgementParameters, Query()],
) -> JudgementsShown:
    """What one has said of the results of a query, or of all; administrators see everyone's."""
    return told(View(serving, name, asking), asking, wanted)


@router.put(
    "",
    operation_id="put_judgement",
    summary="Say whether an item is relevant to a query",
    responses=problems(*_SEEN, Code.UNKNOWN_ITEM, Code.UNREADABLE_MEDIA, Code.TOO_LARGE, Code.FULL),
)
def put_judgement(
    serving: Shared, name: CatalogueName, asking: Judge, judged: NewJudgement
) -> JudgementShown:
    """In place of what one said of it before; the query's id is in the answer."""
    return judge(serving, View(serving, name, asking), asking, judged)


@router.delete(
    "",
    operation_id="delete_judgement",
    summary="Take a judgement back",
    status_code=204,
    response_class=Response,
    responses=problems(*_SEEN),
)
def delete_judgement(
    serving: Shared,
    name: CatalogueName,
    asking: Judge,
    query: Annotated[QueryId, Query(description="The query's id.")],
    item: Annotated[Id, Query(alias="id", description="The item's id.")],
) -> None:
    """One's own, if there is one."""
    take_back(View(serving, name, asking), asking, query, item)
