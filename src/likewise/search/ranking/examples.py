"""Examples: one query from words and from items that are like what is sought, or unlike it.

Method: Rocchio, "Relevance feedback in information retrieval", in Salton, The SMART Retrieval
System, 1971, pages 313 to 323.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from likewise.embedding.vectors import Vector, Vectors
from likewise.errors import UsageError

# Shorter than this, what is left is what 16-bit floats made of the stored vectors.
_SHORTEST = 1e-3


@dataclass(frozen=True, slots=True)
class ExampleWeights:
    """How much words and examples count; checked when made.

    The figures are those of Manning, Raghavan and Schuetze, Introduction to Information Retrieval,
    2008, section 9.1.1. A larger `unlike` turns the query further away from the unlike: `like` 2
    and `unlike` 1 are Qdrant's average of vectors.

    Attributes:
        words: The paper's alpha.
        like: The paper's beta, shared by all that are like it.
        unlike: The paper's gamma, shared by all that are unlike it.
    """

    words: float = 1.0
    like: float = 0.75
    unlike: float = 0.15

    def __post_init__(self) -> None:
        for name in self.__slots__:
            weight = getattr(self, name)
            if not 0 <= weight < math.inf:
                raise UsageError(
                    f"The weight {name!r} of a query by examples is {weight}.",
                    remedy="Use 0 or a positive number.",
                )


def query_of_examples(
    words: Vector | None,
    like: Vectors,
    unlike: Vectors,
    weights: ExampleWeights = ExampleWeights(),
) -> Vector:
    """The words, and the mean of the like, less the mean of the unlike: shape (dims,), unit length.

    Args:
        words: Shape (dims,), unit length; None where there are none.
        like: Shape (n, dims), unit length; n may be 0.
        unlike: Shape (m, dims), unit length; m may be 0.
        weights: How much each counts.

    Raises:
        UsageError: There is nothing that the items should be like; or the examples cancel each
            other, or the words.
    """
    parts: list[NDArray[np.float64]] = []
    if words is not None:
        parts.append(weights.words * words.astype(np.float64))
    if len(like):
        parts.append(weights.like * like.mean(axis=0, dtype=np.float64))
    if not parts:
        raise UsageError(
            "Expected words or an example of what is sought, found only what it is unlike.",
            remedy="Add an item that it is like, or words.",
        )
    if len(unlike):
        parts.append(-weights.unlike * unlike.mean(axis=0, dtype=np.float64))
    query = np.sum(parts, axis=0)
    length = float(np.linalg.norm(query))
    if length < _SHORTEST * max(weights.words, weights.like, weights.unlike) or not length:
        raise UsageError(
            "The examples cancel each other: what is sought is as much like them as unlike them.",
            remedy="Leave one of them out, or give what it is unlike another weight.",
        )
    return np.asarray(query / length, np.float32)
