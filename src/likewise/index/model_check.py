"""Model check: vectors are compared only with those of the model that made them."""

from __future__ import annotations

from likewise.embedding.encoder import EncoderDescription
from likewise.errors import ModelMismatchError
from likewise.index.schema import VectorField


def check_model(field: VectorField, offered: EncoderDescription) -> None:
    """Refuses a model that did not make the index's vectors.

    Raises:
        ModelMismatchError: It did not.
    """
    if offered.fingerprint != field.fingerprint:
        raise ModelMismatchError(
            f"The vectors {field.name!r} were made by {field.model} ({field.fingerprint}), but "
            f"the model at hand is {offered.name} ({offered.fingerprint}).",
            indexed=f"{field.model} ({field.fingerprint})",
            offered=f"{offered.name} ({offered.fingerprint})",
            remedy="Import the catalogue again to have its vectors made by this one.",
        )
