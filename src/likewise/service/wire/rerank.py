"""Reranking over the wire, as Cohere and Infinity have it."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import ConfigDict, Field

from likewise.embedding.load_reranker import LATE_INTERACTION
from likewise.service.wire.shape import Body, Shape

MOST_DOCUMENTS = 1000
"""The most documents of one request, as at Cohere."""

Text: TypeAlias = Annotated[str, Field(max_length=100_000)]


class DocumentText(Body):
    """A document, as an object."""

    text: Text
    """What it says."""


class RerankRequest(Body):
    """A query, and documents to be put in the order in which they answer it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"query": "a lamp to read by", "documents": ["desk lamp", "chair"]}]
        }
    )

    query: Annotated[str, Field(min_length=1, max_length=10_000)]
    """What is looked for."""

    documents: Annotated[list[Text | DocumentText], Field(min_length=1, max_length=MOST_DOCUMENTS)]
    """The documents, as texts or as objects with a `text`."""

    model: Annotated[str, Field(min_length=1, max_length=512)] = LATE_INTERACTION
    """The reranker."""

    top_n: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many of the best are wanted; all, if left out."""

    return_documents: bool = False
    """Whether the documents are wanted back."""


class RankedDocument(Shape):
    """A document's place in the order."""

    index: int
    """Its number among those sent, from 0."""

    relevance_score: float
    """How well it answers the query, from 0 to 1, larger is better."""

    document: DocumentText | None = None
    """The document, if it was wanted back."""


class RerankResponse(Shape):
    """The documents, the best first; those of one score in the order that they were sent."""

    model: str
    results: list[RankedDocument]
