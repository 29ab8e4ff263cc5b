"""Strict JSON: bodies as the standard has them, and nothing else.

Python's own reader takes NaN, numbers beyond all bounds and halves of characters, which later
cannot be compared, kept or sent back.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """The body; `json.JSONDecodeError` where it is no JSON."""
        return orjson.loads(await self.body())


class StrictRoute(APIRoute):
    """A route whose requests' JSON is read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given such a request."""
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handler(StrictRequest(request.scope, request.receive))

        return strict


def validated(model: type[M], plain: object, place: Sequence[str | int] = ("body",)) -> M:
    """The plain values as a model.

    Raises:
        RequestValidationError: They are none, with the places of what is wrong below `place`.
    """
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise malformed(*((each["msg"], (*place, *each["loc"])) for each in faults)) from error


def malformed(*faults: tuple[str, Sequence[str | int]]) -> RequestValidationError:
    """The error of a request whose form is wrong, each fault with its place."""
    return RequestValidationError(
        [{"type": "value_error", "loc": tuple(place), "msg": said} for said, place in faults]
    )
