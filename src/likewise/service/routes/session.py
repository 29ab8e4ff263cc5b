"""Session: signing in and out, by a cookie or by a token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from likewise.accounts.sessions import Kind
from likewise.accounts.tokens import readable
from likewise.service.callers.access import Asked
from likewise.service.callers.cookies import (
    drop_session,
    keep_session,
    refuse_open_line,
    session_cookie,
)
from likewise.service.callers.private import PRIVATE, ClientAddress
from likewise.service.problems import Code, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.account import AccountShown
from likewise.service.wire.session import SignIn, Token, TokenForm, Who

_SIGN_IN = (
    Code.UNAUTHENTICATED,
    Code.WRONG_SIGN_IN,
    Code.FORBIDDEN,
    Code.DISABLED_ACCOUNT,
    Code.LONG_PASSWORD,
    Code.TOO_MANY,
)

router = APIRouter(tags=["Accounts"], dependencies=[PRIVATE], route_class=StrictRoute)


@router.post(
    "/api/v1/session",
    responses=problems(*_SIGN_IN),
    operation_id="sign_in",
    summary="Sign in",
)
def sign_in(
    serving: Shared, asked: SignIn, request: Request, response: Response, address: ClientAddress
) -> Who:
    """Starts a session, which the browser keeps in a cookie; one that it had before ends."""
    refuse_open_line(request)
    accounts = serving.parts.accounts
    kind = Kind.REMEMBERED if asked.remember else Kind.BROWSER
    password = asked.password.get_secret_value()
    signed_in = accounts.sign_in(asked.email, password, kind, address=address)
    accounts.sessions.end(session_cookie(request) or "")
    keep_session(request, response, signed_in.token, kind)
    return Who(
        account=AccountShown.of(signed_in.account),
        key=None,
        scopes=["admin", "read"] if signed_in.account.admin else ["read"],
        may_sign_up=serving.options.may_sign_up,
        api_docs=serving.options.show_docs,
    )


@router.get(
    "/api/v1/session",
    responses=problems(Code.UNAUTHENTICATED),
    operation_id="who_asks",
    summary="Tell who asks",
)
def who_asks(serving: Shared, asked: Asked) -> Who:
    """Tells who asks and what they may; also of one who has not signed in."""
    return Who(
        account=None if asked.session is None else AccountShown.of(asked.session.account),
        key=asked.caller.key or None,
        scopes=sorted(asked.caller.scopes),
        may_sign_up=serving.options.may_sign_up,
        api_docs=serving.options.show_docs,
    )


@router.delete(
    "/api/v1/session",
    status_code=204,
    responses=problems(),
    operation_id="sign_out",
    summary="Sign out",
)
def sign_out(serving: Shared, request: Request, response: Response) -> None:
    """Ends the session of the cookie, or of the token; without either nothing happens."""
    said = request.headers.get("authorization", "").partition(" ")[2].strip()
    serving.parts.accounts.sessions.end(said or session_cookie(request) or "")
    drop_session(request, response)


@router.post(
    "/api/token",
    responses=problems(*_SIGN_IN),
    operation_id="token",
    summary="Sign in for a token",
)
def token(serving: Shared, asked: Annotated[TokenForm, Form()], address: ClientAddress) -> Token:
    """A bearer token for 30 minutes, by OAuth2's form, as the original demo gives it.

    Programs should use an API key instead.
    """
    password = asked.password.get_secret_value()
    signed_in = serving.parts.accounts.sign_in(
        asked.username, password, Kind.TOKEN, address=address
    )
    return token_of(signed_in.token, signed_in.account.email, admin=signed_in.account.admin)


def token_of(session: str, email: str, *, admin: bool) -> Token:
    """A session's token as the original demo's page reads it."""
    claims = {"sub": email, "permissions": "admin" if admin else "user"}
    return Token(access_token=readable(session, claims))
