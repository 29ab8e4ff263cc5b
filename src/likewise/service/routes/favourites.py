"""Favourites: the items that who has signed in has marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from likewise.accounts.caller import Caller
from likewise.accounts.favourites import MOST, Favourite
from likewise.service.callers.access import Asking, SignedIn
from likewise.service.callers.private import PRIVATE
from likewise.service.callers.view import View
from likewise.service.paths import CatalogueName, ItemId
from likewise.service.problems import Code, ProblemError, problems
from likewise.service.serving import Serving, Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.favourite import FavouriteShown, FavouritesShown
from likewise.service.wire.item import Item

router = APIRouter(
    prefix="/api/v1/favourites", tags=["Accounts"], dependencies=[PRIVATE], route_class=StrictRoute
)

_OWN = (Code.UNAUTHENTICATED, Code.FORBIDDEN)


@router.get("", responses=problems(*_OWN), operation_id="favourites", summary="Own favourites")
def favourites(
    serving: Shared,
    asking: Asking,
    signed_in: SignedIn,
    catalogue: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> FavouritesShown:
    """The items that one has marked, the newest first; of one catalogue if that is named."""
    found = serving.parts.accounts.favourites.of(signed_in.number, catalogue)
    page = found[offset : offset + limit]
    return FavouritesShown(favourites=list(_shown(serving, asking, page)), total=len(found))


@router.put(
    "/{name}/{item:whole}",
    status_code=204,
    responses=problems(*_OWN, Code.UNKNOWN_CATALOGUE, Code.UNKNOWN_ITEM, Code.UNUSABLE),
    operation_id="add_favourite",
    summary="Mark an item",
)
def add_favourite(
    serving: Shared, asking: Asking, signed_in: SignedIn, name: CatalogueName, item: ItemId
) -> None:
    """Marks an item; one that is marked stays so."""
    View(serving, name, asking).content(item)
    serving.parts.accounts.favourites.add(signed_in.number, name, item)


@router.delete(
    "/{name}/{item:whole}",
    status_code=204,
    responses=problems(*_OWN),
    operation_id="remove_favourite",
    summary="Take a mark away",
)
def remove_favourite(
    serving: Shared, signed_in: SignedIn, name: CatalogueName, item: ItemId
) -> None:
    """Takes the mark of an item away, if there is one."""
    serving.parts.accounts.favourites.remove(signed_in.number, name, item)


def _shown(serving: Serving, asking: Caller, page: Sequence[Favourite]) -> Iterator[FavouriteShown]:
    """With the items as they are now, asked for by catalogue."""
    items = {
        catalogue: _items(serving, asking, catalogue, page)
        for catalogue in {each.catalogue for each in page}
    }
    for each in page:
        yield FavouriteShown.of(each, items[each.catalogue].get(each.item))


def _items(
    serving: Serving, asking: Caller, catalogue: str, page: Sequence[Favourite]
) -> dict[str, Item]:
    """From id to item, of those that are there; none of a catalogue that has gone."""
    ids = [each.item for each in page if each.catalogue == catalogue]
    try:
        contents = View(serving, catalogue, asking).contents(ids)
    except ProblemError:
        return {}
    return {id_: Item.of(catalogue, id_, content) for id_, content in contents.items()}
