"""Text encoder: words into vectors by a BERT network with mean pooling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from likewise.embedding.bert import BertShape, bert
from likewise.embedding.encoder import EncoderDescription, Features, Input, Precision
from likewise.embedding.runtime import Arrays, Program
from likewise.embedding.vectors import Vectors, unit
from likewise.embedding.weights import Weights
from likewise.errors import EncodingError

Tokens = NDArray[np.int32]
"""The token ids of one text: shape (length,)."""

# So many tokens, padding included, in one pass: measured best of 256 to 2,048 on two cores.
_TOKENS_A_PASS = 512


class BertNetwork:
    """Tokens of texts into pooled features; texts of like length share a pass."""

    crop = None

    def __init__(
        self, weights: Weights, shape: BertShape, tokenizer: Tokenizer, precision: Precision
    ) -> None:
        self._tokenizer = tokenizer
        self._specials = tokenizer.num_special_tokens_to_add(is_pair=False)
        self._program = Program(bert(weights, shape), precision)

    def prepare(self, given: Input) -> Tokens:
        """The token ids of a text; what exceeds the model's length is cut off."""
        if not isinstance(given, str):
            raise EncodingError(f"Expected a text, found {type(given).__name__}.")
        try:
            given.encode()  # tokenizers answers half a character with a TypeError
        except UnicodeEncodeError as error:
            raise EncodingError(f"The text holds half a character: {error.reason}.") from error
        ids = self._tokenizer.encode(given).ids
        if len(ids) <= self._specials:
            raise EncodingError("Expected a text, found nothing that can be read in it.")
        return np.array(ids, np.int32)

    def features(self, prepared: Sequence[Tokens]) -> Features:
        """Mean of the last states over each text's tokens."""
        order = sorted(range(len(prepared)), key=lambda number: -len(prepared[number]))
        groups = list(_groups(order, prepared))
        outputs = self._program.run(_padded([prepared[i] for i in group]) for group in groups)
        rows = np.concatenate(list(outputs))
        features = np.empty_like(rows)
        features[order] = rows
        return features


def _groups(order: Sequence[int], prepared: Sequence[Tokens]) -> Iterator[Sequence[int]]:
    """The texts, longest first, in groups whose padded tokens fit one pass."""
    start = 0
    while start < len(order):
        size = max(1, _TOKENS_A_PASS // len(prepared[order[start]]))
        yield order[start : start + size]
        start += size


def _padded(texts: Sequence[Tokens]) -> Arrays:
    """Ids and mask of a group, padded to its longest text, which comes first."""
    ids = np.zeros((len(texts), len(texts[0])), np.int32)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(texts):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask


class TextEncoder:
    """Words into the space of words."""

    def __init__(self, description: EncoderDescription, network: BertNetwork) -> None:
        self.description = description
        self.network = network

    @property
    def words(self) -> TextEncoder:
        """Itself."""
        return self

    def vectors(self, features: Features) -> Vectors:
        """The features at unit length."""
        return unit(features)
