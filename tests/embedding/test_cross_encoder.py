"""Cross-encoder: the network's own figures, and folders that hold another one."""

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
from numpy.testing import assert_allclose
from tokenizers import Tokenizer

from likewise.embedding.cross_encoder import CrossEncoder
from likewise.embedding.encoder import Precision
from likewise.errors import ModelError
from tiny_cross_encoder import BERT, FAMILIES, WORDS, XLM_ROBERTA, Family, TinyCrossEncoder, make

ROBERTA = replace(XLM_ROBERTA, architecture="RobertaForSequenceClassification")
TEXTS = (
    "red shoe",
    "a",
    "the garden chair of the mountain city",
    "winter winter winter",
    "a word that nobody knows",
    " ".join(WORDS * 2),
    " ".join(WORDS * 20),
)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCrossEncoder:
    return make(tmp_path / "tiny", BERT)


def load(folder: Path) -> CrossEncoder:
    return CrossEncoder.from_folder(folder, Precision.EXACT)


@pytest.mark.parametrize("family", [*FAMILIES, ROBERTA], ids=lambda family: family.architecture)
@pytest.mark.parametrize("query", ["red shoe", "seven", " ".join(WORDS * 10)], ids=len)
def test_scores_are_those_of_the_network_in_plain_numpy(
    family: Family, query: str, tmp_path: Path
) -> None:
    tiny = make(tmp_path / "tiny", family)
    expected = [tiny.score(query, text) for text in TEXTS]
    assert_allclose(load(tiny.folder).score(query, TEXTS), expected, atol=1e-4)
    assert np.ptp(expected) > 0.02


def test_query_and_text_are_not_the_same_to_it(tiny: TinyCrossEncoder) -> None:
    (one,) = load(tiny.folder).score("red shoe", ["blue sofa"])
    (other,) = load(tiny.folder).score("blue sofa", ["red shoe"])
    assert abs(one - other) > 1e-3


def test_sixteen_bit_weights_are_read(tiny: TinyCrossEncoder) -> None:
    expected = load(tiny.folder).score("red shoe", TEXTS)
    halves = {name: tensor.astype(np.float16) for name, tensor in tiny.weights.items()}
    safetensors.numpy.save_file(halves, tiny.folder / "model.safetensors")
    assert_allclose(load(tiny.folder).score("red shoe", TEXTS), expected, atol=1e-2)


def test_a_network_that_is_sure_has_scores_of_nought_and_one(tiny: TinyCrossEncoder) -> None:
    for sign, expected in ((1, 1), (-1, 0)):
        save(tiny, {"classifier.bias": np.array([sign * 3000], np.float32)})
        assert load(tiny.folder).score("red", ["shoe"])[0] == expected


def save(tiny: TinyCrossEncoder, changed: dict[str, np.ndarray]) -> None:
    safetensors.numpy.save_file({**tiny.weights, **changed}, tiny.folder / "model.safetensors")


def configured(**values: object) -> Callable[[TinyCrossEncoder], object]:
    """What changes values of `config.json`; None takes one away."""

    def change(tiny: TinyCrossEncoder) -> None:
        path = tiny.folder / "config.json"
        config: dict[str, Any] = json.loads(path.read_text("utf-8"))
        config.update(values)
        path.write_text(json.dumps({k: v for k, v in config.items() if v is not None}), "utf-8")

    return change


def without(name: str) -> Callable[[TinyCrossEncoder], object]:
    return lambda tiny: (tiny.folder / name).unlink()


def holding(name: str, data: bytes) -> Callable[[TinyCrossEncoder], object]:
    return lambda tiny: (tiny.folder / name).write_bytes(data)


def lacking(tensor: str) -> Callable[[TinyCrossEncoder], object]:
    def change(tiny: TinyCrossEncoder) -> None:
        left = {name: array for name, array in tiny.weights.items() if name != tensor}
        safetensors.numpy.save_file(left, tiny.folder / "model.safetensors")

    return change


def reshaped(tensor: str, *shape: int) -> Callable[[TinyCrossEncoder], object]:
    return lambda tiny: save(tiny, {tensor: np.ones(shape, np.float32)})


def with_more_words(tiny: TinyCrossEncoder) -> None:
    tokenizer = Tokenizer.from_file(str(tiny.folder / "tokenizer.json"))
    tokenizer.add_tokens(["zebra"])
    tokenizer.save(str(tiny.folder / "tokenizer.json"))


