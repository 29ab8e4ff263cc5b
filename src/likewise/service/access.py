"""Access: who asks, from what their request carries, and whether they may."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from likewise.accounts.caller import Caller, Scope
from likewise.service.problems import Code, ProblemError
from likewise.service.serving import Shared


def caller(serving: Shared) -> Caller:
    """Who asks."""
    return Caller(frozenset({Scope.READ}) if serving.options.open_browsing else frozenset())


Asking = Annotated[Caller, Depends(caller)]
"""Who asks, whatever they may."""


def _reader(asking: Asking) -> Caller:
    return _allowed(asking, Scope.READ)


def _writer(asking: Asking) -> Caller:
    return _allowed(asking, Scope.WRITE)


def _administrator(asking: Asking) -> Caller:
    return _allowed(asking, Scope.ADMIN)


Reader = Annotated[Caller, Depends(_reader)]
"""One who may look, as a handler's parameter; others are refused."""

Writer = Annotated[Caller, Depends(_writer)]
"""One who may change items."""

Administrator = Annotated[Caller, Depends(_administrator)]
"""One who may change everything."""


def _allowed(asking: Caller, scope: Scope) -> Caller:
    if asking.may(scope):
        return asking
    known = bool(asking.account or asking.key)
    raise ProblemError(
        Code.FORBIDDEN if known else Code.UNAUTHENTICATED,
        f"This needs the scope {scope!r}." if known else "This needs a sign-in or an API key.",
        remedy="Ask an administrator for it."
        if known
        else "Sign in, or send `Authorization: Bearer KEY`.",
    )
