"""Diversity: hits that are relevant and unlike each other.

Method: maximal marginal relevance, Carbonell and Goldstein 1998,
https://doi.org/10.1145/290941.291025.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from likewise.embedding.vectors import Vectors
from likewise.errors import UsageError


def diverse(
    scores: Sequence[float], vectors: Vectors, *, relevance_share: float, count: int
) -> tuple[int, ...]:
    """The numbers of `count` candidates in a new order, from 0; of all, if there are fewer.

    Each next one has the largest share * score - (1 - share) * (largest cosine with one that was
    chosen before); the first has the largest score. Ties go to the earlier candidate. A longer
    list begins with the shorter one.

    Args:
        scores: Of the candidates, in [0, 1], in the order of the ranking.
        vectors: Shape (n, dims), float32, unit length; a row of zeros, which is like nothing, for a
            candidate without one.
        relevance_share: The paper's lambda: 1 looks at scores only, 0 at unlikeness only.
        count: How many are wanted.

    Raises:
        UsageError: The share is not from 0 to 1.
    """
    if not 0 <= relevance_share <= 1:
        raise UsageError(
            f"The share of relevance is {relevance_share}.",
            remedy="Use a number from 0 (only unlike each other) to 1 (as ranked).",
        )
    if len(scores) != len(vectors):
        raise ValueError(f"{len(scores)} scores do not go with {len(vectors)} vectors")
    relevance = relevance_share * np.array(scores, np.float64)
    left = np.array(scores, np.float64)  # what the next is chosen by: first the score alone
    likeness = np.full(len(scores), -np.inf)
    chosen: list[int] = []
    for _ in range(min(count, len(scores))):
        best = int(np.argmax(left))
        chosen.append(best)
        # By einsum, which sums each row in the same way, so that equal rows tie exactly.
        cosines = np.einsum("nd,d->n", vectors, vectors[best])
        likeness = np.maximum(likeness, cosines)
        left = relevance - (1 - relevance_share) * likeness
        left[chosen] = -np.inf
    return tuple(chosen)
