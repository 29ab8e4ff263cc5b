"""Opening: pictures that are looked for, as the networks of a catalogue see them."""

from __future__ import annotations

from PIL.Image import Image

from likewise.service.callers.view import View
from likewise.service.pictures.uploads import SIDE
from likewise.service.serving import Serving


def open_sent(serving: Serving, view: View, uri: str | None, file: bytes | None) -> Image | None:
    """What the networks of the catalogue see of the picture that was sent."""
    if uri is None and file is None:
        return None
    encoders = (serving.parts.encoders.encoder(each.model) for each in view.schema.vectors)
    crops = (encoder.network.crop for encoder in encoders)
    side = max((crop.shorter_side for crop in crops if crop is not None), default=SIDE)
    uploads = serving.uploads
    return uploads.picture(file or b"", side) if uri is None else uploads.from_uri(uri, side)
