"""Shape: what all that goes over the wire has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """What is sent to a client; what stands below a field describes it in the API's pages too."""

    model_config = ConfigDict(use_attribute_docstrings=True, allow_inf_nan=False)


class Body(BaseModel):
    """What a client sends as JSON: nothing else, and nothing of another type."""

    model_config = ConfigDict(
        use_attribute_docstrings=True, allow_inf_nan=False, extra="forbid", strict=True
    )


class Parameters(BaseModel):
    """What stands in an address, where all is text; nothing else."""

    model_config = ConfigDict(use_attribute_docstrings=True, allow_inf_nan=False, extra="forbid")