def without_specials(tiny: TinyCrossEncoder) -> None:
    path = tiny.folder / "tokenizer.json"
    facts = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**facts, "post_processor": None}), "utf-8")


def in_brain_floats(tiny: TinyCrossEncoder) -> None:
    header = json.dumps({"a": {"dtype": "BF16", "shape": [1], "data_offsets": [0, 2]}}).encode()
    data = struct.pack("<Q", len(header)) + header + b"\x80\x3f"
    (tiny.folder / "model.safetensors").write_bytes(data)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (without("config.json"), r"config\.json cannot be read"),
        (without("tokenizer.json"), r"tokenizer\.json is not a readable tokenizer"),
        (without("model.safetensors"), r"model\.safetensors is not a readable"),
        (holding("config.json", b"{"), r"config\.json cannot be read"),
        (holding("config.json", b"\xff"), r"config\.json cannot be read"),
        (holding("config.json", b"[" * 10**5), r"config\.json cannot be read"),
        (holding("config.json", b"[]"), r"config\.json holds no object"),
        (holding("tokenizer.json", b"{}"), r"tokenizer\.json is not a readable tokenizer"),
        (holding("tokenizer.json", b"\xff"), r"tokenizer\.json is not a readable tokenizer"),
        (holding("model.safetensors", b"\x80\x02]"), r"not a readable safetensors file"),
        (in_brain_floats, r"not a readable safetensors file.*bfloat16"),
        (configured(architectures=["BertModel"]), r"architectures.*BertForSeq.*'BertModel'"),
        (configured(architectures=None), r"architectures.*found None"),
        (configured(architectures="BertForSequenceClassification"), r"architectures"),
        (configured(hidden_act="relu"), r"hidden_act to be gelu, found 'relu'"),
        (configured(position_embedding_type="relative_key"), r"to be absolute"),
        (configured(num_hidden_layers=0), r"num_hidden_layers to be a whole number from 1"),
        (configured(num_hidden_layers=3), r"lacks the tensor 'encoder\.layer\.2"),
        (configured(num_attention_heads=5), r"num_attention_heads to be a divisor of 32"),
        (configured(num_attention_heads=True), r"num_attention_heads to be a whole number"),
        (configured(layer_norm_eps="1e-12"), r"layer_norm_eps to be a number between 0 and 1"),
        (configured(layer_norm_eps=None), r"layer_norm_eps"),
        (lacking("classifier.weight"), r"lacks the tensor 'classifier\.weight'"),
        (lacking("bert.embeddings.LayerNorm.bias"), r"lacks the tensor 'embeddings\.LayerNorm"),
        (reshaped("classifier.weight", 3, 32), r"gives 3 numbers for two texts; expected one"),
        (reshaped("bert.pooler.dense.weight", 32, 31), r"do not fit each other"),
        (reshaped("bert.embeddings.position_embeddings.weight", 4, 32), r"4 positions"),
        (with_more_words, r"has 27 tokens, but its network knows 26"),
        (without_specials, r"puts 0 special tokens"),
    ],
)
def test_a_folder_that_holds_something_else_is_refused(
    change: Callable[[TinyCrossEncoder], object], problem: str, tiny: TinyCrossEncoder
) -> None:
    change(tiny)
    with pytest.raises(ModelError, match=problem):
        load(tiny.folder)


def test_a_pickle_is_not_read_even_if_there_is_nothing_else(tiny: TinyCrossEncoder) -> None:
    (tiny.folder / "model.safetensors").rename(tiny.folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"model\.safetensors is not a readable"):
        load(tiny.folder)


def test_positions_of_xlm_roberta_begin_behind_its_padding(tmp_path: Path) -> None:
    """Else its scores would be others, and nothing would say so."""
    tiny = make(tmp_path / "tiny", XLM_ROBERTA)
    expected = load(tiny.folder).score("red", ["shoe"])
    configured(pad_token_id=0)(tiny)
    assert abs(load(tiny.folder).score("red", ["shoe"]) - expected)[0] > 1e-4
    configured(pad_token_id=None)(tiny)
    with pytest.raises(ModelError, match="pad_token_id"):
        load(tiny.folder)
