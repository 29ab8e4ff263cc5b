"""Load: from a model's name to its encoder, each made once."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property

from tokenizers import Tokenizer

from likewise.embedding.bert import BertShape
from likewise.embedding.concepts import Classifier, ConceptEncoder
from likewise.embedding.encoder import Encoder, EncoderDescription, Precision
from likewise.embedding.image import EfficientNetwork, ImageEncoder
from likewise.embedding.known_models import (
    CONCEPTS,
    EFFICIENTNET,
    MAX_TOKENS,
    MINILM,
    KnownModel,
    known_model,
)
from likewise.embedding.packages import ModelFiles
from likewise.embedding.text import BertNetwork, TextEncoder
from likewise.embedding.weights import Weights, load_legacy_torch, load_safetensors

# A change of ours that moves vectors moves this number, and with it every fingerprint.
_REVISION = 1


class Encoders:
    """The encoders of known models; one is loaded when first asked for, and kept."""

    def __init__(self, files: ModelFiles, precision: Precision) -> None:
        self._files = files
        self._precision = precision

    def encoder(self, name: str) -> Encoder:
        """The encoder of a model.

        Raises:
            UnknownModelError: No model has that name.
            FetchError: Its files are not here and cannot be fetched.
            ModelError: Its files have been altered.
        """
        match known_model(name).name:
            case MINILM.name:
                return self._text
            case EFFICIENTNET.name:
                return self._image
            case _:
                return self._concepts

    @cached_property
    def _text(self) -> TextEncoder:
        weights, shape, tokenizer = load_minilm(self._files)
        network = BertNetwork(weights, shape, tokenizer, self._precision)
        return TextEncoder(describe(MINILM), network)

    @cached_property
    def _picture_weights(self) -> Weights:
        return load_legacy_torch(self._files.path(EFFICIENTNET, "model.pth"))

    @cached_property
    def _picture_network(self) -> EfficientNetwork:
        return EfficientNetwork(self._picture_weights, self._precision)

    @cached_property
    def _image(self) -> ImageEncoder:
        return ImageEncoder(describe(EFFICIENTNET), self._picture_network)

    @cached_property
    def _concepts(self) -> ConceptEncoder:
        names = json.loads(self._files.path(CONCEPTS, "class_names.json").read_text("utf-8"))
        weights = self._picture_weights
        classifier = Classifier(weights["_fc.weight"], weights["_fc.bias"], tuple(names))
        return ConceptEncoder(describe(CONCEPTS), self._picture_network, classifier, self._text)


def load_minilm(files: ModelFiles) -> tuple[Weights, BertShape, Tokenizer]:
    """The text model's weights, their shape, and its tokenizer, which cuts and does not pad.

    Raises:
        FetchError: Its files are not here and cannot be fetched.
        ModelError: Its files have been altered.
    """
    tokenizer = Tokenizer.from_file(str(files.path(MINILM, "tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    weights = load_safetensors(files.path(MINILM, "model.safetensors"))
    return weights, BertShape(layers=6, heads=12, epsilon=1e-12), tokenizer


def describe(model: KnownModel) -> EncoderDescription:
    """What the model's encoder declares; known without its files."""
    return EncoderDescription(
        name=model.name,
        dims=model.dims,
        modality=model.modality,
        preprocessing=model.preprocessing,
        fingerprint=_fingerprint(model),
    )


def _fingerprint(model: KnownModel) -> str:
    """A digest of the files and the preprocessing; concepts also depend on what they rest on."""
    parents = (MINILM, EFFICIENTNET) if model is CONCEPTS else ()
    facts = [str(_REVISION), model.name, str(model.dims), model.preprocessing]
    facts += [file.sha256 for package in model.packages for file in package.files]
    facts += [_fingerprint(parent) for parent in parents]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
