"""Health: the shapes of what probes are told."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Alive(BaseModel):
    """The process answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})

    status: str = "ok"


class Check(BaseModel):
    """Whether one thing is there.

    Attributes:
        ok: Whether it is.
        detail: In words.
    """

    ok: bool
    detail: str = Field(examples=["It answers."])


class Readiness(BaseModel):
    """Whether searches can be answered.

    Attributes:
        ready: Whether all that is needed is there.
        redis: Whether Redis answers.
        index: Whether the catalogue can be searched.
        model: Whether its models are loaded.
    """

    ready: bool
    redis: Check
    index: Check
    model: Check
