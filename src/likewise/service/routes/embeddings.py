"""Embeddings: vectors of texts and pictures, by the routes that OpenAI's clients ask."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Response

from likewise.service.callers.access import Reader
from likewise.service.demo.placeholders import DirectPlaceholderRoute, PlaceholderRoute
from likewise.service.problems import Code, openai_problems
from likewise.service.serving import Shared
from likewise.service.wire.embedding import (
    EmbeddingRequest,
    EmbeddingResponse,
    Model,
    Models,
    VectorFormat,
)
from likewise.service.work.embedding import Embedded, embed, offered_model, offered_models

_JSON = "application/json"
_SEEN = (Code.UNAUTHENTICATED, Code.FORBIDDEN)

router = APIRouter(prefix="/v1", tags=["Embeddings"], route_class=DirectPlaceholderRoute)
models_router = APIRouter(prefix="/v1", tags=["Embeddings"], route_class=PlaceholderRoute)


@router.post(
    "/embeddings",
    operation_id="create_embeddings",
    summary="Vectors of texts or pictures",
    response_model=EmbeddingResponse,
    responses=openai_problems(
        *_SEEN,
        Code.UNKNOWN_MODEL,
        Code.UNUSABLE,
        Code.UNREADABLE_MEDIA,
        Code.TOO_LARGE,
        Code.TOO_MANY,
        Code.OVERLOADED,
    ),
)
def create_embeddings(serving: Shared, reader: Reader, asked: EmbeddingRequest) -> Response:  # noqa: ARG001 - only readers may
    """As at OpenAI; pictures, as at Infinity, with `modality` set to `image`."""
    return Response(_written(embed(serving, asked), asked.encoding_format), media_type=_JSON)


@models_router.get(
    "/models",
    operation_id="list_models",
    summary="The models that make vectors",
    responses=openai_problems(*_SEEN),
)
def list_models(serving: Shared, _reader: Reader) -> Models:
    """Those whose files are here."""
    return Models(data=[Model.of(model) for model in offered_models(serving)])


@models_router.get(
    "/models/{model}",
    operation_id="get_model",
    summary="One of them",
    responses=openai_problems(*_SEEN, Code.UNKNOWN_MODEL),
)
def get_model(
    serving: Shared,
    _reader: Reader,
    model: Annotated[str, Path(max_length=200, examples=["all-minilm-l6-v2"])],
) -> Model:
    """What a model reads, and how long its vectors are."""
    return Model.of(offered_model(serving, model))


def _written(embedded: Embedded, form: VectorFormat) -> bytes:
    """Without a model of pydantic's, which would look at each of a million numbers."""
    floats = embedded.vectors.astype("<f4", copy=False)
    rows = [b64encode(row).decode() for row in floats] if form is VectorFormat.BASE64 else floats
    data = [
        {"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)
    ]
    usage = {"prompt_tokens": embedded.tokens, "total_tokens": embedded.tokens}
    body = {"object": "list", "data": data, "model": embedded.model.name, "usage": usage}
    return orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY)
