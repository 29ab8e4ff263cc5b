"""Cross-encoder: a text's score by a network that reads it together with the query.

Method: Nogueira and Cho 2019, https://arxiv.org/abs/1901.04085.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from likewise.embedding.encoder import Precision
from likewise.embedding.pair_network import PairNetwork, read_pair_network
from likewise.embedding.reranker import Scores
from likewise.embedding.runtime import Arrays, Program
from likewise.embedding.tokens import padded, passes, whole
from likewise.errors import EncodingError, ModelError

MOST_TOKENS = 512
"""A query and a text are cut to so many tokens together, the longer one first."""

_TEXT = 1
"""The second of a pair; the query is the first."""


class CrossEncoder:
    """Reads a query and a text together; the score is the logistic function of what it says.

    Args:
        name: What it is called.
        network: It gives one number for two texts.
        tokenizer: It cuts what exceeds the network's length, and does not pad.
        precision: Of the network.
    """

    def __init__(
        self, name: str, network: PairNetwork, tokenizer: Tokenizer, precision: Precision
    ) -> None:
        self.name = name
        self._tokenizer = tokenizer
        self._program = Program(network.model, precision)

    @classmethod
    def from_folder(cls, folder: Path, precision: Precision) -> CrossEncoder:
        """The cross-encoder of a folder in Hugging Face's layout.

        It holds `config.json`, `tokenizer.json` and `model.safetensors`.

        Raises:
            ModelError: A file is missing or unreadable, or the network is of another kind.
        """
        network = read_pair_network(folder)
        tokenizer = _tokenizer(folder / "tokenizer.json", network)
        return cls(folder.resolve().name, network, tokenizer, precision)

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """How likely each text answers the query, in the network's opinion."""
        if not self._tokenizer.encode(whole(query), add_special_tokens=False).ids:
            raise EncodingError("Expected a query, found nothing that can be read in it.")
        pairs = {text: self._tokenizer.encode(query, whole(text)) for text in sorted(set(texts))}
        readable = {text: pair for text, pair in pairs.items() if _TEXT in pair.sequence_ids}
        scores = dict(zip(readable, self._chances(list(readable.values())), strict=True))
        return np.array([scores.get(text, 0) for text in texts], np.float32)

    def _chances(self, pairs: Sequence[Encoding]) -> Scores:
        ids = [np.array(pair.ids, np.int32) for pair in pairs]
        groups = passes(ids)
        outputs = self._program.run(
            _inputs([pairs[number] for number in group]) for group in groups
        )
        chances = np.empty(len(pairs), np.float32)
        for group, logits in zip(groups, outputs, strict=True):
            chances[group] = np.exp(-np.logaddexp(0, -logits.astype(np.float64)))
        return chances


def _inputs(pairs: Sequence[Encoding]) -> Arrays:
    """Ids, mask and kinds of pairs, longest first."""
    ids, mask = padded([np.array(pair.ids, np.int32) for pair in pairs])
    kinds, _ = padded([np.array(pair.type_ids, np.int32) for pair in pairs])
    return ids, mask, kinds


def _tokenizer(path: Path, network: PairNetwork) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_str(path.read_text("utf-8"))
    except Exception as error:  # tokenizers raises no narrower one
        raise ModelError(f"{path} is not a readable tokenizer: {error}.") from error
    if tokenizer.get_vocab_size() > network.vocabulary:
        raise ModelError(
            f"{path} has {tokenizer.get_vocab_size()} tokens, but its network knows "
            f"{network.vocabulary}.",
            remedy="Take tokenizer.json and model.safetensors from the same model.",
        )
    specials = tokenizer.num_special_tokens_to_add(is_pair=True)
    if not 0 < specials < network.positions - 1:
        raise ModelError(
            f"{path} puts {specials} special tokens around two texts; expected at least one, and "
            f"room for two more within the network's {network.positions} positions."
        )
    tokenizer.no_padding()
    tokenizer.enable_truncation(min(MOST_TOKENS, network.positions), strategy="longest_first")
    return tokenizer
