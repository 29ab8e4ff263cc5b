"""Tokens: texts as numbers, in groups that a network takes in one pass."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from likewise.embedding.runtime import Arrays, cores
from likewise.errors import EncodingError

Tokens: TypeAlias = NDArray[np.int32]
"""The token ids of one text: shape (length,)."""

# So many tokens, padding included, in one pass: measured best of 256 to 2,048 on two cores.
TOKENS_A_PASS = 512

# With fewer, padding included, one pass on all cores is quicker than one on each. With more it is
# as quick on two cores that have nothing else to do, but takes a quarter more of their time.
_TOKENS_WORTH_A_PASS = 64


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


def passes(texts: Sequence[Tokens]) -> list[list[int]]:
    """The texts' numbers, longest first, in groups whose padded tokens fit one pass.

    Several passes run side by side, one a core, so there are as many on each core and all are of
    about one size, lest one core waits for the other. What is too small for that is one pass.
    """
    order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
    lengths = [len(texts[number]) for number in order]
    bounds = _bounds(lengths, TOKENS_A_PASS)
    least, most = len(bounds) - 1, max(lengths, default=0) * len(lengths) // _TOKENS_WORTH_A_PASS
    wanted = min(ceil(least / cores()) * cores(), max(least, most))
    rooms = range(1, TOKENS_A_PASS)
    fitting = bisect_left(rooms, -wanted, key=lambda room: 1 - len(_bounds(lengths, room)))
    bounds = _bounds(lengths, fitting + 1)
    return [order[start:end] for start, end in pairwise(bounds)]


def _bounds(lengths: Sequence[int], room: int) -> list[int]:
    """Where each pass starts, and the end: as many texts as fit the room, but at least one."""
    bounds = [0]
    while bounds[-1] < len(lengths):
        start = bounds[-1]
        bounds.append(min(len(lengths), start + max(1, room // lengths[start])))
    return bounds


def padded(texts: Sequence[Tokens]) -> Arrays:
    """Ids and mask of a group, padded to its longest text, which comes first."""
    ids = np.zeros((len(texts), len(texts[0])), np.int32)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(texts):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask
