"""Account: signing up, and what one does with one's own account."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from likewise.accounts.account import Account, Profile
from likewise.accounts.sessions import Kind
from likewise.errors import DisabledAccountError, SignInError, TooManyRequestsError
from likewise.service.callers.access import Asked, SignedIn
from likewise.service.callers.cookies import drop_session, keep_session
from likewise.service.callers.private import PRIVATE, ClientAddress
from likewise.service.problems import NEW_PASSWORD, Code, ProblemError, problems
from likewise.service.routes.session import token_of
from likewise.service.serving import Serving, Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.account import (
    AccountShown,
    Deletion,
    Forgotten,
    Heard,
    Part,
    PasswordChange,
    ProfileChange,
    Reset,
    SignUp,
)
from likewise.service.wire.session import SignUpForm, Token

router = APIRouter(tags=["Accounts"], dependencies=[PRIVATE], route_class=StrictRoute)

_OWN = (Code.UNAUTHENTICATED, Code.FORBIDDEN)
_SIGN_UP = (
    Code.FORBIDDEN,
    Code.CLOSED_SIGN_UP,
    Code.NO_EMAIL,
    *NEW_PASSWORD,
    Code.UNUSABLE,
    Code.TOO_MANY,
)


@router.post(
    "/api/v1/account",
    status_code=202,
    responses=problems(*_SIGN_UP),
    operation_id="sign_up",
    summary="Sign up",
)
def sign_up(serving: Shared, asked: SignUp, address: ClientAddress) -> Heard:
    """Makes an account, with which one may sign in at once.

    Where the e-mail address has one already, the answer is the same, and a letter tells its owner.
    """
    _refuse_closed(serving)
    password = asked.password.get_secret_value()
    serving.parts.accounts.sign_up(asked.email, password, asked.profile, address=address)
    return Heard(
        detail="If the address had no account, it has one now: sign in.",
        by_mail=serving.parts.accounts.outbox.delivers,
    )


@router.post(
    "/api/signup",
    responses=problems(*_SIGN_UP),
    operation_id="signup",
    summary="Sign up for a token",
)
def signup(  # noqa: PLR0913, PLR0917 - each is a part of the request, passed by name
    serving: Shared,
    asked: Annotated[SignUpForm, Form()],
    address: ClientAddress,
    first: Annotated[Part, Query(deprecated=True)] = "",
    last: Annotated[Part, Query(deprecated=True)] = "",
    company: Annotated[Part, Query(deprecated=True)] = "",
    title: Annotated[Part, Query(deprecated=True)] = "",
) -> Token:
    """Makes an account and gives a token for it, as the original demo does.

    Where the e-mail address has an account, it is a sign-in: with another password than its own,
    the token looks the same and opens nothing, so that nobody learns of the account.
    """
    _refuse_closed(serving)
    accounts, password = serving.parts.accounts, asked.password.get_secret_value()
    profile = Profile(
        asked.first or first, asked.last or last, asked.company or company, asked.title or title
    )
    accounts.sign_up(asked.username, password, profile, address=address)
    try:
        session = accounts.sign_in(asked.username, password, Kind.TOKEN, address=address).token
    except (SignInError, DisabledAccountError, TooManyRequestsError):
        session = accounts.dead_token()
    return token_of(session, asked.username, admin=False)


@router.get(
    "/api/v1/account", responses=problems(*_OWN), operation_id="account", summary="Own account"
)
def account(signed_in: SignedIn) -> AccountShown:
    """The account of who asks."""
    return AccountShown.of(signed_in)


@router.patch(
    "/api/v1/account",
    responses=problems(*_OWN, Code.UNUSABLE),
    operation_id="change_profile",
    summary="Change the own profile",
)
def change_profile(serving: Shared, signed_in: SignedIn, asked: ProfileChange) -> AccountShown:
    """Changes the name, company or title."""
    parts = {name: value for name, value in asked.model_dump().items() if value is not None}

    def changed(now: Account) -> Account:
        return replace(now, profile=replace(now.profile, **parts))

    return AccountShown.of(serving.parts.accounts.users.change(signed_in.number, changed))


@router.delete(
    "/api/v1/account",
    status_code=204,
    responses=problems(*_OWN, Code.WRONG_SIGN_IN, Code.LONG_PASSWORD, Code.TOO_MANY),
    operation_id="delete_account",
    summary="Delete the own account",
)
def delete_account(
    serving: Shared,
    signed_in: SignedIn,
    asked: Deletion,
    request: Request,
    response: Response,
    address: ClientAddress,
) -> None:
    """Removes the account and everything of it: sessions, favourites, searches."""
    accounts = serving.parts.accounts
    accounts.check_password(signed_in, asked.password.get_secret_value(), address=address)
    accounts.users.remove(signed_in.number)
    drop_session(request, response)


@router.put(
    "/api/v1/account/password",
    status_code=204,
    responses=problems(*_OWN, Code.WRONG_SIGN_IN, *NEW_PASSWORD, Code.TOO_MANY),
    operation_id="change_password",
    summary="Change the own password",
)
def change_password(  # noqa: PLR0913, PLR0917 - as `signup`
    serving: Shared,
    known: Asked,
    signed_in: SignedIn,
    asked: PasswordChange,
    request: Request,
    response: Response,
    address: ClientAddress,
) -> None:
    """Changes the password. All sessions end; a browser that asked gets a new one."""
    accounts = serving.parts.accounts
    accounts.check_password(signed_in, asked.password.get_secret_value(), address=address)
    changed = accounts.change_password(signed_in, asked.new_password.get_secret_value())
    if known.session is not None and known.session.kind is not Kind.TOKEN:
        kind = known.session.kind
        keep_session(request, response, accounts.sessions.start(changed, kind), kind)


@router.post(
    "/api/v1/password-resets",
    status_code=202,
    responses=problems(Code.NO_EMAIL, Code.TOO_MANY),
    operation_id="forget_password",
    summary="Ask for a new password",
)
def forget_password(serving: Shared, asked: Forgotten, address: ClientAddress) -> Heard:
    """Sends a letter with a link to the account's owner; the answer is the same without one."""
    accounts = serving.parts.accounts
    accounts.forget_password(asked.email, address=address)
    by_mail = accounts.outbox.delivers
    return Heard(
        detail="If there is such an account, a letter is on its way."
        if by_mail
        else "This service writes no letters: ask who runs it for a link.",
        by_mail=by_mail,
    )


@router.put(
    "/api/v1/password-resets",
    status_code=204,
    responses=problems(Code.ENDED_LINK, *NEW_PASSWORD),
    operation_id="reset_password",
    summary="Set a new password by a link",
)
def reset_password(serving: Shared, asked: Reset) -> None:
    """Sets a new password by the token of a link, once. All sessions of the account end."""
    token, password = asked.token.get_secret_value(), asked.password.get_secret_value()
    serving.parts.accounts.reset_password(token, password)


def _refuse_closed(serving: Serving) -> None:
    if not serving.options.may_sign_up:
        raise ProblemError(
            Code.CLOSED_SIGN_UP,
            "Nobody can sign up here.",
            remedy="Ask whoever runs this service for an account.",
        )
