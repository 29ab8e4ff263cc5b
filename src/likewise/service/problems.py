"""Problems: every error as RFC 9457 has it, with a code and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from likewise.errors import (
    CatalogueBusyError,
    ChangedAccountError,
    DisabledAccountError,
    EmailError,
    EmailTakenError,
    EncoderBusyError,
    EncodingError,
    EndedLinkError,
    EngineError,
    EngineFullError,
    EngineUnavailableError,
    IncompleteIndexError,
    LikewiseError,
    LongPasswordError,
    MediaError,
    RejectedRowsError,
    ShortPasswordError,
    SignInError,
    TooManyRequestsError,
    UnknownAccountError,
    UnknownCatalogueError,
    UnknownItemError,
    UnknownKeyError,
    UnknownMapError,
    UnknownModelError,
    UsageError,
    WeakPasswordError,
)
from likewise.service.guard.request_ids import request_id_of
from likewise.service.observing.defects import tell_defect
from likewise.service.paths import allowed_methods
from likewise.service.wire.openai_error import (
    PREFIX,
    OpenAIErrorBody,
    openai_error,
    openai_status,
)

MEDIA_TYPE = "application/problem+json"


class Code(StrEnum):
    """What went wrong, for programs."""

    MALFORMED = "malformed-request"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    METHOD = "method-not-allowed"
    UNKNOWN_CATALOGUE = "unknown-catalogue"
    UNKNOWN_ITEM = "unknown-item"
    UNKNOWN_MODEL = "unknown-model"
    WRONG_SIGN_IN = "wrong-sign-in"
    DISABLED_ACCOUNT = "disabled-account"
    CLOSED_SIGN_UP = "closed-sign-up"
    NO_EMAIL = "no-email-address"
    EMAIL_TAKEN = "email-taken"
    SHORT_PASSWORD = "short-password"  # noqa: S105 - a code, no password
    LONG_PASSWORD = "long-password"  # noqa: S105 - as above
    WEAK_PASSWORD = "weak-password"  # noqa: S105 - as above
    ENDED_LINK = "ended-link"
    OWN_RIGHTS = "own-rights"
    TOO_LARGE = "too-large"
    UNREADABLE_MEDIA = "unreadable-media"
    UNUSABLE = "unusable-request"
    TOO_MANY = "too-many-requests"
    TOO_SLOW = "too-slow"
    UNKNOWN_HOST = "unknown-host"
    OVERLOADED = "overloaded"
    BUSY = "catalogue-busy"
    INCOMPLETE = "incomplete-index"
    UNAVAILABLE = "unavailable"
    FULL = "out-of-space"
    DEFECT = "defect"


STATUSES: Mapping[Code, HTTPStatus] = {
    Code.MALFORMED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    Code.UNKNOWN_CATALOGUE: HTTPStatus.NOT_FOUND,
    Code.UNKNOWN_ITEM: HTTPStatus.NOT_FOUND,
    Code.UNKNOWN_MODEL: HTTPStatus.NOT_FOUND,
    Code.WRONG_SIGN_IN: HTTPStatus.UNAUTHORIZED,
    Code.DISABLED_ACCOUNT: HTTPStatus.FORBIDDEN,
    Code.CLOSED_SIGN_UP: HTTPStatus.FORBIDDEN,
    Code.NO_EMAIL: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.EMAIL_TAKEN: HTTPStatus.CONFLICT,
    Code.SHORT_PASSWORD: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.LONG_PASSWORD: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.WEAK_PASSWORD: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.ENDED_LINK: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.OWN_RIGHTS: HTTPStatus.CONFLICT,
    Code.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Code.UNREADABLE_MEDIA: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.UNUSABLE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    Code.TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
    Code.UNKNOWN_HOST: HTTPStatus.MISDIRECTED_REQUEST,
    Code.OVERLOADED: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.INCOMPLETE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.FULL: HTTPStatus.INSUFFICIENT_STORAGE,
    Code.DEFECT: HTTPStatus.INTERNAL_SERVER_ERROR,
}

_CODES: Sequence[tuple[type[LikewiseError], Code]] = (
    (UnknownCatalogueError, Code.UNKNOWN_CATALOGUE),
    (UnknownItemError, Code.UNKNOWN_ITEM),
    (UnknownModelError, Code.UNKNOWN_MODEL),
    (UnknownAccountError, Code.NOT_FOUND),
    (UnknownKeyError, Code.NOT_FOUND),
    (UnknownMapError, Code.NOT_FOUND),
    (EmailError, Code.NO_EMAIL),
    (EmailTakenError, Code.EMAIL_TAKEN),
    (ShortPasswordError, Code.SHORT_PASSWORD),
    (LongPasswordError, Code.LONG_PASSWORD),
    (WeakPasswordError, Code.WEAK_PASSWORD),
    (EndedLinkError, Code.ENDED_LINK),
    (ChangedAccountError, Code.UNAUTHENTICATED),
    (SignInError, Code.WRONG_SIGN_IN),
    (DisabledAccountError, Code.DISABLED_ACCOUNT),
    (TooManyRequestsError, Code.TOO_MANY),
    (UsageError, Code.UNUSABLE),
    (MediaError, Code.UNREADABLE_MEDIA),
    (EncodingError, Code.UNUSABLE),
    (EncoderBusyError, Code.OVERLOADED),
    (RejectedRowsError, Code.UNUSABLE),
    (CatalogueBusyError, Code.BUSY),
    (IncompleteIndexError, Code.INCOMPLETE),
    (EngineFullError, Code.FULL),
    (EngineUnavailableError, Code.UNAVAILABLE),
    (EngineError, Code.DEFECT),
)
"""The first that fits counts."""

_ENGINE_SAYS: Mapping[Code, tuple[str, str]] = {
    Code.FULL: (
        "Redis has no room for more; what is stored is still there.",
        "Try again when whoever runs this service has made room.",
    ),
    Code.UNAVAILABLE: ("Redis does not answer now, or not in time.", "Try again in a moment."),
    Code.DEFECT: (
        "Redis refused a request that Likewise made.",
        "Tell whoever runs this service the id of this request.",
    ),
}

_RETRY_SECONDS = "1"
_PASSING = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE)


class Problem(BaseModel):
    """A problem as RFC 9457 has it.

    Attributes:
        type: A name for this kind of problem.
        title: The same in words.
        status: The status of the response.
        detail: What was expected and what was found.
        code: What went wrong, for programs.
        remedy: What to do next; empty where nothing can be done.
        request_id: By which the request stands in the service's log.
        errors: What is wrong at which place of the request, where that is known.
    """

    type: str = Field(examples=["urn:likewise:problem:unknown-item"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no item '7' in shop."])
    code: Code = Field(examples=[Code.UNKNOWN_ITEM])
    remedy: str = Field(default="", examples=["Name one of its items."])
    request_id: str = ""
    errors: list[PlaceProblem] = []


class PlaceProblem(BaseModel):
    """What is wrong at one place of a request.

    Attributes:
        place: `body.limit`, `query.offset`.
        problem: What is wrong there.
    """

    place: str
    problem: str


class ProblemError(Exception):
    """A request that is refused by the service itself."""

    def __init__(
        self,
        code: Code,
        detail: str,
        *,
        remedy: str = "",
        headers: Mapping[str, str] | None = None,
        errors: Sequence[PlaceProblem] = (),
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.remedy = remedy
        self.headers = headers or {}
        self.errors = errors


def answer_with_problems(app: FastAPI) -> None:
    """Makes the application answer errors with problems."""
    app.add_exception_handler(ProblemError, _refused)
    app.add_exception_handler(LikewiseError, _failed)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _of_routing)


def problem_response(request: Request, error: ProblemError) -> JSONResponse:
    """The response that tells a problem."""
    status = STATUSES[error.code]
    problem = Problem(
        type=f"urn:likewise:problem:{error.code}",
        title=status.phrase,
        status=status,
        detail=error.detail,
        code=error.code,
        remedy=error.remedy,
        request_id=request_id_of(request.scope),
        errors=list(error.errors),
    )
    headers = dict(error.headers)
    if status in _PASSING:
        headers.setdefault("Retry-After", _RETRY_SECONDS)
    if status is HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", "Bearer")
    if request.url.path.startswith(PREFIX):
        return _as_openai(problem, status, headers)
    return JSONResponse(problem.model_dump(mode="json"), status, headers, MEDIA_TYPE)


def _as_openai(problem: Problem, status: HTTPStatus, headers: Mapping[str, str]) -> JSONResponse:
    message = f"{problem.detail} {problem.remedy}".strip()
    place = problem.errors[0].place if problem.errors else ""
    body = openai_error(status, problem.code, message, place)
    return JSONResponse(body.model_dump(mode="json"), openai_status(status), headers)


def problem_of(error: LikewiseError) -> ProblemError:
    """What the service says of one of Likewise's own errors."""
    code = next((code for kind, code in _CODES if isinstance(error, kind)), Code.DEFECT)
    if isinstance(error, EngineError):  # its words name addresses, folders and commands
        detail, remedy = _ENGINE_SAYS[code]
        return ProblemError(code, detail, remedy=remedy)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooManyRequestsError) else {}
    return ProblemError(code, error.problem, remedy=error.remedy, headers=headers)


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)  # noqa: S101 - as registered
    return problem_response(request, error)


