"""Duplicates: hits that are nearly the same as one before them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from likewise.embedding.vectors import Vectors
from likewise.errors import UsageError
from likewise.search.arranging.folding import Kept, T, fold

# The cosine of a vector with itself, as 32-bit floats make it, may be so much below 1.
_ROUNDING = 1e-6


def fold_duplicates(
    ranking: Sequence[T],
    vectors: Vectors,
    *,
    similarity: float,
    digests: Sequence[str | None] | None = None,
) -> tuple[Kept[T], ...]:
    """The ranking with each near-duplicate folded into the first kept candidate that it is like.

    Candidates are looked at in the order of the ranking and compared with those that were kept, not
    with those that were folded: so what is folded is like what stands for it, never only like
    something in between. A longer ranking only adds to what is kept and to what is folded.

    Args:
        ranking: Best first.
        vectors: Shape (n, dims), float32, unit length, those of one name; a row of zeros, which is
            like nothing, for a candidate without one.
        similarity: The least cosine of duplicates, above 0.
        digests: Of the candidates' contents; what has the digest of an earlier candidate goes where
            that one went, whatever the vectors. None for a candidate without one.

    Raises:
        UsageError: The similarity is not above 0 and at most 1.
    """
    if not 0 < similarity <= 1:
        raise UsageError(
            f"The similarity of duplicates is {similarity}.",
            remedy="Use a number above 0 and up to 1, which only folds what is the same.",
        )
    contents = digests or [None] * len(ranking)
    if not len(ranking) == len(vectors) == len(contents):
        raise ValueError(
            f"{len(ranking)} candidates, {len(vectors)} vectors, {len(contents)} digests"
        )
    heads = []
    kept: list[int] = []
    kept_vectors = np.empty_like(vectors)
    head_of: dict[str, int] = {}
    for number, digest in enumerate(contents):
        head = head_of.get(digest) if digest is not None else None
        if head is None:
            cosines = kept_vectors[: len(kept)] @ vectors[number]
            alike = np.flatnonzero(cosines >= similarity - _ROUNDING)
            head = kept[alike[0]] if alike.size else number
        if head == number:
            kept_vectors[len(kept)] = vectors[number]
            kept.append(number)
        if digest is not None:
            head_of[digest] = head
        heads.append(head)
    return fold(ranking, heads)
