"""Embeddings and models, as OpenAI has them; pictures as Infinity has them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from likewise.embedding.encoder import Modality
from likewise.embedding.known_models import MAX_TOKENS, KnownModel
from likewise.service.wire.shape import Body, Shape

MOST_INPUTS = 2048
"""The most inputs of one request, as at OpenAI."""


class InputKind(StrEnum):
    """What the inputs are."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"


class VectorFormat(StrEnum):
    """How vectors are written: as numbers, or as the base64 of little-endian 32-bit floats."""

    FLOAT = "float"
    BASE64 = "base64"


def _listed(given: object) -> object:
    """The inputs as a list; token ids, which are those of another vocabulary, are refused."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, list) and given and isinstance(given[0], int | list):
        raise PydanticCustomError(
            "tokens",
            "token ids are not read, as the models here have other vocabularies than OpenAI's: "
            "send the text itself (LangChain does so with check_embedding_ctx_length=False)",
        )
    return given


_Input = Annotated[str, Field(min_length=1)]


class EmbeddingRequest(Body):
    """What is to be made into vectors."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"model": "all-minilm-l6-v2", "input": ["a lamp to read by", "a chair"]}]
        }
    )

    model: str = Field(min_length=1, max_length=200)
    """The name of a model of `/v1/models`, in letters of any case."""

    input: Annotated[
        list[_Input],
        Field(min_length=1, max_length=MOST_INPUTS),
        BeforeValidator(_listed),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "string", "minLength": 1},
                    {
                        "type": "array",
                        "items": {"type": "string", "minLength": 1},
                        "minItems": 1,
                        "maxItems": MOST_INPUTS,
                    },
                ]
            }
        ),
    ]
    """A text or several; of pictures, their data URIs."""

    encoding_format: Annotated[VectorFormat, Field(strict=False)] = VectorFormat.FLOAT
    """How the vectors are written."""

    dimensions: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How long the vectors are to be; only the model's own length can be had."""

    user: Annotated[str, Field(max_length=10_000)] | None = None
    """Not looked at."""

    modality: Annotated[InputKind, Field(strict=False)] = InputKind.TEXT
    """What the inputs are."""


class Embedding(Shape):
    """The vector of one input."""

    object: Literal["embedding"] = "embedding"
    index: int
    """The number of the input, from 0."""

    embedding: list[float] | str
    """Unit-length; as numbers, or as base64."""


class Usage(Shape):
    """What was read."""

    prompt_tokens: int
    """Tokens of all texts, special ones included, after texts were cut; pictures have none."""

    total_tokens: int
    """The same."""


class EmbeddingResponse(Shape):
    """The vectors, in the order of the inputs."""

    object: Literal["list"] = "list"
    data: list[Embedding]
    model: str
    usage: Usage


class Model(Shape):
    """A model that makes vectors."""

    id: str = Field(examples=["all-minilm-l6-v2"])
    object: Literal["model"] = "model"
    created: int = 0
    """Not known."""

    owned_by: str = "likewise"
    dimensions: int
    """The length of its vectors."""

    modalities: list[InputKind]
    """What it reads."""

    max_tokens: int | None
    """Longer texts are cut after so many tokens; null where it reads none."""

    summary: str
    """What it is good for."""

    licence: str
    """Of its weights."""

    @classmethod
    def of(cls, model: KnownModel) -> Model:
        """The model as it is shown."""
        pictures = [InputKind.IMAGE] if model.modality is Modality.PICTURE else []
        return cls(
            id=model.name,
            dimensions=model.dims,
            modalities=[*pictures, *([InputKind.TEXT] if model.words else [])],
            max_tokens=MAX_TOKENS if model.words else None,
            summary=model.summary,
            licence=model.licence,
        )


class Models(Shape):
    """The models that make vectors here."""

    object: Literal["list"] = "list"
    data: list[Model]
