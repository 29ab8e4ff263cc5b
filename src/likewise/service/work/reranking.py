"""Reranking: from a query and documents to their order."""

from __future__ import annotations

from likewise.embedding.known_models import MINILM
from likewise.embedding.load_reranker import LATE_INTERACTION
from likewise.embedding.reranker import Reranker
from likewise.service.problems import Code, PlaceProblem, ProblemError
from likewise.service.serving import Serving
from likewise.service.wire.rerank import (
    DocumentText,
    RankedDocument,
    RerankRequest,
    RerankResponse,
)


def ranked(serving: Serving, asked: RerankRequest) -> RerankResponse:
    """The documents, the best first.

    Raises:
        ProblemError: There is no such reranker here.
        EncodingError: There is nothing to read in the query.
        EncoderBusyError: Too much waits for the reranker.
    """
    texts = [each if isinstance(each, str) else each.text for each in asked.documents]
    scores = _reranker(serving, asked.model).score(asked.query, texts)
    order = sorted(range(len(texts)), key=lambda number: -scores[number])
    results = [
        RankedDocument(
            index=number,
            relevance_score=float(scores[number]),
            document=DocumentText(text=texts[number]) if asked.return_documents else None,
        )
        for number in order[: asked.top_n]
    ]
    return RerankResponse(model=asked.model, results=results)


def _reranker(serving: Serving, name: str) -> Reranker:
    """Never a folder that only the request names, which the library would take."""
    own = (LATE_INTERACTION,) if serving.parts.models.has(MINILM) else ()
    offered = (*own, *serving.options.rerankers)
    if name in offered:
        return serving.parts.reranker(name)
    detail = f"There is no reranker {name!r} here."
    raise ProblemError(
        Code.UNKNOWN_MODEL,
        detail,
        remedy=f"Use {' or '.join(offered)}." if offered else "`likewise models pull` gets one.",
        errors=[PlaceProblem(place="body.model", problem=detail)],
    )
