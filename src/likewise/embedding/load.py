"""Load: from a model's name to its encoder, each made once."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from threading import Lock

from tokenizers import Tokenizer

from likewise.embedding.batching import Unwatched, Watch
from likewise.embedding.bert import BertShape
from likewise.embedding.concepts import Classifier, ConceptEncoder
from likewise.embedding.encoder import Encoder, EncoderDescription, Network, Precision
from likewise.embedding.image import PICTURES_A_PASS, EfficientNetwork, ImageEncoder
from likewise.embedding.known_models import (
    CONCEPTS,
    EFFICIENTNET,
    MAX_TOKENS,
    MINILM,
    KnownModel,
    known_model,
)
from likewise.embedding.packages import ModelFiles
from likewise.embedding.runtime import cores
from likewise.embedding.shared import SharedNetwork
from likewise.embedding.text import BertNetwork, TextEncoder
from likewise.embedding.tokens import TOKENS_A_PASS
from likewise.embedding.weights import Weights, load_legacy_torch, load_safetensors

# A change of ours that moves vectors moves this number, and with it every fingerprint.
_REVISION = 1


class Encoders:
    """The encoders of known models; one is loaded when first asked for, and kept.

    Several threads may use one at once, and share its passes.

    Args:
        files: Of the models.
        precision: Of the networks.
        watch: Told what goes through them.
    """

    def __init__(
        self,
        files: ModelFiles,
        precision: Precision,
        watch: Watch = Unwatched(),  # noqa: B008 - it keeps nothing
    ) -> None:
        self._files = files
        self._precision = precision
        self._watch = watch
        self._loading = Lock()
        self._loaded: dict[str, Encoder] = {}

    def has(self, model: KnownModel) -> bool:
        """Whether its files are here, and those of the models that it rests on."""
        return all(self._files.has(each) for each in (model, *_parents(model)))

    def encoder(self, name: str) -> Encoder:
        """The encoder of a model.

        Raises:
            UnknownModelError: No model has that name.
            FetchError: Its files are not here and cannot be fetched.
            ModelError: Its files have been altered.
        """
        if name not in self._loaded:
            with self._loading:  # whoever wants one that is loaded does not wait
                self._loaded[name] = self._encoder(known_model(name))
        return self._loaded[name]

    def _encoder(self, model: KnownModel) -> Encoder:
        match model.name:
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
        share = cores() * TOKENS_A_PASS
        return TextEncoder(describe(MINILM), self._shared(network, MINILM, share))

    @cached_property
    def _picture_weights(self) -> Weights:
        return load_legacy_torch(self._files.path(EFFICIENTNET, "model.pth"))

    @cached_property
    def _picture_network(self) -> Network:
        network = EfficientNetwork(self._picture_weights, self._precision)
        return self._shared(network, EFFICIENTNET, cores() * PICTURES_A_PASS)

    @cached_property
    def _image(self) -> ImageEncoder:
        return ImageEncoder(describe(EFFICIENTNET), self._picture_network)

    @cached_property
    def _concepts(self) -> ConceptEncoder:
        names = json.loads(self._files.path(CONCEPTS, "class_names.json").read_text("utf-8"))
        weights = self._picture_weights
        classifier = Classifier(weights["_fc.weight"], weights["_fc.bias"], tuple(names))
        return ConceptEncoder(describe(CONCEPTS), self._picture_network, classifier, self._text)

    def _shared(self, network: Network, model: KnownModel, share: int) -> SharedNetwork:
        return SharedNetwork(network, model=model.name, share=share, watch=self._watch)


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


def _parents(model: KnownModel) -> tuple[KnownModel, ...]:
    return (MINILM, EFFICIENTNET) if model is CONCEPTS else ()


def _fingerprint(model: KnownModel) -> str:
    """A digest of the files and the preprocessing; concepts also depend on what they rest on."""
    facts = [str(_REVISION), model.name, str(model.dims), model.preprocessing]
    facts += [file.sha256 for package in model.packages for file in package.files]
    facts += [_fingerprint(parent) for parent in _parents(model)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
