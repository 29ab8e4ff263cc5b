"""Late interaction: a text's score by the best match of each of the query's tokens.

Method: MaxSim of ColBERT, Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832, here on the
last states of a network that was trained for sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from likewise.embedding.bert import BertShape, bert_states
from likewise.embedding.encoder import Precision
from likewise.embedding.reranker import Scores
from likewise.embedding.runtime import Program
from likewise.embedding.tokens import Tokens, padded, passes, whole
from likewise.embedding.weights import Weights
from likewise.errors import EncodingError

States: TypeAlias = NDArray[np.float32]
"""A vector of unit length for each token: shape (..., length, width), float32."""

# Their states are in memory together: 25 MB at a width of 384.
_PASSES_AT_ONCE = 32


class LateInteraction:
    """Compares each token of a query with each of a text.

    Args:
        name: What it is called.
        weights: Of the network.
        shape: Of the network.
        tokenizer: It cuts off what exceeds the model's length, and does not pad.
        precision: Of the network.
    """

    def __init__(
        self,
        name: str,
        weights: Weights,
        shape: BertShape,
        *,
        tokenizer: Tokenizer,
        precision: Precision,
    ) -> None:
        self.name = name
        self._tokenizer = tokenizer
        self._specials = tokenizer.num_special_tokens_to_add(is_pair=False)
        self._program = Program(bert_states(weights, shape), precision)

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """The mean, over the query's tokens, of the largest cosine with a token of each text."""
        asked = self._tokens(query)
        if asked is None:
            raise EncodingError("Expected a query, found nothing that can be read in it.")
        tokens = {text: self._tokens(text) for text in sorted(set(texts))}
        readable = {text: found for text, found in tokens.items() if found is not None}
        found = self._best_matches(asked, list(readable.values()))
        scores = dict(zip(readable, found, strict=True))
        return np.array([scores.get(text, 0) for text in texts], np.float32)

    def _tokens(self, text: str) -> Tokens | None:
        """The token ids of a text; None where there is nothing to read in it."""
        ids = self._tokenizer.encode(whole(text)).ids
        return np.array(ids, np.int32) if len(ids) > self._specials else None

    def _best_matches(self, query: Tokens, texts: Sequence[Tokens]) -> Scores:
        scores = np.empty(len(texts), np.float32)
        asked = next(self._states([[query]]))[0]
        groups = iter(passes(texts))
        while part := list(islice(groups, _PASSES_AT_ONCE)):
            given = [[texts[number] for number in group] for group in part]
            for numbers, group, states in zip(part, given, self._states(given), strict=True):
                scores[numbers] = max_sim(asked, states, [len(tokens) for tokens in group])
        return scores

    def _states(self, groups: Sequence[Sequence[Tokens]]) -> Iterator[States]:
        """The states of each group's tokens, longest text first."""
        for states in self._program.run(padded(group) for group in groups):
            yield states / np.linalg.norm(states, axis=2, keepdims=True)


def max_sim(query: States, texts: States, lengths: Sequence[int]) -> Scores:
    """The mean over the query's tokens of the largest cosine; 0 where it is below.

    Args:
        query: Shape (tokens, width).
        texts: Shape (n, length, width), what stands behind a text's own length being padding.
        lengths: How many tokens each text has, at least 1.
    """
    cosines = texts @ query.T
    cosines[np.arange(texts.shape[1]) >= np.array(lengths)[:, None]] = -1
    return np.asarray(cosines.max(axis=1).mean(axis=1).clip(0, 1), np.float32)
