"""Embedding: from what a request brings to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from likewise.embedding.encoder import Encoder, Modality
from likewise.embedding.known_models import KNOWN_MODELS, KnownModel
from likewise.embedding.vectors import Vectors
from likewise.errors import EncodingError, MediaError
from likewise.service.problems import Code, PlaceProblem, ProblemError
from likewise.service.serving import Serving
from likewise.service.wire.embedding import EmbeddingRequest, InputKind

MOST_CHARACTERS = 100_000
"""The longest text."""

MOST_PICTURES = 128
"""The most pictures of one request: a small file may hold one that takes half a second to open."""

_PICTURES_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Embedded:
    """What was made.

    Attributes:
        vectors: Shape (n, dims), in the order of the inputs.
        tokens: Of all texts.
        model: By which.
    """

    vectors: Vectors
    tokens: int
    model: KnownModel


def offered_models(serving: Serving) -> list[KnownModel]:
    """The models whose files are here; no request fetches one."""
    return [model for model in KNOWN_MODELS if serving.parts.encoders.has(model)]


def offered_model(serving: Serving, name: str) -> KnownModel:
    """The model of a name, in letters of any case.

    Raises:
        ProblemError: It is not known, or not here.
    """
    known = {model.name: model for model in KNOWN_MODELS}
    model = known.get(name.lower())
    if model is not None and serving.parts.encoders.has(model):
        return model
    if model is not None:
        raise _wrong(
            "model",
            f"The files of the model {model.name!r} are not here.",
            remedy=f"Whoever runs this service gets them with `likewise models pull {model.name}`.",
            code=Code.UNKNOWN_MODEL,
        )
    names = ", ".join(each.name for each in offered_models(serving))
    raise _wrong(
        "model",
        f"The model {name!r} does not exist here.",
        remedy=f"There are {names}." if names else "`likewise models pull` gets some.",
        code=Code.UNKNOWN_MODEL,
    )


def embed(serving: Serving, asked: EmbeddingRequest) -> Embedded:
    """The vectors of what is asked for.

    Raises:
        ProblemError: The model does not fit what is asked for, or an input cannot be read.
        EncoderBusyError: Too much waits for the model.
    """
    model = offered_model(serving, asked.model)
    encoder = _encoder_for(asked.modality, serving.parts.encoders.encoder(model.name))
    if asked.dimensions not in (None, model.dims):
        raise _wrong(
            "dimensions",
            f"The vectors of {model.name} have {model.dims} dimensions, and cannot be cut to "
            f"{asked.dimensions}: the model was not trained for that.",
            remedy=f"Leave it out, or send {model.dims}.",
        )
    if asked.modality is InputKind.IMAGE:
        return Embedded(_of_pictures(serving, encoder, asked.input), 0, model)
    prepared = [_prepared(encoder, number, text) for number, text in enumerate(asked.input)]
    vectors = encoder.vectors(encoder.network.features(prepared))
    return Embedded(vectors, sum(map(encoder.network.size, prepared)), model)


def _encoder_for(kind: InputKind, encoder: Encoder) -> Encoder:
    """The encoder, or the one that puts words into its space."""
    name, of_pictures = encoder.description.name, encoder.description.modality is Modality.PICTURE
    if kind is InputKind.TEXT and encoder.words is not None:
        return encoder.words
    if kind is InputKind.IMAGE and of_pictures:
        return encoder
    if kind is InputKind.AUDIO:
        raise _wrong("modality", "No model here reads audio.", remedy="Send texts or pictures.")
    if of_pictures:
        raise _wrong(
            "modality",
            f"The model {name} reads pictures, and no texts.",
            remedy="Send data URIs of pictures with `modality` set to `image`.",
        )
    raise _wrong(
        "modality",
        f"The model {name} reads texts, and no pictures.",
        remedy="Name one of `/v1/models` that does.",
    )


def _prepared(encoder: Encoder, number: int, text: str) -> Any:  # noqa: ANN401 - the network's own
    if len(text) > MOST_CHARACTERS:
        raise _wrong_input(
            number,
            f"it has {len(text):,} characters, and the most are {MOST_CHARACTERS:,}.",
            remedy="Part it: of a text only the beginning becomes part of the vector.",
        )
    try:
        return encoder.network.prepare(text)
    except EncodingError as error:
        raise _wrong_input(number, error.problem, remedy=error.remedy) from error


def _of_pictures(serving: Serving, encoder: Encoder, uris: Sequence[str]) -> Vectors:
    """A few at a time: open, a picture takes far more memory."""
    if len(uris) > MOST_PICTURES:
        raise _wrong(
            "input",
            f"There are {len(uris):,} pictures, and the most of one request are {MOST_PICTURES}.",
            remedy="Send several requests.",
        )
    opened = (_opened(serving, encoder, number, uri) for number, uri in enumerate(uris))
    found = []
    while part := list(islice(opened, _PICTURES_AT_ONCE)):
        found.append(encoder.vectors(encoder.network.features(part)))
    return np.concatenate(found)


def _opened(serving: Serving, encoder: Encoder, number: int, uri: str) -> Any:  # noqa: ANN401 - the network's own
    crop = encoder.network.crop
    assert crop is not None  # noqa: S101 - it reads pictures
    try:
        picture = serving.uploads.from_uri(uri, crop.shorter_side)
    except MediaError as error:
        code = Code.UNREADABLE_MEDIA
        raise _wrong_input(number, error.problem, remedy=error.remedy, code=code) from error
    return encoder.network.prepare(picture)


def _wrong_input(
    number: int, detail: str, *, remedy: str, code: Code = Code.UNUSABLE
) -> ProblemError:
    return _wrong(f"input.{number}", f"Input {number}: {detail}", remedy=remedy, code=code)


def _wrong(field: str, detail: str, *, remedy: str, code: Code = Code.UNUSABLE) -> ProblemError:
    place = PlaceProblem(place=f"body.{field}", problem=detail)
    return ProblemError(code, detail, remedy=remedy, errors=[place])
