"""Text encoder: words into vectors by a BERT network with mean pooling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from tokenizers import Tokenizer

from likewise.embedding.bert import BertShape, bert
from likewise.embedding.encoder import EncoderDescription, Features, Input, Network, Precision
from likewise.embedding.runtime import Program
from likewise.embedding.tokens import Tokens, padded, passes, whole
from likewise.embedding.vectors import Vectors, unit
from likewise.embedding.weights import Weights
from likewise.errors import EncodingError


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
        ids = self._tokenizer.encode(whole(given)).ids
        if len(ids) <= self._specials:
            raise EncodingError("Expected a text, found nothing that can be read in it.")
        return np.array(ids, np.int32)

    def size(self, prepared: Tokens) -> int:
        """Its tokens, the two special ones included."""
        return len(prepared)

    def features(self, prepared: Sequence[Tokens]) -> Features:
        """Mean of the last states over each text's tokens."""
        groups = passes(prepared)
        outputs = self._program.run(padded([prepared[i] for i in group]) for group in groups)
        rows = np.concatenate(list(outputs))
        features = np.empty_like(rows)
        features[np.concatenate(groups)] = rows
        return features


class TextEncoder:
    """Words into the space of words."""

    def __init__(self, description: EncoderDescription, network: Network) -> None:
        self.description = description
        self.network = network

    @property
    def words(self) -> TextEncoder:
        """Itself."""
        return self

    def vectors(self, features: Features) -> Vectors:
        """The features at unit length."""
        return unit(features)