def _failed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, LikewiseError)  # noqa: S101 - as registered
    problem = problem_of(error)
    if problem.code is Code.DEFECT:
        tell_defect(error, request_id_of(request.scope))
    return problem_response(request, problem)


def _malformed(request: Request, error: Exception) -> JSONResponse:
    """Without what was sent: that may be a secret, or not fit into JSON."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as registered
    errors = [
        PlaceProblem(place=".".join(map(_part, each["loc"])), problem=_part(each["msg"]))
        for each in error.errors()
    ]
    said = "; ".join(f"{each.place}: {each.problem}" for each in errors[:3])
    return problem_response(
        request,
        ProblemError(
            Code.MALFORMED,
            f"The request does not have the form that is expected: {said}.",
            remedy="See /api/docs.",
            errors=errors,
        ),
    )


def _of_routing(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as registered
    code = {404: Code.NOT_FOUND, 405: Code.METHOD}.get(error.status_code, Code.MALFORMED)
    headers = dict(error.headers or {})
    if code is Code.METHOD:  # each method is a route, of which the error knows one
        headers["Allow"] = allowed_methods(request)
    return problem_response(request, ProblemError(code, str(error.detail), headers=headers))


def _part(value: object) -> str:
    """A part of a place or message; halves of characters, which have no UTF-8, as `?`."""
    return str(value).encode("utf-8", "replace").decode()


NEW_PASSWORD = (Code.SHORT_PASSWORD, Code.LONG_PASSWORD, Code.WEAK_PASSWORD)
"""What a new password may be refused for."""


def problems(*codes: Code) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI of a route: the problems that it may answer with."""
    by_status: dict[int | str, list[Code]] = {}
    for code in (*codes, Code.MALFORMED, Code.UNAVAILABLE):
        by_status.setdefault(int(STATUSES[code]), []).append(code)
    return {
        status: {
            "model": Problem,
            "description": ", ".join(f"`{code}`" for code in dict.fromkeys(found)),
            "content": {MEDIA_TYPE: {}},
        }
        for status, found in by_status.items()
    }


def openai_problems(*codes: Code) -> dict[int | str, dict[str, Any]]:
    """The same for a route whose errors are as OpenAI has them."""
    by_status: dict[int | str, list[Code]] = {}
    for code in (*codes, Code.MALFORMED, Code.UNAVAILABLE):
        by_status.setdefault(int(openai_status(STATUSES[code])), []).append(code)
    described = {
        status: ", ".join(f"`{code}`" for code in dict.fromkeys(found))
        for status, found in by_status.items()
    }
    described["4XX"] = "Another error of the request."  # else FastAPI tells of a 422 of its own
    return {
        status: {"model": OpenAIErrorBody, "description": said}
        for status, said in described.items()
    }
