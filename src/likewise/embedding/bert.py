"""BERT as a program: token ids in, the states of the tokens or their mean out.

Method: Devlin et al. 2019, https://arxiv.org/abs/1810.04805; mean pooling as in Reimers and
Gurevych 2019, https://arxiv.org/abs/1908.10084.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import openvino as ov
from openvino import opset13 as op

from likewise.embedding.weights import Weights


@dataclass(frozen=True, slots=True)
class BertShape:
    """The numbers of a BERT network that its weights do not tell.

    Attributes:
        layers: How many there are.
        heads: Of each layer's attention.
        epsilon: Of the normalisation.
        first_position: The row of the position table that a text's first token has.
    """

    layers: int
    heads: int
    epsilon: float
    first_position: int = 0


def bert(weights: Weights, shape: BertShape) -> ov.Model:
    """The network with mean pooling.

    Its parameters are `ids` and `mask`, both int32 of shape (n, length), the mask 1 for a token
    and 0 for padding; its output is float32 of shape (n, width), not yet of unit length.
    """
    ids, mask = token_parameter("ids"), token_parameter("mask")
    pooled = _mean(Bert(weights, shape).states(ids, mask), op.convert(mask, "f32"))
    return ov.Model([op.result(pooled)], [ids, mask], "bert")


def bert_states(weights: Weights, shape: BertShape) -> ov.Model:
    """The network without pooling.

    Its parameters are those of `bert`; its output is float32 of shape (n, length, width): the last
    state of each token, and of padding something without meaning.
    """
    ids, mask = token_parameter("ids"), token_parameter("mask")
    return ov.Model([op.result(Bert(weights, shape).states(ids, mask))], [ids, mask], "bert-states")


def token_parameter(name: str) -> ov.Node:
    """A parameter with a number for each token: int32, shape (n, length)."""
    return op.parameter([-1, -1], np.int32, name)


class Bert:
    """Builds the graph; one method a part of the network."""

    def __init__(self, weights: Weights, shape: BertShape) -> None:
        self._weights = weights
        self._shape = shape

    def states(self, ids: ov.Node, mask: ov.Node, kinds: ov.Node | None = None) -> ov.Node:
        """The tokens' last states: shape (n, length, width).

        Args:
            ids: Shape (n, length).
            mask: Shape (n, length), 1 for a token and 0 for padding.
            kinds: Shape (n, length), which of two texts each token is of; one text if None.
        """
        # Added to attention scores: nothing for a token, a score that vanishes for padding.
        hidden = op.multiply(op.subtract(op.convert(mask, "f32"), _number(1.0)), _number(1e9))
        bias = op.unsqueeze(hidden, _integers(1, 2))
        states = self._embedding(ids, kinds)
        for layer in range(self._shape.layers):
            states = self._layer(states, bias, f"encoder.layer.{layer}")
        return states

    def dense(self, states: ov.Node, name: str) -> ov.Node:
        """A full layer: the states times its weights, and its bias."""
        product = op.matmul(
            states, self._tensor(f"{name}.weight"), transpose_a=False, transpose_b=True
        )
        return op.add(product, self._tensor(f"{name}.bias"))

    def _embedding(self, ids: ov.Node, kinds: ov.Node | None) -> ov.Node:
        length = op.gather(op.shape_of(ids, "i32"), _integer(1), _integer(0))
        first = _integer(self._shape.first_position)
        positions = op.range(first, op.add(first, length), _integer(1), "i32")
        tokens = op.gather(self._tensor("embeddings.word_embeddings.weight"), ids, _integer(0))
        places = op.gather(
            self._tensor("embeddings.position_embeddings.weight"), positions, _integer(0)
        )
        table = self._weights["embeddings.token_type_embeddings.weight"]
        kind = (
            op.constant(table[0])
            if kinds is None
            else op.gather(op.constant(table), kinds, _integer(0))
        )
        summed = op.add(op.add(tokens, places), kind)
        return self._norm(summed, "embeddings.LayerNorm")

    def _layer(self, states: ov.Node, bias: ov.Node, name: str) -> ov.Node:
        attended = self.dense(self._attention(states, bias, name), f"{name}.attention.output.dense")
        states = self._norm(op.add(states, attended), f"{name}.attention.output.LayerNorm")
        inner = op.gelu(self.dense(states, f"{name}.intermediate.dense"), "erf")
        return self._norm(
            op.add(states, self.dense(inner, f"{name}.output.dense")), f"{name}.output.LayerNorm"
        )

    def _attention(self, states: ov.Node, bias: ov.Node, name: str) -> ov.Node:
        query, key, value = (
            self._heads(self.dense(states, f"{name}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        attended = op.scaled_dot_product_attention(query, key, value, bias)
        joined = op.transpose(attended, _integers(0, 2, 1, 3))
        return op.reshape(joined, _integers(0, 0, -1), special_zero=True)

    def _heads(self, states: ov.Node) -> ov.Node:
        split = op.reshape(states, _integers(0, 0, self._shape.heads, -1), special_zero=True)
        return op.transpose(split, _integers(0, 2, 1, 3))

    def _norm(self, states: ov.Node, name: str) -> ov.Node:
        centred = op.mvn(
            states,
            _integers(-1),
            normalize_variance=True,
            eps=self._shape.epsilon,
            eps_mode="inside_sqrt",
        )
        scaled = op.multiply(centred, self._tensor(f"{name}.weight"))
        return op.add(scaled, self._tensor(f"{name}.bias"))

    def _tensor(self, name: str) -> ov.Node:
        return op.constant(self._weights[name])


def _mean(states: ov.Node, kept: ov.Node) -> ov.Node:
    """The mean over the tokens of each text, padding left out."""
    each = op.unsqueeze(kept, _integer(2))
    total = op.reduce_sum(op.multiply(states, each), _integer(1))
    return op.divide(total, op.reduce_sum(each, _integer(1)))


def _number(value: float) -> ov.Node:
    return op.constant(np.float32(value))


def _integer(value: int) -> ov.Node:
    return op.constant(np.int32(value))


def _integers(*values: int) -> ov.Node:
    return op.constant(np.array(values, np.int32))
