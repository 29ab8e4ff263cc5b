"""Users: the accounts as administrators see and change them; the original demo's routes."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from likewise.accounts.account import Account
from likewise.accounts.caller import Caller
from likewise.accounts.directory import list_accounts
from likewise.accounts.email_address import EmailAddress
from likewise.service.callers.access import Administrator, SignedIn
from likewise.service.callers.private import PRIVATE
from likewise.service.problems import NEW_PASSWORD, Code, ProblemError, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.user import NewUser, User, UserChange
from likewise.service.wire.user_query import read_query

router = APIRouter(
    prefix="/api/v1/users",
    tags=["Administration"],
    dependencies=[PRIVATE],
    route_class=StrictRoute,
)

_REFUSED = (Code.UNAUTHENTICATED, Code.FORBIDDEN)
_TOLD = (Code.NO_EMAIL, Code.EMAIL_TAKEN, *NEW_PASSWORD)
_Id = Annotated[int, Path(ge=1, le=2**53 - 1, description="The account's number.", examples=[7])]
_Json = Annotated[str, Query(max_length=1000)]


@router.get(
    "",
    responses=problems(*_REFUSED, Code.UNUSABLE),
    operation_id="list_users",
    summary="List accounts",
)
def list_users(
    serving: Shared,
    _: Administrator,
    response: Response,
    span: Annotated[_Json, Query(alias="range", examples=["[0, 24]"])] = "",
    sort: Annotated[_Json, Query(examples=['["email", "ASC"]'])] = "",
    matching: Annotated[_Json, Query(alias="filter", examples=['{"q": "ann"}'])] = "",
) -> list[User]:
    """Accounts, a page of them, as react-admin asks for it: each parameter is JSON.

    `Content-Range` says the first, the last, and how many there are: `0-24/319`.
    """
    wanted = read_query(span, sort, matching)
    page = list_accounts(serving.parts.accounts.users.all(), wanted)
    last = wanted.offset + len(page.accounts) - 1
    span_shown = f"{wanted.offset}-{last}" if page.accounts else "*"
    response.headers["Content-Range"] = f"{span_shown}/{page.total}"
    return [User.of(each) for each in page.accounts]


@router.get("/me", responses=problems(*_REFUSED), operation_id="own_user", summary="Own account")
def own_user(signed_in: SignedIn) -> User:
    """The account of who asks, whoever they are."""
    return User.of(signed_in)


@router.get(
    "/{user_id}",
    responses=problems(*_REFUSED, Code.NOT_FOUND),
    operation_id="user",
    summary="An account",
)
def user(serving: Shared, _: Administrator, user_id: _Id) -> User:
    """An account."""
    return User.of(serving.parts.accounts.users.get(user_id))


@router.post(
    "",
    responses=problems(*_REFUSED, *_TOLD, Code.UNUSABLE),
    operation_id="create_user",
    summary="Make an account",
)
def create_user(serving: Shared, _: Administrator, asked: NewUser) -> User:
    """Makes an account for someone."""
    accounts, password = serving.parts.accounts, asked.password.get_secret_value()
    made = accounts.create(
        asked.email,
        password,
        asked.profile,
        admin=asked.is_superuser,
        active=asked.is_active,
    )
    return User.of(made)


@router.put(
    "/{user_id}",
    responses=problems(*_REFUSED, *_TOLD, Code.NOT_FOUND, Code.OWN_RIGHTS, Code.UNUSABLE),
    operation_id="change_user",
    summary="Change an account",
)
def change_user(
    serving: Shared, administrator: Administrator, user_id: _Id, asked: UserChange
) -> User:
    """Changes what is given; the rest stays. To disable an account ends its sessions at once."""
    accounts = serving.parts.accounts
    if asked.is_active is False or asked.is_superuser is False:
        _refuse_own(administrator, user_id)
    changed = accounts.users.change(user_id, lambda now: _changed(now, asked))
    password = asked.password.get_secret_value() if asked.password else ""
    return User.of(accounts.change_password(changed, password) if password else changed)


@router.delete(
    "/{user_id}",
    responses=problems(*_REFUSED, Code.NOT_FOUND, Code.OWN_RIGHTS),
    operation_id="delete_user",
    summary="Delete an account",
)
def delete_user(serving: Shared, administrator: Administrator, user_id: _Id) -> User:
    """Removes an account and everything of it; returns what it was."""
    _refuse_own(administrator, user_id)
    return User.of(serving.parts.accounts.users.remove(user_id))


def _changed(now: Account, asked: UserChange) -> Account:
    said = asked.model_dump(include={"first_name", "last_name", "company", "title"})
    return replace(
        now,
        email=now.email if asked.email is None else EmailAddress.of(asked.email).shown,
        active=now.active if asked.is_active is None else asked.is_active,
        admin=now.admin if asked.is_superuser is None else asked.is_superuser,
        profile=replace(
            now.profile, **{name: value for name, value in said.items() if value is not None}
        ),
    )


def _refuse_own(administrator: Caller, number: int) -> None:
    """So one administrator is always left."""
    if administrator.account == str(number):
        raise ProblemError(
            Code.OWN_RIGHTS,
            "Administrators cannot take their own rights or account away here.",
            remedy="Ask another administrator, or use `likewise users`.",
        )
