"""Sought: a search as it comes, as JSON or as a form with a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from likewise.service.problems import Code, ProblemError
from likewise.service.serving import Shared
from likewise.service.strict_json import malformed, validated
from likewise.service.wire.query import Search

_QUERY, _PICTURE = "query", "picture"


@dataclass(frozen=True, slots=True)
class Sought:
    """A search, and the file of the picture that came with it; None without one."""

    search: Search
    file: bytes | None


def request_body() -> dict[str, Any]:
    """The body for OpenAPI, which FastAPI cannot tell from a handler that reads it itself."""
    search = Search.model_json_schema(ref_template="#/components/schemas/{model}")
    del search["$defs"]  # they stand among the components
    example = {"words": "a lamp to read by", "where": "price<=80", "limit": 3}
    form = {
        "type": "object",
        "properties": {
            _QUERY: {
                "type": "string",
                "description": "The search as JSON, without `picture`.",
                "examples": [orjson.dumps(example).decode()],
            },
            _PICTURE: {
                "type": "string",
                "format": "binary",
                "description": "The file of a picture.",
            },
        },
        "required": [_PICTURE],
        "additionalProperties": False,
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": search, "example": example},
                "multipart/form-data": {"schema": form},
            },
        }
    }


async def _sought(request: Request, serving: Shared) -> Sought:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        most = serving.options.body_bytes
        async with request.form(max_files=1, max_fields=1, max_part_size=most) as form:
            return await _of_form(form, serving.options.picture_bytes)
    if kind == "application/json":
        return Sought(validated(Search, _read(await request.body(), ("body",))), None)
    raise malformed(
        ("Expected application/json or multipart/form-data", ("header", "content-type"))
    )


async def _of_form(form: FormData, most_bytes: int) -> Sought:
    unknown = sorted(set(form) - {_QUERY, _PICTURE})
    if unknown:
        raise malformed(("There is no such field", ("body", unknown[0])))
    said, picture = form.get(_QUERY, "{}"), form.get(_PICTURE)
    if not isinstance(said, str):
        raise malformed(("Expected JSON, and no file", ("body", _QUERY)))
    if not isinstance(picture, UploadFile):
        raise malformed(("Expected a file", ("body", _PICTURE)))
    place = ("body", _QUERY)
    search = validated(Search, _read(said.encode("utf-8", "surrogatepass"), place), place)
    if search.picture is not None:
        raise malformed(("There is a file beside it", (*place, _PICTURE)))
    data = await picture.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise ProblemError(
            Code.TOO_LARGE,
            f"The picture has more than {most_bytes:,} bytes.",
            remedy="Send a smaller version of the picture.",
        )
    return Sought(search, data)


def _read(data: bytes, place: tuple[str, ...]) -> object:
    try:
        return orjson.loads(data)
    except ValueError as error:
        raise malformed((f"JSON decode error: {error}", place)) from error


Asked = Annotated[Sought, Depends(_sought)]
"""The search of the request, as a handler's parameter."""
