"""Tokens: texts as numbers, in groups that a network takes in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from likewise.embedding.runtime import Arrays
from likewise.errors import EncodingError

Tokens: TypeAlias = NDArray[np.int32]
"""The token ids of one text: shape (length,)."""

# So many tokens, padding included, in one pass: measured best of 256 to 2,048 on two cores.
_TOKENS_A_PASS = 512


def whole(text: str) -> str:
    """The text, if each of its characters is whole.

    Raises:
        EncodingError: It holds half a character.
    """
    try:
        text.encode()  # tokenizers answers half a character with a TypeError
    except UnicodeEncodeError as error:
        raise EncodingError(f"The text holds half a character: {error.reason}.") from error
    return text


def passes(texts: Sequence[Tokens]) -> Iterator[Sequence[int]]:
    """The texts' numbers, longest first, in groups whose padded tokens fit one pass."""
    order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
    start = 0
    while start < len(order):
        size = max(1, _TOKENS_A_PASS // len(texts[order[start]]))
        yield order[start : start + size]
        start += size


def padded(texts: Sequence[Tokens]) -> Arrays:
    """Ids and mask of a group, padded to its longest text, which comes first."""
    ids = np.zeros((len(texts), len(texts[0])), np.int32)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(texts):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask
