"""Pair network: a folder's configuration and weights as a program that reads two texts at once.

Method: BERT on two texts with a classification head of one number, Nogueira and Cho 2019,
https://arxiv.org/abs/1901.04085. The folder is in Hugging Face's layout.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as op

from likewise.embedding.bert import Bert, BertShape, token_parameter
from likewise.embedding.weights import Weights, load_safetensors
from likewise.errors import ModelError


@dataclass(frozen=True, slots=True)
class PairNetwork:
    """A network that gives one number for two texts.

    Attributes:
        model: Its parameters are `ids`, `mask` and `kinds`, int32 of shape (n, length), `kinds`
            being 0 for the first text's tokens and 1 for the second's; its output is the logit,
            float32 of shape (n,).
        positions: The longest length that it was trained for.
        vocabulary: How many token ids it knows.
    """

    model: ov.Model
    positions: int
    vocabulary: int


@dataclass(frozen=True, slots=True)
class _Family:
    """How networks of an architecture differ.

    Attributes:
        prefix: Before the names of all tensors but the head's.
        head: From the first token's state, (n, width), to the logit, (n, 1).
        last: The head's last layer.
        padded_positions: Whether positions count from behind the padding's id.
    """

    prefix: str
    head: Callable[[Bert, ov.Node], ov.Node]
    last: str
    padded_positions: bool


def _bert_head(network: Bert, state: ov.Node) -> ov.Node:
    return network.dense(op.tanh(network.dense(state, "pooler.dense")), "classifier")


def _roberta_head(network: Bert, state: ov.Node) -> ov.Node:
    return network.dense(op.tanh(network.dense(state, "classifier.dense")), "classifier.out_proj")


_BERT = _Family("bert.", _bert_head, last="classifier", padded_positions=False)
_ROBERTA = _Family("roberta.", _roberta_head, last="classifier.out_proj", padded_positions=True)
_FAMILIES: Mapping[str, _Family] = {
    "BertForSequenceClassification": _BERT,
    "RobertaForSequenceClassification": _ROBERTA,
    "XLMRobertaForSequenceClassification": _ROBERTA,
}


def read_pair_network(folder: Path) -> PairNetwork:
    """The network of a folder's `config.json` and `model.safetensors`.

    Raises:
        ModelError: A file is missing or unreadable, or the network is of another kind.
    """
    config = _Config.read(folder / "config.json")
    family = config.family()
    path = folder / "model.safetensors"
    weights = {
        name.removeprefix(family.prefix): np.asarray(tensor, np.float32)
        for name, tensor in load_safetensors(path).items()
        if tensor.dtype.kind == "f"
    }
    try:
        return _network(config, family, weights)
    except KeyError as error:
        raise ModelError(f"{path} lacks the tensor {error}.") from error
    except RuntimeError as error:  # OpenVINO's, where shapes do not fit each other
        reason = str(error).strip().splitlines()[-1]
        raise ModelError(f"The tensors of {path} do not fit each other: {reason}") from error


def _network(config: _Config, family: _Family, weights: Weights) -> PairNetwork:
    numbers = len(weights[f"{family.last}.weight"])
    if numbers != 1:
        raise ModelError(
            f"The network of {config.path.parent} gives {numbers} numbers for two texts; expected "
            "one.",
            remedy="Use a model that was trained as a reranker.",
        )
    words = weights["embeddings.word_embeddings.weight"]
    first = config.whole("pad_token_id", least=0) + 1 if family.padded_positions else 0
    shape = config.shape(width=words.shape[1], first_position=first)
    kinds = len(weights["embeddings.token_type_embeddings.weight"])
    return PairNetwork(
        _model(Bert(weights, shape), family.head, two_kinds=kinds > 1),
        positions=len(weights["embeddings.position_embeddings.weight"]) - first,
        vocabulary=len(words),
    )


def _model(network: Bert, head: Callable[[Bert, ov.Node], ov.Node], *, two_kinds: bool) -> ov.Model:
    ids, mask, kinds = map(token_parameter, ("ids", "mask", "kinds"))
    states = network.states(ids, mask, kinds if two_kinds else None)
    zero, one = (op.constant(np.int32(number)) for number in (0, 1))
    logits = op.squeeze(head(network, op.gather(states, zero, one)), one)
    return ov.Model([op.result(logits)], [ids, mask, kinds], "pair-network")


@dataclass(frozen=True, slots=True)
class _Config:
    """A `config.json`, its values checked when they are read."""

    path: Path
    values: Mapping[str, object]

    @classmethod
    def read(cls, path: Path) -> _Config:
        try:
            values = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise ModelError(f"{path} cannot be read: {error}.") from error
        if not isinstance(values, dict):
            raise ModelError(f"{path} holds no object.")
        return cls(path, values)

    def family(self) -> _Family:
        """How the network is built.

        Raises:
            ModelError: It is built in a way that is not known here.
        """
        names = self.values.get("architectures")
        known = [_FAMILIES[name] for name in _FAMILIES if names == [name]]
        if not known:
            raise self._unlike("architectures", f"one of {', '.join(_FAMILIES)}")
        for key, expected in (("hidden_act", "gelu"), ("position_embedding_type", "absolute")):
            if self.values.get(key, expected) != expected:
                raise self._unlike(key, expected)
        return known[0]

    def shape(self, *, width: int, first_position: int) -> BertShape:
        """The numbers of the network."""
        heads = self.whole("num_attention_heads", least=1)
        if width % heads:
            raise self._unlike("num_attention_heads", f"a divisor of {width}")
        epsilon = self.values.get("layer_norm_eps")
        if not isinstance(epsilon, float) or not 0 < epsilon < 1:
            raise self._unlike("layer_norm_eps", "a number between 0 and 1")
        layers = self.whole("num_hidden_layers", least=1)
        return BertShape(layers, heads, epsilon, first_position)

    def whole(self, key: str, *, least: int) -> int:
        """A whole number."""
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self._unlike(key, f"a whole number from {least}")
        return value

    def _unlike(self, key: str, expected: str) -> ModelError:
        return ModelError(
            f"{self.path}: expected {key} to be {expected}, found {self.values.get(key)!r}."
        )
