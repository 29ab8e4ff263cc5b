"""Rerank: the first of a ranking in the order of a reranker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np

from likewise.embedding.reranker import Reranker
from likewise.errors import EncodingError, UsageError
from likewise.search.arranging.folding import T


@dataclass(frozen=True, slots=True)
class Reranked(Generic[T]):
    """A candidate and the reranker's word on it.

    Attributes:
        candidate: As it was given.
        score: The reranker's, in [0, 1]; None behind the depth.
    """

    candidate: T
    score: float | None


def rerank(
    query: str,
    ranking: Sequence[T],
    text_of: Callable[[T], str],
    *,
    reranker: Reranker,
    depth: int,
) -> tuple[Reranked[T], ...]:
    """The first `depth` candidates by the reranker's score, ties by id; behind them the others.

    The others keep their order, and their texts are not asked for.

    Raises:
        UsageError: The depth is less than 1.
        EncodingError: The query cannot be read, or the reranker's scores are no scores.
    """
    if depth < 1:
        raise UsageError(
            f"The reranker's depth must be 1 or more, but is {depth}.",
            remedy="Leave the reranker out to keep the order.",
        )
    first = ranking[:depth]
    scores = reranker.score(query, [text_of(candidate) for candidate in first])
    if scores.shape != (len(first),) or not ((scores >= 0) & (scores <= 1)).all():
        raise EncodingError(
            f"Expected {len(first)} scores from 0 to 1 of the reranker {reranker.name}, found "
            f"{scores.size} from {np.min(scores, initial=1)} to {np.max(scores, initial=0)}."
        )
    order = sorted(range(len(first)), key=lambda number: (-scores[number], first[number].id))
    return (
        *(Reranked(first[number], float(scores[number])) for number in order),
        *(Reranked(candidate, None) for candidate in ranking[depth:]),
    )
