"""Access: who asks, from what their request carries, and whether they may.

A key or token stands in `Authorization: Bearer`, a key also in `X-API-Key`, a session in a cookie.
What is not right there is refused, never taken for nothing; but a cookie that has ended is, as
browsers keep it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPBearer
from starlette.concurrency import run_in_threadpool

from likewise.accounts.account import Account
from likewise.accounts.accounts import Accounts
from likewise.accounts.caller import Caller, Scope
from likewise.accounts.keys import PREFIX as KEY_PREFIX
from likewise.accounts.sessions import Kind, Session
from likewise.service.callers.cookies import PLAIN_NAME, session_cookie
from likewise.service.callers.rates import count_unknown
from likewise.service.problems import Code, ProblemError
from likewise.service.serving import Serving, Shared

# They describe the ways for the API's pages; what a request carries is read below.
_WAYS = (
    HTTPBearer(auto_error=False, description="An API key, or a token of `POST /api/token`."),
    APIKeyHeader(name="X-API-Key", auto_error=False, description="An API key."),
    APIKeyCookie(
        name=PLAIN_NAME,
        auto_error=False,
        description="The session of a browser; by https its name begins with `__Host-`.",
    ),
)


# The page of the original demo sends this where it holds no token.
_NO_TOKEN = frozenset({"Bearer null", "Bearer undefined"})


@dataclass(frozen=True, slots=True)
class Known:
    """What a request tells of who made it.

    Attributes:
        caller: Who asks.
        session: Their session; None without one.
    """

    caller: Caller
    session: Session | None = None


async def known(
    request: Request,
    serving: Shared,
    _bearer: Annotated[object, Security(_WAYS[0])],
    _header: Annotated[object, Security(_WAYS[1])],
    _cookie: Annotated[object, Security(_WAYS[2])],
) -> Known:
    """Who asks, and by which session."""
    return await _known(request, serving)


async def reader_of(request: Request, serving: Serving) -> Caller:
    """As `Reader`, for routes that read what comes themselves."""
    found = (await _known(request, serving)).caller
    request.state.caller = found
    return _allowed(found, Scope.READ)


async def _known(request: Request, serving: Serving) -> Known:
    headers = request.headers
    has_session = "cookie" in headers and session_cookie(request)
    if has_session or _authorization(request) or "x-api-key" in headers:
        return await run_in_threadpool(_looked_up, request, serving)
    await count_unknown(request, serving)
    return _unknown(serving)  # nothing to wait for, so no thread's turn


def _looked_up(request: Request, serving: Serving) -> Known:
    said = _authorization(request)
    if said is not None:
        scheme, _, secret = said.partition(" ")
        if scheme.lower() != "bearer":
            raise _refused("Only `Authorization: Bearer` is understood.")
        return _by_secret(serving.parts.accounts, secret.strip())
    key = request.headers.get("x-api-key")
    if key is not None:
        return Known(_by_key(serving.parts.accounts, key.strip()))
    cookie = session_cookie(request)
    session = serving.parts.accounts.sessions.find(cookie) if cookie else None
    if session is not None and session.kind is not Kind.TOKEN:
        return Known(_caller_of(session.account), session)
    return _unknown(serving)


def _unknown(serving: Serving) -> Known:
    return Known(Caller(frozenset({Scope.READ}) if serving.options.open_browsing else frozenset()))


def _authorization(request: Request) -> str | None:
    said = request.headers.get("authorization")
    return None if said in _NO_TOKEN else said


Asked = Annotated[Known, Depends(known)]
"""Who asks and by which session, as a handler's parameter."""


async def caller(asked: Asked, request: Request) -> Caller:
    """Who asks."""
    request.state.caller = asked.caller  # for the log, which tells their kind
    return asked.caller


Asking = Annotated[Caller, Depends(caller)]
"""Who asks, whatever they may."""


async def _reader(asking: Asking) -> Caller:
    return _allowed(asking, Scope.READ)


async def _writer(asking: Asking) -> Caller:
    return _allowed(asking, Scope.WRITE)


async def _administrator(asking: Asking) -> Caller:
    return _allowed(asking, Scope.ADMIN)


async def _judge(asking: Asking) -> Caller:
    reader = _allowed(asking, Scope.READ)
    return reader if reader.account else _allowed(reader, Scope.WRITE)


def _signed_in(asked: Asked) -> Account:
    if asked.session is not None:
        return asked.session.account
    if asked.caller.key:
        raise ProblemError(
            Code.FORBIDDEN,
            "This is a person's, and an API key is none.",
            remedy="Sign in with an account.",
        )
    raise _refused("This needs a sign-in.")


Reader = Annotated[Caller, Depends(_reader)]
"""One who may look, as a handler's parameter; others are refused."""

Writer = Annotated[Caller, Depends(_writer)]
"""One who may change items."""

Judge = Annotated[Caller, Depends(_judge)]
"""One who may say whether results are relevant: a person, or a program that may change items."""

Administrator = Annotated[Caller, Depends(_administrator)]
"""One who may change everything."""

SignedIn = Annotated[Account, Depends(_signed_in)]
"""The account of one who has signed in."""


def _by_secret(accounts: Accounts, secret: str) -> Known:
    if secret.startswith(KEY_PREFIX):
        return Known(_by_key(accounts, secret))
    session = accounts.sessions.find(secret)
    if session is None or session.kind is not Kind.TOKEN:
        raise _refused("The token has ended, or never was one.")
    return Known(_caller_of(session.account), session)


def _by_key(accounts: Accounts, text: str) -> Caller:
    key = accounts.keys.find(text)
    if key is None:
        raise _refused("The API key has ended, was revoked, or never was one.")
    return key.caller


def _caller_of(account: Account) -> Caller:
    scopes = frozenset({Scope.READ, Scope.ADMIN} if account.admin else {Scope.READ})
    return Caller(scopes, account=str(account.number))


def _refused(detail: str) -> ProblemError:
    return ProblemError(
        Code.UNAUTHENTICATED, detail, remedy="Sign in, or send `Authorization: Bearer KEY`."
    )


def _allowed(asking: Caller, scope: Scope) -> Caller:
    if asking.may(scope):
        return asking
    if not (asking.account or asking.key):
        raise _refused("This needs a sign-in or an API key.")
    raise ProblemError(
        Code.FORBIDDEN,
        f"This needs the scope {scope!r}.",
        remedy="Ask an administrator for it.",
    )
