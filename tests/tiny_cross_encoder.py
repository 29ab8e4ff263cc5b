"""A cross-encoder with random weights, as a folder, and what it must answer, in plain numpy."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = (
    *("red", "green", "blue", "shoe", "sofa", "apple", "winter", "mountain", "seven", "quickly"),
    *("of", "and", "a", "the", "city", "car", "bike", "lamp", "paint", "garden", "chair", "tin"),
)
LAYERS, HEADS, WIDTH, INNER = 2, 4, 32, 48
EPSILON = 1e-12

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Family:
    """How folders of an architecture differ."""

    architecture: str
    prefix: str
    specials: tuple[str, str, str]
    pair: str
    positions: int
    padding: int
    first_position: int
    kinds: int
    hidden: str
    last: str


BERT = Family(
    architecture="BertForSequenceClassification",
    prefix="bert.",
    specials=("[PAD]", "[CLS]", "[SEP]"),
    pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
    positions=64,
    padding=0,
    first_position=0,
    kinds=2,
    hidden="bert.pooler.dense",
    last="classifier",
)
XLM_ROBERTA = Family(
    architecture="XLMRobertaForSequenceClassification",
    prefix="roberta.",
    specials=("<s>", "<pad>", "</s>"),
    pair="<s>:0 $A:0 </s>:0 </s>:0 $B:0 </s>:0",
    positions=66,
    padding=1,
    first_position=2,
    kinds=1,
    hidden="classifier.dense",
    last="classifier.out_proj",
)
FAMILIES = (BERT, XLM_ROBERTA)


@dataclass(frozen=True)
class TinyCrossEncoder:
    """A folder in Hugging Face's layout, and the network in it as plain numpy."""

    folder: Path
    family: Family
    weights: Mapping[str, NDArray[np.float32]]

    @property
    def tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.enable_truncation(self.family.positions - self.family.first_position)
        return tokenizer

    def score(self, query: str, text: str) -> float:
        """The logistic function of the logit, by the definition of the network."""
        pair = self.tokenizer.encode(query, text)
        states = self._embedding(pair.ids, pair.type_ids)
        for number in range(LAYERS):
            states = self._layer(states, f"{self.family.prefix}encoder.layer.{number}")
        first = np.tanh(self._dense(states[:1], self.family.hidden))
        return 1 / (1 + math.exp(-self._dense(first, self.family.last).item()))

    def _embedding(self, ids: list[int], kinds: list[int]) -> Array:
        table = f"{self.family.prefix}embeddings"
        places = np.arange(len(ids)) + self.family.first_position
        summed = (
            self._tensor(f"{table}.word_embeddings.weight")[ids]
            + self._tensor(f"{table}.position_embeddings.weight")[places]
            + self._tensor(f"{table}.token_type_embeddings.weight")[kinds]
        )
        return self._norm(summed, f"{table}.LayerNorm")

    def _layer(self, states: Array, name: str) -> Array:
        query, key, value = (
            self._dense(states, f"{name}.attention.self.{part}").reshape(len(states), HEADS, -1)
            for part in ("query", "key", "value")
        )
        powers = np.exp(np.einsum("ihd,jhd->hij", query, key) / math.sqrt(WIDTH / HEADS))
        shares = powers / powers.sum(axis=2, keepdims=True)
        joined = np.einsum("hij,jhd->ihd", shares, value).reshape(len(states), WIDTH)
        attended = states + self._dense(joined, f"{name}.attention.output.dense")
        states = self._norm(attended, f"{name}.attention.output.LayerNorm")
        inner = self._dense(states, f"{name}.intermediate.dense")
        inner *= (1 + np.vectorize(math.erf)(inner / math.sqrt(2))) / 2
        return self._norm(
            states + self._dense(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm"
        )

    def _dense(self, states: Array, name: str) -> Array:
        return states @ self._tensor(f"{name}.weight").T + self._tensor(f"{name}.bias")

    def _norm(self, states: Array, name: str) -> Array:
        centred = states - states.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON)
        return scaled * self._tensor(f"{name}.weight") + self._tensor(f"{name}.bias")

    def _tensor(self, name: str) -> Array:
        return self.weights[name].astype(np.float64)


def make(folder: Path, family: Family) -> TinyCrossEncoder:
    """Writes the three files of a cross-encoder into a new folder."""
    folder.mkdir(parents=True)
    vocabulary = [*family.specials, "[UNK]", *WORDS]
    _tokenizer(family, vocabulary).save(str(folder / "tokenizer.json"))
    weights = _weights(family, len(vocabulary))
    safetensors.numpy.save_file(dict(weights), folder / "model.safetensors")
    config = {
        "architectures": [family.architecture],
        "hidden_act": "gelu",
        "hidden_size": WIDTH,
        "layer_norm_eps": EPSILON,
        "max_position_embeddings": family.positions,
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "pad_token_id": family.padding,
        "position_embedding_type": "absolute",
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return TinyCrossEncoder(folder, family, weights)


def _tokenizer(family: Family, vocabulary: list[str]) -> Tokenizer:
    ids = {word: number for number, word in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="[UNK]"))  # noqa: S106 - no secret
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    first, last = family.pair.split(":", 1)[0], family.specials[2]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        pair=family.pair,
        special_tokens=[(special, ids[special]) for special in family.specials],
    )
    return tokenizer


def _weights(family: Family, words: int) -> Mapping[str, NDArray[np.float32]]:
    random = np.random.default_rng(11)
    made: dict[str, NDArray[np.float32]] = {}

    def add(name: str, *shape: int, mean: float = 0) -> None:
        made[name] = (mean + 0.3 * random.normal(size=shape)).astype(np.float32)

    def dense(name: str, inputs: int, outputs: int) -> None:
        add(f"{name}.weight", outputs, inputs)
        add(f"{name}.bias", outputs)

    def norm(name: str) -> None:
        add(f"{name}.weight", WIDTH, mean=1)
        add(f"{name}.bias", WIDTH)

    table = f"{family.prefix}embeddings"
    add(f"{table}.word_embeddings.weight", words, WIDTH)
    add(f"{table}.position_embeddings.weight", family.positions, WIDTH)
    add(f"{table}.token_type_embeddings.weight", family.kinds, WIDTH)
    norm(f"{table}.LayerNorm")
    for number in range(LAYERS):
        layer = f"{family.prefix}encoder.layer.{number}"
        for part in ("query", "key", "value"):
            dense(f"{layer}.attention.self.{part}", WIDTH, WIDTH)
        dense(f"{layer}.attention.output.dense", WIDTH, WIDTH)
        norm(f"{layer}.attention.output.LayerNorm")
        dense(f"{layer}.intermediate.dense", WIDTH, INNER)
        dense(f"{layer}.output.dense", INNER, WIDTH)
        norm(f"{layer}.output.LayerNorm")
    dense(family.hidden, WIDTH, WIDTH)
    dense(family.last, WIDTH, 1)
    return made
