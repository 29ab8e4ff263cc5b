"""Bodies: a request's is taken only if it is small, quick and shallow, however it comes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from likewise.service.problems import Code, ProblemError, problem_response

MOST_LEVELS = 64
"""How deep the lists and objects of a JSON body may be nested."""

MOST_HELD_BYTES = 256_000_000
"""How much of bodies a process holds at once; beyond it new ones are sent away."""

Limit: TypeAlias = Callable[[str], int]
"""From a path to the largest body of a request for it."""

_LEAST_BYTES_A_SECOND = 32_000
_QUICK_BYTES = 65_536  # what is looked through in a millisecond needs no thread
# One that is not closed goes to the end: else each quote within would be tried as its beginning.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_NOT_BRACKETS = bytes(each for each in range(256) if each not in b"[]{}")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")


class Bodies:
    """Takes in a body before anybody works on it, so that slow senders hold nobody up.

    Args:
        app: What answers the request.
        limit: How large its body may be.
        seconds: How long it may take, beside what its bytes need at 32 kB/s.
    """

    def __init__(self, app: ASGIApp, *, limit: Limit, seconds: float) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http" or not (headers := _of_body(scope["headers"])):
            await self._app(scope, receive, send)
            return
        body = bytearray()
        try:
            if await self._take(body, headers, self._limit(scope["path"]), receive):
                if _is_json(headers.get(b"content-type", b"")):
                    await _refuse_depth(body)
                await self._app(scope, _again(body, receive), send)
        except _Refusal as refusal:
            response = problem_response(Request(scope), refusal.problem)
            await response(scope, receive, send)
        finally:
            self._held -= len(body)

    async def _take(
        self, body: bytearray, headers: dict[bytes, bytes], most: int, receive: Receive
    ) -> bool:
        """Whether all of the body came; else its sender has gone.

        Raises:
            _Refusal: It is too large or too slow, or there are too many.
        """
        declared = headers.get(b"content-length", b"0")
        if not declared.isdigit() or len(declared) > len(str(most)) or int(declared) > most:
            raise _too_large(most)
        if self._held > MOST_HELD_BYTES:
            raise _too_many()
        try:
            async with asyncio.timeout(self._seconds) as time:
                end = time.when() or 0.0
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return False
                    chunk = message.get("body", b"")
                    self._held += len(chunk)
                    body += chunk
                    if len(body) > most:
                        raise _too_large(most)
                    if not message.get("more_body", False):
                        return True
                    time.reschedule(end + len(body) / _LEAST_BYTES_A_SECOND)
        except TimeoutError:
            raise _too_slow() from None


class _Refusal(Exception):  # noqa: N818 - no failure
    """A body is not taken; never one that comes from further in."""

    def __init__(self, problem: ProblemError) -> None:
        super().__init__()
        self.problem = problem


def is_too_deep(body: bytes | bytearray, most: int = MOST_LEVELS) -> bool:
    """Whether lists and objects of JSON are nested deeper; perhaps also where it is no JSON.

    Linear in the body at every step: brackets alone are left, and the innermost pairs are taken
    away level by level.
    """
    if body.count(b"[") + body.count(b"{") <= most:
        return False
    brackets = _STRING.sub(b"", body).translate(_ONE_KIND, _NOT_BRACKETS)
    for _ in range(most):
        fewer = brackets.replace(b"[]", b"")
        if len(fewer) == len(brackets):
            break
        brackets = fewer
    return bool(brackets)


async def _refuse_depth(body: bytearray) -> None:
    if len(body) <= _QUICK_BYTES:
        deep = is_too_deep(body)
    else:
        deep = await run_in_threadpool(is_too_deep, body)
    if deep:
        raise _Refusal(
            ProblemError(
                Code.MALFORMED,
                f"The body's lists and objects are nested over {MOST_LEVELS} deep, or not closed.",
                remedy="See /api/docs.",
            )
        )


def _is_json(content_type: bytes) -> bool:
    """Whether the body is to be one value of JSON; lines of it are read one by one."""
    kind = content_type.partition(b";")[0].strip().lower()
    return kind in {b"", b"application/json"} or kind.endswith(b"+json")


def _of_body(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers that speak of a body; empty where there is none."""
    found = {
        name: value
        for name, value in headers
        if name in {b"content-length", b"content-type", b"transfer-encoding"}
    }
    has_body = found.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in found
    return found if has_body else {}


def _again(body: bytearray, receive: Receive) -> Receive:
    """What gives the body once, and then what else comes."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return receive_again


_CLOSING = {"Connection": "close"}  # the rest of the body is not waited for


def _too_large(most: int) -> _Refusal:
    return _Refusal(
        ProblemError(
            Code.TOO_LARGE,
            f"The body has more than {most:,} bytes.",
            remedy="Send less.",
            headers=_CLOSING,
        )
    )


def _too_slow() -> _Refusal:
    return _Refusal(
        ProblemError(
            Code.TOO_SLOW,
            "The body did not come in time.",
            remedy="Send it faster, or send less.",
            headers=_CLOSING,
        )
    )


def _too_many() -> _Refusal:
    return _Refusal(
        ProblemError(
            Code.OVERLOADED,
            "The service is taking in as many bodies as it can hold.",
            remedy="Try again in a moment.",
            headers=_CLOSING,
        )
    )
