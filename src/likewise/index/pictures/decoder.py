"""Decoder: the child process that opens pictures for its parent.

It answers the requests in its standard input until that ends. Whatever a picture does to it, only
this process suffers, and its memory and its time are bounded.
`likewise.index.pictures.decoding` starts it; what the two say to each other is defined here.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from likewise.catalogue.media import open_picture
from likewise.embedding.pixels import Crop
from likewise.errors import MediaError
from likewise.index.pictures.child import restrain

ANSWER = struct.Struct("<BII")
"""Head of an answer: its kind, and the bytes of the problem and of the remedy that follow.

After the head of PIXELS comes the square of each crop, in the order of the request.
"""

_REQUEST = struct.Struct("<IH")  # bytes of the path, number of crops; path and crops follow
_CROP = struct.Struct("<II")  # side, shorter side
_SHORTER_SIDE = 512  # the default of `open_picture`: smaller crops are cut from the same pixels


class AnswerKind(IntEnum):
    """What an answer says; READY comes once, before the first request is read."""

    READY = 0
    PIXELS = 1
    REFUSED = 2


def encode_request(path: Path, crops: Sequence[Crop]) -> bytes:
    """The bytes that ask for the crops of one picture."""
    name = encode_words(str(path))
    sides = (_CROP.pack(crop.side, crop.shorter_side) for crop in crops)
    return b"".join((_REQUEST.pack(len(name), len(crops)), name, *sides))


def encode_words(words: str) -> bytes:
    """UTF-8 that also holds the odd halves of characters that file names may have."""
    return words.encode("utf-8", "surrogatepass")


def decode_words(data: bytes | bytearray) -> str:
    """The words that `encode_words` was given."""
    return data.decode("utf-8", "surrogatepass")


def main() -> None:
    """Answers until the input ends.

    The command line gives the pipe for the answers, the memory in bytes and the time in seconds.
    """
    answers = os.fdopen(int(sys.argv[1]), "wb")
    memory_bytes, seconds = int(sys.argv[2]), float(sys.argv[3])
    Image.init()  # a reader that is loaded later might find no memory, and then be absent for good
    restrain(memory_bytes)
    _send(answers, ANSWER.pack(AnswerKind.READY, 0, 0))
    while request := _read_request(sys.stdin.buffer):
        # The parent ends a slow child; this is for one whose parent is gone.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = _answer(*request, memory_bytes)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answer)


def _send(answers: BinaryIO, answer: bytes) -> None:
    answers.write(answer)
    answers.flush()


def _read_request(requests: BinaryIO) -> tuple[Path, list[Crop]] | None:
    """The next picture and its crops; None at the end."""
    head = requests.read(_REQUEST.size)
    if len(head) < _REQUEST.size:
        return None
    length, number = _REQUEST.unpack(head)
    path = Path(decode_words(requests.read(length)))
    return path, [Crop(*_CROP.unpack(requests.read(_CROP.size))) for _ in range(number)]


def _answer(path: Path, crops: Sequence[Crop], memory_bytes: int) -> bytes:
    asked = max((2 * crop.shorter_side for crop in crops), default=0)
    try:
        picture = open_picture(path, shorter_side=max(_SHORTER_SIDE, asked))
        squares = [crop.of(picture).tobytes() for crop in crops]
    except MemoryError:
        return _refusal(_too_much_memory(path, memory_bytes))
    except MediaError as error:
        if isinstance(error.__cause__, MemoryError):
            return _refusal(_too_much_memory(path, memory_bytes))
        return _refusal(error)
    return b"".join((ANSWER.pack(AnswerKind.PIXELS, 0, 0), *squares))


def _too_much_memory(path: Path, memory_bytes: int) -> MediaError:
    return MediaError(
        f"{path} should decode within {memory_bytes / 2**20:,.0f} MiB of memory, but needs more.",
        remedy="Give a smaller version of the picture.",
    )


def _refusal(error: MediaError) -> bytes:
    problem, remedy = encode_words(error.problem), encode_words(error.remedy)
    return ANSWER.pack(AnswerKind.REFUSED, len(problem), len(remedy)) + problem + remedy
