"""Picture child: the process that opens pictures for the service, which opens none itself.

It answers what comes through its socket until that ends. Whatever a picture does to it, only this
process suffers, and its memory and its time are bounded. `likewise.service.pictures.children`
starts it; what the two say to each other is defined here.
"""

from __future__ import annotations

import signal
import socket
import struct
import sys
from enum import IntEnum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from likewise.catalogue.media import open_picture
from likewise.embedding.pixels import Crop
from likewise.errors import MediaError
from likewise.index.pictures.child import restrain

REQUEST = struct.Struct("<BBII")
"""Head of a request: a `Source`, a `Form`, pixels a side, and the bytes that follow."""

ANSWER = struct.Struct("<BII")
"""Head of an answer: a `Kind`, and the bytes of what was made, or of the problem and the remedy."""

_SHORTER_SIDE = 512  # the default of `open_picture`: smaller squares are cut from the same pixels
_JPEG_QUALITY, _WEBP_QUALITY = 82, 80


class Source(IntEnum):
    """What follows a request: the bytes of a picture's file, or its path."""

    BYTES = 0
    PATH = 1


class Form(IntEnum):
    """What is made of a picture.

    PIXELS are its middle square as bytes of RGB; the others are all of it, no side longer than was
    asked for, in that format and without any of what else was in the file.
    """

    PIXELS = 0
    JPEG = 1
    WEBP = 2


class Kind(IntEnum):
    """What an answer says; READY comes once, before the first request is read."""

    READY = 0
    MADE = 1
    REFUSED = 2


def main() -> None:
    """Answers until the socket ends.

    The command line gives the socket's descriptor, the memory in bytes and the time in seconds.
    """
    memory_bytes, seconds = int(sys.argv[2]), float(sys.argv[3])
    Image.init()  # a reader that is loaded later might find no memory, and then be absent for good
    restrain(memory_bytes)
    with socket.socket(fileno=int(sys.argv[1])) as parent, parent.makefile("rwb") as stream:
        stream.write(ANSWER.pack(Kind.READY, 0, 0))
        stream.flush()
        while (head := stream.read(REQUEST.size)) and len(head) == REQUEST.size:
            source, form, side, length = REQUEST.unpack(head)
            # The parent ends a slow child; this is for one whose parent is gone.
            signal.setitimer(signal.ITIMER_REAL, seconds)
            stream.write(_answer(Source(source), stream.read(length), Form(form), side))
            stream.flush()
            signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(source: Source, given: bytes, form: Form, side: int) -> bytes:
    path = Path(given.decode("utf-8", "surrogatepass")) if source is Source.PATH else None
    try:
        made = _made(path or BytesIO(given), form, side)
    except MemoryError:
        return _refusal(_too_large())
    except MediaError as error:
        return _refusal(_too_large() if isinstance(error.__cause__, MemoryError) else error)
    return ANSWER.pack(Kind.MADE, len(made), 0) + made


def _made(file: Path | BinaryIO, form: Form, side: int) -> bytes:
    if form is Form.PIXELS:
        picture = open_picture(file, shorter_side=max(_SHORTER_SIDE, 2 * side))
        return Crop(side, side).of(picture).tobytes()
    picture = open_picture(file, shorter_side=side)
    picture.info.clear()  # Pillow writes a comment and a profile that it has read
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    written = BytesIO()
    if form is Form.WEBP:
        picture.save(written, "WEBP", quality=_WEBP_QUALITY, method=2)
    else:
        picture.save(written, "JPEG", quality=_JPEG_QUALITY, progressive=True)
    return written.getvalue()


def _too_large() -> MediaError:
    return MediaError(
        "The picture needs more memory than one may take.",
        remedy="Give a smaller version of the picture.",
    )


def _refusal(error: MediaError) -> bytes:
    problem, remedy = (text.encode("utf-8", "replace") for text in (error.problem, error.remedy))
    return ANSWER.pack(Kind.REFUSED, len(problem), len(remedy)) + problem + remedy
