"""Errors of the embedding API, in the shape that OpenAI's clients read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from pydantic import Field

from likewise.service.wire.shape import Shape

PREFIX = "/v1/"
"""Below it, errors have this shape."""

_NAMES: Mapping[str, str] = {
    "unauthenticated": "invalid_api_key",
    "unknown-model": "model_not_found",
    "too-many-requests": "rate_limit_exceeded",
}
_TYPES: Mapping[HTTPStatus, str] = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}


class OpenAIError(Shape):
    """What went wrong."""

    message: str = Field(examples=["The model 'gpt-9' does not exist."])
    """What was expected, what was found, and what to do."""

    type: str = Field(examples=["invalid_request_error"])
    """The kind of error."""

    param: str | None = Field(examples=["model"])
    """The field that is wrong, where it is one."""

    code: str | None = Field(examples=["model_not_found"])
    """What went wrong, for programs."""


class OpenAIErrorBody(Shape):
    """An error as OpenAI has it."""

    error: OpenAIError


def openai_status(status: HTTPStatus) -> HTTPStatus:
    """OpenAI says 400 of what cannot be processed."""
    unprocessable = status is HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.BAD_REQUEST if unprocessable else status


def openai_error(status: HTTPStatus, code: str, message: str, place: str) -> OpenAIErrorBody:
    """The body of an error.

    Args:
        status: Of the response.
        code: Of the problem, as the rest of the service has it.
        message: What is wrong, and what to do.
        place: Where it is wrong, such as `body.input.3`; empty where that is not known.
    """
    of_server = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    kind = "server_error" if of_server else _TYPES.get(status, "invalid_request_error")
    field = place.split(".")[1] if "." in place else None
    name = _NAMES.get(code, code.replace("-", "_"))
    return OpenAIErrorBody(error=OpenAIError(message=message, type=kind, param=field, code=name))
