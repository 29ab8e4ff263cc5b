"""Reranking: documents in the order in which they answer a query."""

from __future__ import annotations

from fastapi import APIRouter, Response

from likewise.service.callers.access import Reader
from likewise.service.demo.placeholders import DirectPlaceholderRoute
from likewise.service.problems import Code, openai_problems, problems
from likewise.service.serving import Shared
from likewise.service.wire.rerank import RerankRequest, RerankResponse
from likewise.service.work.reranking import ranked

_CODES = (
    Code.UNAUTHENTICATED,
    Code.FORBIDDEN,
    Code.UNKNOWN_MODEL,
    Code.UNUSABLE,
    Code.TOO_LARGE,
    Code.TOO_MANY,
    Code.OVERLOADED,
)

router = APIRouter(tags=["Reranking"], route_class=DirectPlaceholderRoute)


@router.post(
    "/rerank",
    operation_id="rerank",
    response_model=RerankResponse,
    summary="Documents by how well they answer a query",
    responses=problems(*_CODES),
)
def rerank(serving: Shared, reader: Reader, asked: RerankRequest) -> Response:  # noqa: ARG001 - only readers may
    """As at Cohere and Infinity."""
    return _written(ranked(serving, asked))


@router.post(
    "/v1/rerank",
    operation_id="rerank_v1",
    response_model=RerankResponse,
    summary="The same, with errors as OpenAI has them",
    responses=openai_problems(*_CODES),
)
def rerank_v1(serving: Shared, reader: Reader, asked: RerankRequest) -> Response:  # noqa: ARG001 - only readers may
    """For clients that put `/v1` before every path."""
    return _written(ranked(serving, asked))


def _written(answer: RerankResponse) -> Response:
    return Response(answer.model_dump_json(exclude_none=True), media_type="application/json")
