"""Reranker: the contract of everything that reads a query and a text together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Scores: TypeAlias = NDArray[np.float32]
"""One score a text, in [0, 1], larger is better: shape (n,), float32."""


class Reranker(Protocol):
    """Scores texts by how well each answers a query; safe to use from several threads."""

    @property
    def name(self) -> str:
        """What it is called: that of `load_reranker`, or of its folder."""
        ...

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """The texts' scores, in their order.

        Equal texts have equal scores, and the order of the texts moves none. What exceeds the
        model's length is cut off. A text with nothing to read in it has the score 0.

        Raises:
            EncodingError: There is nothing to read in the query, or half a character in a text.
        """
        ...
