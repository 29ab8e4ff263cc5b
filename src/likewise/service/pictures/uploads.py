"""Uploads: pictures that come with a request; none is opened in the service's own process."""

from __future__ import annotations

import base64
import re

from PIL import Image

from likewise.errors import MediaError
from likewise.service.pictures.children import PictureChildren
from likewise.service.problems import Code, ProblemError

SIDE = 256
"""The shorter side to which a picture is resized before a network sees its middle, by default."""

_HEAD = re.compile(r"data:image/[a-z0-9.+-]{1,50};base64,", re.IGNORECASE)
_LONGEST_HEAD = 100
_MEMORY_BYTES = 380 * 2**20  # with it a child never takes 300 MB


class Uploads:
    """Makes pictures to look for of what comes with a request.

    Args:
        most_bytes: The largest file that is read.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._children = PictureChildren(memory_bytes=_MEMORY_BYTES)

    def picture(self, data: bytes, side: int = SIDE) -> Image.Image:
        """The middle square of the picture in a file's bytes, `side` pixels a side.

        A network that resizes a picture's shorter side to so many pixels before it cuts out the
        middle sees the same of this one as of the whole.

        Raises:
            MediaError: It is no picture that can be read.
            ProblemError: It is too large, or too many are being read.
        """
        self._check(len(data))
        return Image.fromarray(self._children.pixels(data, side))

    def from_uri(self, uri: str, side: int = SIDE) -> Image.Image:
        """The same of a data URI.

        Raises:
            MediaError: It is no data URI of a picture, or none that can be read.
            ProblemError: It is too large, or too many are being read.
        """
        return self.picture(self.file(uri), side)

    def file(self, uri: str) -> bytes:
        """The file in a data URI, whatever it holds.

        Raises:
            MediaError: It is no data URI of a picture.
            ProblemError: It is too large.
        """
        head = _HEAD.match(uri[:_LONGEST_HEAD])
        if head is None:
            raise MediaError(
                "The picture is no data URI.",
                remedy="Send `data:image/jpeg;base64,...`, or the file itself as multipart.",
            )
        self._check((len(uri) - head.end()) * 3 // 4)
        try:
            return base64.b64decode(uri[head.end() :], validate=True)
        except ValueError:  # of which binascii's is one
            raise MediaError(
                "The picture's base64 cannot be read.", remedy="Encode the whole file as base64."
            ) from None

    def close(self) -> None:
        """Ends the processes that read pictures."""
        self._children.close()

    def _check(self, length: int) -> None:
        if length > self._most_bytes:
            raise ProblemError(
                Code.TOO_LARGE,
                f"The picture has {length:,} bytes, and the most are {self._most_bytes:,}.",
                remedy="Send a smaller version of the picture.",
            )
