"""Cookies: where a browser keeps its session."""

from __future__ import annotations

from fastapi import Request, Response

from likewise.accounts.sessions import LIVES, Kind
from likewise.service.problems import Code, ProblemError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

# No other site below the same domain can set one of this name (RFC 6265bis, section 4.1.3.2).
SECURE_NAME = "__Host-likewise"
PLAIN_NAME = "likewise"


def session_cookie(request: Request) -> str | None:
    """The token in the cookie that the request came with."""
    return request.cookies.get(SECURE_NAME if _is_encrypted(request) else PLAIN_NAME)


def keep_session(request: Request, response: Response, token: str, kind: Kind) -> None:
    """Makes the browser keep a session: until it is closed, or for as long as it is remembered.

    Raises:
        ProblemError: Others on the way could read the cookie.
    """
    refuse_open_line(request)
    encrypted = _is_encrypted(request)
    response.set_cookie(
        SECURE_NAME if encrypted else PLAIN_NAME,
        token,
        max_age=LIVES[kind].most if kind is Kind.REMEMBERED else None,
        secure=encrypted,
        httponly=True,
        samesite="lax",
    )


def drop_session(request: Request, response: Response) -> None:
    """Makes the browser forget its session."""
    encrypted = _is_encrypted(request)
    name = SECURE_NAME if encrypted else PLAIN_NAME
    response.delete_cookie(name, secure=encrypted, httponly=True, samesite="lax")


def refuse_open_line(request: Request) -> None:
    """Refuses to give out a cookie that others on the way could read.

    Raises:
        ProblemError: The line is not encrypted, and leads to another machine.
    """
    if not _is_encrypted(request) and (request.url.hostname or "").lower() not in _LOOPBACK:
        raise ProblemError(
            Code.FORBIDDEN,
            "One cannot sign in by a line that is not encrypted.",
            remedy="Open the service by https, or on this machine by http://localhost. Behind a "
            "proxy, start it with LIKEWISE_TRUST_PROXY.",
        )


def _is_encrypted(request: Request) -> bool:
    return request.url.scheme == "https"
