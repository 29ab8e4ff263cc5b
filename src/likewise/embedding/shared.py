"""Shared: a network and a reranker that several threads may ask at once, through batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from likewise.embedding.batching import Batches, Rows, Watch
from likewise.embedding.encoder import Features, Input, Network
from likewise.embedding.pixels import Crop
from likewise.embedding.reranker import Reranker, Scores

_Pair: TypeAlias = tuple[str, str]
"""A query, and a text that is scored."""

_TEXTS_A_SHARE = 128


class SharedNetwork:
    """A network whose passes are shared by those who ask for features at the same time.

    Args:
        network: What computes the features.
        model: The name of its model.
        share: The most work of one request in a batch, by the network's measure.
        watch: Told of each batch.
    """

    def __init__(self, network: Network, *, model: str, share: int, watch: Watch) -> None:
        self._network = network
        self._batches: Batches[Any] = Batches(
            network.features, network.size, model=model, share=share, watch=watch
        )

    @property
    def crop(self) -> Crop | None:
        """The network's."""
        return self._network.crop

    def prepare(self, given: Input) -> Any:  # noqa: ANN401 - only the same network reads it
        """As the network does, in the thread that asks."""
        return self._network.prepare(given)

    def size(self, prepared: Any) -> int:  # noqa: ANN401 - as the contract has it
        """The network's measure."""
        return self._network.size(prepared)

    def features(self, prepared: Sequence[Any]) -> Features:
        """The network's features.

        Raises:
            EncoderBusyError: Too many wait for the network, or the turn does not come in time.
        """
        return self._batches.run(prepared)


class SharedReranker:
    """A reranker that takes turns between those who ask at the same time.

    Args:
        reranker: What scores the texts.
        watch: Told of each batch.
    """

    def __init__(self, reranker: Reranker, watch: Watch) -> None:
        self._reranker = reranker
        self._batches: Batches[_Pair] = Batches(
            self._scored, lambda _: 1, model=reranker.name, share=_TEXTS_A_SHARE, watch=watch
        )

    @property
    def name(self) -> str:
        """The reranker's."""
        return self._reranker.name

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """The reranker's scores.

        Raises:
            EncodingError: As the reranker's.
            EncoderBusyError: Too many wait for the reranker, or the turn does not come in time.
        """
        if not texts:
            return self._reranker.score(query, texts)
        once = sorted(set(texts))
        rows = self._batches.run([(query, text) for text in once])
        scores = dict(zip(once, rows, strict=True))
        return np.array([scores[text] for text in texts], np.float32)

    def _scored(self, pairs: Sequence[_Pair]) -> Rows:
        """The score of each pair; those of one query are scored together."""
        scores = np.empty(len(pairs), np.float32)
        for query in dict.fromkeys(query for query, _ in pairs):
            places = [place for place, pair in enumerate(pairs) if pair[0] == query]
            scores[places] = self._reranker.score(query, [pairs[place][1] for place in places])
        return scores
