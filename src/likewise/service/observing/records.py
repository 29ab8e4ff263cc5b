"""Records: what is told of each request when it has been answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from likewise.accounts.caller import Caller
from likewise.service.guard.request_ids import request_id_of
from likewise.service.observing import stages
from likewise.service.observing.defects import tell_defect
from likewise.service.observing.stages import Stage
from likewise.service.problems import Code, ProblemError, problem_response

UNMATCHED = "none"
"""Stands for the route of a request that met none, so that nobody's paths are kept."""

CUT_OFF = 499
"""Stands for the status of a request that ended without an answer."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Record:
    """What is told of a request: nothing that its sender wrote, but its id.

    Attributes:
        method: GET and so on; `other` for what is not known.
        route: The template of its path, such as `/api/v1/items/{id}`.
        status: Of the answer.
        seconds: From its arrival to the end of the answer.
        spent: What of that went where.
        request_id: As the answer says it.
        caller: `key`, `account`, `anonymous`, or empty where nobody asked who it was.
    """

    method: str
    route: str
    status: int
    seconds: float
    spent: dict[Stage, float]
    request_id: str
    caller: str


Told: TypeAlias = Callable[[Record], None]


class Records:
    """Tells of each request, and answers those that a defect would leave without an answer."""

    def __init__(self, app: ASGIApp, *, told: Sequence[Told]) -> None:
        self._app = app
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, spent, status = time.perf_counter(), stages.begin(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            tell_defect(error, request_id_of(scope))
            if status:  # too late for another answer: the server breaks this one off
                raise
            response = problem_response(Request(scope), _DEFECT)
            await response(scope, receive, noting)
        finally:
            record = Record(
                method=scope["method"] if scope["method"] in _METHODS else "other",
                route=getattr(scope.get("route"), "path", UNMATCHED),
                status=status or CUT_OFF,
                seconds=time.perf_counter() - start,
                spent=spent,
                request_id=request_id_of(scope),
                caller=_kind(scope.get("state", {}).get("caller")),
            )
            for tell in self._told:
                tell(record)


_DEFECT = ProblemError(
    Code.DEFECT,
    "A defect in Likewise.",
    remedy="Tell whoever runs this service the id of this request.",
)


def _kind(caller: Caller | None) -> str:
    if caller is None:
        return ""
    return "key" if caller.key else "account" if caller.account else "anonymous"
