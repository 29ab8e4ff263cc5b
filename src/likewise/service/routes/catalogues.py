"""Catalogues: which can be searched, and what can be asked of each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from likewise.service.callers.access import Reader
from likewise.service.callers.view import Viewed
from likewise.service.problems import Code, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.catalogue import Catalogues, Described
from likewise.service.work.describing import describe, summaries

router = APIRouter(prefix="/api/v1/catalogues", tags=["Catalogues"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="list_catalogues",
    summary="Which catalogues there are",
    responses=problems(Code.UNAUTHENTICATED, Code.FORBIDDEN),
)
def list_catalogues(serving: Shared, reader: Reader) -> Catalogues:
    """Those that can be searched, by name, with the number of their items."""
    return Catalogues(catalogues=list(summaries(serving, reader)))


@router.get(
    "/{name}",  # noqa: FAST003 - the view takes it
    operation_id="describe_catalogue",
    summary="What a catalogue has, and what can be asked of it",
    responses=problems(
        Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.UNKNOWN_CATALOGUE, Code.INCOMPLETE
    ),
)
def describe_catalogue(
    serving: Shared,
    view: Viewed,
    values: Annotated[  # noqa: FBT002 - FastAPI's way to say what is meant without it
        bool,
        Query(description="Whether the values are wanted that fields have: tags, and bounds."),
    ] = False,
) -> Described:
    """Its fields with their roles, its vectors, and the legs that one can search by."""
    return describe(serving, view, values=values)
