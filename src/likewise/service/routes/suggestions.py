"""Suggestions: names that go on from what is typed, and misspelt words put right."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from likewise.search.suggesting import MOST_COMPLETIONS
from likewise.service.callers.view import Viewed
from likewise.service.problems import Code, problems
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.suggestion import Completion, Completions, Spelling

_SEEN = (Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.UNKNOWN_CATALOGUE, Code.INCOMPLETE)

router = APIRouter(
    prefix="/api/v1/catalogues/{name}", tags=["Suggestions"], route_class=StrictRoute
)


@router.get(
    "/completions",
    operation_id="complete",
    summary="Names that go on from what was typed",
    responses=problems(*_SEEN),
)
def complete(
    view: Viewed,
    typed: Annotated[
        str, Query(max_length=200, description="What has been typed so far.", examples=["read"])
    ],
    limit: Annotated[int, Query(ge=1, le=MOST_COMPLETIONS, description="How many names.")] = 8,
) -> Completions:
    """In letters, from a later word, or in pinyin; the first after an import takes longer."""
    found = view.complete(typed, limit=limit)
    return Completions(completions=[Completion(name=each.name, count=each.count) for each in found])


@router.get(
    "/spelling",
    operation_id="did_you_mean",
    summary="What misspelt words were meant to be",
    responses=problems(*_SEEN),
)
def did_you_mean(
    view: Viewed,
    words: Annotated[
        str, Query(max_length=2000, description="The words.", examples=["readng lamp"])
    ],
) -> Spelling:
    """The words with those put right that no item has."""
    return Spelling(words=words, did_you_mean=view.did_you_mean(words) or None)
