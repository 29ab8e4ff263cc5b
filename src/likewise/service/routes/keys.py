"""Keys: API keys, made, listed and revoked by administrators."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path

from likewise.accounts.caller import Scope
from likewise.accounts.keys import Grant
from likewise.service.callers.access import Administrator
from likewise.service.callers.private import PRIVATE
from likewise.service.problems import Code, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.key import Key, MadeKey, NewKey

router = APIRouter(
    prefix="/api/v1/keys",
    tags=["Administration"],
    dependencies=[PRIVATE],
    route_class=StrictRoute,
)

_REFUSED = (Code.UNAUTHENTICATED, Code.FORBIDDEN)
_DAY_SECONDS = 86_400


@router.get("", responses=problems(*_REFUSED), operation_id="list_keys", summary="List API keys")
def list_keys(serving: Shared, _: Administrator) -> list[Key]:
    """The API keys, the oldest first, without their secrets."""
    return [Key.of(each) for each in serving.parts.accounts.keys.all()]


@router.post(
    "",
    status_code=201,
    responses=problems(*_REFUSED, Code.UNKNOWN_CATALOGUE, Code.UNUSABLE),
    operation_id="create_key",
    summary="Make an API key",
)
def create_key(serving: Shared, _: Administrator, asked: NewKey) -> MadeKey:
    """Makes an API key, which is shown this once."""
    grant = Grant(
        asked.name,
        frozenset(map(Scope, asked.scopes)),
        asked.where,
        tuple(asked.catalogues),
        None if asked.days is None else int(time.time()) + asked.days * _DAY_SECONDS,
    )
    serving.parts.check_where(grant.where, grant.catalogues)
    secret, key = serving.parts.accounts.keys.add(grant)
    return MadeKey.with_secret(key, secret)


@router.delete(
    "/{key}",
    status_code=204,
    responses=problems(*_REFUSED, Code.NOT_FOUND),
    operation_id="revoke_key",
    summary="Revoke an API key",
)
def revoke_key(serving: Shared, _: Administrator, key: Annotated[str, Path(max_length=64)]) -> None:
    """Revokes an API key at once."""
    serving.parts.accounts.keys.revoke(key)
