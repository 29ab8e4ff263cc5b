"""History: what who has signed in has searched for, as far as their page keeps it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from likewise.service.callers.access import SignedIn
from likewise.service.callers.private import PRIVATE
from likewise.service.problems import Code, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.history import NewSearch, SearchesShown, SearchShown

router = APIRouter(
    prefix="/api/v1/history", tags=["Accounts"], dependencies=[PRIVATE], route_class=StrictRoute
)

_OWN = (Code.UNAUTHENTICATED, Code.FORBIDDEN)


@router.get("", responses=problems(*_OWN), operation_id="history", summary="Own searches")
def history(serving: Shared, signed_in: SignedIn) -> SearchesShown:
    """What one has searched for, the newest first, at most 100."""
    found = serving.parts.accounts.history.of(signed_in.number)
    return SearchesShown(searches=[SearchShown.of(each) for each in found])


@router.post(
    "",
    status_code=201,
    responses=problems(*_OWN),
    operation_id="keep_search",
    summary="Keep a search",
)
def keep_search(serving: Shared, signed_in: SignedIn, asked: NewSearch) -> SearchShown:
    """Keeps a search that one has made; the same one again becomes the newest."""
    kept = serving.parts.accounts.history.add(
        signed_in.number, asked.catalogue, asked.words, asked.address
    )
    return SearchShown.of(kept)


@router.delete(
    "",
    status_code=204,
    responses=problems(*_OWN),
    operation_id="clear_history",
    summary="Forget all searches",
)
def clear_history(serving: Shared, signed_in: SignedIn) -> None:
    """Takes all searches away."""
    serving.parts.accounts.history.clear(signed_in.number)


@router.delete(
    "/{search}",
    status_code=204,
    responses=problems(*_OWN),
    operation_id="forget_search",
    summary="Forget a search",
)
def forget_search(
    serving: Shared, signed_in: SignedIn, search: Annotated[str, Path(max_length=64)]
) -> None:
    """Takes a search away, if there is one of that id."""
    serving.parts.accounts.history.remove(signed_in.number, search)
