"""Media: pictures opened without trusting the files they are in."""

from __future__ import annotations

import hashlib
import stat
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from likewise.errors import MediaError

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
MAX_PIXELS = 25_000_000
MAX_BYTES = 50_000_000

_READABLE = "Give a JPEG, PNG, WebP, GIF, BMP or TIFF file."
_SMALLER = "Give a smaller version of the picture."
_ORIENTATION = 0x0112  # EXIF
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow's readers raise whatever the bytes lead them to.
_PILLOW_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    Image.DecompressionBombError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

_warning_filters = threading.Lock()


def open_picture(file: Path | BinaryIO, *, shorter_side: int = 512) -> Image.Image:
    """The picture as upright RGB, on white where it was transparent; of several frames the first.

    A large JPEG is decoded at a fraction of its size, its shorter side never below `shorter_side`
    pixels. MediaError says what is wrong with the file; the size is judged before any pixel is
    decoded, at most 25 megapixels.
    """
    name = str(file) if isinstance(file, Path) else "The picture"
    data = _read(file, name)
    try:
        with _quiet():
            image = Image.open(BytesIO(data), formats=PICTURE_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name, f"far more ({error})") from error
    except _PILLOW_ERRORS as error:
        raise MediaError(f"{name} is not a picture that can be read.", remedy=_READABLE) from error
    with image:
        _check_size(image, name)
        try:
            return _rgb(_upright(image, shorter_side))
        except _PILLOW_ERRORS as error:
            raise MediaError(
                f"{name} is truncated or damaged: {str(error) or type(error).__name__}.",
                remedy="Replace the file by a whole one.",
            ) from error


def picture_digest(path: Path) -> bytes:
    """The 16 bytes of BLAKE2b that tell this file's content from any other."""
    name = str(path)
    with _opened(path, name) as file:
        try:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()
        except OSError as error:
            raise _unreadable(name, error) from error


def _read(file: Path | BinaryIO, name: str) -> bytes:
    with _opened(file, name) if isinstance(file, Path) else nullcontext(file) as opened:
        try:
            data = opened.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise _unreadable(name, error) from error
    if not data:
        raise MediaError(f"{name} is empty.", remedy=_READABLE)
    if len(data) > MAX_BYTES:
        raise MediaError(
            f"{name} is larger than {MAX_BYTES / 1e6:.0f} MB, the most that is read.",
            remedy=_SMALLER,
        )
    return data


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BufferedReader]:
    try:
        regular = stat.S_ISREG(path.stat().st_mode)  # opening a FIFO would wait for its writer
        file = path.open("rb") if regular else None
    except FileNotFoundError:
        raise MediaError(f"There is no picture at {name}.", remedy="Check the path.") from None
    except (OSError, ValueError) as error:
        raise _unreadable(repr(name), error) from error
    if file is None:
        raise MediaError(f"{name} is not a regular file.", remedy=_READABLE)
    with file:
        yield file


def _unreadable(name: str, error: Exception) -> MediaError:
    return MediaError(
        f"{name} cannot be read: {error}.", remedy="Check the path and its permissions."
    )


def _check_size(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise MediaError(f"{name} has no pixels: {width} x {height}.", remedy=_READABLE)
    if width * height > MAX_PIXELS:
        megapixels = f"{width * height / 1e6:,.1f} megapixels ({width} x {height})"
        raise _too_many_pixels(name, megapixels)


def _too_many_pixels(name: str, found: str) -> MediaError:
    return MediaError(
        f"{name} should have at most {MAX_PIXELS / 1e6:.0f} megapixels, but has {found}.",
        remedy=_SMALLER,
    )


def _upright(image: Image.Image, shorter_side: int) -> Image.Image:
    image.draft(None, (shorter_side, shorter_side))
    # TIFF parses its tags once more while it decodes, and turns the picture itself.
    with _quiet() if image.format == "TIFF" else nullcontext():
        image.load()
    turn = _UPRIGHT.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation; 1, upright, where the tags are damaged, for the pixels are not."""
    try:
        with _quiet():
            value = image.getexif().get(_ORIENTATION, 1)
    except _PILLOW_ERRORS:
        return 1
    return value if isinstance(value, int) else 1


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode == "F" or image.mode.startswith("I"):
        return _eight_bits(image).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Greyscale of 16 bits is divided; of 32 bits or floats, the brightest becomes white."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    brightest = 65535.0 if image.mode.startswith("I;16") else max(float(values.max()), 1.0)
    return Image.fromarray((values / brightest * 255).clip(0, 255).astype(np.uint8))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps Pillow's warnings back; the lock is there because filters belong to the process."""
    with _warning_filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
